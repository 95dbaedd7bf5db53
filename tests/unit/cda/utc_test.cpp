#include "cda/xds/from_cda.hpp"

#include <gtest/gtest.h>

namespace pps::cda::xds {
namespace {

TEST(to_utc, applies_the_offset) {
    EXPECT_EQ(to_utc("20210113121700+0100"), "20210113111700");
    EXPECT_EQ(to_utc("20210713121700+0200"), "20210713101700");
    EXPECT_EQ(to_utc("20210113121700-0330"), "20210113154700");
    EXPECT_EQ(to_utc("20210113121700+0000"), "20210113121700");
    EXPECT_EQ(to_utc("20210113121700+01"), "20210113111700");
}

TEST(to_utc, crosses_days_months_and_years) {
    EXPECT_EQ(to_utc("20210101003000+0100"), "20201231233000");
    EXPECT_EQ(to_utc("20240229233000-0100"), "20240301003000");
    EXPECT_EQ(to_utc("20231231233000-0100"), "20240101003000");
}

TEST(to_utc, keeps_the_precision) {
    EXPECT_EQ(to_utc("202101131217+0100"), "202101131117");
    EXPECT_EQ(to_utc("2021011312+0100"), "2021011311");
    EXPECT_EQ(to_utc("20210113121700.1234+0100"), "20210113111700");
}

TEST(to_utc, leaves_dates_alone) {
    for (const auto date : {"2021", "202101", "20210113"})
        EXPECT_EQ(to_utc(date), date);
    EXPECT_EQ(to_utc("20210101+0100"), "20210101");
}

TEST(to_utc, takes_a_time_without_zone_as_paris) {
    EXPECT_EQ(to_utc("20210113121700"), "20210113111700");
    EXPECT_EQ(to_utc("20210713121700"), "20210713101700");
}

TEST(to_utc, changes_to_summer_time_on_the_last_sunday_of_march) {
    EXPECT_EQ(to_utc("20210328015959"), "20210328005959");
    EXPECT_EQ(to_utc("20210328030000"), "20210328010000");
    EXPECT_EQ(to_utc("20240331015959"), "20240331005959");
    EXPECT_EQ(to_utc("20240331030000"), "20240331010000");
    EXPECT_EQ(to_utc("20240324120000"), "20240324110000") << "the Sunday before";
}

TEST(to_utc, changes_to_winter_time_on_the_last_sunday_of_october) {
    EXPECT_EQ(to_utc("20211031015959"), "20211030235959");
    EXPECT_EQ(to_utc("20211031023000"), "20211031003000") << "the first of the two";
    EXPECT_EQ(to_utc("20211031030000"), "20211031020000");
    EXPECT_EQ(to_utc("20241027030000"), "20241027020000");
}

TEST(to_utc, refuses_what_is_no_time) {
    for (const auto bad : {"",
                           "202",
                           "20211",
                           "2021011",
                           "202113",
                           "20210132",
                           "20210229",
                           "2021011324",
                           "202101131260",
                           "20210113121760",
                           "20210113T1217",
                           "20210113121700Z",
                           "20210113121700+1",
                           "20210113121700+2500",
                           "20210113121700+0160",
                           "20210113121700+",
                           "20210113121700.",
                           "202101131217.5",
                           "2021011312170099",
                           "20210113121700+0100+0100",
                           "+0100",
                           "demain",
                           "20210113 121700",
                           "00000101000000+0100"}) {
        EXPECT_EQ(to_utc(bad), "") << bad;
    }
}

}  // namespace
}  // namespace pps::cda::xds
