#include "gateway/core/log_limiter.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::gateway::log {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const instant start = from_millis(1'700'000'000'000);

TEST(log_limiter, admits_one_line_per_interval_and_counts_the_others) {
    limiter limit{seconds{10}};
    EXPECT_EQ(limit.admit("e", "c", start), 0);
    EXPECT_EQ(limit.admit("e", "c", start + seconds{1}), std::nullopt);
    EXPECT_EQ(limit.admit("e", "c", start + milliseconds{9'999}), std::nullopt);
    EXPECT_EQ(limit.admit("e", "c", start + seconds{10}), 2);
    EXPECT_EQ(limit.admit("e", "c", start + seconds{11}), std::nullopt);
    EXPECT_EQ(limit.admit("e", "c", start + seconds{60}), 1);
}

TEST(log_limiter, tells_events_and_codes_apart) {
    limiter limit{seconds{10}};
    EXPECT_EQ(limit.admit("e", "c", start), 0);
    EXPECT_EQ(limit.admit("e", "d", start), 0);
    EXPECT_EQ(limit.admit("f", "c", start), 0);
    EXPECT_EQ(limit.admit("f", "", start), 0);
    EXPECT_EQ(limit.admit("f", "c", start), std::nullopt);
}

TEST(log_limiter, is_not_silenced_by_a_clock_that_was_set_back) {
    limiter limit{seconds{10}};
    EXPECT_EQ(limit.admit("e", "c", start), 0);
    EXPECT_EQ(limit.admit("e", "c", start - seconds{3600}), 0);
    EXPECT_EQ(limit.admit("e", "c", start - seconds{3599}), std::nullopt);
}

TEST(log_limiter, without_an_interval_admits_all) {
    limiter limit{milliseconds{0}};
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(limit.admit("e", "c", start), 0);
}

TEST(log_limiter, gives_each_count_once) {
    limiter limit{seconds{10}};
    limit.admit("e", "c", start);
    limit.admit("e", "c", start);
    limit.admit("e", "c", start);
    limit.admit("f", "c", start);
    std::string told;
    const auto tell = [&](std::string_view event, std::string_view code, std::int64_t count) {
        ((told += event) += code) += std::to_string(count);
    };
    limit.take(tell);
    limit.take(tell);
    EXPECT_EQ(told, "ec2");
    EXPECT_EQ(limit.admit("e", "c", start + seconds{1}), std::nullopt)
        << "taking a count does not start a new interval";
}

TEST(log_limiter, does_not_grow_without_end_and_forgets_old_lines_first) {
    limiter limit{seconds{10}};
    for (std::size_t i = 0; i < limiter::most; ++i)
        limit.admit("e", std::to_string(i), start);
    EXPECT_EQ(limit.admit("e", "new", start), 0);
    EXPECT_EQ(limit.admit("e", "new", start), 0) << "no room: not limited";
    EXPECT_EQ(limit.admit("e", "0", start), std::nullopt);
    EXPECT_EQ(limit.admit("e", "new", start + seconds{10}), 0);
    EXPECT_EQ(limit.admit("e", "new", start + seconds{11}), std::nullopt) << "there is room again";
    EXPECT_EQ(limit.admit("e", "0", start + seconds{11}), 1) << "a count is never forgotten";
}

}  // namespace
}  // namespace pps::gateway::log
