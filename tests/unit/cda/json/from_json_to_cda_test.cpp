#include "../write/difference.hpp"
#include "../write/judges.hpp"
#include "cda/json/json.hpp"
#include "cda/pps/facts.hpp"
#include "cda/read/reading.hpp"
#include "cda/write/write.hpp"
#include "files.hpp"
#include "generate.hpp"

#include <gtest/gtest.h>

namespace pps::json {
namespace {

plan through_cda(const plan& made) {
    const auto read = cda::read_document(cda::write_pps(made).xml);
    EXPECT_NE(read.document, nullptr);
    return read.document ? cda::read_pps(*read.document).plan : plan{};
}

plan through_json(const plan& made) {
    return read_json(write_json(made)).plan.value_or(plan{});
}

class an_example : public testing::TestWithParam<const char*> {
  protected:
    const plan made_ = read_json(test::source_file(GetParam())).plan.value();
};

TEST_P(an_example, is_written_as_a_cda_that_breaks_no_rule) {
    const auto written = cda::write_pps(made_);
    for (const auto& one : written.findings)
        ADD_FAILURE() << one.rule << ' ' << one.path;
    EXPECT_EQ(tests::by_own_rules(written.xml), tests::verdict{});
    if (tests::official_bundle().empty()) GTEST_SKIP() << "PPS_ANS_BUNDLE does not name the official bundle";
    EXPECT_EQ(tests::by_official_bundle(written.xml), tests::verdict{});
}

TEST_P(an_example, keeps_its_facts_from_json_to_cda_to_json) {
    EXPECT_EQ(tests::difference(normalise(made_), normalise(through_json(through_cda(made_)))), "");
}

INSTANTIATE_TEST_SUITE_P(config, an_example,
                         testing::Values("config/examples/pps-first.json", "config/examples/pps-update.json",
                                         "config/examples/pps-paediatric.json"));

TEST(a_made_plan, keeps_its_facts_from_json_to_cda_to_json) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto made = tests::make_plan(seed);
        EXPECT_EQ(
            tests::difference(normalise(made), normalise(through_json(through_cda(through_json(made))))), "")
            << seed;
    }
}

}  // namespace
}  // namespace pps::json
