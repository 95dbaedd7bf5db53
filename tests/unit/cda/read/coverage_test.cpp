#include "files.hpp"
#include "tests/unit/cda/sample.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace pps::cda {
namespace {

using test::read;
using test::with_section;
using testing::ElementsAre;

constexpr const char* in_section = "/ClinicalDocument/component[1]/structuredBody[1]/component[1]/section[1]";

TEST(coverage, of_samples_is_complete) {
    for (const auto* name :
         {"pps-full.xml", "pps-minimal.xml", "pps-update.xml", "pps-self-presenting.xml"}) {
        const auto reading = read(test::sample_file(name));
        EXPECT_TRUE(reading.coverage.complete()) << name << ' ' << to_json(reading.coverage);
        EXPECT_TRUE(reading.findings.empty()) << name;
    }
    const auto full = read(test::sample_file("pps-full.xml")).coverage;
    EXPECT_EQ(full.entries, (tally{27, 27, 0, 0}));
    EXPECT_EQ(full.nested, (tally{67, 67, 0, 0}));
    EXPECT_EQ(full.sections.size(), 10u);
}

TEST(coverage, an_entry_without_a_place_is_kept_and_told) {
    const auto reading = read(with_section(section_kind::programme, R"(<entry><procedure moodCode="INT">
        <templateId root="1.2.3"/><code code="MED-999" codeSystem="1.2.250.1.213.1.1.4.322"/>
        <entryRelationship typeCode="COMP" inversionInd="true"><observation><code code="X" codeSystem="1.2"/>
        <value xsi:type="PQ" value="3.50" unit="mg"/></observation></entryRelationship>
        <entryRelationship typeCode="SUBJ"><act><code code="48767-8" codeSystem="2.16.840.1.113883.6.1"/>
        <text>À jeun</text></act></entryRelationship></procedure></entry>)"));
    EXPECT_TRUE(reading.plan.programme.empty());
    const auto& kept = reading.plan.sections.at(0).statements;
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].kind, statement_class::procedure);
    EXPECT_EQ(kept[0].code.code, "MED-999");
    EXPECT_EQ(kept[0].templates.at(0).root, "1.2.3");
    EXPECT_EQ(kept[0].comments.at(0).text.text, "À jeun");
    ASSERT_EQ(kept[0].related.size(), 1u);
    EXPECT_EQ(kept[0].related[0].type_code, "COMP");
    EXPECT_EQ(kept[0].related[0].inverted, true);
    EXPECT_EQ(kept[0].related[0].statement.values.at(0).text, "3.50");
    EXPECT_EQ(reading.coverage.entries, (tally{1, 0, 1, 0}));
    EXPECT_EQ(reading.coverage.nested, (tally{2, 1, 1, 0}));
    EXPECT_FALSE(reading.coverage.complete());
    const std::string entry = std::string(in_section) + "/entry[1]/procedure[1]";
    EXPECT_THAT(reading.coverage.unplaced,
                ElementsAre(entry, entry + "/entryRelationship[1]/observation[1]"));
    EXPECT_THAT(test::rules_of(reading.findings), ElementsAre("read.unplaced", "read.unplaced"));
    EXPECT_TRUE(test::discreet(reading.findings));
}

TEST(coverage, a_part_without_a_place_is_kept_in_its_entry) {
    const auto reading = read(with_section(section_kind::programme, R"(<entry><procedure moodCode="INT">
        <code code="MED-568" codeSystem="1.2.250.1.213.1.1.4.322"><qualifier><value code="A" codeSystem="1.2"/>
        </qualifier></code><entryRelationship typeCode="REFR"><observation><code code="X" codeSystem="1.2"/>
        </observation></entryRelationship></procedure></entry>)"));
    ASSERT_EQ(reading.plan.programme.size(), 1u);
    EXPECT_EQ(reading.plan.programme[0].choice.code, "A");
    EXPECT_EQ(reading.plan.programme[0].act.related.at(0).statement.code.code, "X");
    EXPECT_EQ(reading.coverage.entries, (tally{1, 1, 0, 0}));
    EXPECT_EQ(reading.coverage.nested, (tally{1, 0, 1, 0}));
}

TEST(coverage, a_code_of_another_system_has_no_place) {
    const auto reading = read(with_section(
        section_kind::discovery,
        R"(<entry><observation><code code="63921-1" codeSystem="1.2.3"/></observation></entry>)"));
    EXPECT_FALSE(reading.plan.screening);
    EXPECT_EQ(reading.coverage.entries, (tally{1, 0, 1, 0}));
}

TEST(coverage, a_second_answer_is_kept_beside_the_first) {
    const std::string answer =
        R"(<entry><observation><code code="GEN-065" codeSystem="1.2.250.1.213.1.1.4.322"/>
        <value xsi:type="CD" code="9571008" codeSystem="2.16.840.1.113883.6.96"/></observation></entry>)";
    const auto reading = read(with_section(section_kind::status, answer + answer));
    ASSERT_TRUE(reading.plan.status && reading.plan.status->state);
    EXPECT_EQ(reading.plan.sections.at(0).statements.size(), 1u);
    EXPECT_EQ(reading.coverage.entries, (tally{2, 1, 1, 0}));
}

