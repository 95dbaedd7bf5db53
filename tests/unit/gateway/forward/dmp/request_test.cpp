#include "gateway/forward/dmp/request.hpp"

#include "gateway/forward/dmp/dsg.hpp"
#include "gateway/forward/dmp/mtom.hpp"
#include "gateway/forward/dmp/vihf.hpp"
#include "sample.hpp"
#include "tests/unit/gateway/forward/test_key.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <array>
#include <gmock/gmock.h>
#include <stdexcept>

namespace pps::gateway::dmp {
namespace {

using testing::IsEmpty;

soap_request provide(const submission& what = sample::make(), const profile& how = sample::how(),
                     instant now = sample::now()) {
    return build_provide_and_register(what, sample::who(), how, test::test_pki::get().signer(), now);
}

soap_request find(std::string_view unique_id = "1.2.250.1.999.1.2.3") {
    return build_find_by_unique_id(unique_id, sample::entry().patient_id, "urn:uuid:9", sample::who(),
                                   sample::how(), test::test_pki::get().signer(), sample::now());
}

/// The headers and bytes of the part of a message that has this Content-ID.
struct part {
    std::string headers;
    std::string bytes;
};

part part_of(const soap_request& request, const std::string& content_id) {
    const std::string& body = request.body;
    const std::string delimiter = "\r\n--" + parameter_of(request.content_type, "boundary");
    const auto id = body.find("Content-ID: <" + content_id + ">");
    if (id == std::string::npos) return {};
    const auto begin = body.rfind("Content-Type:", id);
    const auto gap = body.find("\r\n\r\n", id);
    return {body.substr(begin, gap - begin), body.substr(gap + 4, body.find(delimiter, gap) - gap - 4)};
}

std::string envelope_of(const soap_request& request) {
    return std::string{root_part(request.content_type, request.body).value_or("")};
}

/// The same for two messages whose tokens and boundaries differ.
std::string without_token(std::string envelope) {
    const auto from = envelope.find("<saml2:Assertion");
    return envelope.erase(from, envelope.find("</saml2:Assertion>") - from);
}

TEST(provide_and_register, has_the_soap_and_addressing_headers) {
    const std::string envelope = envelope_of(provide());
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(envelope.c_str()));
    const auto root = parsed.document_element();
    EXPECT_STREQ(root.attribute("xmlns:soap").value(), "http://www.w3.org/2003/05/soap-envelope");
    EXPECT_STREQ(root.attribute("xmlns:wsa").value(), "http://www.w3.org/2005/08/addressing");
    const auto header = root.child("soap:Header");
    EXPECT_STREQ(header.child("wsa:MessageID").text().get(), "urn:uuid:6a6f2b74-58a4-4c0c-9d56-3b8f9d0d2a11");
    ASSERT_TRUE(header.child("wsa:To"));
    EXPECT_STREQ(header.child("wsa:To").text().get(), "");
    EXPECT_STREQ(header.child("wsa:ReplyTo").attribute("soap:mustUnderstand").value(), "true");
    EXPECT_STREQ(header.child("wsa:ReplyTo").child("wsa:Address").text().get(),
                 "http://www.w3.org/2005/08/addressing/anonymous");
    EXPECT_STREQ(header.child("wsa:Action").attribute("soap:mustUnderstand").value(), "true");
    EXPECT_STREQ(header.child("wsa:Action").text().get(), "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b");
    const auto security = header.child("wsse:Security");
    EXPECT_STREQ(security.attribute("xmlns:wsse").value(),
                 "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd");
    EXPECT_FALSE(security.attribute("soap:mustUnderstand"));
    EXPECT_STREQ(security.first_child().name(), "saml2:Assertion");
    EXPECT_FALSE(security.first_child().next_sibling());
}

TEST(provide_and_register, carries_a_token_that_verifies_in_place) {
    for (const bool inclusive : {false, true}) {
        profile how = sample::how();
        how.vihf_inclusive_namespaces = inclusive;
        EXPECT_TRUE(vihf_signature_ok(envelope_of(provide(sample::make(), how))));
    }
}

TEST(provide_and_register, refers_to_each_part) {
    const auto request = provide();
    const std::string envelope = envelope_of(request);
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(envelope.c_str()));
    const auto body =
        parsed.document_element().child("soap:Body").child("xds:ProvideAndRegisterDocumentSetRequest");
    EXPECT_STREQ(body.attribute("xmlns:xds").value(), "urn:ihe:iti:xds-b:2007");
    EXPECT_STREQ(body.first_child().name(), "lcm:SubmitObjectsRequest");
    int documents = 0;
    for (const auto document : body.children("xds:Document")) {
        ++documents;
        EXPECT_FALSE(parsed
                         .select_node(("//ExtrinsicObject[@id='" +
                                       std::string{document.attribute("id").value()} + "']")
                                          .c_str())
                         .node()
                         .empty());
        const std::string reference = document.child("xop:Include").attribute("href").value();
        ASSERT_TRUE(reference.starts_with("cid:"));
        EXPECT_FALSE(part_of(request, reference.substr(4)).bytes.empty());
    }
    EXPECT_EQ(documents, 2);
}

