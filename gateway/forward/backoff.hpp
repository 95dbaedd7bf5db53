#pragma once

#include <chrono>

namespace pps::gateway::forward {

/// Exponential backoff with full jitter on its upper half: attempt n waits between half and the whole of
/// first * 2^(n-1), never more than `longest`.
struct backoff {
    std::chrono::milliseconds first{2'000};
    std::chrono::milliseconds longest{900'000};

    /// `attempts` made so far (>= 1); `random` in [0, 1).
    std::chrono::milliseconds delay(int attempts, double random) const noexcept;
};

}  // namespace pps::gateway::forward
