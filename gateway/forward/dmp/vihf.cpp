#include "gateway/forward/dmp/vihf.hpp"

#include "gateway/core/ids.hpp"
#include "gateway/forward/dmp/text.hpp"
#include "gateway/forward/dmp/xml_signature.hpp"

#include <array>
#include <string>
#include <vector>

namespace pps::gateway::dmp {
namespace {

constexpr std::string_view saml_namespace = "urn:oasis:names:tc:SAML:2.0:assertion";

struct vihf_input {
    std::string_view patient_id;
    bool secret_connection;
    const identity& who;
    const profile& how;
};

using text_of = std::string (*)(const vihf_input&);

/// An attribute of the assertion: its name, its text, where that comes from. A name may depend on the
/// profile; an attribute that is not `mandatory` is left out when its text is empty.
struct attribute_row {
    text_of name;
    text_of value;
    bool mandatory;
    std::string_view source;
};

template <std::size_t size>
struct literal {
    char text[size]{};
    constexpr literal(const char (&from)[size]) {
        for (std::size_t i = 0; i < size; ++i)
            text[i] = from[i];
    }
};

template <literal text>
std::string constant(const vihf_input&) {
    return text.text;
}

std::string subject_name(const vihf_input& in) {
    if (const auto& person = in.who.professional)
        return person->given.empty() ? person->family : person->family + ' ' + person->given;
    std::string out = in.who.system_name;
    if (!in.who.system_model.empty()) out.append(",").append(in.who.system_model);
    return out;
}

constexpr std::array attribute_rows{
    attribute_row{constant<"VIHF_Version">, [](const vihf_input& in) { return in.how.vihf_version; }, true,
                  "dmp-wire §1.3, §1.6"},
    attribute_row{[](const vihf_input& in) { return in.how.auth_mode_attribute; }, constant<"INDIRECTE">,
                  true, "dmp-wire §1.3"},
    attribute_row{constant<"Identifiant_Structure">, [](const vihf_input& in) { return in.who.structure_id; },
                  true, "dmp-wire §1.3"},
    attribute_row{constant<"Secteur_Activite">,
                  [](const vihf_input& in) { return in.who.activity_sector + "^1.2.250.1.71.4.2.4"; }, true,
                  "dmp-wire §1.3, JDV_J61"},
    attribute_row{constant<"urn:oasis:names:tc:xspa:1.0:subject:subject-id">, subject_name, true,
                  "dmp-wire §1.3: names of the professional, or name and model of the software"},
    attribute_row{constant<"urn:oasis:names:tc:xacml:2.0:resource:resource-id">,
                  [](const vihf_input& in) { return std::string{in.patient_id}; }, true, "dmp-wire §1.3"},
    attribute_row{constant<"Ressource_URN">, constant<"urn:dmp">, true, "dmp-wire §1.3"},
    attribute_row{constant<"urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code">,
                  [](const vihf_input& in) {
                      return std::string{in.secret_connection ? "INVISIBLE_REPRESENTANTS_LEGAUX" : ""};
                  },
                  false, "dmp-wire §1.3, JDV_J64, EX_0.1-1100"},
    attribute_row{constant<"LPS_ID">, [](const vihf_input& in) { return in.who.lps_id; }, false,
                  "dmp-wire §1.3"},
    attribute_row{constant<"LPS_Nom">, [](const vihf_input& in) { return in.who.lps_name; }, true,
                  "dmp-wire §1.3"},
    attribute_row{constant<"LPS_Version">, [](const vihf_input& in) { return in.who.lps_version; }, true,
                  "dmp-wire §1.3"},
    attribute_row{constant<"LPS_ID_HOMOLOGATION_DMP">,
                  [](const vihf_input& in) { return in.who.lps_homologation; }, true, "dmp-wire §1.3"},
};

constexpr std::string_view purpose_of_use =
    R"(<PurposeOfUse xmlns="urn:hl7-org:v3" code="normal" codeSystem="1.2.250.1.213.1.1.4.248")"
    R"( codeSystemName="mode acces VIHF 2.0" displayName="Accès normal" xsi:type="CE"></PurposeOfUse>)";

std::string role_element(const cda::xds::coded& role) {
    std::string out;
    append(out,
           {R"(<Role xmlns="urn:hl7-org:v3" code=")", escaped(role.code), R"(" codeSystem=")",
            escaped(role.scheme), R"(" displayName=")", escaped(role.display), R"(" xsi:type="CE"></Role>)"});
    return out;
}

/// What a professional is, or that an automaton acts.
std::vector<std::string> roles(const vihf_input& in) {
    if (!in.who.professional) return {role_element({"AUTOMATE", "1.2.250.1.213.1.1.4.6", "AUTOMATE"})};
    std::vector<std::string> out;
    for (const auto& role : in.who.professional->roles)
        out.push_back(role_element(role));
    return out;
}

/// An attribute whose values are HL7 v3 CE elements.
struct coded_row {
    std::string_view name;
    std::vector<std::string> (*elements)(const vihf_input&);
    std::string_view source;
};

constexpr std::array coded_rows{
    coded_row{"urn:oasis:names:tc:xspa:1.0:subject:purposeofuse",
              [](const vihf_input&) { return std::vector{std::string{purpose_of_use}}; }, "dmp-wire §1.3"},
    coded_row{"urn:oasis:names:tc:xacml:2.0:subject:role", roles, "dmp-wire §1.4 rules 1 to 3"},
};

void append_attribute(std::string& out, std::string_view name, const std::vector<std::string>& markup) {
    append(out, {"<saml2:Attribute Name=\"", name, "\">"});
    for (const auto& value : markup)
        append(out, {"<saml2:AttributeValue>", value, "</saml2:AttributeValue>"});
    out += "</saml2:Attribute>";
}

/// Immediately after Issuer, enveloped, one reference to the assertion (dmp-wire §1.5).
void append_signature(std::string& out, std::string_view id, const profile& how, const signing_key& key) {
    append(out, {"<Signature xmlns=\"", dsig_namespace, "\"><SignedInfo><CanonicalizationMethod Algorithm=\"",
                 algorithm::exclusive_c14n, "\"></CanonicalizationMethod><SignatureMethod Algorithm=\"",
                 algorithm::rsa_uri(how.vihf_digest), "\"></SignatureMethod><Reference URI=\"#", id,
                 "\"><Transforms><Transform Algorithm=\"", algorithm::enveloped,
                 "\"></Transform><Transform Algorithm=\"", algorithm::exclusive_c14n, "\">"});
    if (how.vihf_inclusive_namespaces)
        append(out, {"<InclusiveNamespaces xmlns=\"", algorithm::exclusive_c14n,
                     "\" PrefixList=\"ds saml #default xsi\"></InclusiveNamespaces>"});
    append(out,
           {"</Transform></Transforms><DigestMethod Algorithm=\"", algorithm::digest_uri(how.vihf_digest),
            "\"></DigestMethod><DigestValue></DigestValue></Reference></SignedInfo><SignatureValue>"
            "</SignatureValue><KeyInfo><X509Data><X509Certificate>",
            base64(key.certificate().der), "</X509Certificate></X509Data></KeyInfo></Signature>"});
}

/// The only Assertion of a tree.
struct assertion_search {
    const xmlNode* found = nullptr;
    int count = 0;

