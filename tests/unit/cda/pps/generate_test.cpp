#include "generate.hpp"

#include "cda/identifiers.hpp"
#include "cda/pps/tables.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace pps::tests {
namespace {

constexpr std::uint64_t plans = 300;

TEST(Generator, GivesTheSamePlanForTheSameSeedAndAnotherForAnother) {
    for (const auto level : {plan_level::conformant, plan_level::wild}) {
        EXPECT_EQ(make_plan(7, level), make_plan(7, level));
        EXPECT_NE(make_plan(7, level), make_plan(8, level));
    }
}

TEST(Generator, GivesIdentifiersWithTheirKeys) {
    for (std::uint64_t seed = 0; seed < plans; ++seed) {
        const auto made = make_plan(seed);
        const auto* ins = made.patient.ins();
        ASSERT_NE(ins, nullptr);
        EXPECT_EQ(ins, &made.patient.ids.front());
        EXPECT_TRUE(cda::ins_key_ok(ins->extension)) << seed;
        EXPECT_TRUE(cda::ins_root_allowed(ins->root, cda::environment::test)) << seed;
        EXPECT_TRUE(cda::oid_ok(made.id.root)) << seed;
        EXPECT_TRUE(cda::rpps_key_ok(made.authors.front().who.ids.front().extension)) << seed;
        EXPECT_TRUE(cda::structure_id_key_ok(made.custodian->ids.front().extension)) << seed;
    }
}

TEST(Generator, KeepsTheMinimumOfAPps) {
    for (std::uint64_t seed = 0; seed < plans; ++seed) {
        const auto made = make_plan(seed);
        std::map<participant_role, int> roles;
        for (const auto& one : made.participants)
            ++roles[one.role];
        EXPECT_EQ(roles[participant_role::coordination_centre], 1) << seed;
        EXPECT_EQ(roles[participant_role::treating_physician], 1) << seed;
        EXPECT_NE(made.find(section_kind::diagnosis), nullptr) << seed;
        EXPECT_NE(made.find(section_kind::programme), nullptr) << seed;
        EXPECT_FALSE(made.diagnoses.empty()) << seed;
        ASSERT_NE(made.main_event(), nullptr) << seed;
        EXPECT_FALSE(made.main_event()->performers.front().who.organization->industry.empty()) << seed;
        EXPECT_EQ(made.version == "1", made.replaces() == nullptr) << seed;
        EXPECT_LT(made.patient.birth_time.value, made.time.value.substr(0, 8)) << seed;
    }
}

TEST(Generator, PutsWhatReferencesLeadToIntoTheNarrative) {
    for (std::uint64_t seed = 0; seed < plans; ++seed) {
        const auto made = make_plan(seed);
        const auto* section = made.find(section_kind::programme);
        for (const auto& entry : made.programme) {
            if (entry.section != section_kind::programme) continue;
            const auto& text = entry.act.text;
            EXPECT_NE(section->markup.find("ID=\"" + text.reference.substr(1) + "\""), std::string::npos);
            EXPECT_NE(section->text.find(text.text), std::string::npos);
        }
    }
}

TEST(Generator, MeetsEveryRoleAndEveryChoice) {
    std::set<participant_role> roles;
    std::set<std::string> choices;
    std::set<programme_kind> kinds;
    std::set<std::size_t> diagnoses;
    std::set<section_kind> sections;
    for (std::uint64_t seed = 0; seed < plans; ++seed) {
        const auto made = make_plan(seed);
        for (const auto& one : made.participants)
            roles.insert(one.role);
        for (const auto& one : made.programme) {
            choices.insert(one.choice.code);
            kinds.insert(one.kind);
        }
        for (const auto& one : made.sections)
            sections.insert(one.kind);
        diagnoses.insert(made.diagnoses.size());
    }
    EXPECT_EQ(roles.size(), tables::participants.size());
    EXPECT_EQ(choices.size(), 41U);
    EXPECT_EQ(kinds.size(), tables::programme.size());
    EXPECT_EQ(diagnoses, (std::set<std::size_t>{1, 2, 3}));
    EXPECT_EQ(sections.size(), 10U);
}

}  // namespace
}  // namespace pps::tests
