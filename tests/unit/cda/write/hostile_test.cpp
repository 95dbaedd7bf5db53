#include "cda/document.hpp"
#include "cda/pps/facts.hpp"
#include "cda/read/reading.hpp"
#include "cda/write/markup.hpp"
#include "cda/write/write.hpp"
#include "difference.hpp"
#include "document_checks.hpp"
#include "generate.hpp"
#include "sample_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <gmock/gmock.h>

namespace pps::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

plan read(std::string_view bytes) {
    const auto outcome = cda::read_document(bytes);
    EXPECT_NE(outcome.document, nullptr);
    return outcome.document ? cda::read_pps(*outcome.document).plan : plan{};
}

bool has(const cda::write_outcome& written, std::string_view rule) {
    return std::any_of(written.findings.begin(), written.findings.end(),
                       [&](const cda::finding& one) { return one.rule == rule; });
}

section comment_section(std::string text, std::string markup) {
    section out;
    out.kind = section_kind::patient_comment;
    out.text = std::move(text);
    out.markup = std::move(markup);
    return out;
}

TEST(any_plan, gives_a_document_that_can_be_read) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto plan = make_plan(seed, plan_level::wild);
        for (const auto narrative : {cda::narrative_source::generated, cda::narrative_source::kept}) {
            const auto xml = cda::write_pps(plan, {narrative}).xml;
            ASSERT_NE(cda::read_document(xml).document, nullptr) << "seed " << seed;
            ASSERT_EQ(cda::write_pps(plan, {narrative}).xml, xml) << "seed " << seed;
        }
    }
}

TEST(text_with_markup_in_it, stays_text) {
    auto plan = minimal_plan();
    const std::string text = "</content></td><script>alert(1)</script> & \"'<!-- ]]>";
    plan.programme[0].act.comments[0].text.text = text;
    plan.title = text;
    plan.patient.ids[0].extension = "\"/><x y='";
    const auto again = read(cda::write_pps(plan).xml);
    EXPECT_EQ(again.programme.at(0).act.comments.at(0).text.text, text);
    EXPECT_EQ(again.title, text);
    EXPECT_EQ(again.patient.ids.at(0).extension, "\"/><x y='");
}

TEST(characters_that_xml_forbids, are_replaced_and_told) {
    auto plan = minimal_plan();
    plan.title =
        "a\x01"
        "b\xC3"
        "c\xEF\xBF\xBF"
        "d";
    const auto written = cda::write_pps(plan);
    EXPECT_TRUE(has(written, "write.characters"));
    EXPECT_EQ(read(written.xml).title,
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD"
              "c\xEF\xBF\xBD"
              "d");
    EXPECT_FALSE(has(cda::write_pps(minimal_plan()), "write.characters"));
}

TEST(statements_in_statements, are_written_to_a_depth) {
    auto plan = minimal_plan();
    const auto nest = [&](unsigned levels) {
        statement one;
        one.code.code = "x";
        for (unsigned i = 0; i < levels; ++i) {
            statement outer;
            outer.code.code = "y";
            outer.related.push_back({"COMP", {}, std::move(one)});
            one = std::move(outer);
        }
        plan.programme[0].act.related = {{"COMP", {}, std::move(one)}};
    };
    nest(40);
    const auto written = cda::write_pps(plan);
    EXPECT_FALSE(has(written, "write.depth"));
    EXPECT_EQ(difference(normalise(plan), normalise(read(written.xml))), "");
    nest(5000);
    const auto cut = cda::write_pps(plan);
    EXPECT_TRUE(has(cut, "write.depth"));
    EXPECT_TRUE(cda::refuses(cut.findings));
    EXPECT_NE(cda::read_document(cut.xml).document, nullptr);
}

TEST(value_of_an_unknown_type, is_written_as_text_and_told) {
    auto plan = minimal_plan();
    value odd;
    odd.type = "RTO\" x=\"";
    odd.text = "1/2";
    plan.status->state->values = {odd};
    const auto written = cda::write_pps(plan);
    EXPECT_TRUE(has(written, "write.value-type"));
    EXPECT_THAT(written.xml, HasSubstr("<value xsi:type=\"ST\">1/2</value>"));
}

TEST(section_of_text_only, keeps_its_markup) {
    auto plan = minimal_plan();
    plan.sections = {comment_section("Un\nDeux", "<list><item>Un</item><item ID=\"x\">Deux</item></list>")};
    const auto written = cda::write_pps(plan);
    EXPECT_THAT(written.xml,
                HasSubstr("<text><list><item>Un</item><item ID=\"x\">Deux</item></list></text>"));
    EXPECT_EQ(read(written.xml).sections.at(0).text, "Un\nDeux");
}

