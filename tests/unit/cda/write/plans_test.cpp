#include "cda/document.hpp"
#include "cda/pps/facts.hpp"
#include "cda/read/reading.hpp"
#include "cda/write/write.hpp"
#include "difference.hpp"
#include "generate.hpp"
#include "judges.hpp"

#include <gtest/gtest.h>

namespace pps::tests {
namespace {

constexpr std::uint64_t plans = 300;

plan read(std::string_view bytes) {
    const auto outcome = cda::read_document(bytes);
    if (!outcome.document) {
        for (const auto& one : outcome.findings)
            ADD_FAILURE() << one.rule << ' ' << one.path;
        return {};
    }
    return cda::read_pps(*outcome.document).plan;
}

TEST(written_plans, keep_their_facts_when_they_are_read_again) {
    for (std::uint64_t seed = 0; seed < plans; ++seed) {
        const auto plan = make_plan(seed);
        for (const auto narrative : {cda::narrative_source::generated, cda::narrative_source::kept}) {
            const auto written = cda::write_pps(plan, {narrative});
            EXPECT_FALSE(cda::refuses(written.findings)) << "seed " << seed;
            ASSERT_EQ(difference(normalise(plan), normalise(read(written.xml))), "") << "seed " << seed;
        }
    }
}

TEST(written_plans, break_no_rule_of_our_own) {
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        EXPECT_EQ(by_own_rules(cda::write_pps(make_plan(seed)).xml), verdict{}) << "seed " << seed;
}

TEST(written_plans, break_no_official_rule) {
    if (official_bundle().empty()) GTEST_SKIP() << "PPS_ANS_BUNDLE does not name the official bundle";
    for (std::uint64_t seed = 0; seed < plans; ++seed) {
        const auto xml = cda::write_pps(make_plan(seed)).xml;
        ASSERT_EQ(by_official_bundle(xml), verdict{}) << "seed " << seed;
        ASSERT_EQ(by_own_rules(xml), verdict{}) << "seed " << seed;
    }
}

}  // namespace
}  // namespace pps::tests
