#include "gateway/forward/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace pps::gateway::forward {

std::chrono::milliseconds backoff::delay(int attempts, double random) const noexcept {
    const int doublings = std::clamp(attempts - 1, 0, 40);
    const double whole = std::min(std::ldexp(static_cast<double>(first.count()), doublings),
                                  static_cast<double>(longest.count()));
    return std::chrono::milliseconds{static_cast<std::int64_t>(whole * (0.5 + 0.5 * random))};
}

}  // namespace pps::gateway::forward
