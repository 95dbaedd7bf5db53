#include "cda/document.hpp"
#include "cda/pps/defaults.hpp"
#include "cda/pps/facts.hpp"
#include "cda/pps/words.hpp"
#include "cda/read/reading.hpp"
#include "cda/write/write.hpp"
#include "difference.hpp"
#include "document_checks.hpp"
#include "judges.hpp"
#include "sample_plan.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <algorithm>
#include <set>

namespace pps::tests {
namespace {

plan read(std::string_view bytes) {
    const auto outcome = cda::read_document(bytes);
    EXPECT_NE(outcome.document, nullptr);
    return outcome.document ? cda::read_pps(*outcome.document).plan : plan{};
}

std::vector<std::string> rules_of(const cda::findings& all) {
    std::vector<std::string> out;
    for (const auto& one : all)
        out.push_back(one.rule);
    return out;
}

TEST(minimal_plan, gives_a_document_that_breaks_no_rule) {
    const auto written = cda::write_pps(minimal_plan());
    EXPECT_EQ(rules_of(written.findings), std::vector<std::string>{});
    EXPECT_EQ(by_own_rules(written.xml), verdict{});
    EXPECT_EQ(broken_references(written.xml), std::vector<std::string>{});
}

TEST(minimal_plan, gives_a_document_that_breaks_no_official_rule) {
    if (official_bundle().empty()) GTEST_SKIP() << "PPS_ANS_BUNDLE does not name the official bundle";
    EXPECT_EQ(by_official_bundle(cda::write_pps(minimal_plan()).xml), verdict{});
}

TEST(minimal_plan, keeps_its_facts_when_it_is_written_and_read_again) {
    const auto plan = minimal_plan();
    EXPECT_EQ(difference(normalise(plan), normalise(read(cda::write_pps(plan).xml))), "");
}

TEST(minimal_plan, has_its_sections_in_the_order_of_the_volet) {
    std::vector<section_kind> kinds;
    for (const auto& one : read(cda::write_pps(minimal_plan()).xml).sections)
        kinds.push_back(one.kind);
    EXPECT_EQ(kinds,
              (std::vector{section_kind::diagnosis, section_kind::programme, section_kind::supportive_care,
                           section_kind::status, section_kind::personal_data}));
}

TEST(minimal_plan, is_told_to_a_person_in_tables) {
    const auto xml = cda::write_pps(minimal_plan()).xml;
    EXPECT_EQ(narrative_of(xml, "MED-566"),
              "Proposition thérapeutique (en cours ou à venir)/"
              "Dates confirmées|Dates prévisionnelles|Type de traitement/"
              "-|à partir du 01/04/2026|intervention chirurgicale/"
              "Commentaire|À jeun depuis minuit. Venir accompagnée./");
    EXPECT_EQ(narrative_of(xml, "MED-567"),
              "Soins oncologiques de support (réalisés)/Dates confirmées|Type de soin/"
              "10/03/2026|Conseil d'hygiène de vie/");
    EXPECT_EQ(narrative_of(xml, "72135-7"),
              "Tumeur/Élément|Valeur|Date/État de la maladie|Actif/Date du diagnostic|à partir du 29/01/2026/"
              "Topographie|Tumeur maligne du quadrant supéro-interne du sein [C50.2]/"
              "Morphologie|Carcinome canalaire infiltrant, SAI [8500/3]/");
    EXPECT_EQ(narrative_of(xml, "33557-0"), "Élément|Valeur|Date/Statut du document|approuvé|-/");
}

TEST(statement_with_a_text, is_told_with_the_data_that_the_text_does_not_say) {
    auto plan = minimal_plan();
    plan.programme[0].planned->text.text = "Voir le calendrier";
    plan.programme[0].planned->values.emplace_back().type = "CD";
    plan.programme[0].planned->values[0].null_flavor = "NA";
    plan.programme[0].act.text.text = "Intervention CHIRURGICALE du sein";
    plan.status->state->text.text = "Validé";
    const auto xml = cda::write_pps(plan).xml;
    EXPECT_NE(narrative_of(xml, "MED-566")
                  .find("-|Voir le calendrier (à partir du 01/04/2026)|"
                        "Intervention CHIRURGICALE du sein/"),
              std::string::npos);
    EXPECT_NE(narrative_of(xml, "33557-0").find("Validé (approuvé)"), std::string::npos);
    EXPECT_EQ(difference(normalise(plan), normalise(read(xml))), "");
}

TEST(second_tumour_of_one_act, stands_in_it) {
    auto plan = minimal_plan();
    plan.diagnoses.push_back(plan.diagnoses[0]);
    plan.diagnoses[1].concern = {};
    const auto xml = cda::write_pps(plan).xml;
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(xml.c_str()));
    EXPECT_EQ(parsed.select_nodes("//entry/act/entryRelationship/observation[code/@code='282291009']").size(),
              2u);
    EXPECT_EQ(parsed.select_nodes("//entry/act[entryRelationship/observation/code/@code='282291009']").size(),
              1u);
    EXPECT_EQ(by_own_rules(xml), verdict{});
    EXPECT_EQ(difference(normalise(plan), normalise(read(xml))), "");
}

TEST(minimal_plan, keeps_the_lines_of_a_comment) {
    const auto again = read(cda::write_pps(minimal_plan()).xml);
    ASSERT_FALSE(again.programme.empty());
    EXPECT_EQ(again.programme[0].act.comments.at(0).text.text, "À jeun depuis minuit.\nVenir accompagnée.");
}

TEST(minimal_plan, has_entries_numbered_below_the_document) {
    const auto plan = minimal_plan();
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(cda::write_pps(plan).xml.c_str()));
    std::set<std::string> seen;
    for (const auto& one : parsed.select_nodes("//structuredBody//id")) {
        const identifier id{
            one.node().attribute("root").value(), one.node().attribute("extension").value(), {}, {}};
        EXPECT_TRUE(defaults::is_entry_id(plan, id));
        EXPECT_TRUE(seen.insert(id.extension).second) << id.extension;
    }
    EXPECT_TRUE(seen.contains("entry-1"));
    EXPECT_GE(seen.size(), 9u);
}

