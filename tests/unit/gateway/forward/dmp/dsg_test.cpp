#include "gateway/forward/dmp/dsg.hpp"

#include "gateway/forward/dmp/text.hpp"
#include "gateway/forward/dmp/xml_tree.hpp"
#include "sample.hpp"
#include "tests/unit/gateway/forward/test_key.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <array>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <stdexcept>

namespace pps::gateway::dmp {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const std::array<signed_document, 1> documents{signed_document{"1.2.250.1.999.1.2.3", sample::document}};

std::string signature(digest with = digest::sha1, std::span<const signed_document> over = documents) {
    return build_dsg({"1.2.250.1.999.1.2.5", "1.2.250.1.999.1.2.4", over, from_millis(1'614'591'000'123)},
                     test::test_pki::get().signer(), with);
}

const dsg_expected expected{"1.2.250.1.999.1.2.4", documents};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(dsg, verifies_with_either_digest) {
    EXPECT_THAT(verify_dsg(signature(digest::sha1), expected), IsEmpty());
    EXPECT_THAT(verify_dsg(signature(digest::sha256), expected), IsEmpty());
}

TEST(dsg, is_the_same_for_the_same_submission) {
    EXPECT_EQ(signature(), signature());
    EXPECT_NE(signature(digest::sha1), signature(digest::sha256));
}

TEST(dsg, has_the_layout_of_the_official_example) {
    const std::string xml = signature();
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(xml.c_str()));
    const auto root = parsed.document_element();
    EXPECT_STREQ(root.name(), "Signature");
    EXPECT_STREQ(root.attribute("xmlns").value(), "http://www.w3.org/2000/09/xmldsig#");
    EXPECT_STREQ(root.attribute("Id").value(), "_1.2.250.1.999.1.2.5");
    std::vector<std::string> order;
    for (const auto node : root.children()) {
        order.emplace_back(node.name());
        if (order.back() == "Object") order.back() = node.first_child().name();
    }
    EXPECT_THAT(order, ElementsAre("SignedInfo", "SignatureValue", "KeyInfo", "Manifest",
                                   "SignatureProperties", "QualifyingProperties"));
    const auto info = root.child("SignedInfo");
    EXPECT_STREQ(info.child("CanonicalizationMethod").attribute("Algorithm").value(),
                 "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments");
    EXPECT_STREQ(info.child("SignatureMethod").attribute("Algorithm").value(),
                 "http://www.w3.org/2000/09/xmldsig#rsa-sha1");
    const auto first = info.child("Reference");
    EXPECT_STREQ(first.attribute("URI").value(), "#IHEManifest");
    EXPECT_STREQ(first.attribute("Type").value(), "http://www.w3.org/2000/09/xmldsig#Manifest");
    EXPECT_FALSE(first.child("Transforms"));
    const auto second = first.next_sibling();
    EXPECT_STREQ(second.attribute("URI").value(), "#S0-SignedProperties");
    EXPECT_STREQ(second.attribute("Type").value(), "http://uri.etsi.org/01903/v1.1.1#SignedProperties");
    EXPECT_FALSE(second.next_sibling());
}

TEST(dsg, lists_the_set_and_each_document_in_the_manifest) {
    const std::array two{documents[0], signed_document{"1.2.250.1.999.1.2.9", "<b/>"}};
    const std::string xml = signature(digest::sha256, two);
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(xml.c_str()));
    const auto manifest = parsed.document_element().child("Object").child("Manifest");
    auto reference = manifest.first_child();
    EXPECT_STREQ(reference.attribute("URI").value(), "urn:oid:1.2.250.1.999.1.2.4");
    EXPECT_STREQ(reference.child("DigestValue").text().get(), "AA==");
    EXPECT_FALSE(reference.child("Transforms"));
    reference = reference.next_sibling();
    EXPECT_STREQ(reference.attribute("URI").value(), "urn:oid:1.2.250.1.999.1.2.3");
    EXPECT_STREQ(reference.child("Transforms").child("Transform").attribute("Algorithm").value(),
                 "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments");
    reference = reference.next_sibling();
    EXPECT_STREQ(reference.attribute("URI").value(), "urn:oid:1.2.250.1.999.1.2.9");
    EXPECT_EQ(reference.child("DigestValue").text().get(), base64(digest_of("<b></b>", digest::sha256)));
    EXPECT_FALSE(reference.next_sibling());
    EXPECT_THAT(verify_dsg(xml, {"1.2.250.1.999.1.2.4", two}), IsEmpty());
}

