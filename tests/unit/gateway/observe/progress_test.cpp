#include "gateway/observe/progress.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::observe {
namespace {

TEST(progress, sums_the_indicators_of_each_region) {
    snapshot now;
    const auto add = [&now](std::string region, std::string platform, std::string name, std::int64_t value) {
        store::tally one;
        one.region = std::move(region);
        one.platform = std::move(platform);
        one.name = std::move(name);
        one.value = value;
        now.tallies.push_back(std::move(one));
    };
    add("Bretagne", "a", "received", 5);
    add("Bretagne", "b", "received", 2);
    add("Bretagne", "a", "registered", 4);
    add("Bretagne", "a", "refused", 1);
    add("Bretagne", "b", "rejected", 3);
    add("Bretagne", "b", "replaced", 2);
    add("Bretagne", "a", "deleted", 2);
    add("Bretagne", "b", "deleted", 1);
    add("Bretagne", "b", "withdrawn", 1);
    add("Bretagne", "b", "deletion-refused", 4);
    add("Occitanie", "c", "received", 1);
    const auto regions = progress_by_region(now);
    ASSERT_EQ(regions.size(), 2u);
    EXPECT_EQ(regions.at("Bretagne").received, 7);
    EXPECT_EQ(regions.at("Bretagne").registered, 4);
    EXPECT_EQ(regions.at("Bretagne").refused, 1);
    EXPECT_EQ(regions.at("Bretagne").rejected, 3);
    EXPECT_EQ(regions.at("Bretagne").replaced, 2);
    EXPECT_EQ(regions.at("Bretagne").deleted, 3);
    EXPECT_EQ(regions.at("Bretagne").withdrawn, 1);
    EXPECT_EQ(regions.at("Occitanie").received, 1);
    EXPECT_EQ(regions.at("Occitanie").registered, 0);
}

}  // namespace
}  // namespace pps::gateway::observe
