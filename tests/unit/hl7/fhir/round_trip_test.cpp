#include "generate.hpp"
#include "hl7/fhir/bundle.hpp"

#include <gtest/gtest.h>

namespace pps::hl7::fhir {
namespace {

using tests::plan_level;

/// What has no member at all says nothing: a group that is there but empty is the same as none.
plan without_empty_groups(plan one) {
    if (one.paediatrics == paediatrics{}) one.paediatrics.reset();
    if (one.phase == clinical_phase{}) one.phase.reset();
    if (one.status == document_status{}) one.status.reset();
    return one;
}

void expect_same(std::uint64_t seed, plan_level level) {
    const auto made = tests::make_plan(seed, level);
    const auto text = write_bundle(made);
    EXPECT_EQ(text, write_bundle(made)) << "seed " << seed;
    const auto read = read_bundle(text);
    ASSERT_TRUE(read.plan) << "seed " << seed;
    EXPECT_TRUE(*read.plan == without_empty_groups(made)) << "seed " << seed;
    EXPECT_TRUE(read.findings.empty())
        << "seed " << seed << ' ' << read.findings.front().rule << ' ' << read.findings.front().path;
    EXPECT_EQ(read.unread_count, 0U) << "seed " << seed << ' '
                                     << (read.unread.empty() ? "" : read.unread.front());
}

TEST(fhir_round_trip, gives_back_every_conformant_plan) {
    for (std::uint64_t seed = 0; seed < 300 && !testing::Test::HasFatalFailure(); ++seed)
        expect_same(seed, plan_level::conformant);
}

TEST(fhir_round_trip, gives_back_any_value_of_the_model) {
    for (std::uint64_t seed = 0; seed < 300 && !testing::Test::HasFatalFailure(); ++seed)
        expect_same(seed, plan_level::wild);
}

}  // namespace
}  // namespace pps::hl7::fhir
