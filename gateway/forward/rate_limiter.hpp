#pragma once

#include <chrono>

namespace pps::gateway::forward {

/// Spaces feeding transactions so that no second sees more than the rate (dmp-wire §4.4: below 5 per second
/// for one structure and software). A leaky bucket without burst. Not thread-safe; time is given.
class rate_limiter {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    /// `per_second` <= 0: no limit.
    explicit rate_limiter(double per_second) noexcept;

    /// How long to wait before the next transaction may start; zero: now.
    std::chrono::nanoseconds wait(time_point now) const noexcept;
    /// A transaction starts.
    void take(time_point now) noexcept;
    bool limited() const noexcept { return interval_.count() > 0; }

  private:
    std::chrono::nanoseconds interval_{0};
    time_point next_{};
};

}  // namespace pps::gateway::forward
