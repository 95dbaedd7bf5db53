#include "gateway/core/clock.hpp"

#include <gtest/gtest.h>

namespace pps::gateway {
namespace {

TEST(clock, writes_an_instant_as_rfc3339_in_utc_with_milliseconds) {
    EXPECT_EQ(to_rfc3339(from_millis(1'614'591'000'123)), "2021-03-01T09:30:00.123Z");
}

TEST(clock, writes_an_instant_as_hl7_time) {
    EXPECT_EQ(to_hl7(from_millis(1'614'591'000'999)), "20210301093000");
}

TEST(clock, names_the_utc_day) {
    EXPECT_EQ(to_day(from_millis(1'614'643'199'999)), "2021-03-01");
}

TEST(clock, keeps_milliseconds_both_ways) {
    EXPECT_EQ(to_millis(from_millis(1'614'591'000'123)), 1'614'591'000'123);
}

}  // namespace
}  // namespace pps::gateway
