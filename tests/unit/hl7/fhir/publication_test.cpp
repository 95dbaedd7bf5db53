#include "hl7/fhir/publication.hpp"

#include "sample.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace pps::hl7::fhir {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(fhir_publication, takes_the_document_and_its_metadata_out_of_an_iti_65) {
    const auto read = read_publication(test::provide_bundle());
    EXPECT_THAT(test::rules_of(read.findings), IsEmpty());
    const auto& what = read.what;
    EXPECT_EQ(what.transaction, transaction::provide_bundle);
    EXPECT_EQ(what.document, "hello");
    EXPECT_EQ(what.content_type, "text/xml");
    EXPECT_EQ(what.id.root, "1.2.250.1.999.7.1.2");
    EXPECT_EQ(what.patient.root, "1.2.250.1.213.1.4.10");
    EXPECT_EQ(what.patient.extension, "279035121518989");
    EXPECT_EQ(what.type.code, "18776-5");
    EXPECT_EQ(what.category.code, "44");
    EXPECT_EQ(what.category.system, "1.2.250.1.213.1.1.4.1");
    EXPECT_EQ(what.format.code, "urn:asip:ci-sis:pps-cancer:2017");
    ASSERT_EQ(what.security_labels.size(), 2U);
    EXPECT_EQ(what.security_labels[1].code, "INVISIBLE_PATIENT");
    EXPECT_EQ(what.replaces_reference, "DocumentReference/ancien");
    EXPECT_THAT(what.superseded, ElementsAre("DocumentReference/ancien"));
    EXPECT_EQ(what.authors.at(0).extension, "810000000001");
    EXPECT_EQ(what.submission_source.root, "1.2.3.4");
    EXPECT_EQ(what.submission_type.code, "44");
    EXPECT_EQ(what.service.low.value, "20240305");
    EXPECT_EQ(what.creation.value, "20240305100000+0100");
    EXPECT_THAT(what.entries,
                ElementsAre("POST List", "POST DocumentReference", "PATCH Parameters", "POST Binary"));
}

TEST(fhir_publication, takes_an_iti_105_with_its_content) {
    const auto read = read_publication(test::simplified_publication());
    EXPECT_THAT(test::rules_of(read.findings), IsEmpty());
    EXPECT_EQ(read.what.transaction, transaction::simplified);
    EXPECT_EQ(read.what.document, "{}");
    EXPECT_EQ(read.what.content_type, "application/fhir+json");
    EXPECT_EQ(read.what.patient.extension, "279035121518989");
}

struct fault {
    const char* from;
    const char* to;
    const char* rule;
};

TEST(fhir_publication, says_what_is_wrong_with_an_iti_65) {
    const fault faults[] = {
        {"\"size\": 5", "\"size\": 6", "pdsm.hash"},
        {"qvTGHdzF6KLavt4PO0gs2a6pQ00=", "AvTGHdzF6KLavt4PO0gs2a6pQ00=", "pdsm.hash"},
        {"aGVsbG8=", "aGVsbG8", "fhir.base64"},
        {"\"url\": \"urn:uuid:00000000-0000-4000-8000-000000000003\"", "\"url\": \"urn:x\"", "pdsm.content"},
        {"urn:oid:1.2.250.1.999.7.1.2", "urn:oid:1.2..3", "pdsm.identifier"},
        {"urn:oid:1.2.250.1.213.1.4.10", "urn:oid:1.2.3", "pdsm.patient"},
        {"http://loinc.org", "http://example.org", "pdsm.type"},
        {"\"resourceType\": \"List\"", "\"resourceType\": \"Basic\"", "pdsm.submission-set"},
        {"\"resourceType\": \"DocumentReference\"", "\"resourceType\": \"Basic\"", "pdsm.document"},
        {"\"DocumentReference.status\"", "\"DocumentReference.subject\"", "pdsm.entry"},
        {"\"PATCH\"", "\"DELETE\"", "pdsm.entry"},
        {"\"type\": \"transaction\"", "\"type\": \"batch\"", "pdsm.bundle"},
    };
    for (const auto& one : faults) {
        const auto read = read_publication(test::with(test::provide_bundle(), one.from, one.to));
        EXPECT_THAT(test::rules_of(read.findings), Contains(one.rule)) << one.to;
        EXPECT_TRUE(cda::refuses(read.findings));
    }
}