TEST(provide_and_register, sends_the_exact_document_and_a_signature_over_it) {
    const auto request = provide();
    EXPECT_EQ(part_of(request, "Document01@pps-gateway").bytes, sample::document);
    const std::array documents{signed_document{"1.2.250.1.999.1.2.3", sample::document}};
    EXPECT_THAT(
        verify_dsg(part_of(request, "Signature01@pps-gateway").bytes, {"1.2.250.1.999.1.2.4", documents}),
        IsEmpty());
}

TEST(provide_and_register, declares_the_media_type_of_a_self_presenting_document) {
    submission what = sample::make();
    what.document =
        "<?xml-stylesheet type=\"text/xsl\" href=\"\"?><xsl:stylesheet version=\"1.0\" "
        "xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" xmlns:c=\"urn:hl7-org:v3\"><c:ClinicalDocument/>"
        "</xsl:stylesheet>";
    what.entry.mime_type = "application/xslt+xml";
    const auto request = provide(what);
    const part document = part_of(request, "Document01@pps-gateway");
    EXPECT_EQ(document.bytes, what.document);
    EXPECT_TRUE(document.headers.starts_with("Content-Type: application/xslt+xml; charset=UTF-8"));
    EXPECT_NE(request.body.find("id=\"Document01\" mimeType=\"application/xslt+xml\""), std::string::npos);
    EXPECT_NE(request.body.find("id=\"Signature01\" mimeType=\"text/xml\""), std::string::npos);
}

TEST(provide_and_register, repeats_everything_but_the_token_over_retries) {
    const auto first = provide();
    const auto second = provide(sample::make(), sample::how(), sample::now() + std::chrono::hours{1});
    EXPECT_EQ(part_of(first, "Signature01@pps-gateway").bytes,
              part_of(second, "Signature01@pps-gateway").bytes);
    EXPECT_NE(envelope_of(first), envelope_of(second));
    EXPECT_EQ(without_token(envelope_of(first)), without_token(envelope_of(second)));
}

TEST(provide_and_register, lets_a_knob_change_only_its_own_part) {
    profile how = sample::how();
    how.vihf_version = "4.0";
    how.vihf_digest = digest::sha1;
    EXPECT_EQ(without_token(envelope_of(provide())),
              without_token(envelope_of(provide(sample::make(), how))));

    how = sample::how();
    how.xades_digest = digest::sha256;
    const auto changed = provide(sample::make(), how);
    const std::string signature = part_of(changed, "Signature01@pps-gateway").bytes;
    EXPECT_NE(signature.find("rsa-sha256"), std::string::npos);
    EXPECT_EQ(signature.find("xmldsig#sha1"), std::string::npos);
    EXPECT_THAT(verify_dsg(signature), IsEmpty());
}

TEST(provide_and_register, asks_for_a_secret_connection_in_the_token) {
    submission what = sample::make();
    what.secret_connection = true;
    EXPECT_NE(provide(what).body.find("patient:hl7:confidentiality-code"), std::string::npos);
    EXPECT_EQ(provide().body.find("patient:hl7:confidentiality-code"), std::string::npos);
}

TEST(provide_and_register, throws_without_naming_content_when_the_document_is_not_xml) {
    submission what = sample::make();
    what.document = "<a>SECRET";
    try {
        provide(what);
        FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string_view{error.what()}.find("SECRET"), std::string_view::npos);
    }
}

TEST(find_by_unique_id, asks_for_the_document_by_its_unique_id) {
    const auto request = find();
    EXPECT_EQ(request.content_type,
              "application/soap+xml; charset=UTF-8; action=\"urn:ihe:iti:2007:RegistryStoredQuery\"");
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(request.body.c_str()));
    const auto header = parsed.document_element().child("soap:Header");
    EXPECT_STREQ(header.child("wsa:Action").text().get(), "urn:ihe:iti:2007:RegistryStoredQuery");
    EXPECT_STREQ(header.child("wsa:MessageID").text().get(), "urn:uuid:9");
    const auto query = parsed.document_element().child("soap:Body").child("query:AdhocQueryRequest");
    EXPECT_STREQ(query.child("query:ResponseOption").attribute("returnType").value(), "LeafClass");
    EXPECT_STREQ(query.child("query:ResponseOption").attribute("returnComposedObjects").value(), "true");
    const auto adhoc = query.child("rim:AdhocQuery");
    EXPECT_STREQ(adhoc.attribute("id").value(), "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4");
    EXPECT_STREQ(adhoc.child("rim:Slot").attribute("name").value(), "$XDSDocumentEntryUniqueId");
    EXPECT_STREQ(adhoc.child("rim:Slot").child("rim:ValueList").child("rim:Value").text().get(),
                 "('1.2.250.1.999.1.2.3')");
}

TEST(find_by_unique_id, carries_a_token_for_the_patient) {
    const auto request = find();
    EXPECT_TRUE(vihf_signature_ok(request.body));
    EXPECT_NE(request.body.find("279035121518989^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH"), std::string::npos);
}

TEST(find_by_unique_id, doubles_quotes_in_the_query) {
    EXPECT_NE(find("1'or'1").body.find("('1''or''1')"), std::string::npos);
}

}  // namespace
}  // namespace pps::gateway::dmp
