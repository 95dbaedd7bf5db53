#include "tests/simulator/vihf.hpp"

#include "tests/simulator/names.hpp"
#include "tests/simulator/signature.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace pps::simulator {

namespace {

constexpr const char* subject_name_format = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName";
constexpr std::string_view role_name = "urn:oasis:names:tc:xacml:2.0:subject:role";
constexpr std::string_view resource_name = "urn:oasis:names:tc:xacml:2.0:resource:resource-id";
constexpr std::string_view purpose_name = "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse";
constexpr std::string_view confidentiality_name =
    "urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code";

refusal malformed(std::string text) {
    return faulted("soap:VihfMalformed", std::move(text));
}

bool is_version(const std::string& value) {
    return value == "3.0" || value == "4.0";
}
bool is_indirect(const std::string& value) {
    return value == "INDIRECTE";
}
bool is_sector(const std::string& value) {
    const auto parts = split(value, '^');
    return parts.size() == 2 && parts[1] == "1.2.250.1.71.4.2.4" && parts[0].size() == 4 &&
           parts[0].starts_with("SA") && parts[0][2] >= '0' && parts[0][2] <= '9' && parts[0][3] >= '0' &&
           parts[0][3] <= '9';
}
bool is_structure(const std::string& value) {
    return value.size() >= 9 && value.size() <= 20 && std::all_of(value.begin(), value.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
           });
}
bool is_patient(const std::string& value) {
    const auto id = parse_cx(value);
    return id && id->type == "NH";
}
bool is_dmp(const std::string& value) {
    return value == "urn:dmp";
}
bool is_hidden_from_representatives(const std::string& value) {
    return value == "INVISIBLE_REPRESENTANTS_LEGAUX";
}
bool is_text(const std::string& value) {
    return value.size() <= 256;
}

struct attribute_rule {
    std::string_view name;
    std::string_view other_name;  ///< Accepted alternative spelling, or "".
    bool mandatory;
    bool (*accepts)(const std::string&);
    std::string_view source;
};

constexpr attribute_rule attribute_rules[] = {
    {"VIHF_Version", "", true, is_version, "dmp-wire §1.3, §1.6"},
    {"Authentification_Mode", "Authentification_mode", true, is_indirect,
     "dmp-wire §1.3: both cases accepted"},
    {"Identifiant_Structure", "", true, is_structure, "dmp-wire §1.3, §2.6"},
    {"Secteur_Activite", "", true, is_sector, "dmp-wire §1.3, JDV_J61"},
    {"urn:oasis:names:tc:xspa:1.0:subject:subject-id", "", true, is_text, "dmp-wire §1.3: indirect, yes"},
    {resource_name, "", true, is_patient, "dmp-wire §1.3, §5"},
    {"Ressource_URN", "", true, is_dmp, "dmp-wire §1.3"},
    {"LPS_Nom", "", true, is_text, "dmp-wire §1.3"},
    {"LPS_Version", "", true, is_text, "dmp-wire §1.3"},
    {"LPS_ID_HOMOLOGATION_DMP", "", true, is_text, "dmp-wire §1.3"},
    {"LPS_ID", "", false, is_text, "dmp-wire §1.3: optional"},
    {confidentiality_name, "", false, is_hidden_from_representatives, "dmp-wire §1.3, JDV_J64"},
};

using attributes = std::map<std::string, std::vector<xmlNode*>, std::less<>>;

const std::vector<xmlNode*>* lookup(const attributes& all, std::string_view name) {
    const auto at = all.find(name);
    return at == all.end() ? nullptr : &at->second;
}

verdict check_attributes(const attributes& all) {
    for (const auto& rule : attribute_rules) {
        const auto* values = lookup(all, rule.name);
        if (values == nullptr && !rule.other_name.empty()) values = lookup(all, rule.other_name);
        if (values == nullptr) {
            if (!rule.mandatory) continue;
            return faulted("soap:VihfAttributeMissing",
                           "attribute " + std::string(rule.name) + " is missing");
        }
        const auto value = values->size() == 1 ? xml::text(values->front()) : std::string{};
        if (value.empty() || !rule.accepts(value))
            return faulted("soap:VihfAttributeInvalid",
                           "attribute " + std::string(rule.name) + " has no acceptable value");
    }
    return std::nullopt;
}

struct coded_element {
    std::string code, system;
};
std::optional<coded_element> read_coded(const xmlNode* value, const char* element) {
    const auto children = xml::elements(value);
    if (children.size() != 1 || !xml::is(children[0], names::hl7, element)) return std::nullopt;
    coded_element out{xml::attribute_or_empty(children[0], "code"),
                      xml::attribute_or_empty(children[0], "codeSystem")};
    if (out.code.empty() || !is_oid(out.system) ||
        xml::attribute_or_empty(children[0], "displayName").empty())
        return std::nullopt;
    return out;
}

