#include "tests/simulator/vihf.hpp"

#include "tests/unit/simulator/sample.hpp"

#include <gtest/gtest.h>

namespace pps::simulator {
namespace {

class vihf_check : public testing::Test {
  protected:
    static std::string attribute(const std::string& name, const std::string& value) {
        return "<Attribute Name=\"" + name + "\"><AttributeValue>" + value + "</AttributeValue></Attribute>";
    }
    /// The code given when the assertion is changed before it is signed.
    std::string code_after(sample::request_text::edit edit) {
        sample::request_text text;
        text.edit_assertion = std::move(edit);
        return dmp.submit(text).code;
    }
    std::string code_after_signing(sample::request_text::edit edit) {
        sample::request_text text;
        text.edit_signed_assertion = std::move(edit);
        return dmp.submit(text).code;
    }
    std::string code_as(const sample::identity& signer) { return dmp.submit_as({}, signer).code; }
    static sample::request_text::edit replacing(std::string from, std::string to) {
        return sample::replacing(std::move(from), std::move(to));
    }
    sample::bench dmp;
};

TEST_F(vihf_check, accepts_sha256_and_sha1) {
    sample::request_text text;
    EXPECT_EQ(dmp.submit(text).code, "");
    text.vihf_hash = hash::sha1;
    text.document_id += "1", text.set_id += "1", text.signature_id += "1";
    EXPECT_EQ(dmp.submit(text).code, "");
}

TEST_F(vihf_check, accepts_version_4_the_other_spelling_and_the_reversed_issuer) {
    EXPECT_EQ(code_after([](std::string& all) {
                  sample::replace(all, ">3.0<", ">4.0<");
                  sample::replace(all, "Authentification_Mode", "Authentification_mode");
                  sample::replace(all, "CN=Cachet,OU=10B0127189,O=CENTRE\\, DE SANTE,C=FR",
                                  "C=FR, O=CENTRE\\, DE SANTE, OU=10B0127189, CN=Cachet");
              }),
              "");
}

TEST_F(vihf_check, refuses_each_mandatory_attribute_that_is_missing) {
    for (const std::string name :
         {"VIHF_Version", "Authentification_Mode", "Identifiant_Structure", "Secteur_Activite",
          "urn:oasis:names:tc:xspa:1.0:subject:subject-id", "urn:oasis:names:tc:xacml:2.0:subject:role",
          "urn:oasis:names:tc:xacml:2.0:resource:resource-id", "Ressource_URN",
          "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse", "LPS_Nom", "LPS_Version",
          "LPS_ID_HOMOLOGATION_DMP"})
        EXPECT_EQ(code_after([&name](std::string& all) {
                      const auto from = all.find("<Attribute Name=\"" + name + "\"");
                      ASSERT_NE(from, std::string::npos);
                      all.erase(from, all.find("</Attribute>", from) + 12 - from);
                  }),
                  "soap:VihfAttributeMissing")
            << name;
}

TEST_F(vihf_check, refuses_values_outside_the_rules) {
    constexpr const char* invalid = "soap:VihfAttributeInvalid";
    EXPECT_EQ(code_after(replacing(">3.0<", ">2.0<")), invalid);
    EXPECT_EQ(code_after(replacing(">INDIRECTE<", ">DIRECTE<")), invalid);
    EXPECT_EQ(code_after(replacing(">SA01^1.2.250.1.71.4.2.4<", ">SA01<")), invalid);
    EXPECT_EQ(code_after(replacing(">urn:dmp<", ">urn:ror<")), invalid);
    EXPECT_EQ(code_after(replacing("ISO^NH<", "ISO<")), invalid);
    EXPECT_EQ(code_after(replacing("code=\"normal\"", "code=\"bris_de_glace\"")), invalid);
    EXPECT_EQ(code_after(replacing("code=\"AUTOMATE\"", "code=\"ROBOT\"")), invalid);
    EXPECT_EQ(code_after(replacing(" displayName=\"AUTOMATE\"", "")), invalid);
    EXPECT_EQ(code_after(replacing(">PPS<", "><")), invalid);
    EXPECT_EQ(code_after(replacing("code=\"AUTOMATE\" codeSystem=\"1.2.250.1.213.1.1.4.6\"",
                                   "code=\"10\" codeSystem=\"1.2.250.1.71.1.2.7\"")),
              invalid)
        << "a doctor without specialty";
}

TEST_F(vihf_check, takes_one_confidentiality_value_only) {
    const std::string name = "urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code";
    const std::string end = "</AttributeStatement>";
    EXPECT_EQ(code_after(replacing(end, attribute(name, "N") + end)), "soap:VihfAttributeInvalid");
    const auto secret = replacing(end, attribute(name, "INVISIBLE_REPRESENTANTS_LEGAUX") + end);
    EXPECT_EQ(code_after(secret), "XDSRegistryMetadataError") << "the document is visible to them";
}

TEST_F(vihf_check, refuses_what_the_schema_does_not_allow) {
    constexpr const char* malformed = "soap:VihfMalformed";
    EXPECT_EQ(code_after(replacing("<Subject><NameID>10B0127189/1</NameID></Subject>", "")), malformed);
    EXPECT_EQ(code_after(replacing("<NameID>10B0127189/1</NameID>", "")), malformed);
    EXPECT_EQ(code_after(replacing("Version=\"2.0\"", "Version=\"1.1\"")), malformed);
    EXPECT_EQ(code_after(replacing("ac:classes:unspecified", "ac:unspecified")), malformed);
    EXPECT_EQ(code_after(replacing("nameid-format:X509SubjectName", "nameidformat:X509SubjectName")),
              malformed);
    const std::string lps = attribute("LPS_Version", "1");
    EXPECT_EQ(code_after(replacing(lps, lps + lps)), malformed);
}

TEST_F(vihf_check, refuses_a_signature_that_does_not_hold) {
    constexpr const char* invalid = "soap:VihfSignatureInvalid";
    EXPECT_EQ(code_after_signing(replacing(">10B0127189/1<", ">10B0127189/2<")), invalid)
        << "changed afterwards";
    EXPECT_EQ(code_after_signing([](std::string& all) {
                  const auto at = all.find("<SignatureValue>") + 20;
                  all[at] = all[at] == 'A' ? 'B' : 'A';
              }),
              invalid);
    EXPECT_EQ(code_after_signing(replacing("<Reference URI=\"#_", "<Reference URI=\"#x")), invalid);
    EXPECT_EQ(code_after_signing(replacing("#rsa-sha256", "#rsa-sha512")), invalid);
    EXPECT_EQ(code_after_signing(
                  replacing("<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">",
                            "<Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">")),
              invalid);
    EXPECT_EQ(code_after_signing([](std::string& all) {
                  const auto from = all.find("<Signature ");
                  all.insert(from, all.substr(from, all.find("</Signature>") + 12 - from));
              }),
              "soap:VihfMalformed")
        << "two signatures";
}

TEST_F(vihf_check, refuses_an_id_that_another_element_has_too) {
    sample::request_text text;
    text.assertion_id = "_wrapped";
    text.edit_envelope = replacing("<a:To/>", "<a:To ID=\"_wrapped\"/>");
    EXPECT_EQ(dmp.submit(text).code, "soap:VihfSignatureInvalid");
}

TEST_F(vihf_check, refuses_certificates_that_may_not_sign) {
    constexpr const char* invalid = "soap:DMPInvalidCertificate";
    const auto answered = dmp.submit_as({}, dmp.certificates.issue("Cachet", sample::profile::authenticate));
    EXPECT_EQ(answered.code, invalid);
    EXPECT_EQ(answered.status, 500U);
    EXPECT_NE(answered.body.find("Not a valid signature certificate"), std::string::npos);
    EXPECT_EQ(code_as(dmp.certificates.issue("Cachet", sample::profile::without_usage)), invalid);
    EXPECT_EQ(code_as(dmp.certificates.issue("Cachet", sample::profile::sign, false)), invalid)
        << "another CA";
    EXPECT_EQ(code_as(dmp.certificates.issue("Cachet", sample::profile::sign, true, true)), invalid)
        << "expired";
    EXPECT_EQ(code_as(dmp.certificates.issue_revoked("Cachet", sample::profile::sign)), invalid);
}

TEST_F(vihf_check, refuses_an_issuer_that_is_not_the_signer) {
    EXPECT_EQ(code_as(dmp.certificates.issue("Autre", sample::profile::sign)), "soap:VihfIssuerMismatch");
    EXPECT_EQ(code_after(replacing(">CN=Cachet,", ">S=Sarthe,CN=Cachet,")), "soap:VihfIssuerMismatch");
}

TEST_F(vihf_check, refuses_an_assertion_of_another_time) {
    sample::request_text text;
    text.issued_at = "2026-01-15T09:54:59Z";
    EXPECT_EQ(dmp.submit(text).code, "soap:VihfExpired");
    text.issued_at = "2026-01-15T10:05:01Z";
    EXPECT_EQ(dmp.submit(text).code, "soap:VihfExpired");
    text.issued_at = "2026-01-15T10:04:59.000Z";
    EXPECT_EQ(dmp.submit(text).code, "");
}

TEST_F(vihf_check, refuses_an_assertion_used_twice) {
    sample::request_text text;
    text.assertion_id = "_once";
    EXPECT_EQ(dmp.submit(text).code, "");
    EXPECT_EQ(dmp.submit(text).code, "soap:VihfReplayed");
}

TEST_F(vihf_check, refuses_a_structure_that_is_not_that_of_the_connection) {
    sample::request_text text;
    text.structure = "1750000018";
    EXPECT_EQ(dmp.submit(text).code, "soap:VihfStructureRefused");
}

TEST(vihf_structure, is_accepted_from_the_list_given) {
    dmp_settings settings;
    settings.allowed_structures = {"1750000018"};
    sample::bench dmp(settings);
    sample::request_text text;
    text.structure = "1750000018";
    EXPECT_EQ(dmp.submit(text).code, "");
}

TEST_F(vihf_check, refuses_a_security_header_without_one_assertion) {
    sample::request_text text;
    text.edit_envelope = [](std::string& all) {
        const auto from = all.find("<Assertion");
        all.erase(from, all.find("</Assertion>") + 12 - from);
    };
    EXPECT_EQ(dmp.submit(text).code, "soap:VihfMissing");
}

TEST(replay_guard, forgets_what_is_too_old_to_pass_anyway) {
    replay_guard guard;
    const auto start = sample::now();
    EXPECT_TRUE(guard.admit("_a", start));
    EXPECT_FALSE(guard.admit("_a", start + 2 * vihf_tolerance));
    EXPECT_TRUE(guard.admit("_a", start + 3 * vihf_tolerance));
}

}  // namespace
}  // namespace pps::simulator
