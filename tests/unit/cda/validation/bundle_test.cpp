#include "cda/validation/bundle.hpp"

#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

using namespace pps::cda::validation;
using test::folder;
using test::schema_of;
using test::texts;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::string always(std::string_view text) {
    return schema_of("<pattern><rule context='hl7:ClinicalDocument'><assert test='false()'>" +
                     std::string{text} + "</assert></rule></pattern>");
}

std::string document(std::string_view edition) {
    return "<ClinicalDocument xmlns='urn:hl7-org:v3'><templateId root='1.2.250.1.213.1.1.1.26' extension='" +
           std::string{edition} + "'/></ClinicalDocument>";
}

void write_bundle(const folder& in) {
    in.write("schematrons/profils/IHE.sch", always("general"));
    in.write("schematrons/CI-SIS_CANCER-PPS_2022.01.sch", always("2022"));
    in.write("schematrons/CI-SIS_CANCER-PPS_2024.01.sch", always("2024"));
    in.write("schematrons/CI-SIS_VAC_2023.01.sch", always("vaccination"));
}

std::string read(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

outcome judge_file(const bundle& by, const std::filesystem::path& file, judged_root root) {
    const auto parsed = parse_document(read(file), root);
    EXPECT_TRUE(parsed.document) << file;
    eval_options options;
    options.now = std::chrono::sys_days{std::chrono::year{2024} / 10 / 1};
    return evaluate(by, *parsed.document, options);
}

}  // namespace

TEST(bundle, takes_the_schema_of_the_model_and_the_general_ones) {
    const folder here;
    write_bundle(here);
    const auto loaded = load_bundle({.folder = here.path()});
    ASSERT_TRUE(loaded.bundle);
    EXPECT_EQ(loaded.bundle->schemas().size(), 3U);
    EXPECT_EQ(loaded.bundle->rules(), 3U);
    EXPECT_EQ(loaded.bundle->assertions(), 3U);
    EXPECT_THAT(texts(evaluate(*loaded.bundle, *test::parse(document("2022.01")))),
                ElementsAre("2022", "general"));
    EXPECT_THAT(texts(evaluate(*loaded.bundle, *test::parse(document("2024.01")))),
                ElementsAre("2024", "general"));
    EXPECT_THAT(texts(evaluate(*loaded.bundle, *test::parse(document("2031.01")))),
                ElementsAre("2024", "general"));
    EXPECT_THAT(texts(evaluate(*loaded.bundle, *test::parse("<ClinicalDocument xmlns='urn:hl7-org:v3'/>"))),
                ElementsAre("general"));
}

TEST(bundle, says_which_general_schemas_are_missing) {
    const folder here;
    write_bundle(here);
    EXPECT_EQ(load_bundle({.folder = here.path()}).problems.size(), 4U);
    const folder empty;
    const auto none = load_bundle({.folder = empty.path()});
    EXPECT_FALSE(none.bundle);
    EXPECT_FALSE(none.problems.empty());
}

TEST(bundle, loads_every_model_when_none_is_named) {
    const folder here;
    write_bundle(here);
    const auto loaded = load_bundle({.folder = here.path(), .models = {}});
    EXPECT_EQ(loaded.bundle->schemas().size(), 4U);
}

TEST(bundle, has_an_edition_that_only_its_files_decide) {
    const folder one;
    const folder two;
    write_bundle(one);
    write_bundle(two);
    const auto first = load_bundle({.folder = one.path()}).bundle->edition();
    EXPECT_EQ(first.size(), 16U);
    EXPECT_EQ(load_bundle({.folder = two.path()}).bundle->edition(), first);
    two.write("jeuxDeValeurs/JDV.xml", "<v/>");
    EXPECT_NE(load_bundle({.folder = two.path()}).bundle->edition(), first);
}

TEST(bundle, of_the_nation_accepts_its_own_examples) {
    const auto* path = std::getenv("PPS_ANS_BUNDLE");
    if (path == nullptr) GTEST_SKIP() << "PPS_ANS_BUNDLE does not name the folder of the official bundle";
    const std::filesystem::path folder{path};
    const auto loaded = load_bundle({.folder = folder});
    ASSERT_TRUE(loaded.bundle);
    EXPECT_EQ(loaded.bundle->schemas().size(), 7U);
    RecordProperty("load_ms", static_cast<int>(loaded.bundle->load_time().count()));
    const auto examples = folder / "ExemplesCDA";
    for (const auto* name :
         {"CANCER-PPS_2022.01_feuille-de-style-externe.xml", "CANCER-PPS_2022.01_Autopresentable.xml"}) {
        for (const auto root : {judged_root::whole, judged_root::clinical_document}) {
            const auto o = judge_file(*loaded.bundle, examples / name, root);
            EXPECT_THAT(texts(o), IsEmpty()) << name;
            EXPECT_GT(o.fired_rules, root == judged_root::whole ? 300U : 600U) << name;
            for (const auto& u : o.not_judged)
                EXPECT_EQ(u.why, "FODC0002: a file that is missing") << u.expression;
        }
    }
}

TEST(bundle, of_the_nation_judges_the_meeting_sheets) {
    const auto* path = std::getenv("PPS_ANS_BUNDLE");
    if (path == nullptr) GTEST_SKIP() << "PPS_ANS_BUNDLE does not name the folder of the official bundle";
    const std::filesystem::path folder{path};
    const auto loaded = load_bundle({.folder = folder});
    ASSERT_TRUE(loaded.bundle);
    for (const auto* name : {"CANCER-FRCP_2022.01_Appareil.xml", "CANCER-FRCP_2022.01_Transversale.xml"}) {
        const auto o = judge_file(*loaded.bundle, folder / "ExemplesCDA" / name, judged_root::whole);
        for (const auto& r : o.results)
            EXPECT_NE(r.source, "schematrons/CI-SIS_CANCER-FRCP_2022.01.sch") << r.text;
        for (const auto& u : o.not_judged)
            EXPECT_EQ(u.why, "FODC0002: a file that is missing") << u.expression;
    }
}

TEST(bundle, of_the_nation_refuses_a_damaged_plan) {
    const auto* path = std::getenv("PPS_ANS_BUNDLE");
    if (path == nullptr) GTEST_SKIP() << "PPS_ANS_BUNDLE does not name the folder of the official bundle";
    const std::filesystem::path folder{path};
    const auto loaded = load_bundle({.folder = folder});
    ASSERT_TRUE(loaded.bundle);
    auto bytes = read(folder / "ExemplesCDA" / "CANCER-PPS_2022.01_feuille-de-style-externe.xml");
    const auto at = bytes.find("code=\"18776-5\"");
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, 14, "code=\"99999-9\"");
    const auto parsed = parse_document(bytes);
    EXPECT_THAT(texts(evaluate(*loaded.bundle, *parsed.document)), testing::Not(IsEmpty()));
}
