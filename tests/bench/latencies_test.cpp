#include "tests/bench/latencies.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using pps::bench::latencies;
using std::chrono::milliseconds;

TEST(latencies, gives_percentiles_by_nearest_rank) {
    latencies measured;
    for (int i = 100; i >= 1; --i)
        measured.add(milliseconds(i));
    EXPECT_EQ(measured.percentile(50), milliseconds(50));
    EXPECT_EQ(measured.percentile(90), milliseconds(90));
    EXPECT_EQ(measured.percentile(99), milliseconds(99));
    EXPECT_EQ(measured.percentile(99.5), milliseconds(100));
    EXPECT_EQ(measured.percentile(0.1), milliseconds(1));
    EXPECT_EQ(measured.greatest(), milliseconds(100));
}

TEST(latencies, rounds_a_rank_up_so_that_few_measures_do_not_look_better) {
    latencies measured;
    for (const int each : {30, 10, 20})
        measured.add(milliseconds(each));
    EXPECT_EQ(measured.percentile(50), milliseconds(20));
    EXPECT_EQ(measured.percentile(67), milliseconds(30));
    EXPECT_EQ(measured.percentile(99), milliseconds(30));
}

TEST(latencies, sees_what_is_added_after_a_percentile_was_asked_for) {
    latencies measured;
    measured.add(milliseconds(5));
    EXPECT_EQ(measured.greatest(), milliseconds(5));
    measured.add(milliseconds(9));
    measured.add(milliseconds(1));
    EXPECT_EQ(measured.greatest(), milliseconds(9));
    EXPECT_EQ(measured.percentile(1), milliseconds(1));
    EXPECT_EQ(measured.count(), 3u);
}

TEST(latencies, gives_zero_when_nothing_was_measured) {
    EXPECT_EQ(latencies().percentile(99), latencies::duration::zero());
}

TEST(latencies, refuses_a_percentile_that_is_none) {
    EXPECT_THROW(latencies().percentile(0), std::out_of_range);
    EXPECT_THROW(latencies().percentile(101), std::out_of_range);
}

}  // namespace