TEST(section_of_text_only, without_markup_is_written_in_paragraphs) {
    auto plan = minimal_plan();
    plan.sections = {comment_section("Un & deux\nTrois", "")};
    EXPECT_THAT(cda::write_pps(plan).xml,
                HasSubstr("<text><paragraph>Un &amp; deux</paragraph><paragraph>Trois</paragraph></text>"));
}

TEST(markup_that_is_no_narrative, is_written_as_its_text) {
    for (const char* markup :
         {"<script>x</script>", "<paragraph onclick=\"x\">a</paragraph>", "<paragraph>a", "a</text><text>b",
          "&nbsp;", "<linkHtml href=\"javascript:x\">a</linkHtml>", "<content ID=\"a\"/><content ID=\"a\"/>",
          "a<!-- b -->", "<?x y?>", "<renderMultiMedia referencedObject=\"x\"/>",
          "<content xmlns=\"urn:x\">a</content>"}) {
        auto plan = minimal_plan();
        plan.sections = {comment_section("Le texte", markup)};
        const auto written = cda::write_pps(plan);
        EXPECT_TRUE(has(written, "write.markup")) << markup;
        EXPECT_THAT(written.xml, HasSubstr("<text><paragraph>Le texte</paragraph></text>")) << markup;
    }
}

TEST(narrative_markup, may_hold_what_the_schema_gives_it) {
    std::unordered_set<std::string> ids;
    EXPECT_TRUE(cda::writing::sound_markup(
        "Texte <content ID=\"a\" styleCode=\"Bold\">gras</content><br/><table border=\"0\"><tbody><tr>"
        "<td colspan=\"2\">é &lt; &amp;</td></tr></tbody></table><linkHtml "
        "href=\"https://exemple.test\">x</linkHtml>",
        ids));
    EXPECT_TRUE(ids.contains("a"));
}

section programme_section(std::string markup) {
    section out;
    out.kind = section_kind::programme;
    out.text = "x";
    out.markup = std::move(markup);
    return out;
}

/// The minimal plan as a CDA would have brought it: references into the markup of the programme.
plan referring_plan(std::string markup) {
    auto plan = minimal_plan();
    plan.sections = {programme_section(std::move(markup))};
    auto& entry = plan.programme[0];
    entry.act.text = {"#acte", "Chirurgie", {}};
    entry.act.comments[0].text = {"#note", "À jeun", {}};
    entry.planned->text = {"#acte", "Chirurgie", {}};
    return plan;
}

TEST(kept_narrative, is_used_with_the_references_into_it) {
    const auto plan = referring_plan(
        "<paragraph ID=\"acte\">Chirurgie</paragraph><paragraph ID=\"note\">À jeun</paragraph>");
    const auto kept = cda::write_pps(plan, {cda::narrative_source::kept}).xml;
    EXPECT_THAT(kept, HasSubstr("<text><paragraph ID=\"acte\">Chirurgie</paragraph>"));
    EXPECT_THAT(kept, HasSubstr("<text><reference value=\"#note\"/></text>"));
    EXPECT_EQ(broken_references(kept), std::vector<std::string>{});
    EXPECT_THAT(cda::write_pps(plan).xml, Not(HasSubstr("\"#note\"")));
}

TEST(kept_narrative, that_lost_a_text_is_written_anew) {
    const auto plan = referring_plan("<paragraph ID=\"acte\">Chirurgie</paragraph>");
    const auto xml = cda::write_pps(plan, {cda::narrative_source::kept}).xml;
    EXPECT_THAT(xml, Not(HasSubstr("ID=\"acte\"")));
    EXPECT_EQ(broken_references(xml), std::vector<std::string>{});
    EXPECT_EQ(difference(normalise(plan), normalise(read(xml))), "");
}

TEST(generated_ids, differ_from_those_that_sections_bring) {
    auto plan = minimal_plan();
    plan.sections = {
        comment_section("a", "<content ID=\"programme-1\">a</content><content ID=\"status-1\">b</content>")};
    EXPECT_EQ(broken_references(cda::write_pps(plan).xml), std::vector<std::string>{});
}

TEST(generated_plans, have_no_reference_that_leads_nowhere) {
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        EXPECT_EQ(broken_references(cda::write_pps(make_plan(seed)).xml), std::vector<std::string>{}) << seed;
}

}  // namespace
}  // namespace pps::tests
