#include "gateway/observe/exposition.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::observe {
namespace {

TEST(exposition, writes_help_type_and_samples) {
    exposition out;
    out.family("pps_things_total", "counter", "Things.");
    out.sample({{"kind", "a"}, {"region", "Bretagne"}}, 3);
    EXPECT_EQ(out.take(),
              "# HELP pps_things_total Things.\n"
              "# TYPE pps_things_total counter\n"
              "pps_things_total{kind=\"a\",region=\"Bretagne\"} 3\n");
}

TEST(exposition, escapes_label_values) {
    exposition out;
    out.family("pps_things", "gauge", "Things.");
    out.sample({{"text", "a\"b\\c\nd"}}, 0.25);
    EXPECT_NE(out.take().find("{text=\"a\\\"b\\\\c\\nd\"} 0.25\n"), std::string::npos);
}

TEST(exposition, adds_the_suffix_of_a_histogram) {
    exposition out;
    out.family("pps_wait_seconds", "histogram", "Wait.");
    out.sample({{"le", "+Inf"}}, 7, "_bucket");
    EXPECT_NE(out.take().find("pps_wait_seconds_bucket{le=\"+Inf\"} 7\n"), std::string::npos);
}

}  // namespace
}  // namespace pps::gateway::observe
