#include "cda/read/reading.hpp"
#include "files.hpp"
#include "tests/unit/cda/sample.hpp"

#include <gtest/gtest.h>

namespace pps::cda {
namespace {

using test::read;
using test::sample_file;
using test::with_section;

class full_sample : public testing::Test {
  protected:
    static const pps_reading& reading() {
        static const auto once = read(sample_file("pps-full.xml"));
        return once;
    }
    const pps::plan& plan_ = reading().plan;
};

TEST_F(full_sample, gives_the_identity_of_the_document) {
    EXPECT_EQ(plan_.kind, plan_kind::care_plan);
    EXPECT_EQ(plan_.model_version, "2022.01");
    EXPECT_EQ(plan_.id, (identifier{"1.2.250.1.999.7.1.2.1", "", "", ""}));
    EXPECT_EQ(plan_.code.code, "18776-5");
    EXPECT_EQ(plan_.time.value, "20250925164500+0200");
    EXPECT_EQ(plan_.confidentiality.code, "N");
    EXPECT_EQ(plan_.language, "fr-FR");
    EXPECT_EQ(plan_.set_id.root, "1.2.250.1.999.7.2.2");
    EXPECT_EQ(plan_.version, "1");
    EXPECT_EQ(plan_.replaces(), nullptr);
    EXPECT_FALSE(plan_.file);
}

TEST_F(full_sample, gives_the_patient) {
    const auto& who = plan_.patient;
    ASSERT_NE(who.ins(), nullptr);
    EXPECT_EQ(who.ins()->extension, "153078987658513");
    EXPECT_EQ(who.ids.size(), 2u);
    ASSERT_EQ(who.names.size(), 1u);
    EXPECT_EQ(who.names[0].part(name_part_kind::family, "BR"), "FICTIF-DELATUILE");
    EXPECT_EQ(who.names[0].part(name_part_kind::given), "MARCEL HENRI");
    EXPECT_EQ(who.names[0].part(name_part_kind::given, "BR"), "MARCEL");
    EXPECT_EQ(who.names[0].part(name_part_kind::given, "CL"), "MARCEL");
    EXPECT_EQ(who.gender.code, "M");
    EXPECT_EQ(who.birth_time.value, "19530714");
    ASSERT_TRUE(who.birthplace);
    EXPECT_EQ(who.birthplace->part(address_part_kind::county), "89876");
    EXPECT_EQ(who.addresses.at(0).part(address_part_kind::postal_code), "49300");
    EXPECT_EQ(who.telecoms.at(0), (telecom{"tel:0639980102", "MC", ""}));
}

TEST_F(full_sample, gives_those_around_the_patient_by_their_roles) {
    ASSERT_EQ(plan_.informants.size(), 2u);
    EXPECT_EQ(plan_.informants[0].kind, informant_kind::trusted_person);
    EXPECT_EQ(plan_.informants[0].who.code.code, "WIFE");
    EXPECT_EQ(plan_.informants[1].kind, informant_kind::emergency_contact);
    EXPECT_EQ(plan_.authors.at(0).who.names.at(0).part(name_part_kind::family), "LOIREAU");
    ASSERT_TRUE(plan_.authors[0].who.organization);
    EXPECT_EQ(plan_.authors[0].who.organization->industry.code, "ETABLISSEMENT");
    ASSERT_TRUE(plan_.custodian);
    EXPECT_FALSE(plan_.custodian->ids.empty());
    ASSERT_TRUE(plan_.legal);
    EXPECT_EQ(plan_.legal->signature, "S");

    std::vector<participant_role> roles;
    for (const auto& one : plan_.participants)
        roles.push_back(one.role);
    using enum participant_role;
    EXPECT_EQ(roles, (std::vector{reference_hospital, care_team_member, care_team_member, care_team_member,
                                  coordination_centre, local_structure, health_mediator, treating_physician,
                                  town_hospital, regional_network, social_body, support_structure}));
    EXPECT_EQ(plan_.participants[0].function.null_flavor, "NA");
    EXPECT_EQ(plan_.participants[0].function.original_text.text,
              "Unité de jour d’oncologie thoracique, deuxième étage");
}

TEST_F(full_sample, gives_the_diagnoses) {
    ASSERT_EQ(plan_.diagnoses.size(), 2u);
    const auto& one = plan_.diagnoses[0];
    EXPECT_EQ(one.morphology.code, "8070/3");
    EXPECT_EQ(one.morphology.original_text.text, "Carcinome épidermoïde, SAI");
    ASSERT_EQ(one.sites.size(), 1u);
    EXPECT_EQ(one.sites[0].site.code, "C34.1");
    EXPECT_EQ(one.sites[0].laterality.code, "24028007");
    EXPECT_TRUE(one.sites[0].site.qualifiers.empty());
    ASSERT_EQ(one.tnm.size(), 1u);
    EXPECT_EQ(one.tnm[0].group.code, "IIIA");
    EXPECT_EQ(one.tnm[0].edition.code, "8");
    ASSERT_TRUE(one.tnm[0].t && one.tnm[0].n && one.tnm[0].m);
    EXPECT_EQ(one.tnm[0].t->values.at(0).code.code, "T2a");
    EXPECT_EQ(one.tnm[0].m->values.at(0).code.system_version, "8");
    EXPECT_EQ(one.concern.status, "active");
    EXPECT_EQ(one.finding.comments.size(), 1u);
    EXPECT_TRUE(one.finding.values.empty());
    EXPECT_TRUE(one.finding.target_sites.empty());
}

TEST_F(full_sample, gives_phase_discovery_and_paediatrics) {
    ASSERT_TRUE(plan_.phase && plan_.phase->phase && plan_.phase->local && plan_.phase->regional);
    EXPECT_EQ(plan_.phase->phase->values.at(0).code.code, "MED-268");
    EXPECT_EQ(plan_.phase->progression->values.at(0).boolean(), true);
    EXPECT_EQ(plan_.phase->local->values.at(0).boolean(), false);
    EXPECT_EQ(plan_.phase->regional->values.at(0).boolean(), true);
    EXPECT_EQ(plan_.phase->distant->values.at(0).boolean(), false);
    ASSERT_TRUE(plan_.screening);
    EXPECT_EQ(plan_.screening->values.at(0).boolean(), false);
    ASSERT_TRUE(plan_.paediatrics && plan_.paediatrics->answer);
    EXPECT_EQ(plan_.paediatrics->answer->values.at(0).boolean(), false);
    EXPECT_EQ(plan_.paediatrics->answer->comments.at(0).text.text, "Sans objet.");
}

TEST_F(full_sample, gives_the_programme) {
    ASSERT_EQ(plan_.programme.size(), 16u);
    const auto& chemotherapy = plan_.programme[2];
    EXPECT_EQ(chemotherapy.kind, programme_kind::treatment);
    EXPECT_EQ(chemotherapy.section, section_kind::programme);
    EXPECT_EQ(chemotherapy.act.mood, "INT");
    EXPECT_EQ(chemotherapy.act.code.code, "MED-568");
    EXPECT_TRUE(chemotherapy.act.code.qualifiers.empty());
    EXPECT_EQ(chemotherapy.choice.display, "chimiothérapie");
    EXPECT_EQ(chemotherapy.act.time.low.value, "20250930");
    EXPECT_EQ(chemotherapy.planned.value().time.high.value, "20251002");
    EXPECT_EQ(chemotherapy.rhythm.value().text.text, "Cure 1 sur 2, tous les vingt et un jours");
    EXPECT_EQ(chemotherapy.route.value().values.at(0).code.system, "0.4.0.127.0.16.1.1.2.1");
    EXPECT_TRUE(chemotherapy.side_effects.value().free_text().starts_with("Nausées, fatigue"));
    EXPECT_EQ(chemotherapy.act.performers.at(0).who.names.at(0).part(name_part_kind::family), "LOIREAU");
    EXPECT_EQ(plan_.programme[3].act.time.null_flavor, "UNK");
    EXPECT_EQ(plan_.programme[0].act.mood, "EVN");

    const auto& diet = plan_.programme[13];
    EXPECT_EQ(diet.kind, programme_kind::supportive_care);
    EXPECT_EQ(diet.section, section_kind::supportive_care);
    ASSERT_EQ(diet.reasons.size(), 1u);
    EXPECT_EQ(diet.reasons[0].values.at(0).text, "68");
    EXPECT_EQ(diet.reasons[0].values.at(0).unit, "kg");
    ASSERT_TRUE(plan_.treatments_stopped);
    EXPECT_EQ(plan_.treatments_stopped->values.at(0).boolean(), false);
}

TEST_F(full_sample, gives_status_and_references) {
    ASSERT_TRUE(plan_.status && plan_.status->state && plan_.status->board_date && plan_.status->handed_over);
    EXPECT_EQ(plan_.status->state->values.at(0).code.code, "9571008");
    EXPECT_FALSE(plan_.status->update_reason);
    EXPECT_EQ(plan_.status->board_date->values.at(0).type, "EIVL_TS");
    EXPECT_EQ(plan_.status->handed_over->time.value, "20250925");
    EXPECT_EQ(plan_.status->handed_over->performers.size(), 1u);
    ASSERT_EQ(plan_.referenced_documents.size(), 1u);
    ASSERT_EQ(plan_.referenced_documents[0].documents.size(), 2u);
    EXPECT_EQ(plan_.referenced_documents[0].documents[0].ids.at(0).root, "1.2.250.1.999.7.1.6.2");
    ASSERT_NE(plan_.find(section_kind::personal_data), nullptr);
    EXPECT_TRUE(plan_.find(section_kind::patient_comment)->text.starts_with("Vit avec son épouse"));
    ASSERT_TRUE(plan_.encounter);
    EXPECT_FALSE(plan_.encounter->facility.code.empty());
    ASSERT_NE(plan_.main_event(), nullptr);
}

TEST_F(full_sample, with_prefixed_elements_is_equal) {
    const auto other = read(test::prefixed(sample_file("pps-full.xml")));
    EXPECT_TRUE(other.plan == plan_);
    EXPECT_TRUE(other.coverage == reading().coverage);
}

TEST(read_pps, an_update_says_what_it_replaces_and_why) {
    const auto plan = read(sample_file("pps-update.xml")).plan;
    ASSERT_NE(plan.replaces(), nullptr);
    EXPECT_EQ(plan.replaces()->root, read(sample_file("pps-minimal.xml")).plan.id.root);
    EXPECT_EQ(plan.version, "2");
    ASSERT_TRUE(plan.status && plan.status->update_reason);
}

TEST(read_pps, a_self_presenting_document_is_read_from_its_contents) {
    const auto plan = read(sample_file("pps-self-presenting.xml")).plan;
    EXPECT_EQ(plan.kind, plan_kind::care_plan);
    EXPECT_EQ(plan.diagnoses.size(), 1u);
    EXPECT_TRUE(read(test::self_presenting_sample()).plan == read(test::pps_sample()).plan);
}

TEST(read_pps, a_file_gives_the_header_and_what_the_file_is) {
    const auto reading = read(sample_file("pps-pdf.xml"));
    EXPECT_EQ(reading.plan.kind, plan_kind::care_plan);
    ASSERT_TRUE(reading.plan.file);
    EXPECT_EQ(*reading.plan.file, (embedded_file{"application/pdf", "B64"}));
    EXPECT_TRUE(reading.plan.sections.empty());
    EXPECT_NE(reading.plan.patient.ins(), nullptr);
    EXPECT_TRUE(reading.coverage.complete());
}

TEST(read_pps, a_tumour_board_sheet_uses_the_same_types) {
    const auto reading = read(sample_file("rcp.xml"));
    EXPECT_EQ(reading.plan.kind, plan_kind::tumour_board);
    EXPECT_EQ(reading.plan.diagnoses.size(), 1u);
    EXPECT_TRUE(reading.plan.screening);
    ASSERT_NE(reading.plan.find(section_kind::board_reason), nullptr);
    EXPECT_EQ(reading.plan.find(section_kind::board_reason)->statements.size(), 2u);
    EXPECT_FALSE(reading.plan.paediatrics);
}

TEST(read_pps, another_kind_of_document_keeps_its_sections_as_text) {
    const auto plan = read(sample_file("other-kind.xml")).plan;
    EXPECT_EQ(plan.kind, plan_kind::unknown);
    ASSERT_EQ(plan.sections.size(), 1u);
    EXPECT_EQ(plan.sections[0].kind, section_kind::other);
    EXPECT_FALSE(plan.sections[0].title.empty());
    EXPECT_FALSE(plan.sections[0].text.empty());
    EXPECT_FALSE(plan.sections[0].templates.empty());
}

TEST(read_pps, an_empty_document_gives_an_empty_plan) {
    const auto reading = read("<ClinicalDocument xmlns='urn:hl7-org:v3'/>");
    EXPECT_TRUE(reading.plan == plan{});
    EXPECT_TRUE(reading.findings.empty());
}

TEST(read_pps, null_flavors_are_kept_and_nothing_is_invented) {
    const auto plan = read(with_section(section_kind::discovery, R"(<entry><observation moodCode="EVN">
        <id nullFlavor="NAV"/><id/><code code="63921-1" codeSystem="2.16.840.1.113883.6.1"/>
        <effectiveTime><low nullFlavor="UNK"/></effectiveTime><value xsi:type="BL" nullFlavor="NASK"/>
        <performer><assignedEntity><id nullFlavor="NI"/><code nullFlavor="OTH"/><addr nullFlavor="MSK"/>
        <telecom nullFlavor="NI"/><assignedPerson><name nullFlavor="UNK"/></assignedPerson></assignedEntity>
        </performer></observation></entry>)"))
                          .plan;
    ASSERT_TRUE(plan.screening);
    const auto& said = *plan.screening;
    ASSERT_EQ(said.ids.size(), 1u) << "an id that says nothing is left out";
    EXPECT_EQ(said.ids[0].null_flavor, "NAV");
    EXPECT_EQ(said.time.low.null_flavor, "UNK");
    EXPECT_EQ(said.time.low.value, "");
    EXPECT_TRUE(said.time.high.empty());
    EXPECT_EQ(said.values.at(0).null_flavor, "NASK");
    EXPECT_EQ(said.values[0].boolean(), std::nullopt);
    EXPECT_EQ(said.negated, std::nullopt);
    const auto& who = said.performers.at(0).who;
    EXPECT_EQ(who.ids.at(0).null_flavor, "NI");
    EXPECT_EQ(who.code.null_flavor, "OTH");
    EXPECT_EQ(who.addresses.at(0).null_flavor, "MSK");
    EXPECT_EQ(who.telecoms.at(0).null_flavor, "NI");
    EXPECT_EQ(who.names.at(0).null_flavor, "UNK");
    EXPECT_FALSE(who.organization);
}

TEST(read_pps, a_reference_leads_into_the_narrative_or_is_reported) {
    constexpr std::string_view observation = R"(<text><paragraph>Oui <content ID="a">par
        dépistage</content></paragraph></text><entry><observation><code code="63921-1"
        codeSystem="2.16.840.1.113883.6.1"/><text><reference value="#a"/></text></observation></entry>)";
    const auto found = read(with_section(section_kind::discovery, observation));
    EXPECT_EQ(found.plan.screening.value().text, (narrative_text{"#a", "par dépistage", ""}));
    EXPECT_EQ(test::find_rule(found.findings, "read.reference"), nullptr);

    const auto lost =
        read(with_section(section_kind::discovery, test::with(std::string(observation), "\"#a\"", "\"#b\"")));
    EXPECT_EQ(lost.plan.screening.value().text, (narrative_text{"#b", "", ""}));
    ASSERT_NE(test::find_rule(lost.findings, "read.reference"), nullptr);
    EXPECT_EQ(test::find_rule(lost.findings, "read.reference")->path,
              "/ClinicalDocument/component[1]/structuredBody[1]/component[1]/section[1]/entry[1]/"
              "observation[1]/text[1]/reference[1]");
    EXPECT_TRUE(test::discreet(lost.findings));

    const auto nowhere =
        read(with_section(section_kind::discovery, test::with(std::string(observation), "\"#a\"", "\"#\"")));
    EXPECT_EQ(nowhere.plan.screening.value().text.reference, "#");
    EXPECT_EQ(test::find_rule(nowhere.findings, "read.reference"), nullptr) << "that is said to lead nowhere";
}

TEST(read_pps, the_order_of_elements_does_not_matter) {
    constexpr std::string_view narrative = R"(<text><content ID="a">dépistage</content></text>)";
    constexpr std::string_view entry =
        R"(<entry><observation moodCode="EVN"><value xsi:type="BL" value="true"/>
        <text><reference value="#a"/></text><code code="63921-1" codeSystem="2.16.840.1.113883.6.1"/>
        </observation></entry>)";
    const auto usual = read(with_section(section_kind::discovery, std::string(narrative).append(entry))).plan;
    const auto other = read(with_section(section_kind::discovery, std::string(entry).append(narrative))).plan;
    EXPECT_TRUE(usual == other);
    EXPECT_EQ(other.screening.value().text.text, "dépistage");
}

TEST(read_pps, a_participant_is_known_by_its_translation_when_its_function_is_unusual) {
    const auto text = test::with(test::pps_sample(), "<legalAuthenticator>", R"(<participant typeCode="CON">
        <functionCode code="XYZ" codeSystem="1.2.3"><translation code="ORG-191"
        codeSystem="1.2.250.1.213.1.1.4.322"/></functionCode><associatedEntity classCode="AGNT"/></participant>
        <participant typeCode="CON"><functionCode code="XYZ" codeSystem="1.2.3"/></participant>
        <participant typeCode="INF"><functionCode code="PCP" codeSystem="1.2.3"/></participant>
        <legalAuthenticator>)");
    const auto plan = read(text).plan;
    ASSERT_EQ(plan.participants.size(), 3u);
    EXPECT_EQ(plan.participants[0].role, participant_role::regional_network);
    EXPECT_EQ(plan.participants[0].who.class_code, "AGNT");
    EXPECT_EQ(plan.participants[1].role, participant_role::other);
    EXPECT_EQ(plan.participants[2].role, participant_role::other) << "a code of another system";
}

}  // namespace
}  // namespace pps::cda
