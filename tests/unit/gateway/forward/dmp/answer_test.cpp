#include "gateway/forward/dmp/answer.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <string>

namespace pps::gateway::dmp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view soap = "application/soap+xml; charset=UTF-8";

std::string envelope(const std::string& body) {
    return "<?xml version=\"1.0\"?><s:Envelope "
           "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header/>"
           "<s:Body>" +
           body + "</s:Body></s:Envelope>";
}

std::string response(const std::string& status, const std::string& inside = {}) {
    return envelope("<a:RegistryResponse xmlns:a=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" status=\"" +
                    status + "\">" + inside + "</a:RegistryResponse>");
}

const std::string success = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success";
const std::string failure = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure";
const std::string partial = "urn:ihe:iti:2007:ResponseStatusType:PartialSuccess";

std::string error(const std::string& code, const std::string& severity = "Error") {
    return "<a:RegistryError errorCode=\"" + code +
           "\" codeContext=\"ESSAI FICTIF\" severity=\"urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:" +
           severity + "\"/>";
}

std::string errors(const std::string& list) {
    return "<a:RegistryErrorList>" + list + "</a:RegistryErrorList>";
}

std::string fault(const std::string& code) {
    return envelope("<s:Fault><s:Code>" + code +
                    "</s:Code><s:Reason><s:Text xml:lang=\"fr\">texte libre</s:Text></s:Reason></s:Fault>");
}

TEST(answer, reads_a_success) {
    const auto read = read_answer(200, soap, response(success));
    EXPECT_EQ(read.kind, answer_kind::success);
    EXPECT_EQ(read.http_status, 200);
    EXPECT_THAT(read.codes, IsEmpty());
}

TEST(answer, reads_a_success_with_a_warning) {
    const auto read =
        read_answer(200, soap, response(success, errors(error("XDSExtraMetadataNotSaved", "Warning"))));
    EXPECT_EQ(read.kind, answer_kind::success);
    EXPECT_THAT(read.codes, ElementsAre("XDSExtraMetadataNotSaved"));
}

TEST(answer, reads_a_failure_with_errors_before_warnings) {
    const auto read =
        read_answer(200, soap,
                    response(failure, errors(error("Careful", "Warning") + error("XDSRegistryBusy") +
                                             error("XDSRepositoryError"))));
    EXPECT_EQ(read.kind, answer_kind::failure);
    EXPECT_THAT(read.codes, ElementsAre("XDSRegistryBusy", "XDSRepositoryError", "Careful"));
}

TEST(answer, takes_a_partial_success_for_a_failure) {
    EXPECT_EQ(read_answer(200, soap, response(partial, errors(error("XDSMissingDocument")))).kind,
              answer_kind::failure);
}

TEST(answer, keeps_only_codes_that_are_short_tokens) {
    const auto read =
        read_answer(200, soap,
                    response(failure, errors(error("Nom du patient") + error("279035121518989") +
                                             error("ERR279035121518989") + error("") +
                                             error(std::string(65, 'A')) + error("urn:x:Code_1.2-3"))));
    EXPECT_THAT(read.codes, ElementsAre("urn:x:Code_1.2-3"));
}

TEST(answer, bounds_the_number_of_codes) {
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += error("E");
    EXPECT_EQ(read_answer(200, soap, response(failure, errors(many))).codes.size(), 32u);
}

TEST(answer, reads_the_subcode_of_a_fault) {
    const auto read =
        read_answer(500, soap,
                    fault("<s:Value>s:Sender</s:Value><s:Subcode><s:Value>s:DMPInvalidCertificate"
                          "</s:Value></s:Subcode>"));
    EXPECT_EQ(read.kind, answer_kind::fault);
    EXPECT_EQ(read.http_status, 500);
    EXPECT_THAT(read.codes, ElementsAre("DMPInvalidCertificate"));
}