TEST(coverage, a_statement_that_says_nothing_coded_counts_as_narrative) {
    const auto reading =
        read(with_section(section_kind::other, R"(<title>Autre</title><text><content ID="a">libre
        </content></text><entry><act><code nullFlavor="NA"/><text><reference value="#a"/></text></act></entry>)"));
    EXPECT_EQ(reading.coverage.entries, (tally{1, 0, 0, 1}));
    ASSERT_EQ(reading.plan.sections.at(0).statements.size(), 1u);
    EXPECT_EQ(reading.plan.sections[0].statements[0].text.text, "libre");
    EXPECT_EQ(reading.plan.sections[0].title, "Autre");
}

TEST(coverage, a_comment_that_says_more_stays_a_statement) {
    const auto reading =
        read(with_section(section_kind::discovery, R"(<entry><observation><code code="63921-1"
        codeSystem="2.16.840.1.113883.6.1"/><entryRelationship typeCode="SUBJ"><act><code code="48767-8"
        codeSystem="2.16.840.1.113883.6.1"/><entryRelationship><observation/></entryRelationship></act>
        </entryRelationship></observation></entry>)"));
    ASSERT_TRUE(reading.plan.screening);
    EXPECT_TRUE(reading.plan.screening->comments.empty());
    EXPECT_EQ(reading.plan.screening->related.size(), 1u);
    EXPECT_EQ(reading.coverage.nested, (tally{2, 0, 1, 1}));
}

TEST(coverage, an_element_that_the_model_does_not_hold_is_told) {
    auto text =
        test::with(test::pps_sample(), "<administrativeGenderCode",
                   "<raceCode code=\"X\"/><x:raceCode xmlns:x=\"urn:other\"/><administrativeGenderCode");
    text = test::with(std::move(text), "<section/>", "<section><entry><mystery/></entry></section>");
    const auto reading = read(text);
    EXPECT_THAT(reading.coverage.unread,
                ElementsAre("/ClinicalDocument/recordTarget[1]/patientRole[1]/patient[1]/raceCode[1]",
                            std::string(in_section) + "/entry[1]/mystery[1]"));
    EXPECT_EQ(reading.coverage.unread_count, 2u) << "another vocabulary is nobody's content";
    EXPECT_THAT(test::rules_of(reading.findings), ElementsAre("read.unread", "read.unread"));
    EXPECT_FALSE(reading.coverage.complete());
    EXPECT_TRUE(test::discreet(reading.findings));
}

TEST(coverage, counts_each_section_and_its_subsections) {
    const auto reading =
        read(with_section(section_kind::status, R"(<text>a</text><component><section><text>b</text>
        <entry><observation><code code="X" codeSystem="1.2"/></observation></entry></section></component>)"));
    ASSERT_EQ(reading.coverage.sections.size(), 2u);
    EXPECT_EQ(reading.coverage.sections[0].kind, section_kind::status);
    EXPECT_EQ(reading.coverage.sections[0].path, in_section);
    EXPECT_TRUE(reading.coverage.sections[0].text);
    EXPECT_EQ(reading.coverage.sections[0].entries, tally{});
    EXPECT_EQ(reading.coverage.sections[1].kind, section_kind::other);
    EXPECT_EQ(reading.coverage.sections[1].entries, (tally{1, 0, 1, 0}));
    EXPECT_EQ(reading.plan.sections.at(0).subsections.at(0).statements.size(), 1u);
}

TEST(coverage, is_told_in_json) {
    coverage c;
    c.entries = {2, 1, 1, 0};
    c.sections.push_back({section_kind::phase, "/a", {2, 1, 1, 0}, {}, true});
    c.unplaced = {"/a/b"};
    c.unread_count = 3;
    EXPECT_EQ(to_json(c), R"({"entries":{"read":2,"mapped":1,"kept":1,"narrative":0},)"
                          R"("nested":{"read":0,"mapped":0,"kept":0,"narrative":0},)"
                          R"("sections":[{"kind":"phase","path":"/a","text":true,)"
                          R"("entries":{"read":2,"mapped":1,"kept":1,"narrative":0},)"
                          R"("nested":{"read":0,"mapped":0,"kept":0,"narrative":0}}],)"
                          R"("unplaced":["/a/b"],"unread":[],"unread_count":3})");
}

}  // namespace
}  // namespace pps::cda
