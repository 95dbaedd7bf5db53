#pragma once

#include "gateway/core/clock.hpp"

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// The log: one JSON object per line on standard output, one line per event, and no patient. What may be said
/// is limited to the keys below, so that a new kind of value is a deliberate choice (row in log.cpp).
/// {"ts":"2026-03-01T09:30:00.123Z","level":"info","event":"document.accepted","document":"01H…","platform":"…"}
namespace pps::gateway::log {

enum class level { debug, info, warning, error };

std::string_view to_string(level l) noexcept;  ///< "debug", "info", "warning", "error".
std::optional<level> level_from(std::string_view text) noexcept;

/// What a line can tell. Never a value read from a document or typed by a peer, except where said.
enum class key {
    document,  ///< Generated id.
    platform,  ///< Configured id.
    region,
    kind,         ///< "pps" or "rcp".
    media,        ///< Name of a form of media.hpp.
    correlation,  ///< Generated, or a keyed hash.
    code,         ///< Stable code of an error or answer; identifies repeated warnings.
    state,
    attempt,
    delay_ms,
    status,         ///< HTTP status.
    remote,         ///< Address of the peer.
    path_template,  ///< Template of the route, never the requested path.
    reason,         ///< Our own words, or an operating system's or library's error.
    count,
    bytes,
    elapsed_ms,
    edition,
    subject,      ///< Certificate subject of a platform or of our own.
    serial,       ///< Certificate serial number.
    fingerprint,  ///< SHA-256 of a certificate.
    days,
    file,
    port,
    version,
    received,
    registered,
    registered_share,  ///< Of what was received.
    replaced,
    deleted,
    withdrawn,
    rejected,
    refused,
    failed,
    queued,
    oldest_s,
    establishment,  ///< Struct_IdNat.
    endpoint,       ///< Host of a national service.
    signal,
    error,  ///< As `reason`.
};

/// One key and its value. Texts are viewed, not kept: they must live until the line is written.
struct field {
    field(log::key k, std::string_view text) : name{k}, value{text} {}
    field(log::key k, const char* text) : name{k}, value{std::string_view{text}} {}
    field(log::key k, const std::string& text) : name{k}, value{std::string_view{text}} {}
    field(log::key k, bool flag) : name{k}, value{flag} {}
    field(log::key k, double number) : name{k}, value{number} {}
    template <std::integral Number>
    requires(!std::same_as<Number, bool>) field(log::key k, Number number)
        : name{k},
          value{std::in_range<std::int64_t>(number) ? static_cast<std::int64_t>(number)
                                                    : std::numeric_limits<std::int64_t>::max()} {}

    log::key name;
    std::variant<std::string_view, std::int64_t, double, bool> value;
};

/// Writes one line. `event` is a constant such as "document.accepted". Texts over 200 bytes are cut, control
/// characters escaped, invalid UTF-8 replaced; in `reason` and `error`, runs of digits long enough to be a
/// patient's number are masked. A warning or error with the event and code of an earlier one is only counted
/// until the interval has passed; the next one says how many were "suppressed". Lines with `document` or
/// `correlation` are never held back: they are the steps of a document. Never throws; thread-safe.
void write(level l, std::string_view event, std::initializer_list<field> fields = {}) noexcept;
void write(level l, std::string_view event, const std::vector<field>& fields) noexcept;

/// A fact for the audit trail: written at every level, never held back.
void audit(std::string_view event, const std::vector<field>& fields) noexcept;

inline void debug(std::string_view event, std::initializer_list<field> fields = {}) noexcept {
    write(level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<field> fields = {}) noexcept {
    write(level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<field> fields = {}) noexcept {
    write(level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<field> fields = {}) noexcept {
    write(level::error, event, fields);
}

/// Where lines go: called with one line without its end, one call at a time.
using output = std::function<void(std::string_view line)>;

struct options {
    level least = level::info;
    std::chrono::milliseconds repeat_interval{30'000};  ///< 0: nothing is suppressed.
    std::shared_ptr<const clock> time;                  ///< nullptr: the system's.
    log::output to;                                     ///< nullptr: standard output.
};

/// Replaces the options and forgets what was suppressed; returns the former ones. Thread-safe.
options configure(options now);

/// Only the threshold. Thread-safe.
void set_level(level least) noexcept;

/// Writes a line "log.suppressed" per event and code that still has uncounted repeats: at stop, and from time
/// to time, so that no count is lost. Never throws; thread-safe.
void report_suppressed() noexcept;

/// Keeps the lines instead of writing them, for tests; the former options come back at the end. One at a
/// time.
class capture {
  public:
    explicit capture(level least = level::debug, std::shared_ptr<const clock> time = nullptr,
                     std::chrono::milliseconds repeat_interval = std::chrono::milliseconds{0});
    ~capture();
    capture(const capture&) = delete;
    capture& operator=(const capture&) = delete;

    std::vector<std::string> lines() const;
    /// All lines, each with its end.
    std::string text() const;

  private:
    struct kept {
        std::mutex mutex;
        std::vector<std::string> lines;
    };
    std::shared_ptr<kept> kept_;
    options former_;
};

}  // namespace pps::gateway::log