    void below(const xmlNode* from) {
        for (; from != nullptr; from = from->next) {
            if (is(from, saml_namespace, "Assertion")) {
                found = from;
                ++count;
            }
            if (from->type == XML_ELEMENT_NODE) below(from->children);
        }
    }
};

}  // namespace

std::string build_vihf(std::string_view patient_id, bool secret_connection, const identity& who,
                       const profile& how, const signing_key& key, instant now) {
    const vihf_input in{patient_id, secret_connection, who, how};
    const std::string id = '_' + new_uuid();
    const std::string at = to_rfc3339(now);
    std::string out;
    out.reserve(8192);
    append(out,
           {"<saml2:Assertion xmlns:saml2=\"", saml_namespace,
            "\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ID=\"", id, "\" IssueInstant=\"", at,
            "\" Version=\"2.0\"><saml2:Issuer "
            "Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName\">",
            escaped(key.certificate().subject), "</saml2:Issuer>"});
    append_signature(out, id, how, key);
    const std::string& subject = who.professional ? who.professional->person : who.responsible_id;
    append(out, {"<saml2:Subject><saml2:NameID>", escaped(subject),
                 "</saml2:NameID></saml2:Subject><saml2:AuthnStatement AuthnInstant=\"", at,
                 "\"><saml2:AuthnContext><saml2:AuthnContextClassRef>", escaped(who.auth_context),
                 "</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>"
                 "<saml2:AttributeStatement>"});
    for (const auto& row : attribute_rows) {
        const std::string value = row.value(in);
        if (row.mandatory || !value.empty()) append_attribute(out, escaped(row.name(in)), {escaped(value)});
    }
    for (const auto& row : coded_rows)
        append_attribute(out, row.name, row.elements(in));
    out += "</saml2:AttributeStatement></saml2:Assertion>";
    return sign_template(std::move(out), key);
}

bool vihf_signature_ok(std::string_view xml) {
    const auto tree = xml_tree::parse(xml);
    if (!tree) return false;
    assertion_search search;
    search.below(tree->root());
    if (search.count != 1) return false;
    const signature_check check = check_signature(*tree, child(search.found, dsig_namespace, "Signature"));
    return check.understood && check.value_ok && check.references.size() == 1 &&
           check.references.front().target == search.found && check.references.front().digest_ok;
}

}  // namespace pps::gateway::dmp