TEST(dsg, digests_the_canonical_document_with_its_comments) {
    const std::string canonical =
        "<?xml-model href=\"none\"?>\n<!-- essai -->\n"
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
        "<id root=\"1.2.250.1.999.1.2.3\"></id><title>Soins &amp; été</title></ClinicalDocument>";
    EXPECT_EQ(canonical_digest(sample::document, digest::sha1), digest_of(canonical, digest::sha1));
}

TEST(dsg, states_the_time_and_the_whole_chain) {
    const std::string xml = signature(digest::sha256);
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(xml.c_str()));
    const auto properties =
        parsed.document_element().last_child().child("QualifyingProperties").child("SignedProperties");
    const auto own = properties.child("SignedSignatureProperties");
    EXPECT_STREQ(own.child("SigningTime").text().get(), "2021-03-01T09:30:00.123Z");
    EXPECT_TRUE(own.child("SignaturePolicyIdentifier").child("SignaturePolicyImplied"));
    EXPECT_TRUE(properties.child("SignedDataObjectProperties"));
    const auto& chain = test::test_pki::get().signer().chain();
    auto certificate = own.child("SigningCertificate").first_child();
    for (const auto& facts : chain) {
        EXPECT_EQ(certificate.child("CertDigest").child("DigestValue").text().get(),
                  base64(digest_of(facts.der, digest::sha256)));
        EXPECT_EQ(certificate.child("IssuerSerial").child("X509IssuerName").text().get(), facts.issuer);
        EXPECT_EQ(certificate.child("IssuerSerial").child("X509SerialNumber").text().get(),
                  facts.serial_decimal);
        certificate = certificate.next_sibling();
    }
    EXPECT_FALSE(certificate);
}

TEST(dsg, refuses_to_sign_what_has_no_canonical_form) {
    for (const std::string_view bad : {"", "no xml", "<a>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
                                       "<a/><b/>", "<x:a/>", "<a xmlns=\"relative\"/>"}) {
        const std::array one{signed_document{"1.2", bad}};
        EXPECT_THROW(signature(digest::sha1, one), std::runtime_error) << bad;
    }
}

TEST(dsg, refuses_a_text_too_long_for_the_parser_rather_than_digest_a_part_of_it) {
    // Lines of base64 end in a reference, so that the parser joins many pieces into one text.
    const auto document = [](std::size_t size) {
        std::string text = "<a>";
        while (text.size() < size)
            text.append(76, 'x').append("&amp;");
        return text + "</a>";
    };
    const std::string fits = document(9'000'000);
    EXPECT_EQ(canonical_digest(fits, digest::sha1), digest_of(fits, digest::sha1));
    EXPECT_FALSE(canonical_digest(document(12'000'000), digest::sha1));
}

TEST(dsg, finds_a_changed_signature_value) {
    EXPECT_THAT(verify_dsg(replaced(signature(), "<SignatureValue>", "<SignatureValue>AAAA"), expected),
                ElementsAre(dsg_fault::signature_value));
}

TEST(dsg, finds_a_changed_signed_info) {
    EXPECT_THAT(verify_dsg(replaced(signature(), "<SignedInfo>", "<SignedInfo> "), expected),
                ElementsAre(dsg_fault::signature_value));
}

TEST(dsg, finds_a_changed_manifest) {
    const auto faults = verify_dsg(replaced(signature(), "1.2.250.1.999.1.2.3", "1.2.250.1.999.1.2.8"));
    EXPECT_THAT(faults, ElementsAre(dsg_fault::manifest));
}

TEST(dsg, finds_changed_properties) {
    EXPECT_THAT(verify_dsg(replaced(signature(), "2021-03-01T09", "2021-03-01T10"), expected),
                ElementsAre(dsg_fault::properties));
}

TEST(dsg, finds_another_certificate) {
    // The authority's certificate has the same key here, so that only the certificate's own checks can fail.
    const auto& chain = test::test_pki::get().signer().chain();
    EXPECT_THAT(verify_dsg(replaced(signature(), base64(chain[0].der), base64(chain[1].der)), expected),
                ElementsAre(dsg_fault::certificate_digest, dsg_fault::issuer_serial));
}

TEST(dsg, finds_a_certificate_of_another_key) {
    const auto other = test::make_rsa_key(2048);
    const auto& pki = test::test_pki::get();
    const auto certificate = test::make_certificate(
        {test::test_pki::signer_name(), test::test_pki::authority_name()}, other.get(), pki.rsa());
    unsigned char* der = nullptr;
    const int length = i2d_X509(certificate.get(), &der);
    const std::string bytes{reinterpret_cast<const char*>(der), static_cast<std::size_t>(length)};
    OPENSSL_free(der);
    EXPECT_THAT(
        verify_dsg(replaced(signature(), base64(pki.signer().certificate().der), base64(bytes)), expected),
        Contains(dsg_fault::signature_value));
}