struct lack {
    const char* rule;
    const char* path;
    void (*take)(plan&);
    bool refuses = true;
};
void PrintTo(const lack& one, std::ostream* out) {
    *out << one.rule;
}

class lacking : public testing::TestWithParam<lack> {};

TEST_P(lacking, is_told_and_the_rest_is_written) {
    auto plan = minimal_plan();
    GetParam().take(plan);
    const auto written = cda::write_pps(plan);
    ASSERT_EQ(rules_of(written.findings), std::vector<std::string>{GetParam().rule});
    EXPECT_EQ(written.findings[0].path, GetParam().path);
    EXPECT_EQ(cda::refuses(written.findings), GetParam().refuses);
    EXPECT_EQ(difference(normalise(plan), normalise(read(written.xml))), "");
}

INSTANTIATE_TEST_SUITE_P(
    write, lacking,
    testing::Values(
        lack{"write.kind", "plan.kind", [](plan& p) { p.kind = plan_kind::unknown; }},
        lack{"write.id", "plan.id", [](plan& p) { p.id = {}; }},
        lack{"write.time", "plan.time", [](plan& p) { p.time = {}; }},
        lack{"write.patient-ins", "plan.patient.ids", [](plan& p) { p.patient.ids[0].root = "1.2.3"; }},
        lack{"write.patient-name", "plan.patient.names", [](plan& p) { p.patient.names.clear(); }},
        lack{"write.birth-time", "plan.patient.birth_time", [](plan& p) { p.patient.birth_time = {}; }},
        lack{"write.author", "plan.authors", [](plan& p) { p.authors.clear(); }},
        lack{"write.custodian", "plan.custodian", [](plan& p) { p.custodian.reset(); }},
        lack{"write.legal", "plan.legal", [](plan& p) { p.legal.reset(); }},
        lack{"write.coordination-centre", "plan.participants",
             [](plan& p) { p.participants.erase(p.participants.begin()); }},
        lack{"write.treating-physician", "plan.participants", [](plan& p) { p.participants.pop_back(); }},
        lack{"write.main-act", "plan.events",
             [](plan& p) { p.events[0].performers[0].who.organization.reset(); }},
        lack{"write.facility", "plan.encounter.facility", [](plan& p) { p.encounter.reset(); }},
        lack{"write.diagnosis", "plan.diagnoses", [](plan& p) { p.diagnoses.clear(); }},
        lack{"write.document-state", "plan.status.state", [](plan& p) { p.status.reset(); }, false},
        lack{"write.programme-mood", "plan.programme[0].act.mood",
             [](plan& p) { p.programme[0].act.mood.clear(); }},
        lack{"write.programme-choice", "plan.programme[1].choice",
             [](plan& p) { p.programme[1].choice = {}; }},
        lack{"write.concern-status", "plan.diagnoses[0].concern.status",
             [](plan& p) { p.diagnoses[0].concern.status.clear(); }, false}),
    [](const auto& parameters) {
        std::string name = parameters.param.rule;
        std::replace_if(
            name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
        return name;
    });

TEST(plan_with_a_file, is_told_to_be_written_without_it) {
    auto plan = minimal_plan();
    plan.file = embedded_file{"application/pdf", "B64"};
    EXPECT_EQ(rules_of(cda::write_pps(plan).findings), std::vector<std::string>{"write.file"});
}

TEST(section_without_text, says_that_nothing_is_told) {
    auto plan = minimal_plan();
    plan.programme.clear();
    const auto xml = cda::write_pps(plan).xml;
    EXPECT_EQ(narrative_of(xml, "MED-566"), std::string(words::nothing) + "/");
    EXPECT_NE(narrative_of(xml, "GEN-294").find("Institut national du cancer"), std::string::npos);
    EXPECT_EQ(by_own_rules(xml), verdict{});
}

}  // namespace
}  // namespace pps::tests
