#include "cda/json/iso_time.hpp"

#include <gtest/gtest.h>

namespace pps::json {
namespace {

struct pair {
    const char* hl7;
    const char* iso;
};

TEST(iso_time, says_an_hl7_time_with_the_same_precision) {
    constexpr pair pairs[] = {
        {"2021", "2021"},
        {"202101", "2021-01"},
        {"20210113", "2021-01-13"},
        {"2021011312", "2021-01-13T12"},
        {"202101131217", "2021-01-13T12:17"},
        {"20210113121700", "2021-01-13T12:17:00"},
        {"20210113121700.250", "2021-01-13T12:17:00.250"},
        {"20210113121700+0100", "2021-01-13T12:17:00+01:00"},
        {"202101131217-0430", "2021-01-13T12:17-04:30"},
        {"20210113121700.5+0000", "2021-01-13T12:17:00.5+00:00"},
    };
    for (const auto& [hl7, iso] : pairs) {
        EXPECT_EQ(to_iso(hl7), iso);
        EXPECT_EQ(from_iso(iso), hl7);
    }
}

TEST(iso_time, takes_z_for_the_offset_zero) {
    EXPECT_EQ(from_iso("2021-01-13T12:17:00Z"), "20210113121700+0000");
}

TEST(iso_time, leaves_alone_what_is_no_time) {
    for (const auto* hl7 :
         {"", "21", "20211", "202113", "20210132", "2021011324", "20210113121700.", "20210113+0100",
          "20210113121700+01", "20210113121700+010000", "20210113 12", "2021-01-13", "vers 2021"})
        EXPECT_EQ(to_iso(hl7), std::nullopt) << hl7;
    for (const auto* iso : {"", "20210113", "2021-1-13", "2021-13", "2021-01-32", "2021-01-13T25",
                            "13/01/2021", "2021-01-13T12:17:00+0100", "2021-01-13T12:17:00ZZ", "2021-01-13Z",
                            "2021-01-13T12:17:00+1", "2021-01-13 12:17", "2021-"})
        EXPECT_EQ(from_iso(iso), std::nullopt) << iso;
}

}  // namespace
}  // namespace pps::json
