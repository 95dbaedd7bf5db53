#include "sample.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace pps::hl7::fhir {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(fhir_foreign_bundle, is_read_as_far_as_the_tables_go) {
    const auto read = read_bundle(test::foreign_bundle());
    ASSERT_TRUE(read.plan);
    EXPECT_FALSE(cda::refuses(read.findings));
    const auto& plan = *read.plan;
    EXPECT_EQ(plan.kind, plan_kind::care_plan);
    EXPECT_EQ(plan.id.root, "1.2.250.1.999.7.1.1");
    EXPECT_EQ(plan.time.value, "20240305100000+0100");
    EXPECT_EQ(plan.replaces()->root, "1.2.250.1.999.7.1.0");
    EXPECT_EQ(plan.confidentiality.system, "2.16.840.1.113883.5.25");
    EXPECT_EQ(plan.authors.at(0).who.ids.at(0).extension, "810000000001");
    EXPECT_EQ(plan.authors[0].who.names.at(0).part(name_part_kind::family), "DOCTEUR-ESSAI");
    EXPECT_EQ(plan.custodian->names.at(0), "Hôpital d'essai");
    ASSERT_TRUE(plan.legal);
    EXPECT_EQ(plan.legal->who.names.at(0).parts.at(0).text, "Docteur Deux");
}

TEST(fhir_foreign_bundle, gives_the_patient_names_of_fr_core_their_cda_qualifiers) {
    const auto plan = *read_bundle(test::foreign_bundle()).plan;
    ASSERT_EQ(plan.patient.names.size(), 1U);
    const auto& held = plan.patient.names[0];
    EXPECT_EQ(held.part(name_part_kind::family, "BR"), "NAISSANCE-ESSAI");
    EXPECT_EQ(held.part(name_part_kind::given, "BR"), "Claude");
    EXPECT_EQ(held.part(name_part_kind::given), "Claude Dominique");
    EXPECT_EQ(held.part(name_part_kind::family, "CL"), "USAGE-ESSAI");
    EXPECT_EQ(plan.patient.ins()->extension, "279035121518989");
    EXPECT_EQ(plan.patient.gender.code, "F");
    EXPECT_EQ(plan.patient.birth_time.value, "19790312");
    EXPECT_EQ(plan.patient.telecoms.at(0).value, "tel:0200000000");
    EXPECT_EQ(plan.patient.telecoms[0].use, "MC");
}

TEST(fhir_foreign_bundle, places_resources_by_type_and_code) {
    const auto plan = *read_bundle(test::foreign_bundle()).plan;
    ASSERT_EQ(plan.sections.size(), 2U);
    EXPECT_EQ(plan.sections[0].kind, section_kind::diagnosis);
    EXPECT_EQ(plan.sections[1].kind, section_kind::programme);
    ASSERT_EQ(plan.diagnoses.size(), 1U);
    const auto& tumour = plan.diagnoses[0];
    EXPECT_EQ(tumour.morphology.code, "8500/3");
    EXPECT_EQ(tumour.morphology.system, "2.16.840.1.113883.6.43.1");
    EXPECT_EQ(tumour.sites.at(0).site.code, "C50.4");
    EXPECT_EQ(tumour.concern.status, "active");
    EXPECT_EQ(tumour.finding.time.value, "202402");
    EXPECT_EQ(tumour.finding.comments.at(0).text.text, "À revoir");
    EXPECT_EQ(tumour.tnm.at(0).group.original_text.text, "IB");
    EXPECT_EQ(tumour.tnm[0].t->values.at(0).code.code, "T1b");
    ASSERT_EQ(plan.programme.size(), 1U);
    const auto& act = plan.programme[0];
    EXPECT_EQ(act.kind, programme_kind::treatment);
    EXPECT_EQ(act.choice.original_text.text, "Chimiothérapie");
    EXPECT_EQ(act.act.mood, "INT");
    EXPECT_EQ(act.act.time.low.value, "20240401");
    EXPECT_EQ(act.act.time.high.value, "202406");
    EXPECT_EQ(act.act.performers.at(0).who.organization->names.at(0), "Hôpital d'essai");
}

