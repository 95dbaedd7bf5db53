#include "gateway/process/origin.hpp"

#include "cda/json/json.hpp"
#include "cda/write/write.hpp"
#include "gateway/process/forms.hpp"
#include "gateway/process/unwrap.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace pps::gateway::process {
namespace {

std::string content(const std::string& file) {
    std::ifstream in{std::string{PPS_SOURCE_DIR} + "/" + file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(origin, tells_the_part_of_a_path_of_the_writer) {
    EXPECT_EQ(part_of_path("plan.programme[2].act.mood"), "programme[2]");
    EXPECT_EQ(part_of_path("plan.legal"), "legal");
    EXPECT_EQ(part_of_path("plan.patient.ids[0]"), "patient");
    EXPECT_EQ(part_of_path(""), "");
}

TEST(origin, follows_a_pointer_as_far_as_it_leads) {
    const std::string json = R"({"team": [{"role": "a"}], "acts": {}})";
    EXPECT_EQ(existing_pointer(json, "/team/0"), "/team/0");
    EXPECT_EQ(existing_pointer(json, "/team/1"), "/team");
    EXPECT_EQ(existing_pointer(json, "/nothing/1"), "");
    EXPECT_EQ(existing_pointer("no JSON", "/team"), "");
}

TEST(origin, has_a_pointer_in_the_native_form_for_every_part_that_is_written) {
    const plan_reading read = read_plan(content("config/examples/pps-update.json"), media::pps_json);
    ASSERT_TRUE(read.plan);
    const cda::write_outcome written = cda::write_pps(*read.plan);
    ASSERT_GT(written.parts.size(), 10u);
    const std::string schema = json::json_schema();
    for (const part_bytes& one : written.parts) {
        EXPECT_LT(one.begin, one.end) << one.part;
        const std::string pointer = read.place(one.part);
        const std::string member = pointer.substr(1, pointer.find('/', 1) - 1);
        EXPECT_NE(schema.find("\"" + member + "\""), std::string::npos) << pointer;
    }
}

TEST(origin, finds_the_source_of_a_node_of_a_generated_cda) {
    const std::string source = content("config/examples/pps-first.json");
    const unwrapped made = unwrap(source, media::pps_json, protocol::document);
    ASSERT_TRUE(made.made && made.generated);
    EXPECT_EQ(made.source_of("/ClinicalDocument/recordTarget[1]/patientRole[1]"), "/patient");
    EXPECT_EQ(made.source_of("/ClinicalDocument/participant[2]/associatedEntity/id"), "/team/1");
    EXPECT_EQ(made.source_of("/ClinicalDocument/legalAuthenticator"), "/signed_by");
    // What the writer has supplied is of no part; nor is what is not there.
    EXPECT_EQ(made.source_of("/ClinicalDocument"), "");
    EXPECT_EQ(made.source_of("/ClinicalDocument/typeId"), "");
    EXPECT_EQ(made.source_of(""), "");
}

TEST(origin, points_into_a_bundle) {
    const std::string source =
        content("tests/golden/a-small-pps-is-written-with-the-ids-it-lacks/bundle.json");
    const unwrapped made = unwrap(source, media::fhir, protocol::document);
    ASSERT_TRUE(made.made);
    EXPECT_TRUE(made.source_of("/ClinicalDocument/recordTarget[1]").starts_with("/entry/"));
    EXPECT_TRUE(made.source_of("/ClinicalDocument/participant[1]").starts_with("/entry/"));
}

TEST(forms, are_told_by_their_first_bytes) {
    EXPECT_EQ(form_of("\xEF\xBB\xBF<ClinicalDocument/>"), media::cda);
    EXPECT_EQ(form_of(" \n{\"resourceType\": \"Bundle\"}"), media::fhir);
    EXPECT_EQ(form_of("{\"format\": \"pps/1\"}"), media::pps_json);
    EXPECT_EQ(form_of("\x0BMSH|^~\\&|"), media::hl7v2);
    EXPECT_EQ(form_of("%PDF-1.4"), std::nullopt);
    EXPECT_EQ(form_of(" "), std::nullopt);
}

TEST(forms, refuse_what_has_no_plan_with_findings) {
    for (const media form : {media::cda, media::fhir, media::pps_json, media::hl7v2}) {
        const plan_reading read = read_plan("nonsense", form);
        EXPECT_FALSE(read.plan) << row_of(form).name;
        EXPECT_TRUE(cda::refuses(read.findings)) << row_of(form).name;
    }
}

TEST(forms, give_the_metadata_of_the_dmp) {
    const plan_reading read = read_plan(content("tests/samples/pps-minimal.xml"), media::cda);
    const written made = write_plan(read, target::xds);
    EXPECT_NE(made.bytes.find("\"unique_id\""), std::string::npos);
    EXPECT_EQ(target_named("xds"), target::xds);
    EXPECT_EQ(target_named("pdf"), std::nullopt);
}

}  // namespace
}  // namespace pps::gateway::process
