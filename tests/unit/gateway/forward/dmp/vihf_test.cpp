#include "gateway/forward/dmp/vihf.hpp"

#include "gateway/forward/dmp/text.hpp"
#include "sample.hpp"
#include "tests/unit/gateway/forward/test_key.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <map>
#include <set>

namespace pps::gateway::dmp {
namespace {

std::string token(const identity& who = sample::who(), const profile& how = sample::how(),
                  bool secret = false) {
    return build_vihf(sample::entry().patient_id, secret, who, how, test::test_pki::get().signer(),
                      sample::now());
}

struct parsed {
    pugi::xml_document document;
    pugi::xml_node root;

    explicit parsed(const std::string& xml) {
        document.load_buffer(xml.data(), xml.size());
        root = document.document_element();
    }

    std::map<std::string, pugi::xml_node> attributes() const {
        std::map<std::string, pugi::xml_node> out;
        for (const auto one : root.child("saml2:AttributeStatement").children())
            out.emplace(one.attribute("Name").value(), one.child("saml2:AttributeValue"));
        return out;
    }
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(vihf, carries_every_attribute_of_an_automaton) {
    const parsed vihf{token()};
    const auto attributes = vihf.attributes();
    const std::map<std::string, std::string> expected{
        {"VIHF_Version", "3.0"},
        {"Authentification_Mode", "INDIRECTE"},
        {"Identifiant_Structure", "10B0127189"},
        {"Secteur_Activite", "SA01^1.2.250.1.71.4.2.4"},
        {"urn:oasis:names:tc:xspa:1.0:subject:subject-id", "Passerelle,PPS"},
        {"urn:oasis:names:tc:xacml:2.0:resource:resource-id",
         "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"},
        {"Ressource_URN", "urn:dmp"},
        {"LPS_ID", "01.01"},
        {"LPS_Nom", "Passerelle PPS"},
        {"LPS_Version", "1.0"},
        {"LPS_ID_HOMOLOGATION_DMP", "NumAutorisation"},
        {"urn:oasis:names:tc:xspa:1.0:subject:purposeofuse", ""},
        {"urn:oasis:names:tc:xacml:2.0:subject:role", ""},
    };
    ASSERT_EQ(attributes.size(), expected.size());
    for (const auto& [name, value] : expected) {
        ASSERT_TRUE(attributes.contains(name)) << name;
        EXPECT_EQ(attributes.at(name).text().get(), value) << name;
    }
}

TEST(vihf, has_the_role_and_purpose_of_an_automaton) {
    const parsed vihf{token()};
    const auto attributes = vihf.attributes();
    const auto role = attributes.at("urn:oasis:names:tc:xacml:2.0:subject:role").child("Role");
    EXPECT_STREQ(role.attribute("xmlns").value(), "urn:hl7-org:v3");
    EXPECT_STREQ(role.attribute("code").value(), "AUTOMATE");
    EXPECT_STREQ(role.attribute("codeSystem").value(), "1.2.250.1.213.1.1.4.6");
    EXPECT_STREQ(role.attribute("xsi:type").value(), "CE");
    const auto purpose =
        attributes.at("urn:oasis:names:tc:xspa:1.0:subject:purposeofuse").child("PurposeOfUse");
    EXPECT_STREQ(purpose.attribute("code").value(), "normal");
    EXPECT_STREQ(purpose.attribute("codeSystem").value(), "1.2.250.1.213.1.1.4.248");
    EXPECT_STREQ(purpose.attribute("displayName").value(), "Accès normal");
}

identity of_a_doctor() {
    identity who = sample::who();
    who.professional.emplace().person = "899900063480";
    who.professional->family = "LIBRE & FILS";
    who.professional->given = "MAX";
    who.professional->roles = {{"10", "1.2.250.1.71.1.2.7", "Médecin"},
                               {"SM26", "1.2.250.1.71.4.2.5", "Qualifié en \"Médecine\" (SM)"}};
    return who;
}

TEST(vihf, names_a_professional_with_profession_and_knowhow) {
    const parsed vihf{token(of_a_doctor())};
    EXPECT_STREQ(vihf.root.child("saml2:Subject").child("saml2:NameID").text().get(), "899900063480");
    const auto attributes = vihf.attributes();
    EXPECT_STREQ(attributes.at("urn:oasis:names:tc:xspa:1.0:subject:subject-id").text().get(),
                 "LIBRE & FILS MAX");
    EXPECT_STREQ(attributes.at("Identifiant_Structure").text().get(), "10B0127189");
    const auto first = attributes.at("urn:oasis:names:tc:xacml:2.0:subject:role");
    EXPECT_STREQ(first.child("Role").attribute("code").value(), "10");
    EXPECT_STREQ(first.child("Role").attribute("codeSystem").value(), "1.2.250.1.71.1.2.7");
    const auto second = first.next_sibling("saml2:AttributeValue").child("Role");
    EXPECT_STREQ(second.attribute("code").value(), "SM26");
    EXPECT_STREQ(second.attribute("displayName").value(), "Qualifié en \"Médecine\" (SM)");
    EXPECT_FALSE(first.next_sibling("saml2:AttributeValue").next_sibling());
    EXPECT_TRUE(vihf_signature_ok(token(of_a_doctor())));
}

TEST(vihf, has_its_parts_in_the_order_of_the_schema) {
    const parsed vihf{token()};
    std::vector<std::string> order;
    for (const auto node : vihf.root.children())
        order.emplace_back(node.name());
    EXPECT_EQ(order, (std::vector<std::string>{"saml2:Issuer", "Signature", "saml2:Subject",
                                               "saml2:AuthnStatement", "saml2:AttributeStatement"}));
    EXPECT_STREQ(vihf.root.child("saml2:Issuer").attribute("Format").value(),
                 "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName");
    EXPECT_STREQ(vihf.root.child("saml2:Issuer").text().get(),
                 "CN=pps.test,OU=10B0127189,O=CENTRE D'ESSAI,ST=Rhône (69),C=FR");
    EXPECT_STREQ(vihf.root.child("saml2:Subject").child("saml2:NameID").text().get(), "801234567897");
    EXPECT_FALSE(vihf.root.child("saml2:Conditions"));
}

TEST(vihf, is_dated_to_the_millisecond) {
    const parsed vihf{token()};
    EXPECT_STREQ(vihf.root.attribute("IssueInstant").value(), "2021-03-01T09:30:05.456Z");
    EXPECT_STREQ(vihf.root.child("saml2:AuthnStatement").attribute("AuthnInstant").value(),
                 "2021-03-01T09:30:05.456Z");
}

TEST(vihf, has_a_new_id_each_time) {
    std::set<std::string> ids;
    for (int i = 0; i < 3; ++i) {
        const parsed vihf{token()};
        const std::string id = vihf.root.attribute("ID").value();
        EXPECT_TRUE(id.starts_with('_'));
        EXPECT_EQ(id.size(), 37u);
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 3u);
}

TEST(vihf, states_the_configured_version_and_attribute_name) {
    profile how = sample::how();
    how.vihf_version = "4.0";
    how.auth_mode_attribute = "Authentification_mode";
    const parsed vihf{token(sample::who(), how)};
    const auto attributes = vihf.attributes();
    EXPECT_STREQ(attributes.at("VIHF_Version").text().get(), "4.0");
    EXPECT_TRUE(attributes.contains("Authentification_mode"));
    EXPECT_FALSE(attributes.contains("Authentification_Mode"));
}

TEST(vihf, asks_for_a_secret_connection_only_when_told) {
    const std::string name = "urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code";
    const parsed open{token()};
    EXPECT_FALSE(open.attributes().contains(name));
    const parsed secret{token(sample::who(), sample::how(), true)};
    EXPECT_STREQ(secret.attributes().at(name).text().get(), "INVISIBLE_REPRESENTANTS_LEGAUX");
}

TEST(vihf, leaves_out_an_empty_lps_id) {
    identity who = sample::who();
    who.lps_id.clear();
    const parsed vihf{token(who)};
    EXPECT_FALSE(vihf.attributes().contains("LPS_ID"));
}

TEST(vihf, escapes_what_it_is_given) {
    identity who = sample::who();
    who.system_name = "A & <B> \"C\" é";
    who.responsible_id = "1<2";
    const std::string xml = token(who);
    const parsed vihf{xml};
    EXPECT_STREQ(vihf.attributes().at("urn:oasis:names:tc:xspa:1.0:subject:subject-id").text().get(),
                 "A & <B> \"C\" é,PPS");
    EXPECT_STREQ(vihf.root.child("saml2:Subject").child("saml2:NameID").text().get(), "1<2");
    EXPECT_TRUE(vihf_signature_ok(xml));
}

TEST(vihf, uses_the_configured_digest) {
    for (const auto& [which, signature, reference] :
         {std::tuple{digest::sha256, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                     "http://www.w3.org/2001/04/xmlenc#sha256"},
          std::tuple{digest::sha1, "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                     "http://www.w3.org/2000/09/xmldsig#sha1"}}) {
        profile how = sample::how();
        how.vihf_digest = which;
        const std::string xml = token(sample::who(), how);
        const parsed vihf{xml};
        const auto info = vihf.root.child("Signature").child("SignedInfo");
        EXPECT_STREQ(info.child("SignatureMethod").attribute("Algorithm").value(), signature);
        EXPECT_STREQ(info.child("Reference").child("DigestMethod").attribute("Algorithm").value(), reference);
        EXPECT_EQ(info.child("Reference").attribute("URI").value(),
                  '#' + std::string{vihf.root.attribute("ID").value()});
        EXPECT_TRUE(vihf_signature_ok(xml));
    }
}

TEST(vihf, carries_only_the_signers_certificate) {
    const parsed vihf{token()};
    const auto data = vihf.root.child("Signature").child("KeyInfo").child("X509Data");
    EXPECT_EQ(std::distance(data.begin(), data.end()), 1);
    EXPECT_EQ(from_base64(data.child("X509Certificate").text().get()),
              test::test_pki::get().signer().certificate().der);
}

TEST(vihf, names_inclusive_namespaces_only_when_configured) {
    profile how = sample::how();
    EXPECT_EQ(token().find("InclusiveNamespaces"), std::string::npos);
    how.vihf_inclusive_namespaces = true;
    const std::string xml = token(sample::who(), how);
    EXPECT_NE(xml.find("PrefixList=\"ds saml #default xsi\""), std::string::npos);
    EXPECT_TRUE(vihf_signature_ok(xml));
}

TEST(vihf, verifies_inside_a_message_too) {
    for (const bool inclusive : {false, true}) {
        profile how = sample::how();
        how.vihf_inclusive_namespaces = inclusive;
        EXPECT_TRUE(vihf_signature_ok("<s:Envelope xmlns:s=\"urn:s\" xmlns:xs=\"urn:x\"><s:Header>" +
                                      token(sample::who(), how) + "</s:Header></s:Envelope>"));
    }
}

TEST(vihf, does_not_verify_once_changed) {
    const std::string xml = token();
    EXPECT_TRUE(vihf_signature_ok(xml));
    EXPECT_FALSE(vihf_signature_ok(replaced(xml, "10B0127189</saml2", "10B0127188</saml2")));
    EXPECT_FALSE(vihf_signature_ok(replaced(xml, "Version=\"2.0\"", "Version=\"2.1\"")));
    EXPECT_FALSE(vihf_signature_ok(replaced(xml, "<DigestValue>", "<DigestValue>AAAA")));
    EXPECT_FALSE(vihf_signature_ok(replaced(xml, "<SignatureValue>", "<SignatureValue>AAAA")));
    EXPECT_FALSE(vihf_signature_ok("<a>" + xml + xml + "</a>"));
    EXPECT_FALSE(vihf_signature_ok("<a/>"));
    EXPECT_FALSE(vihf_signature_ok(""));
}

TEST(vihf, does_not_verify_with_a_signature_over_another_element) {
    // Wrapping: the signed assertion hides where nobody looks, a forged one takes its place.
    const std::string xml = token();
    const auto from = xml.find("<Signature ");
    const std::string end = "</Signature>";
    const auto to = xml.find(end) + end.size();
    const std::string signature = xml.substr(from, to - from);
    const std::string forged =
        "<saml2:Assertion xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_f\">" + signature +
        "<x ID=\"" + xml.substr(xml.find("ID=\"_") + 4, 37) + "\"/></saml2:Assertion>";
    EXPECT_FALSE(vihf_signature_ok(forged));
}

}  // namespace
}  // namespace pps::gateway::dmp