TEST(dsg, finds_a_wrong_issuer_or_serial_even_when_it_is_signed) {
    // A signer whose facts are wrong signs them faithfully: digests verify, the claim does not.
    class wrong_facts final : public signing_key {
      public:
        wrong_facts() : chain_{test::test_pki::get().signer().chain()} { chain_[0].serial_decimal = "1"; }
        std::string sign(std::string_view data, digest with) const override {
            return test::test_pki::get().signer().sign(data, with);
        }
        const certificate_facts& certificate() const override { return chain_.front(); }
        const std::vector<certificate_facts>& chain() const override { return chain_; }

      private:
        std::vector<certificate_facts> chain_;
    };
    const std::string xml =
        build_dsg({"1.2", "1.3", documents, sample::now()}, wrong_facts{}, digest::sha256);
    EXPECT_THAT(verify_dsg(xml), ElementsAre(dsg_fault::issuer_serial));
}

TEST(dsg, finds_a_changed_or_missing_document) {
    const std::string changed = replaced(std::string{sample::document}, "Soins", "Soin ");
    const std::array other{signed_document{"1.2.250.1.999.1.2.3", changed}};
    EXPECT_THAT(verify_dsg(signature(), {"", other}), ElementsAre(dsg_fault::document));
    const std::array unknown{signed_document{"1.2.250.1.999.1.2.7", sample::document}};
    EXPECT_THAT(verify_dsg(signature(), {"", unknown}), ElementsAre(dsg_fault::document));
}

TEST(dsg, finds_another_submission_set) {
    EXPECT_THAT(verify_dsg(signature(), {"1.2.250.1.999.1.2.6", {}}), ElementsAre(dsg_fault::submission_set));
}

TEST(dsg, finds_a_missing_purpose) {
    EXPECT_THAT(
        verify_dsg(replaced(signature(), "1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12.1.1"), expected),
        ElementsAre(dsg_fault::purpose));
}

TEST(dsg, finds_an_ambiguous_id) {
    EXPECT_THAT(verify_dsg(replaced(signature(), "<Object>", "<Object Id=\"IHEManifest\">"), expected),
                ElementsAre(dsg_fault::references));
}

TEST(dsg, finds_an_unknown_algorithm) {
    EXPECT_THAT(verify_dsg(replaced(signature(), "xmldsig#rsa-sha1", "xmldsig#hmac-sha1"), expected),
                ElementsAre(dsg_fault::unknown_algorithm));
}

TEST(dsg, cannot_read_what_is_no_signature) {
    for (const std::string_view bad :
         {"", "<a/>", "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>"})
        EXPECT_THAT(verify_dsg(bad), ElementsAre(dsg_fault::unreadable)) << bad;
    EXPECT_THAT(verify_dsg("<!DOCTYPE Signature [<!ENTITY a \"b\">]>" + signature()),
                ElementsAre(dsg_fault::unreadable));
}

TEST(dsg, names_each_fault) {
    EXPECT_EQ(to_string(dsg_fault::manifest), "manifest");
    EXPECT_EQ(to_string(dsg_fault::document), "document");
}

class official : public testing::Test {
  protected:
    static std::string read(const char* name) {
        const char* const folder = std::getenv("PPS_SHARED");
        if (folder == nullptr) return {};
        std::ifstream in{std::string{folder} + "/data/" + name, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
};

TEST_F(official, signature_of_the_published_example_verifies) {
    if (std::getenv("PPS_SHARED") == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the reference data";
    const std::string xml = read("dmp-messages/TD2.1-SignatureXades.xml");
    ASSERT_FALSE(xml.empty());
    EXPECT_THAT(verify_dsg(xml, {"1.2.250.1.999.1.1.7898.3.9956570900", {}}), IsEmpty());
    EXPECT_THAT(verify_dsg(replaced(xml, "14:20:12", "14:20:13")), ElementsAre(dsg_fault::properties));
    EXPECT_THAT(verify_dsg(replaced(xml, "ZHdM", "ZHdN")), ElementsAre(dsg_fault::manifest));
}

TEST_F(official, care_plans_in_both_shapes_can_be_signed) {
    if (std::getenv("PPS_SHARED") == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the reference data";
    for (const char* name : {"cda-examples/CANCER-PPS_2022.01_Autopresentable.xml",
                             "cda-examples/CANCER-PPS_2022.01_feuille-de-style-externe.xml"}) {
        const std::string document = read(name);
        ASSERT_FALSE(document.empty()) << name;
        const std::array one{signed_document{"1.2.3", document}};
        const std::string xml = signature(digest::sha1, one);
        EXPECT_THAT(verify_dsg(xml, {"", one}), IsEmpty()) << name;
    }
}

}  // namespace
}  // namespace pps::gateway::dmp
