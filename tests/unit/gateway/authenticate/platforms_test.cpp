#include "gateway/authenticate/platforms.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::authenticate {
namespace {

registry two_platforms() {
    registry::entry first, second;
    first.platform.id = "a";
    first.platform.structures = {"1490000001"};
    first.platform.kinds = {"pps"};
    first.certificate_subjects = {"CN=a,C=FR", "CN=a renewed,C=FR"};
    second.platform.id = "b";
    second.certificate_subjects = {"CN=b,C=FR"};
    return registry{{first, second}};
}

TEST(platforms, finds_a_platform_by_any_of_its_subjects) {
    const registry known = two_platforms();
    ASSERT_NE(known.find("CN=a renewed,C=FR"), nullptr);
    EXPECT_EQ(known.find("CN=a renewed,C=FR")->id, "a");
    EXPECT_EQ(known.find("CN=b,C=FR")->id, "b");
}

TEST(platforms, finds_nobody_by_another_subject) {
    const registry known = two_platforms();
    EXPECT_EQ(known.find("CN=a"), nullptr);
    EXPECT_EQ(known.find(""), nullptr);
}

TEST(platforms, finds_a_platform_by_its_id) {
    const registry known = two_platforms();
    ASSERT_NE(known.find_id("b"), nullptr);
    EXPECT_EQ(known.find_id("c"), nullptr);
}

TEST(platforms, may_send_only_for_its_structures_and_kinds) {
    const registry known = two_platforms();
    const platform& a = *known.find("CN=a,C=FR");
    EXPECT_TRUE(a.may_send_for("1490000001"));
    EXPECT_FALSE(a.may_send_for("1490000002"));
    EXPECT_FALSE(a.may_send_for(""));
    EXPECT_TRUE(a.may_send_kind("pps"));
    EXPECT_FALSE(a.may_send_kind("rcp"));
}

}  // namespace
}  // namespace pps::gateway::authenticate
