#include "generate.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <gmock/gmock.h>
#include <regex>
#include <set>

namespace pps::hl7::fhir {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* own_base_text = "https://pps-gateway.fr/fhir/StructureDefinition/";

const rapidjson::Value* find_extension(const rapidjson::Value& element, std::string_view url) {
    if (!element.HasMember("extension")) return nullptr;
    for (const auto& one : element["extension"].GetArray()) {
        if (one["url"].GetString() == url) return &one;
    }
    return nullptr;
}

TEST(fhir_bundle, is_a_document_whose_references_all_lead_to_resources_and_reach_them_all) {
    const std::regex urn("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto level = seed % 2 == 0 ? tests::plan_level::conformant : tests::plan_level::wild;
        const auto bundle = test::parsed(write_bundle(tests::make_plan(seed, level)));
        EXPECT_STREQ(bundle["type"].GetString(), "document");
        const auto entries = bundle["entry"].GetArray();
        EXPECT_STREQ(entries[0]["resource"]["resourceType"].GetString(), "Composition");
        std::set<std::string> urls;
        for (const auto& entry : entries) {
            EXPECT_TRUE(std::regex_match(entry["fullUrl"].GetString(), urn));
            EXPECT_TRUE(urls.insert(entry["fullUrl"].GetString()).second) << "seed " << seed;
        }
        const auto used = test::references(bundle);
        std::set<std::string> reached(used.begin(), used.end());
        reached.insert(entries[0]["fullUrl"].GetString());
        EXPECT_EQ(reached, urls) << "seed " << seed;
    }
}

TEST(fhir_bundle, has_names_that_follow_from_the_document_id) {
    auto made = tests::make_plan(1);
    const auto first = write_bundle(made);
    made.id.root += ".7";
    const auto other = write_bundle(made);
    EXPECT_NE(test::parsed(first)["entry"][0]["fullUrl"], test::parsed(other)["entry"][0]["fullUrl"]);
}

TEST(fhir_bundle, has_the_document_in_bundle_and_composition) {
    plan made = tests::make_plan(3);
    made.id = {"1.2.250.1.999.7.1.5", {}, {}, {}};
    made.time.value = "20240305101500+0100";
    made.title = "PPS « essai » & <3>";
    const auto bundle = test::parsed(write_bundle(made));
    EXPECT_STREQ(bundle["identifier"]["system"].GetString(), "urn:ietf:rfc:3986");
    EXPECT_STREQ(bundle["identifier"]["value"].GetString(), "urn:oid:1.2.250.1.999.7.1.5");
    EXPECT_STREQ(bundle["timestamp"].GetString(), "2024-03-05T10:15:00+01:00");
    const auto& composition = bundle["entry"][0]["resource"];
    EXPECT_STREQ(composition["date"].GetString(), "2024-03-05T10:15:00+01:00");
    EXPECT_STREQ(composition["title"].GetString(), "PPS « essai » & <3>");
    EXPECT_STREQ(composition["type"]["coding"][0]["system"].GetString(), "http://loinc.org");
    EXPECT_STREQ(composition["confidentiality"].GetString(), "N");
    EXPECT_EQ(composition["section"].Size(), made.sections.size());
}

TEST(fhir_bundle, says_a_shorter_time_with_its_exact_text_and_completes_the_instant_only) {
    plan made;
    made.time.value = "202403051015";
    const auto bundle = test::parsed(write_bundle(made));
    EXPECT_STREQ(bundle["timestamp"].GetString(), "2024-03-05T09:15:00Z");
    const auto& composition = bundle["entry"][0]["resource"];
    EXPECT_STREQ(composition["date"].GetString(), "2024-03-05");
    const auto* exact = find_extension(composition["_date"], std::string(own_base_text) + "exact-time");
    ASSERT_NE(exact, nullptr);
    EXPECT_STREQ((*exact)["valueString"].GetString(), "202403051015");
}

TEST(fhir_bundle, says_why_a_value_is_not_there) {
    plan made;
    made.time.null_flavor = "MSK";
    const auto bundle = test::parsed(write_bundle(made));
    const auto& composition = bundle["entry"][0]["resource"];
    ASSERT_FALSE(composition.HasMember("date"));
    const auto* flavor =
        find_extension(composition["_date"], "http://hl7.org/fhir/StructureDefinition/iso21090-nullFlavor");
    const auto* reason =
        find_extension(composition["_date"], "http://hl7.org/fhir/StructureDefinition/data-absent-reason");
    ASSERT_TRUE(flavor != nullptr && reason != nullptr);
    EXPECT_STREQ((*flavor)["valueCode"].GetString(), "MSK");
    EXPECT_STREQ((*reason)["valueCode"].GetString(), "masked");
}

TEST(fhir_bundle, slices_the_patient_as_fr_core_does) {
    auto made = tests::make_plan(4);
    auto& patient = made.patient;
    patient.ids = {{"1.2.250.1.213.1.4.10", "279035121518989", {}, {}},
                   {"1.2.250.1.999.7.3", "IPP-1", {}, {}}};
    name held;
    held.parts = {{name_part_kind::family, "BR", "NAISSANCE", {}},
                  {name_part_kind::given, {}, "CLAUDE DOMINIQUE", {}},
                  {name_part_kind::given, "BR", "CLAUDE", {}},
                  {name_part_kind::family, "CL", "USAGE", {}}};
    patient.names = {held};
    patient.birthplace.emplace().parts = {{address_part_kind::county, "49007", {}}};
    patient.birth_time.value = "19790312";
    patient.gender = {"F", "2.16.840.1.113883.5.1", {}, {}, "Féminin", {}, {}, {}, {}};
    const auto bundle = test::parsed(write_bundle(made));
    const auto& read = *test::resources(bundle, "Patient").at(0);
    EXPECT_STREQ(read["identifier"][0]["system"].GetString(), "urn:oid:1.2.250.1.213.1.4.10");
    EXPECT_STREQ(read["identifier"][0]["type"]["coding"][0]["code"].GetString(), "INS-NIR-TEST");
    EXPECT_FALSE(read["identifier"][1].HasMember("type"));
    EXPECT_STREQ(read["name"][0]["use"].GetString(), "official");
    EXPECT_STREQ(read["name"][0]["family"].GetString(), "NAISSANCE");
    ASSERT_EQ(read["name"][0]["given"].Size(), 1U);
    EXPECT_STREQ(read["name"][0]["given"][0].GetString(), "CLAUDE");
    EXPECT_STREQ((*find_extension(read["name"][0],
                                  "https://hl7.fr/ig/fhir/core/StructureDefinition/"
                                  "fr-core-patient-birth-list-given-name"))["valueString"]
                     .GetString(),
                 "CLAUDE DOMINIQUE");
    EXPECT_STREQ(read["name"][1]["use"].GetString(), "usual");
    EXPECT_STREQ(read["name"][1]["family"].GetString(), "USAGE");
    EXPECT_STREQ(read["gender"].GetString(), "female");
    EXPECT_STREQ(read["birthDate"].GetString(), "1979-03-12");
    const auto* place = find_extension(read, "http://hl7.org/fhir/StructureDefinition/patient-birthPlace");
    ASSERT_NE(place, nullptr);
    EXPECT_NE(find_extension((*place)["valueAddress"],
                             "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code"),
              nullptr);
    const auto reliability = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability";
    EXPECT_NE(find_extension(read, reliability), nullptr);

    // A trait less, and nobody can say that the identity is qualified.
    made.patient.birthplace.reset();
    const auto without = test::parsed(write_bundle(made));
    EXPECT_EQ(find_extension(*test::resources(without, "Patient").at(0), reliability), nullptr);
}

TEST(fhir_bundle, has_what_is_done_as_procedures_and_what_is_planned_as_requests_of_a_care_plan) {
    plan made;
    made.kind = plan_kind::care_plan;
    for (const auto where : {section_kind::programme, section_kind::supportive_care}) {
        made.sections.emplace_back().kind = where;
        for (const auto* mood : {"EVN", "INT"}) {
            auto& one = made.programme.emplace_back();
            one.section = where;
            one.act.kind = statement_class::procedure;
            one.act.mood = mood;
            one.act.status = "completed";
            one.planned.emplace().time.low.value = "20240401";
        }
    }
    const auto bundle = test::parsed(write_bundle(made));
    const auto plans = test::resources(bundle, "CarePlan");
    ASSERT_EQ(plans.size(), 2U);
    for (const auto* one : plans) {
        EXPECT_STREQ((*one)["intent"].GetString(), "plan");
        EXPECT_TRUE((*one)["activity"][0].HasMember("outcomeReference"));
        EXPECT_TRUE((*one)["activity"][1].HasMember("reference"));
    }
    ASSERT_EQ(test::resources(bundle, "Procedure").size(), 2U);
    const auto& done = *test::resources(bundle, "Procedure")[0];
    EXPECT_STREQ(done["status"].GetString(), "completed");
    EXPECT_FALSE(done.HasMember("performedPeriod"))
        << "planned dates are not dates at which something was done";
    const auto& request = *test::resources(bundle, "ServiceRequest").at(0);
    EXPECT_STREQ(request["status"].GetString(), "active");
    EXPECT_STREQ(request["intent"].GetString(), "plan");
    EXPECT_STREQ(request["occurrencePeriod"]["start"].GetString(), "2024-04-01");
}

TEST(fhir_bundle, says_the_clinical_status_of_each_diagnosis_of_one_act) {
    plan made;
    made.diagnoses.resize(2);
    made.diagnoses[0].concern.kind = statement_class::act;
    made.diagnoses[0].concern.mood = "EVN";
    made.diagnoses[0].concern.status = "active";
    made.diagnoses[0].concern.time.low.value = "202402";
    const auto text = write_bundle(made);
    const auto bundle = test::parsed(text);
    const auto conditions = test::resources(bundle, "Condition");
    ASSERT_EQ(conditions.size(), 2U);
    for (const auto* one : conditions) {
        EXPECT_STREQ((*one)["clinicalStatus"]["coding"][0]["code"].GetString(), "active");
        EXPECT_STREQ((*one)["recordedDate"].GetString(), "2024-02");
    }
    EXPECT_TRUE(*read_bundle(text).plan == made);
}

TEST(fhir_bundle, escapes_the_narrative_and_lets_no_script_through) {
    plan made;
    auto& one = made.sections.emplace_back();
    one.markup =
        "<paragraph ID=\"p1\" onclick=\"x()\">a &lt; b &amp; <content styleCode=\"Bold\">c</content>"
        "<linkHtml href=\"javascript:x()\">d</linkHtml></paragraph>";
    one.text = "a < b & c d";
    const auto bundle = test::parsed(write_bundle(made));
    const std::string div = bundle["entry"][0]["resource"]["section"][0]["text"]["div"].GetString();
    EXPECT_THAT(div, HasSubstr("<p id=\"p1\">a &lt; b &amp; <span class=\"Bold\">c</span>"));
    EXPECT_THAT(div, Not(HasSubstr("onclick")));
    EXPECT_THAT(div, Not(HasSubstr("javascript")));
}

TEST(fhir_bundle, keeps_the_precision_of_a_number) {
    plan made;
    auto& said = made.sections.emplace_back().statements.emplace_back();
    said.mood = "EVN";
    said.values.push_back({"PQ", {}, "70.50", "kg", {}, {}});
    const auto text = write_bundle(made);
    EXPECT_THAT(text, HasSubstr("\"valueQuantity\":{\"value\":70.50,\"unit\":\"kg\""));
    EXPECT_EQ(read_bundle(text).plan->sections.at(0).statements.at(0).values, said.values);
}

TEST(fhir_bundle, wraps_the_file_of_a_level_1_document) {
    auto made = tests::make_plan(8);
    const plan header = made;
    made = {};
    made.id = header.id;
    made.kind = header.kind;
    made.code = header.code;
    made.title = header.title;
    made.time = header.time;
    made.patient = header.patient;
    made.authors = header.authors;
    made.file.emplace().media_type = "application/pdf";
    made.file->representation = "B64";
    for (const std::string bytes : {"%PDF-1.4 \x01\xff", "%PDF-1.4", "%PDF-1.40"}) {
        const auto text = write_bundle(made, bytes);
        const auto bundle = test::parsed(text);
        const auto& attachment =
            (*test::resources(bundle, "DocumentReference").at(0))["content"][0]["attachment"];
        EXPECT_STREQ(attachment["contentType"].GetString(), "application/pdf");
        const auto read = read_bundle(text);
        ASSERT_TRUE(read.plan);
        EXPECT_EQ(read.file, bytes);
        EXPECT_TRUE(*read.plan == made);
    }
}

TEST(fhir_bundle, takes_tumour_board_sheets) {
    plan made;
    made.kind = plan_kind::tumour_board;
    made.model_version = "2022.01";
    made.code.code = "34794-8";
    made.code.system = "2.16.840.1.113883.6.1";
    auto& proposal = made.sections.emplace_back();
    proposal.kind = section_kind::board_proposal;
    proposal.subsections.emplace_back().kind = section_kind::care_plan;
    auto& one = made.programme.emplace_back();
    one.kind = programme_kind::proposed_treatment;
    one.section = section_kind::care_plan;
    one.act.kind = statement_class::procedure;
    one.act.mood = "PRP";
    one.act.code.code = "A";
    one.act.code.system = "2.16.840.1.113883.3.26.1.1";
    const auto text = write_bundle(made);
    EXPECT_TRUE(*read_bundle(text).plan == made);
    const auto bundle = test::parsed(text);
    EXPECT_STREQ((*test::resources(bundle, "ServiceRequest").at(0))["intent"].GetString(), "proposal");
    EXPECT_EQ(test::resources(bundle, "CarePlan").size(), 1U);
}

}  // namespace
}  // namespace pps::hl7::fhir
