#pragma once

#include "gateway/core/clock.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pps::gateway::log {

/// Decides which repeats of a line are only counted. Bounded; not thread-safe.
class limiter {
  public:
    explicit limiter(std::chrono::milliseconds interval) : interval_(interval) {}

    /// Whether a line of this event and code may be written at `now`: then how many were suppressed since the
    /// last one; std::nullopt when it must only be counted. When `most` different lines are known and none is
    /// old, further ones are not limited.
    std::optional<std::int64_t> admit(std::string_view event, std::string_view code, instant now);

    /// Takes all counts: `tell` is called per event and code with a count that is not zero.
    void take(
        const std::function<void(std::string_view event, std::string_view code, std::int64_t count)>& tell);

    static constexpr std::size_t most = 1024;

  private:
    struct entry {
        instant last;
        std::int64_t suppressed = 0;
    };
    bool passed(const entry& e, instant now) const;

    std::chrono::milliseconds interval_;
    std::map<std::pair<std::string, std::string>, entry> entries_;
};

}  // namespace pps::gateway::log
