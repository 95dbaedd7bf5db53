#include "tests/simulator/xml.hpp"
#include "tests/unit/simulator/sample.hpp"

#include <gtest/gtest.h>

namespace pps::simulator {
namespace {

class soap : public testing::Test {
  protected:
    answer with(sample::request_text::edit edit) {
        sample::request_text text;
        text.edit_envelope = std::move(edit);
        return dmp.submit(text);
    }
    static sample::request_text::edit replacing(std::string from, std::string to) {
        return sample::replacing(std::move(from), std::move(to));
    }
    sample::bench dmp;
};

constexpr const char* required = "wsa:MessageAddressingHeaderRequired";

TEST_F(soap, answers_a_success_that_relates_to_the_request) {
    sample::request_text text;
    text.message_id = "urn:uuid:b3745a7c-4d1a-4cfd-a752-536197e4ac7a";
    const auto given = dmp.submit(text);
    EXPECT_EQ(given.status, 200U);
    EXPECT_EQ(given.code, "");
    EXPECT_TRUE(xml::parse(given.body));
    EXPECT_NE(given.body.find(">urn:uuid:b3745a7c-4d1a-4cfd-a752-536197e4ac7a</RelatesTo>"),
              std::string::npos);
    EXPECT_NE(given.body.find("ProvideAndRegisterDocumentSet-bResponse"), std::string::npos);
    EXPECT_NE(given.body.find("ResponseStatusType:Success"), std::string::npos);
}

TEST_F(soap, refuses_a_missing_addressing_header_with_the_observed_words) {
    const auto given = with(replacing("<a:To/>", ""));
    EXPECT_EQ(given.status, 500U);
    EXPECT_EQ(given.code, required);
    EXPECT_NE(given.body.find("A required header representing a Message Addressing Property is not present"),
              std::string::npos);
    EXPECT_NE(given.body.find("<soap:Value>soap:Sender</soap:Value>"), std::string::npos);
    EXPECT_TRUE(xml::parse(given.body));
    EXPECT_EQ(with([](std::string& all) {
                  const auto from = all.find("<a:MessageID>");
                  all.erase(from, all.find("</a:MessageID>") + 14 - from);
              }).code,
              required);
    EXPECT_EQ(with([](std::string& all) {
                  const auto from = all.find("<a:ReplyTo");
                  all.erase(from, all.find("</a:ReplyTo>") + 12 - from);
              }).code,
              required);
    EXPECT_EQ(with([](std::string& all) {
                  const auto from = all.find("<a:Action");
                  all.erase(from, all.find("</a:Action>") + 11 - from);
              }).code,
              required);
}

TEST_F(soap, refuses_wrong_addressing) {
    EXPECT_EQ(with(replacing("<a:MessageID>urn:uuid:", "<a:MessageID>")).code, "wsa:InvalidAddressingHeader");
    EXPECT_EQ(with(replacing("<a:To/>", "<a:To/><a:To/>")).code, "wsa:InvalidAddressingHeader");
    EXPECT_EQ(with(replacing("addressing/anonymous", "addressing/none")).code,
              "wsa:OnlyAnonymousAddressSupported");
    EXPECT_EQ(with(replacing("urn:ihe:iti:2007:ProvideAnd", "urn:ihe:iti:xds-b:2007:ProvideAnd")).code,
              "wsa:ActionNotSupported");
}

TEST_F(soap, refuses_the_security_header_that_must_be_understood) {
    EXPECT_EQ(with(replacing("<wsse:Security ", "<wsse:Security soap:mustUnderstand=\"1\" ")).code,
              "soap:HeaderNotUnderstood");
}

TEST_F(soap, refuses_soap_1_1_and_broken_envelopes) {
    EXPECT_EQ(with(replacing("http://www.w3.org/2003/05/soap-envelope",
                             "http://schemas.xmlsoap.org/soap/envelope/"))
                  .code,
              "soap:NotSoap12");
    EXPECT_EQ(with(replacing("</soap:Body>", "</soap:body>")).code, "soap:InvalidXml");
    EXPECT_EQ(with(replacing("<soap:Envelope", "<!DOCTYPE e [<!ENTITY a 'b'>]><soap:Envelope")).code,
              "soap:InvalidXml");
    EXPECT_EQ(with(replacing("</soap:Body>", "<x/></soap:Body>")).code, "soap:InvalidEnvelope");
    EXPECT_EQ(with(replacing("<x:ProvideAndRegisterDocumentSetRequest xmlns:x=\"urn:ihe:iti:xds-b:2007\"",
                             "<x:ProvideAndRegisterDocumentSetRequest xmlns:x=\"urn:other\""))
                  .code,
              "soap:InvalidBody");
}

TEST_F(soap, refuses_paths_and_content_types_of_nobody) {
    EXPECT_EQ(dmp.ask("other", "<x/>").status, 404U);
    EXPECT_EQ(dmp.ask("repository", "<x/>").status, 415U) << "ITI-41 is MTOM";
    const auto given =
        dmp.service.handle({"/si-dmp-server/v2/services/registry", "text/xml", "<x/>", dmp.client_units});
    EXPECT_EQ(given.status, 415U);
}

TEST_F(soap, says_busy_after_the_envelope_and_keeps_the_assertion_usable) {
    const sample::request_text text;
    const auto body = text.body(dmp.signer);
    const request what{"/si-dmp-server/v2/services/repository", sample::mtom_content_type, body,
                       dmp.client_units};
    const auto busy = dmp.service.handle(what, fault_mode::busy);
    EXPECT_EQ(busy.status, 200U);
    EXPECT_EQ(busy.code, "XDSRepositoryBusy");
    EXPECT_EQ(dmp.documents.counts().registered, 0U);
    EXPECT_EQ(dmp.service.handle(what).code, "");
}

}  // namespace
}  // namespace pps::simulator
