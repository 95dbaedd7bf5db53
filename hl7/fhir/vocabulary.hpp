#pragma once

#include "cda/pps/tables.hpp"

#include <array>
#include <string>
#include <string_view>

/// Correspondences between HL7 v3 codes and those of FHIR R4, one row each.
namespace pps::hl7::fhir {

/// A code system by its OID and its URI.
struct system_row {
    std::string_view oid;
    std::string_view uri;
    std::string_view source;
};
// clang-format off
inline constexpr system_row systems[] = {
    {tables::loinc, "http://loinc.org", "FHIR R4 Code Systems; fhir.md §1"},
    {tables::snomed, "http://snomed.info/sct", "FHIR R4 Code Systems; fhir.md §1"},
    {tables::ncit, "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "HL7 Terminology, NCI Thesaurus"},
    {tables::icd10, "http://hl7.org/fhir/sid/icd-10", "FHIR R4 Code Systems; fhir.md §1"},
    {tables::icdo3, "http://terminology.hl7.org/CodeSystem/icd-o-3", "HL7 Terminology; fhir.md §1"},
    {tables::edqm, "http://standardterms.edqm.eu", "HL7 Terminology, EDQM Standard Terms"},
    {tables::ta_asip, "https://mos.esante.gouv.fr/NOS/TRE_R308-TAASIP/FHIR/TRE-R308-TAASIP", "NOS TRE_R308"},
    {"1.2.250.1.213.1.1.4.1", "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument",
     "NOS TRE_A03; example td2-iti65-lot-soumission"},
    {"2.16.840.1.113883.5.25", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "HL7 Terminology; fhir.md §2"},
    {"2.16.840.1.113883.5.1", "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender", "HL7 Terminology"},
    {"2.16.840.1.113883.5.4", "http://terminology.hl7.org/CodeSystem/v3-ActCode", "HL7 Terminology"},
    {"2.16.840.1.113883.5.7", "http://terminology.hl7.org/CodeSystem/v3-ActPriority", "HL7 Terminology"},
    {"2.16.840.1.113883.5.2", "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "HL7 Terminology"},
    {"2.16.840.1.113883.5.83", "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "HL7 Terminology"},
    {"2.16.840.1.113883.5.84", "http://terminology.hl7.org/CodeSystem/v3-ObservationMethod", "HL7 Terminology"},
    {tables::function_system, "http://terminology.hl7.org/CodeSystem/v3-ParticipationFunction", "HL7 Terminology"},
    {"2.16.840.1.113883.5.111", "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "HL7 Terminology"},
    {"2.16.840.1.113883.5.112", "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "HL7 Terminology"},
    {"2.16.840.1.113883.6.8", "http://unitsofmeasure.org", "FHIR R4 Code Systems"},
};
// clang-format on

/// Two codes for one thing. The first row of a code is used, in either direction.
struct pair_row {
    std::string_view v3;
    std::string_view fhir;
};
using pairs = std::span<const pair_row>;

/// The FHIR code of a v3 one, `otherwise` when there is none.
constexpr std::string_view to_fhir(pairs table, std::string_view v3,
                                   std::string_view otherwise = {}) noexcept {
    for (const auto& row : table) {
        if (row.v3 == v3) return row.fhir;
    }
    return otherwise;
}
/// The v3 code of a FHIR one, "" when there is none.
constexpr std::string_view to_v3(pairs table, std::string_view fhir) noexcept {
    for (const auto& row : table) {
        if (row.fhir == fhir) return row.v3;
    }
    return {};
}

/// NullFlavor to data-absent-reason. Source: HL7 CDA on FHIR, and the definitions of both code systems. NI
/// has no reason of its own.
inline constexpr pair_row absent_reasons[] = {
    {"UNK", "unknown"},
    {"ASKU", "asked-unknown"},
    {"NAV", "temp-unknown"},
    {"NASK", "not-asked"},
    {"MSK", "masked"},
    {"NA", "not-applicable"},
    {"NINF", "negative-infinity"},
    {"PINF", "positive-infinity"},
    {"OTH", "unsupported"},
};
/// statusCode to Observation.status. Source: HL7 C-CDA on FHIR, Results.
inline constexpr pair_row observation_states[] = {
    {"completed", "final"},     {"active", "preliminary"},         {"aborted", "cancelled"},
    {"new", "registered"},      {"nullified", "entered-in-error"}, {"", "unknown"},
    {"cancelled", "cancelled"}, {"completed", "amended"},          {"completed", "corrected"},
};
/// statusCode to Procedure.status (EventStatus). Source: HL7 C-CDA on FHIR, Procedures.
inline constexpr pair_row procedure_states[] = {
    {"completed", "completed"},        {"active", "in-progress"}, {"aborted", "stopped"},
    {"cancelled", "not-done"},         {"suspended", "on-hold"},  {"new", "preparation"},
    {"nullified", "entered-in-error"}, {"", "unknown"},
};
/// statusCode to ServiceRequest.status (RequestStatus). A planned act that CDA calls completed (as all
/// entries of the official example) is a request that stands: fhir.md §1 "INT, active".
inline constexpr pair_row request_states[] = {
    {"completed", "active"},  {"active", "active"},
    {"aborted", "revoked"},   {"cancelled", "revoked"},
    {"suspended", "on-hold"}, {"held", "on-hold"},
    {"new", "draft"},         {"nullified", "entered-in-error"},
    {"", "unknown"},          {"completed", "completed"},
};
/// statusCode to List.status.
inline constexpr pair_row list_states[] = {
    {"completed", "current"},
    {"nullified", "entered-in-error"},
    {"cancelled", "retired"},
};
/// Statut du document (JDV_StatutDoc_CISIS) to Composition.status: what is not in progress is final.
inline constexpr pair_row composition_states[] = {
    {"385651009", "preliminary"},
};
/// statusCode of a concern to Condition.clinicalStatus. Source: HL7 C-CDA on FHIR, Problems.
inline constexpr pair_row condition_states[] = {
    {"active", "active"},     {"completed", "resolved"}, {"suspended", "inactive"},  {"aborted", "inactive"},
    {"active", "recurrence"}, {"active", "relapse"},     {"completed", "remission"},
};
/// moodCode to ServiceRequest.intent (RequestIntent).
inline constexpr pair_row intents[] = {
    {"INT", "plan"},         {"PRP", "proposal"},     {"RQO", "order"},
    {"PRMS", "directive"},   {"INT", "option"},       {"RQO", "original-order"},
    {"RQO", "reflex-order"}, {"RQO", "filler-order"}, {"RQO", "instance-order"},
};
/// relatedDocument/@typeCode to Composition.relatesTo.code. Source: FHIR R4 Composition, mapping to CDA.
inline constexpr pair_row document_relations[] = {
    {"RPLC", "replaces"},
    {"APND", "appends"},
    {"XFRM", "transforms"},
};
/// administrativeGenderCode to Patient.gender. Source: FHIR R4 ConceptMap AdministrativeGender.
inline constexpr pair_row genders[] = {
    {"M", "male"},
    {"F", "female"},
    {"UN", "other"},
    {"", "unknown"},
};
/// addr/@use, name/@use, telecom/@use. Source: FHIR R4 concept maps to v3 of these value sets.
inline constexpr pair_row address_uses[] = {
    {"H", "home"}, {"HP", "home"}, {"WP", "work"}, {"TMP", "temp"}, {"BAD", "old"},
};
inline constexpr pair_row name_uses[] = {
    {"L", "official"}, {"C", "usual"}, {"P", "nickname"}, {"A", "anonymous"}, {"OR", "official"},
};
inline constexpr pair_row telecom_uses[] = {
    {"H", "home"},   {"HP", "home"}, {"WP", "work"},  {"MC", "mobile"},
    {"TMP", "temp"}, {"BAD", "old"}, {"DIR", "work"},
};
/// Scheme of a telecom to ContactPoint.system; `value` holds what follows it, the whole URI for url.
inline constexpr pair_row telecom_schemes[] = {
    {"tel:", "phone"}, {"mailto:", "email"}, {"fax:", "fax"}, {"sms:", "sms"},
    {"http:", "url"},  {"https:", "url"},    {"ftp:", "url"},
};

/// Type of an identifier, for readers that slice by it. Source: FR Core 2.1, CodeSystem fr-core-cs-v2-0203.
struct identifier_row {
    std::string_view root;
    std::string_view type;
    std::string_view use;
};
inline constexpr std::string_view identifier_types =
    "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203";
inline constexpr identifier_row identifiers[] = {
    {"1.2.250.1.213.1.4.8", "INS-NIR", "official"},
    {"1.2.250.1.213.1.4.9", "INS-NIA", "official"},
    {"1.2.250.1.213.1.4.10", "INS-NIR-TEST", "official"},
    {"1.2.250.1.213.1.4.11", "INS-NIR-DEMO", "official"},
    {"1.2.250.1.71.4.2.1", "IDNPS", "official"},
    {"1.2.250.1.71.4.2.2", "IDNST", "official"},
};

/// INSEE codes of communes, those overseas included. Source: FR Core 2.1 examples.
inline constexpr std::string_view commune_system =
    "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM";

/// The kind of a section by its code (tables::sections), `other` when no row of that kind of document has it.
section_kind kind_of(const coded& code, plan_kind document) noexcept;
/// The kind of a programme entry by its code, or else by the section of an RCP sheet it stands in.
programme_kind kind_of(const coded& code, section_kind section) noexcept;

/// The role of a header participant by its function (tables::participants), `other` when no row has it.
participant_role role_of(const coded& function) noexcept;

/// codeSystemName that goes with an OID (tables::code_systems), "" when none is known.
std::string_view name_of_system(std::string_view oid) noexcept;

/// URI of an OID or UUID (in lower case, as FHIR R4 wants it): that of its code system, "urn:oid:…",
/// "urn:uuid:…"; the text itself when it is a URI;
/// "" when it is none of these.
std::string uri_of(std::string_view root);
/// The OID or UUID that `uri_of` gave; any other URI as it is.
std::string_view root_of(std::string_view uri) noexcept;

}  // namespace pps::hl7::fhir
