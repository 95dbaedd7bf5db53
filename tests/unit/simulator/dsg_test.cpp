#include "tests/simulator/dsg.hpp"

#include "tests/unit/simulator/sample.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace pps::simulator {
namespace {

constexpr const char* invalid = "InvalidDocumentContent";

class set_signature : public testing::Test {
  protected:
    static sample::request_text::edit replacing(std::string from, std::string to) {
        return sample::replacing(std::move(from), std::move(to));
    }
    std::string manifest_code(sample::request_text::edit edit) {
        sample::request_text text;
        text.edit_manifest = std::move(edit);
        return dmp.submit(text).code;
    }
    std::string properties_code(sample::request_text::edit edit) {
        sample::request_text text;
        text.edit_properties = std::move(edit);
        return dmp.submit(text).code;
    }
    std::string after_signing_code(sample::request_text::edit edit) {
        sample::request_text text;
        text.edit_signature = std::move(edit);
        return dmp.submit(text).code;
    }
    sample::bench dmp;
};

TEST_F(set_signature, in_sha1_and_in_sha256_verifies) {
    for (const auto with : {hash::sha1, hash::sha256}) {
        sample::request_text text;
        text.dsg_hash = with;
        text.document_id += with == hash::sha1 ? "" : "9";
        text.set_id += with == hash::sha1 ? "" : "9";
        text.signature_id += with == hash::sha1 ? "" : "9";
        EXPECT_EQ(dmp.submit(text).code, "");
    }
}

TEST_F(set_signature, covers_the_canonical_form_of_the_document_with_its_comments) {
    sample::request_text text;
    const auto plain = text.cda();
    text.document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + plain;
    sample::replace(text.document, "<id root=\"1.2.250.1.999.1.1.1\"></id>",
                    "<!-- c --><id   root='1.2.250.1.999.1.1.1'/>");
    EXPECT_EQ(dmp.submit(text).code, invalid) << "digest of the bytes";
    text.document_canonical = plain;
    EXPECT_EQ(dmp.submit(text).code, invalid) << "without the comment";
    sample::replace(text.document_canonical, "<id root=\"1.2.250.1.999.1.1.1\">",
                    "<!-- c --><id root=\"1.2.250.1.999.1.1.1\">");
    EXPECT_EQ(dmp.submit(text).code, "");
}

TEST_F(set_signature, must_have_the_right_manifest) {
    EXPECT_EQ(manifest_code(replacing(">AA==<", ">AAA=<")), invalid);
    EXPECT_EQ(manifest_code(replacing("urn:oid:1.2.250.1.999.1.2.1", "urn:oid:1.2.250.1.999.1.2.2")),
              invalid);
    EXPECT_EQ(manifest_code(replacing("urn:oid:1.2.250.1.999.1.1.1", "urn:oid:1.2.250.1.999.1.1.2")),
              invalid);
    EXPECT_EQ(manifest_code(replacing("#WithComments", "")), invalid) << "another transform";
    EXPECT_EQ(manifest_code([](std::string& all) {
                  const auto at = all.rfind("<DigestValue>") + 13;
                  all[at] = all[at] == 'A' ? 'B' : 'A';
              }),
              invalid);
    EXPECT_EQ(manifest_code([](std::string& all) {
                  const auto from = all.rfind("<Reference");
                  auto more = all.substr(from, all.rfind("</Reference>") + 12 - from);
                  sample::replace(more, "1.2.250.1.999.1.1.1", "1.2.250.1.999.1.1.7");
                  all.insert(from, more);
              }),
              invalid)
        << "a document that is not in the set";
}

TEST_F(set_signature, must_have_the_right_properties) {
    EXPECT_EQ(properties_code(replacing("<SigningTime>2026-01-15T10:00:00.000Z</SigningTime>", "")), invalid);
    EXPECT_EQ(properties_code(replacing("10:00:00.000Z", "10:00:00")), invalid) << "without zone";
    EXPECT_EQ(properties_code(replacing("10:00:00.000Z", "10:06:00.000Z")), invalid) << "in the future";
    EXPECT_EQ(properties_code(replacing("CN=TEST AC SAMPLE", "CN=TEST AC OTHER")), invalid);
    EXPECT_EQ(properties_code([](std::string& all) {
                  const auto at = all.find("</X509SerialNumber>");
                  all.insert(at, "0");
              }),
              invalid);
    EXPECT_EQ(properties_code([](std::string& all) {
                  const auto at = all.find("<DigestValue>") + 13;
                  all[at] = all[at] == 'A' ? 'B' : 'A';
              }),
              invalid);
    EXPECT_EQ(properties_code(replacing("<SignaturePolicyImplied></SignaturePolicyImplied>", "")), invalid);
    EXPECT_EQ(properties_code([](std::string& all) {
                  const auto from = all.find("<SigningCertificate>");
                  all.erase(from, all.find("</SigningCertificate>") + 21 - from);
              }),
              invalid);
}

TEST_F(set_signature, changed_after_signing_is_refused) {
    EXPECT_EQ(
        after_signing_code(replacing("<SigningTime>2026-01-15T10:00:00", "<SigningTime>2026-01-15T09:00:00")),
        invalid);
    EXPECT_EQ(
        after_signing_code(replacing("<Manifest Id=\"IHEManifest\">", "<Manifest Id=\"IHEManifest\"><X/>")),
        invalid);
    EXPECT_EQ(after_signing_code([](std::string& all) {
                  const auto at = all.find("<SignatureValue>") + 20;
                  all[at] = all[at] == 'A' ? 'B' : 'A';
              }),
              invalid);
    EXPECT_EQ(after_signing_code(replacing("#rsa-sha1", "#rsa-sha512")), invalid);
}

TEST_F(set_signature, has_its_purpose_and_its_targets) {
    EXPECT_EQ(after_signing_code(replacing("1.2.840.10065.1.12.1.14<", "1.2.840.10065.1.12.1.1<")), invalid);
    EXPECT_EQ(after_signing_code(replacing("Id=\"purposeOfSignature\"", "Id=\"purpose\"")), invalid);
    EXPECT_EQ(after_signing_code(replacing("Id=\"purposeOfSignature\" Target=\"#0421",
                                           "Id=\"purposeOfSignature\" Target=\"#1421")),
              invalid);
    EXPECT_EQ(after_signing_code(replacing("xmlns=\"http://uri.etsi.org/01903/v1.1.1#\" Target=\"#0421",
                                           "xmlns=\"http://uri.etsi.org/01903/v1.1.1#\" Target=\"#1421")),
              invalid);
    EXPECT_EQ(after_signing_code(replacing("<SignatureProperties xmlns=\"\">", "<SignatureProperties>")), "")
        << "the namespace of XML-DSig is accepted too";
}

TEST_F(set_signature, with_two_elements_of_one_id_is_refused) {
    EXPECT_EQ(
        after_signing_code(replacing("<Object>", "<Object><X Id=\"IHEManifest\"></X></Object><Object>")),
        invalid);
}

TEST_F(set_signature, by_a_certificate_that_may_not_sign_is_refused) {
    const auto authentication = dmp.certificates.issue("Cachet", sample::profile::authenticate);
    sample::request_text text;
    text.edit_package = [&](std::string& all) {
        const sample::request_text plain;
        sample::replace(all, plain.dsg(dmp.signer), plain.dsg(authentication));
    };
    EXPECT_EQ(dmp.submit(text).code, "DMPInvalidCertificate");
}

TEST(published_signature, verifies_but_for_its_edited_document) {
    const char* shared = std::getenv("PPS_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the published messages";
    sample::start_libraries();
    std::ifstream in(std::string(shared) + "/data/dmp-messages/TD2.1-SignatureXades.xml", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const auto doc = xml::parse(bytes);
    ASSERT_TRUE(doc);
    const auto facts = read_signature(doc.get());
    ASSERT_TRUE(facts) << facts.error().text;
    ASSERT_EQ(facts->manifest.size(), 2U);
    EXPECT_EQ(facts->manifest[0].digest_value, "AA==");
    EXPECT_EQ(facts->manifest[1].uri, "urn:oid:1.2.250.1.999.1.1.7898.4.9956570902");
    auto damaged = bytes;
    sample::replace(damaged, "2019-04-04T14:20:12", "2019-04-04T14:20:13");
    EXPECT_FALSE(read_signature(xml::parse(damaged).get()));
}

}  // namespace
}  // namespace pps::simulator
