#include "gateway/forward/rate_limiter.hpp"

#include <algorithm>

namespace pps::gateway::forward {

rate_limiter::rate_limiter(double per_second) noexcept {
    if (per_second > 0) interval_ = std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / per_second)};
}

std::chrono::nanoseconds rate_limiter::wait(time_point now) const noexcept {
    return std::max(std::chrono::nanoseconds{0}, std::chrono::nanoseconds{next_ - now});
}

void rate_limiter::take(time_point now) noexcept {
    next_ = std::max(now, next_) + interval_;
}

}  // namespace pps::gateway::forward
