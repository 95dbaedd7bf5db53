#include "gateway/forward/backoff.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::forward {
namespace {

using std::chrono::milliseconds;

TEST(backoff, waits_between_half_and_the_whole_of_the_first_delay_after_one_attempt) {
    const backoff policy{milliseconds{1'000}, milliseconds{60'000}};
    EXPECT_EQ(policy.delay(1, 0.0), milliseconds{500});
    EXPECT_EQ(policy.delay(1, 0.999), milliseconds{999});
}

TEST(backoff, doubles_with_each_attempt) {
    const backoff policy{milliseconds{1'000}, milliseconds{60'000}};
    EXPECT_EQ(policy.delay(4, 0.0), milliseconds{4'000});
}

TEST(backoff, never_waits_longer_than_the_longest_delay) {
    const backoff policy{milliseconds{1'000}, milliseconds{60'000}};
    EXPECT_LE(policy.delay(1'000'000, 0.999), milliseconds{60'000});
    EXPECT_GE(policy.delay(1'000'000, 0.0), milliseconds{30'000});
}

}  // namespace
}  // namespace pps::gateway::forward
