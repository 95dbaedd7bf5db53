#include "cda/json/json.hpp"
#include "cda/read/reading.hpp"
#include "files.hpp"
#include "generate.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace pps::json {
namespace {

using tests::plan_level;

constexpr std::uint64_t plans = 300;

std::string first_of(const cda::findings& all) {
    return all.empty() ? "" : all.front().rule + ' ' + all.front().path;
}

/// Compares both the models and their texts, whose first difference tells where.
void expect_back(const plan& made, const std::string& which) {
    const auto text = write_json(made);
    const auto back = read_json(text);
    ASSERT_TRUE(back.plan) << which << ' ' << first_of(back.findings);
    const auto again = write_json(*back.plan);
    if (again != text) {
        std::size_t at = 0;
        while (at < text.size() && at < again.size() && text[at] == again[at])
            ++at;
        const auto from = at < 200 ? 0 : at - 200;
        FAIL() << which << '\n'
               << text.substr(from, 400) << "\n--- comes back as\n"
               << again.substr(from, 400);
    }
    ASSERT_TRUE(*back.plan == made) << which;
}

class every_plan : public testing::TestWithParam<plan_level> {};

TEST_P(every_plan, comes_back_from_its_json) {
    for (std::uint64_t seed = 0; seed < plans; ++seed)
        expect_back(tests::make_plan(seed, GetParam()), "seed " + std::to_string(seed));
}

INSTANTIATE_TEST_SUITE_P(levels, every_plan, testing::Values(plan_level::conformant, plan_level::wild));

TEST(an_empty_plan, comes_back_from_its_json) {
    expect_back({}, "empty");
    plan sheet;
    sheet.kind = plan_kind::tumour_board;
    expect_back(sheet, "sheet");
}

TEST(a_conformant_plan, misses_nothing_that_a_pps_has) {
    for (std::uint64_t seed = 0; seed < 50; ++seed)
        EXPECT_EQ(first_of(read_json(write_json(tests::make_plan(seed))).findings), "") << seed;
}

TEST(a_sample, comes_back_from_its_json) {
    for (const auto* name : {"pps-full.xml", "pps-minimal.xml", "pps-update.xml", "pps-self-presenting.xml",
                             "pps-pdf.xml", "rcp.xml", "other-kind.xml"}) {
        const auto text = test::text_of(std::filesystem::path(PPS_SOURCE_DIR) / "tests/samples" / name);
        const auto read = cda::read_document(text);
        ASSERT_TRUE(read.document) << name;
        expect_back(cda::read_pps(*read.document).plan, name);
    }
}

TEST(an_official_example, comes_back_from_its_json) {
    const char* shared = std::getenv("PPS_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
    std::size_t examples = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(std::filesystem::path(shared) / "data/cda-examples")) {
        if (file.path().extension() != ".xml") continue;
        const auto read = cda::read_document(test::text_of(file.path()));
        ASSERT_TRUE(read.document) << file;
        expect_back(cda::read_pps(*read.document).plan, file.path().filename());
        ++examples;
    }
    EXPECT_GE(examples, 2u);
}

}  // namespace
}  // namespace pps::json
