#include "gateway/process/conformity.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace pps::gateway::process {
namespace {

namespace fs = std::filesystem;

const fs::path own_rules = fs::path{PPS_SOURCE_DIR} / "config" / "rules";

class conformity : public testing::Test {
  protected:
    conformity() { fs::create_directories(folder); }
    ~conformity() override { fs::remove_all(folder); }

    rule_set_outcome load() const { return load_rules({folder.string(), {}, {}}); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream{folder / name} << text;
    }

    const fs::path folder =
        fs::path{testing::TempDir()} /
        (std::string{"conformity-"} + testing::UnitTest::GetInstance()->current_test_info()->name());
};

constexpr const char* one_rule = R"(<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
 <ns prefix="cda" uri="urn:hl7-org:v3"/>
 <pattern><rule context="cda:ClinicalDocument"><assert id="a" test="cda:title">titre</assert></rule></pattern>
</schema>)";

TEST_F(conformity, names_its_edition_after_the_content_of_the_rules) {
    write("a.sch", one_rule);
    const std::string first = load().rules->edition();
    EXPECT_EQ(load().rules->edition(), first);
    EXPECT_TRUE(first.starts_with("own-"));
    EXPECT_EQ(first.size(), 20u);
    write("values.xml", "<values/>");
    EXPECT_NE(load().rules->edition(), first);
}

TEST_F(conformity, judges_by_all_of_our_own_rules_or_by_none) {
    write("a.sch", one_rule);
    write("b.sch", "<schema");
    const rule_set_outcome loaded = load();
    EXPECT_EQ(loaded.rules, nullptr);
    ASSERT_EQ(loaded.problems.size(), 1u);
    EXPECT_NE(loaded.problems.front().find("not well-formed"), std::string::npos);
}

TEST_F(conformity, needs_rules_and_the_bundle_that_it_is_told_of) {
    EXPECT_EQ(load().rules, nullptr);
    EXPECT_EQ(load_rules({own_rules.string(), (folder / "none").string(), {}}).rules, nullptr);
    EXPECT_NE(load_rules({own_rules.string(), {}, {}}).rules, nullptr);
}

verdict with(judged one) {
    verdict of;
    of.findings.push_back(std::move(one));
    return of;
}

TEST_F(conformity, keeps_the_official_wording_apart_from_our_texts) {
    judged official;
    official.source = "schematrons/profils/IHE.sch";
    official.text = "value 'SECRET' is wrong";
    official.location = "/ClinicalDocument";
    const cda::findings found = findings_of(with(official));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].rule, "IHE.sch");
    EXPECT_EQ(found[0].source, official.source);
    EXPECT_EQ(found[0].official, official.text);
    EXPECT_EQ((found[0].fr + found[0].en).find("SECRET"), std::string::npos);
    official.pattern = "S_note";
    EXPECT_EQ(findings_of(with(official))[0].rule, "IHE.sch/S_note");
    official.rule = "note-1";
    EXPECT_EQ(findings_of(with(official))[0].rule, "IHE.sch/note-1");
}

TEST_F(conformity, tells_our_own_findings_in_both_languages_without_source) {
    judged own;
    own.source = "own";
    own.rule = "header.title";
    own.text = own.fr = "titre";
    own.en = "title";
    const cda::findings found = findings_of(with(own));
    EXPECT_EQ(found[0].rule, "header.title");
    EXPECT_EQ(found[0].source + found[0].official, "");
    EXPECT_EQ(found[0].en, "title");
}

TEST_F(conformity, refuses_once_what_is_too_costly_and_warns_of_what_fails) {
    verdict of;
    cda::validation::unjudged one;
    one.file = "x.sch";
    one.why = "FORG0006: no boolean value";
    of.not_judged.push_back(one);
    one.why = "FODC0002: a file that is missing";
    of.not_judged.push_back(one);
    one.why = "limit: too many steps";
    one.bounded = true;
    of.not_judged.push_back(one);
    of.not_judged.push_back(one);
    const cda::findings found = findings_of(of);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].rule, "conformity.not-judged");
    EXPECT_EQ(found[0].severity, cda::severity::warning);
    EXPECT_EQ(found[1].rule, "conformity.too-costly");
    EXPECT_EQ(found[1].severity, cda::severity::fatal);
}

}  // namespace
}  // namespace pps::gateway::process