TEST(fhir_foreign_bundle, gives_its_narrative_as_cda_markup_without_what_could_run) {
    const auto plan = *read_bundle(test::foreign_bundle()).plan;
    EXPECT_EQ(plan.sections.at(0).markup,
              "<paragraph styleCode=\"Bold\">Tumeur</paragraph><paragraph>du <content styleCode=\"Bold\">sein"
              "</content></paragraph>");
    EXPECT_EQ(plan.sections[0].text, "Tumeur\ndu sein");
}

TEST(fhir_foreign_bundle, tells_what_was_not_understood_by_pointers_alone) {
    const auto read = read_bundle(test::foreign_bundle());
    EXPECT_THAT(read.unread, Contains("/entry/3/resource/severity"));
    EXPECT_EQ(read.unread_count, read.unread.size());
    // Medication/m is not in the Bundle.
    ASSERT_EQ(test::rules_of(read.findings), std::vector<std::string>{"fhir.reference"});
    EXPECT_EQ(read.findings[0].path, "/entry/0/resource/section/1/entry/1/reference");

    const auto hostile = read_bundle(test::with(
        test::foreign_bundle(), "\"severity\":", "\"NOM Prénom né le 12/03/1979\": 1, \"severity\":"));
    EXPECT_THAT(hostile.unread, Contains("/entry/3/resource/?"));
}

TEST(fhir_foreign_bundle, may_name_its_authors_by_an_identifier) {
    const auto read = read_bundle(test::with(
        test::foreign_bundle(), R"("author": [{"reference": "#doc", "display": "Docteur"}])",
        R"("author": [{"reference": "#doc"}, {"identifier": {"system": "urn:oid:1.2.250.1.71.4.2.1", "value": "8"}}])"));
    ASSERT_EQ(read.plan->authors.size(), 2U);
    EXPECT_EQ(read.plan->authors[1].who.ids.at(0), (identifier{"1.2.250.1.71.4.2.1", "8", {}, {}}));
}

TEST(fhir_foreign_bundle, comes_back_the_same_once_it_is_a_plan) {
    const auto first = *read_bundle(test::foreign_bundle()).plan;
    EXPECT_TRUE(*read_bundle(write_bundle(first)).plan == first);
}

TEST(fhir_foreign_bundle, refuses_what_is_no_document) {
    const auto rule = [](std::string text) {
        const auto read = read_bundle(text);
        EXPECT_FALSE(read.plan);
        EXPECT_TRUE(cda::refuses(read.findings));
        return read.findings.at(0).rule;
    };
    EXPECT_EQ(rule("[]"), "fhir.bundle");
    EXPECT_EQ(rule("\"Bundle\""), "fhir.bundle");
    EXPECT_EQ(rule(R"({"resourceType":"Bundle","type":"transaction","entry":[]})"), "fhir.bundle");
    EXPECT_EQ(rule(R"({"resourceType":"Bundle","type":"document","entry":[]})"), "fhir.composition");
    EXPECT_EQ(
        rule(
            R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Patient"}}]})"),
        "fhir.composition");
}

TEST(fhir_foreign_bundle, reports_a_missing_patient_and_a_url_used_twice) {
    const auto lost = read_bundle(test::with(test::foreign_bundle(), R"("subject": {"reference": "Patient/p"},
      "date")",
                                             R"("subject": {"reference": "Patient/x"}, "date")"));
    EXPECT_THAT(test::rules_of(lost.findings), Contains("fhir.patient"));
    const auto twice = read_bundle(test::with(test::foreign_bundle(),
                                              "\"fullUrl\": \"https://exemple.test/fhir/Observation/t\"",
                                              "\"fullUrl\": \"https://exemple.test/fhir/Observation/tnm\""));
    EXPECT_THAT(test::rules_of(twice.findings), Contains("fhir.full-url"));
}

}  // namespace
}  // namespace pps::hl7::fhir