// JDV_J65-SubjectRole-DMP (dmp-wire §1.4)
constexpr std::string_view profession = "1.2.250.1.71.1.2.7";                    // TRE_G15
constexpr std::string_view profession_in_training = "1.2.250.1.71.1.2.8";        // TRE_G16
constexpr std::string_view producer_not_professional = "1.2.250.1.213.1.1.4.6";  // TRE_A00
constexpr std::string_view producers[] = {"AUTOMATE", "SECRETARIAT_MEDICAL", "DISPOSITIF", "ALIM_AM",
                                          "EXP_PATIENT"};
constexpr std::string_view doctor = "10";

verdict check_role(const attributes& all) {
    const auto* values = lookup(all, role_name);
    if (values == nullptr)
        return faulted("soap:VihfAttributeMissing", "attribute " + std::string(role_name) + " is missing");
    if (values->size() > 2) return faulted("soap:VihfAttributeInvalid", "more than two roles");
    for (const xmlNode* value : *values)
        if (!read_coded(value, "Role"))
            return faulted("soap:VihfAttributeInvalid",
                           "a role is not one Role with code, codeSystem and displayName");
    const auto first = *read_coded(values->front(), "Role");
    if (first.system == producer_not_professional) {
        if (std::find(std::begin(producers), std::end(producers), first.code) == std::end(producers))
            return faulted("soap:VihfAttributeInvalid", "the role is not in JDV_J65");
        return std::nullopt;
    }
    if (first.system != profession && first.system != profession_in_training &&
        !first.system.starts_with("1.2.250.1."))
        return faulted("soap:VihfAttributeInvalid", "the role is not of a French code system");
    if (first.system == profession && first.code == doctor && values->size() < 2)
        return faulted("soap:VihfAttributeInvalid",
                       "Aucune spécialité dans le vihf. Spécialité obligatoire pour les Médecins");
    return std::nullopt;
}

verdict check_purpose(const attributes& all) {
    const auto* values = lookup(all, purpose_name);
    if (values == nullptr)
        return faulted("soap:VihfAttributeMissing", "attribute " + std::string(purpose_name) + " is missing");
    const auto purpose = values->size() == 1 ? read_coded(values->front(), "PurposeOfUse") : std::nullopt;
    if (!purpose || purpose->code != "normal" || purpose->system != "1.2.250.1.213.1.1.4.248")
        return faulted("soap:VihfAttributeInvalid", "purposeofuse is not the normal access");
    return std::nullopt;
}

checked<attributes> collect_attributes(const xmlNode* statement) {
    attributes out;
    for (const xmlNode* node : xml::elements(statement)) {
        const auto name = xml::attribute_or_empty(node, "Name");
        auto values = xml::elements(node, names::saml, "AttributeValue");
        if (!xml::is(node, names::saml, "Attribute") || name.empty() || values.empty())
            return malformed("AttributeStatement holds something else than named attributes with values");
        if (!out.emplace(name, std::move(values)).second) return malformed("an attribute is there twice");
    }
    return out;
}

/// Issuer, Signature, Subject, AuthnStatement, AttributeStatement: the order is that of the SAML schema.
verdict check_children(const xmlNode* assertion) {
    constexpr std::pair<const char*, const char*> expected[] = {{names::saml, "Issuer"},
                                                                {names::dsig, "Signature"},
                                                                {names::saml, "Subject"},
                                                                {names::saml, "AuthnStatement"},
                                                                {names::saml, "AttributeStatement"}};
    std::vector<xmlNode*> children;
    for (xmlNode* node : xml::elements(assertion))
        if (!xml::is(node, names::saml, "Conditions")) children.push_back(node);
    for (std::size_t i = 0; i < std::size(expected); ++i)
        if (i >= children.size() || !xml::is(children[i], expected[i].first, expected[i].second))
            return malformed(std::string(expected[i].second) + " is missing or not at its place");
    if (children.size() != std::size(expected)) return malformed("the assertion holds something unknown");
    return std::nullopt;
}

}  // namespace

bool replay_guard::admit(const std::string& id, instant now) {
    const std::lock_guard lock(mutex_);
    // Twice the tolerance: an assertion dated in the future passes for that long.
    while (!order_.empty() && now - order_.front().first > 2 * vihf_tolerance + std::chrono::seconds(1)) {
        seen_.erase(order_.front().second);
        order_.pop_front();
    }
    if (!seen_.insert(id).second) return false;
    order_.emplace_back(now, id);
    return true;
}

