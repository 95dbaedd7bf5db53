#include "cda/validation/xpath/numbers.hpp"

#include <gtest/gtest.h>

using namespace pps::cda::validation::xpath;

TEST(numbers, are_printed_as_xpath_prints_them) {
    EXPECT_EQ(print_double(1), "1");
    EXPECT_EQ(print_double(-0.5), "-0.5");
    EXPECT_EQ(print_double(123456.789), "123456.789");
    EXPECT_EQ(print_double(1e6), "1.0E6");
    EXPECT_EQ(print_double(1.5e-7), "1.5E-7");
    EXPECT_EQ(print_double(1e100), "1.0E100");
    EXPECT_EQ(print_decimal(wide{5} * decimal_scale / 2), "2.5");
    EXPECT_EQ(print_decimal(-decimal_scale), "-1");
}

TEST(numbers, are_read_as_xml_schema_writes_them) {
    wide d = 0;
    for (const auto* good : {"1", "+1.50", "-.5", "1.", "00012"})
        EXPECT_TRUE(parse_decimal(good, d)) << good;
    for (const auto* bad : {"", ".", "1e2", "--1", "1 2", "99999999999999999999"})
        EXPECT_FALSE(parse_decimal(bad, d)) << bad;
    std::int64_t n = 0;
    EXPECT_TRUE(parse_integer("+7", n));
    for (const auto* bad : {"", "+", "+-7", "7.0", "99999999999999999999"})
        EXPECT_FALSE(parse_integer(bad, n)) << bad;
    for (const auto* good : {"1", "-1.5E-3", "INF", "NaN", ".5", "1e999"})
        EXPECT_TRUE(parse_double(good)) << good;
    for (const auto* bad : {"", "inf", "nan", "0x10", "1 ", "+-1"})
        EXPECT_FALSE(parse_double(bad)) << bad;
}

TEST(numbers, of_dates_follow_the_calendar) {
    EXPECT_EQ(parse_date("1970-01-02"), 86'400'000'000);
    EXPECT_EQ(parse_date_time("1970-01-01T01:00:00+01:00"), 0);
    EXPECT_EQ(parse_time("00:00:01.5Z"), 1'500'000);
    for (const auto* bad : {"2023-02-29", "2023-13-01", "2023-00-01", "2023-1-1", "23-01-01", "0000-01-01",
                            "2023-01-01+15:00", "2023-01-01T00:00:00", "20230101"}) {
        EXPECT_FALSE(parse_date(bad)) << bad;
    }
    for (const auto* bad : {"2023-01-01", "2023-01-01T24:00:01", "2023-01-01T00:60:00", "2023-01-01T00:00:60",
                            "2023-01-01T1:00:00", "2023-01-01T00:00:00.", "2023-01-01 00:00:00"}) {
        EXPECT_FALSE(parse_date_time(bad)) << bad;
    }
    EXPECT_TRUE(parse_date("2024-02-29"));
    EXPECT_TRUE(parse_date_time("2024-02-29T24:00:00"));
}
