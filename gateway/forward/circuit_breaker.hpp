#pragma once

#include <chrono>

namespace pps::gateway::forward {

/// Keeps a national endpoint that is down from being hammered by every waiting document. Closed until
/// `failures` transport failures in a row; then open for `pause`; then half-open: one attempt decides.
/// Not thread-safe; time is given.
class circuit_breaker {
  public:
    using time_point = std::chrono::steady_clock::time_point;
    enum class state { closed, open, half_open };

    circuit_breaker(int failures, std::chrono::milliseconds pause) noexcept
        : limit_(failures), pause_(pause) {}

    /// Attempts that may start now: `most` when closed, one when half-open and none is running, else zero.
    int allowed(time_point now, int most) const noexcept;
    /// How long until attempts may start again; zero unless open.
    std::chrono::nanoseconds wait(time_point now) const noexcept;

    void started(time_point now) noexcept;
    void succeeded() noexcept;
    /// True when this failure opened it.
    bool failed(time_point now) noexcept;
    /// The attempt ended without saying anything about the endpoint.
    void abandoned() noexcept;

    state at(time_point now) const noexcept;

  private:
    int limit_;
    std::chrono::milliseconds pause_;
    int in_a_row_ = 0;
    bool open_ = false;
    bool probing_ = false;
    time_point until_{};
};

}  // namespace pps::gateway::forward
