#include "files.hpp"
#include "tests/unit/cda/sample.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pps::cda {
namespace {

class official_reading : public testing::Test {
  protected:
    void SetUp() override {
        if (std::getenv("PPS_SHARED") == nullptr) {
            GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
        }
    }
    static pps_reading example(const char* name) {
        const auto file = std::filesystem::path(std::getenv("PPS_SHARED")) / "data" / "cda-examples" / name;
        std::ifstream in(file, std::ios::binary);
        return test::read(std::string(std::istreambuf_iterator<char>(in), {}));
    }
};

constexpr const char* plain = "CANCER-PPS_2022.01_feuille-de-style-externe.xml";
constexpr const char* self_presenting = "CANCER-PPS_2022.01_Autopresentable.xml";

TEST_F(official_reading, maps_every_entry_and_every_nested_statement) {
    for (const auto* name : {plain, self_presenting}) {
        const auto coverage = example(name).coverage;
        EXPECT_EQ(coverage.entries, (tally{25, 25, 0, 0})) << name;
        EXPECT_EQ(coverage.nested, (tally{52, 52, 0, 0})) << name;
        EXPECT_TRUE(coverage.complete()) << name << ' ' << to_json(coverage);
        EXPECT_EQ(coverage.sections.size(), 10u);
    }
}

TEST_F(official_reading, gives_every_role_and_every_kind) {
    const auto plan = example(plain).plan;
    ASSERT_EQ(plan.participants.size(), 12u);
    for (const auto& one : plan.participants)
        EXPECT_NE(one.role, participant_role::other);
    EXPECT_EQ(plan.participants[3].role, participant_role::reference_correspondent);
    EXPECT_EQ(plan.programme.size(), 13u);
    EXPECT_EQ(plan.patient.guardians.size(), 1u);
    ASSERT_TRUE(plan.paediatrics && plan.paediatrics->reason);
    EXPECT_EQ(plan.diagnoses.at(0).other_stages.size(), 1u);
    EXPECT_TRUE(plan.diagnoses[0].other_stages[0].stage.free_text().starts_with("(Texte libre)"));
    EXPECT_EQ(plan.encounter.value().time.null_flavor, "MSK");
    EXPECT_EQ(plan.referenced_documents.at(0).documents.size(), 3u);
    ASSERT_TRUE(plan.status && plan.status->update_reason);
    // The example codes this rhythm as ORG-116.
    EXPECT_EQ(plan.programme[10].rhythm.value().code.code, "ORG-116");
}

TEST_F(official_reading, says_the_same_of_both_shapes_where_they_do) {
    const auto one = example(plain).plan;
    auto other = example(self_presenting).plan;
    // Two codes differ in the published files: a route, and the name of a code system.
    auto& route = other.programme.at(3).route.value().values.at(0).code;
    EXPECT_EQ(route.code, "GEN-092");
    route = one.programme.at(3).route.value().values.at(0).code;
    other.status.value().state.value().values.at(0).code.system_name = "SNOMED CT";
    EXPECT_TRUE(one.programme == other.programme);
    EXPECT_TRUE(one.diagnoses == other.diagnoses);
    EXPECT_TRUE(one.phase == other.phase);
    EXPECT_TRUE(one.status == other.status);
    EXPECT_TRUE(one.participants == other.participants);
    EXPECT_TRUE(one.authors == other.authors);
    EXPECT_TRUE(one.sections == other.sections);
    EXPECT_TRUE(one.encounter == other.encounter);
    EXPECT_NE(one.id.root, other.id.root);
}

TEST_F(official_reading, keeps_what_a_tumour_board_sheet_says_beyond_the_model) {
    for (const auto* name : {"CANCER-FRCP_2022.01_Appareil.xml", "CANCER-FRCP_2022.01_Transversale.xml"}) {
        const auto reading = example(name);
        EXPECT_EQ(reading.plan.kind, plan_kind::tumour_board);
        EXPECT_EQ(reading.coverage.entries.read, 28u);
        EXPECT_EQ(reading.coverage.nested.read, 31u);
        EXPECT_EQ(reading.coverage.unread_count, 0u) << to_json(reading.coverage);
        EXPECT_EQ(reading.plan.diagnoses.size(), 1u);
        EXPECT_EQ(reading.plan.programme.size(), 5u);
        for (const auto& section : reading.plan.sections)
            EXPECT_NE(section.kind, section_kind::other) << section.title;
    }
}

}  // namespace
}  // namespace pps::cda
