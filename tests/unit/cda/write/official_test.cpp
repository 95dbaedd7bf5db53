#include "cda/document.hpp"
#include "cda/pps/facts.hpp"
#include "cda/read/reading.hpp"
#include "cda/write/write.hpp"
#include "difference.hpp"
#include "judges.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pps::tests {
namespace {

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    EXPECT_TRUE(in) << file.filename();
    return {std::istreambuf_iterator<char>(in), {}};
}

plan read(std::string_view bytes) {
    const auto outcome = cda::read_document(bytes);
    EXPECT_NE(outcome.document, nullptr);
    return outcome.document ? cda::read_pps(*outcome.document).plan : plan{};
}

class official_plan : public testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        const char* shared = std::getenv("PPS_SHARED");
        if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
        plan_ = read(content(std::filesystem::path(shared) / "data" / "cda-examples" / GetParam()));
    }
    plan plan_;
};

TEST_P(official_plan, keeps_its_facts_when_it_is_written_and_read_again) {
    for (const auto narrative : {cda::narrative_source::generated, cda::narrative_source::kept}) {
        const auto written = cda::write_pps(plan_, {narrative});
        for (const auto& one : written.findings)
            ADD_FAILURE() << one.rule << ' ' << one.path;
        EXPECT_EQ(difference(normalise(plan_), normalise(read(written.xml))), "");
    }
}

TEST_P(official_plan, written_again_gives_the_same_bytes) {
    const auto once = cda::write_pps(plan_).xml;
    EXPECT_EQ(cda::write_pps(plan_).xml, once);
    EXPECT_EQ(cda::write_pps(read(once)).xml, once);
}

TEST_P(official_plan, breaks_no_rule_of_our_own) {
    EXPECT_EQ(by_own_rules(cda::write_pps(plan_).xml), verdict{});
}

TEST_P(official_plan, breaks_no_official_rule) {
    if (official_bundle().empty()) GTEST_SKIP() << "PPS_ANS_BUNDLE does not name the official bundle";
    EXPECT_EQ(by_official_bundle(cda::write_pps(plan_).xml), verdict{});
}

class official_board : public official_plan {};

TEST_P(official_board, keeps_its_facts_when_it_is_written_and_read_again) {
    for (const auto narrative : {cda::narrative_source::generated, cda::narrative_source::kept})
        EXPECT_EQ(difference(normalise(plan_), normalise(read(cda::write_pps(plan_, {narrative}).xml))), "");
}

TEST_P(official_board, breaks_no_rule_of_our_own) {
    EXPECT_EQ(by_own_rules(cda::write_pps(plan_).xml), verdict{});
}

INSTANTIATE_TEST_SUITE_P(cda, official_board,
                         testing::Values("CANCER-FRCP_2022.01_Appareil.xml",
                                         "CANCER-FRCP_2022.01_Transversale.xml"));
INSTANTIATE_TEST_SUITE_P(cda, official_plan,
                         testing::Values("CANCER-PPS_2022.01_feuille-de-style-externe.xml",
                                         "CANCER-PPS_2022.01_Autopresentable.xml"));

}  // namespace
}  // namespace pps::tests
