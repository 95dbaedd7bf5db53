#pragma once

#include <chrono>
#include <string>

namespace pps::gateway {

/// A point in time of the wall clock, kept at millisecond precision in the store.
using instant = std::chrono::system_clock::time_point;

/// Where time comes from; injected so that tests own it. Implementations are thread-safe.
class clock {
  public:
    virtual ~clock() = default;
    virtual instant now() const = 0;
};

/// The real clock.
class system_clock final : public clock {
  public:
    instant now() const override { return std::chrono::system_clock::now(); }
};

/// Milliseconds since the Unix epoch, the form the store keeps.
std::int64_t to_millis(instant t) noexcept;
instant from_millis(std::int64_t ms) noexcept;

/// "2026-03-01T09:30:00.123Z" (RFC 3339, UTC).
std::string to_rfc3339(instant t);

/// "20260301093000" (HL7 and XDS, UTC).
std::string to_hl7(instant t);

/// Day of the instant in UTC, "2026-03-01".
std::string to_day(instant t);

}  // namespace pps::gateway