void replay_guard::clear() {
    const std::lock_guard lock(mutex_);
    seen_.clear();
    order_.clear();
}

checked<xmlNode*> find_assertion(const xmlNode* soap_header) {
    const auto security = xml::elements(soap_header, names::wsse, "Security");
    if (security.size() != 1) return faulted("soap:VihfMissing", "there is not one wsse:Security header");
    const auto children = xml::elements(security[0]);
    if (children.size() != 1 || !xml::is(children[0], names::saml, "Assertion"))
        return faulted("soap:VihfMissing",
                       "wsse:Security does not hold one SAML 2.0 Assertion and nothing else");
    return children[0];
}

checked<vihf> read_vihf(const xmlNode* assertion) {
    vihf out;
    out.assertion_id = xml::attribute_or_empty(assertion, "ID");
    if (out.assertion_id.size() < 2 || out.assertion_id.size() > 128 || out.assertion_id[0] != '_')
        return malformed("ID is missing or not _<id>");
    if (xml::attribute_or_empty(assertion, "Version") != "2.0") return malformed("Version is not 2.0");
    const auto issued = parse_date_time(xml::attribute_or_empty(assertion, "IssueInstant"), true);
    if (!issued) return malformed("IssueInstant is not a UTC date and time");
    out.issued_at = *issued;
    if (const auto problem = check_children(assertion)) return *problem;

    const xmlNode* issuer = xml::child(assertion, names::saml, "Issuer");
    if (xml::attribute_or_empty(issuer, "Format") != subject_name_format)
        return malformed("Issuer Format is not X509SubjectName");
    const auto name = parse_name(xml::text(issuer));
    if (!name) return faulted("soap:VihfIssuerMismatch", "Issuer is not a distinguished name of RFC 2253");
    out.issuer = *name;

    if (xml::text(xml::path(assertion, names::saml, {"Subject", "NameID"})).empty())
        return malformed("NameID is missing");
    const xmlNode* authentication = xml::child(assertion, names::saml, "AuthnStatement");
    if (!parse_date_time(xml::attribute_or_empty(authentication, "AuthnInstant"), false))
        return malformed("AuthnInstant is not a date and time");
    const auto context =
        xml::text(xml::path(authentication, names::saml, {"AuthnContext", "AuthnContextClassRef"}));
    if (!context.starts_with("urn:oasis:names:tc:SAML:2.0:ac:classes:"))
        return malformed("AuthnContextClassRef is not a SAML authentication context");

    const auto found = collect_attributes(xml::child(assertion, names::saml, "AttributeStatement"));
    if (!found) return found.error();
    for (const auto& problem : {check_attributes(*found), check_role(*found), check_purpose(*found)})
        if (problem) return *problem;
    out.structure = xml::text(lookup(*found, "Identifiant_Structure")->front());
    out.patient = *parse_cx(xml::text(lookup(*found, resource_name)->front()));
    out.secret = lookup(*found, confidentiality_name) != nullptr;
    out.subject = xml::text(xml::path(assertion, names::saml, {"Subject", "NameID"}));
    for (const xmlNode* value : *lookup(*found, role_name)) {
        const auto role = *read_coded(value, "Role");
        if (out.roles.empty()) out.professional = role.system != producer_not_professional;
        out.roles += (out.roles.empty() ? "" : "/") + role.code;
    }
    return out;
}

checked<vihf> verify_vihf(xmlDoc* doc, const xmlNode* soap_header, trust& issuers, replay_guard& replays,
                          instant now, const std::vector<std::string>& client_units,
                          const std::set<std::string>& allowed) {
    const auto assertion = find_assertion(soap_header);
    if (!assertion) return assertion.error();
    auto out = read_vihf(*assertion);
    if (!out) return out;
    const auto signer = verify_assertion(doc, *assertion, issuers, now);
    if (!signer) return signer.error();
    if (!same_name(out->issuer, (*signer)->subject))
        return faulted("soap:VihfIssuerMismatch", "Issuer is not the subject of the signing certificate");
    if (out->issued_at > now + vihf_tolerance || out->issued_at < now - vihf_tolerance)
        return faulted("soap:VihfExpired", "IssueInstant is more than five minutes away from now");
    // wording: dmp-wire §1.6
    if (std::find(client_units.begin(), client_units.end(), out->structure) == client_units.end() &&
        !allowed.contains(out->structure))
        return faulted("soap:VihfStructureRefused", "Erreur d'authentification de la personne morale");
    if (!replays.admit(out->assertion_id, now))
        return faulted("soap:VihfReplayed", "an assertion with this ID was already used");
    return out;
}

}  // namespace pps::simulator