TEST(answer, reads_the_deepest_subcode_of_a_fault) {
    const auto read =
        read_answer(500, soap,
                    fault("<s:Value>s:Sender</s:Value><s:Subcode><s:Value>x:Outer</s:Value><s:Subcode>"
                          "<s:Value> x:Inner\n</s:Value></s:Subcode></s:Subcode>"));
    EXPECT_THAT(read.codes, ElementsAre("Inner"));
}

TEST(answer, reads_the_code_of_a_fault_without_subcode) {
    EXPECT_THAT(read_answer(500, soap, fault("<s:Value>s:Receiver</s:Value>")).codes,
                ElementsAre("Receiver"));
    EXPECT_THAT(read_answer(500, soap, fault("")).codes, IsEmpty());
    EXPECT_EQ(read_answer(200, soap, fault("<s:Value>s:Receiver</s:Value>")).kind, answer_kind::fault);
}

TEST(answer, reads_a_multipart_answer) {
    const std::string type =
        "multipart/related; type=\"application/xop+xml\"; boundary=\"uuid:1\"; start=\"<root>\"; "
        "start-info=\"application/soap+xml\"";
    const std::string body =
        "\r\n--uuid:1\r\nContent-Type: application/xop+xml\r\nContent-ID: <root>\r\n\r\n" +
        response(success) + "\r\n--uuid:1--";
    EXPECT_EQ(read_answer(200, type, body).kind, answer_kind::success);
    EXPECT_EQ(read_answer(200, type, body.substr(0, body.size() - 10)).kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(503, type, "busy").kind, answer_kind::http_error);
}

TEST(answer, reads_the_documents_of_a_query) {
    const auto read = read_answer(
        200, soap,
        envelope(
            "<q:AdhocQueryResponse xmlns:q=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\" "
            "xmlns:r=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\" status=\"" +
            success +
            "\"><r:RegistryObjectList><r:ObjectRef id=\"urn:uuid:0\"/><r:ExtrinsicObject "
            "id=\"urn:uuid:7953af1a-ba1c-11eb-816f-0050569e422e\" "
            "status=\"urn:oasis:names:tc:ebxml-regrep:StatusType:Approved\">"
            "<r:Slot name=\"hash\"><r:ValueList><r:Value>af326fb4</r:Value></r:ValueList></r:Slot>"
            "<r:Slot name=\"size\"><r:ValueList><r:Value>2768</r:Value></r:ValueList></r:Slot>"
            "<r:VersionInfo versionName=\"2\"/>"
            "<r:ExternalIdentifier identificationScheme=\"urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427\" "
            "value=\"279035121518989\"/>"
            "<r:ExternalIdentifier identificationScheme=\"urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab\" "
            "value=\"1.2.3\"/></r:ExtrinsicObject><r:ExtrinsicObject id=\"urn:uuid:2\"><r:Slot name=\"size\">"
            "<r:ValueList><r:Value>many</r:Value></r:ValueList></r:Slot></r:ExtrinsicObject>"
            "</r:RegistryObjectList></q:AdhocQueryResponse>"));
    EXPECT_EQ(read.kind, answer_kind::success);
    ASSERT_EQ(read.documents.size(), 2u);
    EXPECT_EQ(read.documents[0].entry_uuid, "urn:uuid:7953af1a-ba1c-11eb-816f-0050569e422e");
    EXPECT_EQ(read.documents[0].unique_id, "1.2.3");
    EXPECT_EQ(read.documents[0].hash, "af326fb4");
    EXPECT_EQ(read.documents[0].size, 2768);
    EXPECT_EQ(read.documents[0].version, "2");
    EXPECT_EQ(read.documents[0].status, "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved");
    EXPECT_EQ(read.documents[1].size, -1);
    EXPECT_EQ(read.documents[1].unique_id, "");
}

TEST(answer, reads_a_query_that_found_nothing) {
    const auto read = read_answer(
        200, soap,
        envelope("<q:AdhocQueryResponse xmlns:q=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\" status=\"" +
                 success + "\"/>"));
    EXPECT_EQ(read.kind, answer_kind::success);
    EXPECT_THAT(read.documents, IsEmpty());
}

