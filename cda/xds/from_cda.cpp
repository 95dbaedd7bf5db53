#include "cda/xds/from_cda.hpp"

#include "cda/identifiers.hpp"
#include "cda/terminology/dmp_codes.hpp"
#include "cda/values.hpp"
#include "cda/xds/composites.hpp"
#include "cda/xds/metadata_rules.hpp"

#include <algorithm>
#include <utility>

namespace pps::cda::xds {
namespace {

using terminology::concept_row;

constexpr std::size_t max_title = 128;  // dmp-wire §2.3

struct mapping {
    pugi::xml_node root;
    pugi::xml_node
        main_event;  ///< The main act: the first serviceEvent that has a performer, else the first.
    pugi::xml_node patient_role;
    cda::shape shape;
    body_level level;
    const visibility& flags;
    const mapping_options& options;
    document_entry& entry;
    cda::findings& findings;
    /// Element that a derivation found but could not use; tells the finding where.
    pugi::xml_node culprit = {};
};

coded to_coded(const concept_row& row) {
    return {std::string(row.code), std::string(row.scheme), std::string(row.display)};
}

coded read_code(pugi::xml_node element) {
    return {std::string(attribute(element, "code")), std::string(attribute(element, "codeSystem")),
            collapse(attribute(element, "displayName"))};
}

// The code of `element` when the rows hold it (same system), with the document's display if it has one.
template <class Rows>
bool code_among(pugi::xml_node element, const Rows& rows, coded& to) {
    if (!has_code(element)) return false;
    for (const concept_row& row : rows) {
        if (row.code != attribute(element, "code") || row.scheme != attribute(element, "codeSystem"))
            continue;
        to = to_coded(row);
        if (auto display = collapse(attribute(element, "displayName")); !display.empty()) {
            to.display = std::move(display);
        }
        return true;
    }
    return false;
}

// First `max` characters of valid UTF-8.
std::string_view first_characters(std::string_view text, std::size_t max) noexcept {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (starts && seen++ == max) return text.substr(0, i);
    }
    return text;
}

bool derive_time(mapping& m, pugi::xml_node element, std::string& to) {
    m.culprit = element;
    to = to_utc(attribute(element, "value"));
    return !to.empty();
}

bool unique_id(mapping& m) {
    m.culprit = child(m.root, "id");
    m.entry.unique_id = attribute(m.culprit, "root");
    return oid_ok(m.entry.unique_id);
}

bool version(mapping& m) {
    // Orders versions and is kept in clear: an OID or nothing, whatever else a document says.
    const auto set = child(m.root, "setId");
    const std::string root{attribute(set, "root")};
    if (oid_ok(root) && !set.attribute("extension")) m.entry.set_id = root;
    m.entry.version = std::max(1LL, child(m.root, "versionNumber").attribute("value").as_llong(1));
    return true;
}

bool replaces(mapping& m) {
    for (auto related = child(m.root, "relatedDocument"); related;
         related = next(related, "relatedDocument")) {
        if (attribute(related, "typeCode") != "RPLC") continue;
        const auto oid = attribute(path(related, "parentDocument/id"), "root");
        m.culprit = related;
        if (!oid_ok(oid)) return false;
        m.entry.replaces = oid;
        return true;
    }
    return true;
}

bool mime_type(mapping& m) {
    m.entry.mime_type = m.shape == shape::self_presenting ? "application/xslt+xml" : "text/xml";
    return true;
}

bool title(mapping& m) {
    m.culprit = child(m.root, "title");
    m.entry.title = text_of(m.culprit);
    const auto kept = first_characters(m.entry.title, max_title);
    if (kept.size() < m.entry.title.size()) {
        m.findings.push_back(broken(metadata_rules::row("metadata.title-length"), xpath_of(m.culprit)));
        m.entry.title.resize(kept.size());
    }
    return !m.entry.title.empty();
}

bool language(mapping& m) {
    m.culprit = child(m.root, "languageCode");
    m.entry.language = attribute(m.culprit, "code");
    return m.entry.language == "fr-FR";
}

bool creation_time(mapping& m) {
    // To the second, as the registry wants it (dmp-wire §2.3); a shorter time would be invented upon.
    constexpr std::size_t to_the_second = 14;
    return derive_time(m, child(m.root, "effectiveTime"), m.entry.creation_time) &&
           m.entry.creation_time.size() >= to_the_second;
}

bool service_start(mapping& m) {
    return derive_time(m, path(m.main_event, "effectiveTime/low"), m.entry.service_start);
}

bool service_stop(mapping& m) {
    const auto high = path(m.main_event, "effectiveTime/high");
    return attribute(high, "value").empty() || derive_time(m, high, m.entry.service_stop);
}

const terminology::type_to_class* class_row(pugi::xml_node code) noexcept {
    for (const auto& row : terminology::type_classes) {
        if (row.type.code == attribute(code, "code") && row.type.scheme == attribute(code, "codeSystem"))
            return &row;
    }
    return nullptr;
}

bool type_code(mapping& m) {
    m.culprit = child(m.root, "code");
    const auto* row = class_row(m.culprit);
    return row != nullptr && code_among(m.culprit, std::array{row->type}, m.entry.type_code);
}

bool class_code(mapping& m) {
    m.culprit = child(m.root, "code");
    const auto* row = class_row(m.culprit);
    if (row == nullptr) return false;
    m.entry.class_code = to_coded(row->document_class);
    return true;
}

bool format_code(mapping& m) {
    for (auto id = child(m.root, "templateId"); id; id = next(id, "templateId")) {
        for (const auto& row : terminology::formats) {
            const bool for_files = row.template_id == terminology::template_unstructured;
            if (row.template_id != attribute(id, "root") ||
                for_files != (m.level == body_level::embedded_file)) {
                continue;
            }
            m.entry.format_code = to_coded(row.format);
            return true;
        }
    }
    return false;
}

bool facility_number(std::string_view code) noexcept {
    if (code.size() != 4 || !code.starts_with("SA")) return false;
    const auto digit = [&](std::size_t i) { return static_cast<unsigned>(code[i] - '0'); };
    return digit(2) <= 9 && digit(3) <= 9 && digit(2) * 10 + digit(3) >= 1 &&
           digit(2) * 10 + digit(3) <= terminology::last_facility;
}

bool facility_type(mapping& m) {
    m.culprit = path(m.root, "componentOf/encompassingEncounter/location/healthCareFacility/code");
    if (code_among(m.culprit, terminology::other_facilities, m.entry.facility_type)) return true;
    if (!has_code(m.culprit)) return false;
    auto code = read_code(m.culprit);
    if (code.scheme != terminology::facility_scheme || !facility_number(code.code)) return false;
    if (code.display.empty()) code.display = code.code;
    m.entry.facility_type = std::move(code);
    return true;
}

bool practice_setting(mapping& m) {
    m.culprit =
        path(m.main_event, "performer/assignedEntity/representedOrganization/standardIndustryClassCode");
    return code_among(m.culprit, terminology::practice_settings, m.entry.practice_setting);
}

bool confidentiality(mapping& m) {
    m.culprit = child(m.root, "confidentialityCode");
    coded own;
    if (!code_among(m.culprit, std::array{terminology::confidentiality_normal}, own)) return false;
    auto& codes = m.entry.confidentiality;
    codes.push_back(std::move(own));
    const auto add = [&](bool wanted, const concept_row& row) {
        if (wanted) codes.push_back(to_coded(row));
    };
    add(m.flags.masked_from_professionals, terminology::masked_from_professionals);
    add(m.flags.hidden_from_patient, terminology::hidden_from_patient);
    add(m.flags.hidden_from_representatives, terminology::hidden_from_representatives);
    return true;
}

bool event_codes(mapping& m) {
    for (auto act = child(m.root, "documentationOf"); act; act = next(act, "documentationOf")) {
        const auto code = path(act, "serviceEvent/code");
        if (!has_code(code) || !oid_ok(attribute(code, "codeSystem"))) continue;
        coded event = read_code(code);
        if (event.display.empty()) event.display = event.code;
        const bool known = std::any_of(
            m.entry.event_codes.begin(), m.entry.event_codes.end(),
            [&](const coded& one) { return one.code == event.code && one.scheme == event.scheme; });
        if (!known) m.entry.event_codes.push_back(std::move(event));
    }
    return true;
}

bool authors(mapping& m) {
    for (auto node = child(m.root, "author"); node; node = next(node, "author")) {
        const auto assigned = child(node, "assignedAuthor");
        auto person = person_xcn(assigned, m.options.xcn13_for_internal_id);
        if (!person) {
            m.culprit = node;
            return false;
        }
        const auto organization = child(assigned, "representedOrganization");
        author a;
        a.person = std::move(*person);
        a.role = collapse(attribute(child(node, "functionCode"), "displayName"));
        a.specialty = specialty(child(assigned, "code"));
        a.institution = organization_xon(organization);
        a.institution_id = organization_id(organization);
        m.entry.authors.push_back(std::move(a));
    }
    return !m.entry.authors.empty();
}

bool legal_authenticator(mapping& m) {
    m.culprit = child(m.root, "legalAuthenticator");
    auto person = person_xcn(child(m.culprit, "assignedEntity"), m.options.xcn13_for_internal_id);
    m.entry.legal_authenticator = person.value_or("");
    return person.has_value();
}

bool patient_id(mapping& m) {
    for (auto id = child(m.patient_role, "id"); id; id = next(id, "id")) {
        if (!is_ins_root(attribute(id, "root"))) continue;
        m.culprit = id;
        m.entry.ins = attribute(id, "extension");
        m.entry.ins_root = attribute(id, "root");
        m.entry.patient_id = cx(m.entry.ins, m.entry.ins_root, "NH");
        return ins_form_ok(m.entry.ins);
    }
    return false;
}

bool source_patient_id(mapping& m) {
    for (auto id = child(m.patient_role, "id"); id; id = next(id, "id")) {
        const auto root = attribute(id, "root");
        const auto value = component(attribute(id, "extension"));
        if (is_ins_root(root) || !oid_ok(root) || value.empty()) continue;
        m.entry.source_patient_id = cx(value, root, "PI");
        return true;
    }
    m.entry.source_patient_id = m.entry.patient_id;
    return !m.entry.source_patient_id.empty();
}

bool source_patient_info(mapping& m) {
    const auto patient = child(m.patient_role, "patient");
    const auto birth = attribute(child(patient, "birthTime"), "value").substr(0, 8);
    const auto gender = attribute(child(patient, "administrativeGenderCode"), "code");
    const auto name = patient_name(patient);
    auto& info = m.entry.source_patient_info;
    if (!name.empty()) info.push_back("PID-5|" + name);
    if (!to_utc(birth).empty()) info.push_back("PID-7|" + std::string(birth));
    // HL7 v2 table 0001 writes the undetermined sex of HL7 v3 (UN) as U.
    if (!gender.empty()) info.push_back("PID-8|" + (gender == "UN" ? std::string("U") : component(gender)));
    m.culprit = patient;
    return info.size() == 3;
}

struct row {
    std::string_view metadata;  ///< XDS name; the finding's rule is "metadata.<name>".
    std::string_view path;      ///< In the CDA header, below ClinicalDocument.
    bool mandatory;             ///< Without it: an error. Otherwise a value that cannot be used is a warning.
    bool (*derive)(mapping&);
    std::string_view fr;  ///< What is expected there.
    std::string_view en;
    std::string_view source;
};

/// THE mapping, in this order. Paths and cardinalities: dmp-wire §2.7 and §2.3 unless the row says otherwise.
constexpr row rows[] = {
    {"uniqueId", "id", true, unique_id, "OID du document dans @root", "OID of the document in @root", "§2.3"},
    {"version", "versionNumber", false, version, "entier positif", "positive integer", "cda-pps.md"},
    {"replaces", "relatedDocument/parentDocument/id", false, replaces, "OID du document remplacé dans @root",
     "OID of the replaced document in @root", "§2.4"},
    {"mimeType", "", true, mime_type, "type du document", "type of the document", "§2.3"},
    {"title", "title", true, title, "titre", "title", "§2.3"},
    {"languageCode", "languageCode", true, language, "code fr-FR", "code fr-FR", "§2.3"},
    {"creationTime", "effectiveTime", true, creation_time, "horodatage HL7 dans @value",
     "HL7 time stamp in @value", "§2.3"},
    {"serviceStartTime", "documentationOf/serviceEvent/effectiveTime/low", true, service_start,
     "horodatage HL7 dans @value (acte principal)", "HL7 time stamp in @value (main act)", "§2.7"},
    {"serviceStopTime", "documentationOf/serviceEvent/effectiveTime/high", false, service_stop,
     "horodatage HL7 dans @value (acte principal)", "HL7 time stamp in @value (main act)", "§2.3 (R2)"},
    {"typeCode", "code", true, type_code, "code LOINC 18776-5 ou 34794-8", "LOINC code 18776-5 or 34794-8",
     "JDV_J66; cda-pps.md"},
    {"classCode", "code", true, class_code, "code LOINC qui a une classe dans ASS_X04",
     "LOINC code that has a class in ASS_X04", "ASS_X04"},
    {"formatCode", "templateId", true, format_code, "templateId du modèle qui a un format dans ASS_A11",
     "templateId of the model that has a format in ASS_A11", "ASS_A11; §2.8"},
    {"healthcareFacilityTypeCode", "componentOf/encompassingEncounter/location/healthCareFacility/code", true,
     facility_type, "code SA01 à SA69, EXP_PATIENT ou SNR (JDV_J61)",
     "code SA01 to SA69, EXP_PATIENT or SNR (JDV_J61)", "JDV_J61; §2.9"},
    {"practiceSettingCode",
     "documentationOf/serviceEvent/performer/assignedEntity/representedOrganization/"
     "standardIndustryClassCode",
     true, practice_setting, "code du JDV_J62 (acte principal)", "code of JDV_J62 (main act)",
     "JDV_J62; §2.9"},
    {"confidentialityCode", "confidentialityCode", true, confidentiality,
     "code N (les documents R et V ne doivent pas être partagés)",
     "code N (documents R and V must not be shared)", "JDV_J58; §2.9, §6"},
    {"eventCodeList", "documentationOf/serviceEvent/code", false, event_codes, "code", "code", "§2.7"},
    {"author", "author/assignedAuthor", true, authors,
     "auteur avec un identifiant, et un nom de personne ou de dispositif",
     "author with an identifier, and the name of a person or device", "§2.5"},
    {"legalAuthenticator", "legalAuthenticator/assignedEntity", true, legal_authenticator,
     "responsable avec un identifiant et un nom", "authenticator with an identifier and a name", "§2.5"},
    {"patientId", "recordTarget/patientRole/id", true, patient_id, "matricule INS", "INS", "§5"},
    {"sourcePatientId", "recordTarget/patientRole/id", true, source_patient_id,
     "identifiant local ou matricule INS", "local identifier or INS", "§2.3"},
    {"sourcePatientInfo", "recordTarget/patientRole/patient", true, source_patient_info,
     "nom, date de naissance et sexe", "name, date of birth and sex", "§2.3"},
};

finding missing(const row& r, pugi::xml_node culprit) {
    const std::string where = culprit ? xpath_of(culprit) : "/ClinicalDocument/" + std::string(r.path);
    const std::string name(r.metadata);
    return {"metadata." + name, r.mandatory ? severity::error : severity::warning, where,
            "métadonnée " + name + " absente ou inutilisable ; attendu : " + std::string(r.fr),
            "metadata " + name + " missing or unusable; expected: " + std::string(r.en)};
}

pugi::xml_node main_event_of(pugi::xml_node root) noexcept {
    for (auto act = child(root, "documentationOf"); act; act = next(act, "documentationOf")) {
        if (path(act, "serviceEvent/performer")) return child(act, "serviceEvent");
    }
    return path(root, "documentationOf/serviceEvent");
}

void judge_visibility(const visibility& flags, cda::findings& all) {
    if (flags.masked_from_professionals && flags.hidden_from_patient) {
        all.push_back(broken(metadata_rules::row("visibility.masked-and-hidden")));
    }
    if (flags.secret_connection && !flags.hidden_from_representatives) {
        all.push_back(broken(metadata_rules::row("visibility.secret-connection")));
    }
}

}  // namespace

mapping_outcome map_header(const document& doc, const identification& what, const visibility& flags,
                           const mapping_options& options) {
    mapping_outcome outcome;
    mapping m{doc.root(),
              main_event_of(doc.root()),
              path(doc.root(), "recordTarget/patientRole"),
              doc.shape(),
              what.level,
              flags,
              options,
              outcome.entry,
              outcome.findings};
    for (const row& r : rows) {
        m.culprit = {};
        if (!r.derive(m)) outcome.findings.push_back(missing(r, m.culprit));
    }
    judge_visibility(flags, outcome.findings);
    return outcome;
}

}  // namespace pps::cda::xds
