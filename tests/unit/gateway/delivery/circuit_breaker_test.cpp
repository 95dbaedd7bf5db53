#include "gateway/forward/circuit_breaker.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::forward {
namespace {

using namespace std::chrono_literals;
using time_point = circuit_breaker::time_point;
using state = circuit_breaker::state;

constexpr time_point start{100s};

circuit_breaker opened() {
    circuit_breaker breaker{3, 30s};
    breaker.failed(start);
    breaker.failed(start);
    breaker.failed(start);
    return breaker;
}

TEST(circuit_breaker, stays_closed_below_the_limit) {
    circuit_breaker breaker{3, 30s};
    EXPECT_FALSE(breaker.failed(start));
    EXPECT_FALSE(breaker.failed(start));
    EXPECT_EQ(breaker.at(start), state::closed);
    EXPECT_EQ(breaker.allowed(start, 4), 4);
}

TEST(circuit_breaker, says_once_that_it_opened) {
    circuit_breaker breaker{2, 30s};
    EXPECT_FALSE(breaker.failed(start));
    EXPECT_TRUE(breaker.failed(start));
    EXPECT_FALSE(breaker.failed(start + 1s));
}

TEST(circuit_breaker, allows_nothing_while_open) {
    const circuit_breaker breaker = opened();
    EXPECT_EQ(breaker.allowed(start + 29s, 4), 0);
    EXPECT_EQ(breaker.wait(start + 29s), 1s);
}

TEST(circuit_breaker, allows_one_attempt_after_the_pause) {
    circuit_breaker breaker = opened();
    EXPECT_EQ(breaker.allowed(start + 30s, 4), 1);
    breaker.started(start + 30s);
    EXPECT_EQ(breaker.allowed(start + 30s, 4), 0);
}

TEST(circuit_breaker, closes_when_the_attempt_succeeds) {
    circuit_breaker breaker = opened();
    breaker.started(start + 30s);
    breaker.succeeded();
    EXPECT_EQ(breaker.at(start + 30s), state::closed);
}

TEST(circuit_breaker, opens_again_when_the_attempt_fails) {
    circuit_breaker breaker = opened();
    breaker.started(start + 30s);
    breaker.failed(start + 31s);
    EXPECT_EQ(breaker.at(start + 60s), state::open);
    EXPECT_EQ(breaker.at(start + 61s), state::half_open);
}

TEST(circuit_breaker, lets_another_attempt_start_when_one_said_nothing) {
    circuit_breaker breaker = opened();
    breaker.started(start + 30s);
    breaker.abandoned();
    EXPECT_EQ(breaker.allowed(start + 30s, 4), 1);
}

TEST(circuit_breaker, forgets_failures_after_a_success) {
    circuit_breaker breaker{3, 30s};
    breaker.failed(start);
    breaker.failed(start);
    breaker.succeeded();
    breaker.failed(start);
    EXPECT_EQ(breaker.at(start), state::closed);
}

}  // namespace
}  // namespace pps::gateway::forward