TEST(answer, tells_an_http_error_from_garbage) {
    EXPECT_EQ(read_answer(503, "text/html", "<html/>").kind, answer_kind::http_error);
    EXPECT_EQ(read_answer(502, "", "").kind, answer_kind::http_error);
    EXPECT_EQ(read_answer(500, soap, "<html/>").kind, answer_kind::http_error);
    EXPECT_EQ(read_answer(200, "text/html", "<html/>").kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(200, soap, "<html/>").kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(200, soap, "").kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(200, soap, "\x01\x02").kind, answer_kind::unreadable);
}

TEST(answer, does_not_believe_what_it_did_not_ask_for) {
    EXPECT_EQ(read_answer(200, soap, envelope("<x/>")).kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(200, soap, envelope("")).kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(200, soap, response("Success")).kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(200, soap, response("")).kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(500, soap, response(success)).kind, answer_kind::unreadable);
    EXPECT_EQ(read_answer(500, soap, response(failure)).kind, answer_kind::failure);
}

TEST(answer, identifies_elements_by_namespace) {
    EXPECT_EQ(read_answer(200, soap, envelope("<RegistryResponse status=\"" + success + "\"/>")).kind,
              answer_kind::unreadable);
    EXPECT_EQ(
        read_answer(
            200, soap,
            envelope("<RegistryResponse xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\" status=\"" +
                     success + "\"/>"))
            .kind,
        answer_kind::success);
}

TEST(answer, refuses_a_document_type_declaration) {
    std::string text = response(success);
    text.insert(text.find("?>") + 2, "<!DOCTYPE s [<!ENTITY a \"b\">]>");
    EXPECT_EQ(read_answer(200, soap, text).kind, answer_kind::unreadable);
}

TEST(answer, refuses_hostile_depth_and_size) {
    std::string deep;
    for (int i = 0; i < 200'000; ++i)
        deep += "<a>";
    for (int i = 0; i < 200'000; ++i)
        deep += "</a>";
    EXPECT_EQ(read_answer(200, soap, envelope(deep)).kind, answer_kind::unreadable);
    std::string large = response(success);
    large.append(50'000'001, ' ');
    EXPECT_EQ(read_answer(200, soap, large).kind, answer_kind::unreadable);
}

TEST(answer, keeps_no_entry_id_that_is_not_a_uuid) {
    const auto read = read_answer(
        200, soap,
        envelope("<q:AdhocQueryResponse xmlns:q=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\" "
                 "xmlns:r=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\" status=\"" +
                 success +
                 "\"><r:RegistryObjectList><r:ExtrinsicObject id=\"279035121518989\"/></r:RegistryObjectList>"
                 "</q:AdhocQueryResponse>"));
    ASSERT_EQ(read.documents.size(), 1u);
    EXPECT_EQ(read.documents[0].entry_uuid, "");
}

TEST(answer, asks_about_what_may_be_registered_in_part) {
    const auto read = read_answer(200, soap, response(partial, errors(error("XDSRegistryMetadataError"))));
    EXPECT_EQ(class_of(read), retry_class::ask_first);
    const auto whole = read_answer(200, soap, response(failure, errors(error("XDSRegistryMetadataError"))));
    EXPECT_EQ(class_of(whole), retry_class::permanent);
}

TEST(answer, asks_after_an_unknown_fault_of_the_server_and_not_of_the_sender) {
    const std::string subcode = "<s:Subcode><s:Value>s:InternalError</s:Value></s:Subcode>";
    const auto server = read_answer(500, soap, fault("<s:Value>s:Receiver</s:Value>" + subcode));
    EXPECT_EQ(class_of(server), retry_class::ask_first);
    const auto sender = read_answer(500, soap, fault("<s:Value>s:Sender</s:Value>" + subcode));
    EXPECT_EQ(class_of(sender), retry_class::permanent);
}

TEST(answer, asks_after_a_failure_without_a_code) {
    EXPECT_EQ(class_of(read_answer(200, soap, response(failure))), retry_class::ask_first);
}

}  // namespace
}  // namespace pps::gateway::dmp
