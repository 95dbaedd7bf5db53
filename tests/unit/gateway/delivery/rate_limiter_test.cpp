#include "gateway/forward/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::forward {
namespace {

using namespace std::chrono_literals;
using time_point = rate_limiter::time_point;

TEST(rate_limiter, lets_the_first_transaction_start_at_once) {
    const rate_limiter limiter{4.0};
    EXPECT_EQ(limiter.wait(time_point{10s}), 0ns);
}

TEST(rate_limiter, never_lets_more_than_the_rate_start_in_a_second) {
    rate_limiter limiter{4.0};
    time_point now{10s};
    int started = 0;
    for (; now < time_point{11s}; now += 1ms) {
        if (limiter.wait(now) > 0ns) continue;
        limiter.take(now);
        ++started;
    }
    EXPECT_EQ(started, 4);
}

TEST(rate_limiter, does_not_save_up_for_a_burst_while_idle) {
    rate_limiter limiter{4.0};
    limiter.take(time_point{10s});
    limiter.take(time_point{100s});
    EXPECT_EQ(limiter.wait(time_point{100s}), 250ms);
}

TEST(rate_limiter, without_a_rate_never_waits) {
    rate_limiter limiter{0.0};
    limiter.take(time_point{10s});
    EXPECT_EQ(limiter.wait(time_point{10s}), 0ns);
    EXPECT_FALSE(limiter.limited());
}

}  // namespace
}  // namespace pps::gateway::forward
