#include "gateway/app/quantity.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::app {
namespace {

using std::chrono::milliseconds;

TEST(quantity, reads_every_unit_of_time) {
    EXPECT_EQ(parse_duration("500ms"), milliseconds{500});
    EXPECT_EQ(parse_duration("30s"), milliseconds{30'000});
    EXPECT_EQ(parse_duration("15min"), milliseconds{900'000});
    EXPECT_EQ(parse_duration("2h"), milliseconds{7'200'000});
    EXPECT_EQ(parse_duration("7d"), milliseconds{604'800'000});
}

TEST(quantity, reads_every_unit_of_size) {
    EXPECT_EQ(parse_size("512B"), 512u);
    EXPECT_EQ(parse_size("256kiB"), 262'144u);
    EXPECT_EQ(parse_size("20MiB"), 20'971'520u);
    EXPECT_EQ(parse_size("2GiB"), 2'147'483'648u);
}

TEST(quantity, refuses_what_is_not_a_positive_whole_number_with_a_unit) {
    for (const char* text :
         {"", "s", "30", "0s", "007s", "-1s", "+1s", "1.5s", "1 s", "1S", "1s ", "1234567890s", "1w"})
        EXPECT_FALSE(parse_duration(text)) << text;
    for (const char* text : {"", "B", "20", "0B", "1KB", "1MB", "1mib", "1MiB "})
        EXPECT_FALSE(parse_size(text)) << text;
}

TEST(quantity, does_not_overflow_with_the_most_digits) {
    EXPECT_EQ(parse_duration("999999999d"), milliseconds{86'399'999'913'600'000});
    EXPECT_EQ(parse_size("999999999GiB"), 999'999'999ull << 30);
}

}  // namespace
}  // namespace pps::gateway::app