TEST(fhir_publication, answers_with_an_operation_outcome) {
    const auto read = read_publication(test::with(test::provide_bundle(), "\"size\": 5", "\"size\": 6"));
    const auto answer = test::parsed(operation_outcome(read.findings));
    const auto& issue = answer["issue"][0];
    EXPECT_STREQ(issue["severity"].GetString(), "error");
    EXPECT_STREQ(issue["code"].GetString(), "required");
    EXPECT_STREQ(issue["details"]["coding"][0]["code"].GetString(), "pdsm.hash");
    EXPECT_STREQ(issue["expression"][0].GetString(), "entry[1].resource.content[0].attachment.size");

    cda::findings xml(1);
    xml[0].severity = cda::severity::info;
    xml[0].path = "/ClinicalDocument/id[1]";
    const auto other = test::parsed(operation_outcome(xml));
    EXPECT_STREQ(other["issue"][0]["severity"].GetString(), "information");
    EXPECT_STREQ(other["issue"][0]["location"][0].GetString(), "/ClinicalDocument/id[1]");
    EXPECT_STREQ(test::parsed(operation_outcome({}))["issue"][0]["code"].GetString(), "informational");
}

TEST(fhir_publication, answers_each_entry_of_a_transaction) {
    const auto read = read_publication(test::provide_bundle());
    const std::vector<location> created = {
        {"List", "l1", "1"}, {"DocumentReference", "d1", ""}, {}, {"Binary", "b1", ""}};
    const auto answer = test::parsed(transaction_response(read.what, created));
    EXPECT_STREQ(answer["type"].GetString(), "transaction-response");
    ASSERT_EQ(answer["entry"].Size(), 4U);
    EXPECT_STREQ(answer["entry"][0]["response"]["status"].GetString(), "201 Created");
    EXPECT_STREQ(answer["entry"][0]["response"]["location"].GetString(), "List/l1/_history/1");
    EXPECT_STREQ(answer["entry"][1]["response"]["location"].GetString(), "DocumentReference/d1");
    EXPECT_STREQ(answer["entry"][2]["response"]["status"].GetString(), "200 OK");
    EXPECT_FALSE(answer["entry"][2]["response"].HasMember("location"));
}

TEST(fhir_publication, answers_an_iti_105_with_the_document_as_filed) {
    const auto read = read_publication(test::simplified_publication());
    const auto answer =
        test::parsed(created_document(read.what, {"DocumentReference", "d7", "1"}, "Binary/b7"));
    EXPECT_STREQ(answer["id"].GetString(), "d7");
    EXPECT_STREQ(answer["masterIdentifier"]["value"].GetString(), "urn:oid:1.2.250.1.999.7.1.3");
    const auto& attachment = answer["content"][0]["attachment"];
    EXPECT_STREQ(attachment["url"].GetString(), "Binary/b7");
    EXPECT_FALSE(attachment.HasMember("data"));
    EXPECT_EQ(attachment["size"].GetUint(), 2U);
}

class official_publications : public testing::TestWithParam<const char*> {};

TEST_P(official_publications, are_read_without_a_refusing_finding) {
    const char* shared = std::getenv("PPS_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
    std::ifstream in(std::filesystem::path(shared) / "data" / "fhir-examples" / GetParam(), std::ios::binary);
    ASSERT_TRUE(in);
    const auto read = read_publication(std::string(std::istreambuf_iterator<char>(in), {}));
    EXPECT_THAT(test::rules_of(read.findings), IsEmpty());
    EXPECT_EQ(read.what.document.size(), 80U);
    EXPECT_EQ(read.what.content_type, "application/xml");
    EXPECT_EQ(read.what.patient.root, "1.2.250.1.213.1.4.8");
    EXPECT_EQ(read.what.authors.at(0).extension, "899700218896");
    const bool replaces = std::string_view(GetParam()).find("remplacement") != std::string_view::npos;
    EXPECT_EQ(read.what.replaces_reference, replaces ? "DocumentReference/doc-x-id" : "");
    EXPECT_EQ(read.what.superseded.size(), replaces ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(pdsm, official_publications,
                         testing::Values("Bundle-example-td2-iti65-lot-soumission.json",
                                         "Bundle-example-td2-1-remplacement.json",
                                         "DocumentReference-example-td2-iti105-publication-simplifiee.json"));

}  // namespace
}  // namespace pps::hl7::fhir
