#include "gateway/forward/circuit_breaker.hpp"

#include <algorithm>

namespace pps::gateway::forward {

circuit_breaker::state circuit_breaker::at(time_point now) const noexcept {
    if (!open_) return state::closed;
    return now < until_ ? state::open : state::half_open;
}

int circuit_breaker::allowed(time_point now, int most) const noexcept {
    switch (at(now)) {
        case state::closed:
            return most;
        case state::open:
            return 0;
        case state::half_open:
            return probing_ ? 0 : std::min(most, 1);
    }
    return 0;
}

std::chrono::nanoseconds circuit_breaker::wait(time_point now) const noexcept {
    if (!open_) return std::chrono::nanoseconds{0};
    return std::max(std::chrono::nanoseconds{0}, std::chrono::nanoseconds{until_ - now});
}

void circuit_breaker::started(time_point now) noexcept {
    if (at(now) == state::half_open) probing_ = true;
}

void circuit_breaker::succeeded() noexcept {
    in_a_row_ = 0;
    open_ = false;
    probing_ = false;
}

bool circuit_breaker::failed(time_point now) noexcept {
    ++in_a_row_;
    const bool was_probe = probing_;
    probing_ = false;
    if (!was_probe && (open_ || in_a_row_ < limit_)) return false;
    const bool opened = !open_;
    open_ = true;
    until_ = now + pause_;
    return opened;
}

void circuit_breaker::abandoned() noexcept {
    probing_ = false;
}

}  // namespace pps::gateway::forward
