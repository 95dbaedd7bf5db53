#pragma once

#include <string_view>

/// URLs of the extensions that a Bundle carries.
namespace pps::hl7::fhir {

/// Published extensions. Sources: FHIR R4 4.0.1 (Extensibility, registry) and FR Core 2.1.
namespace url {
inline constexpr std::string_view null_flavor = "http://hl7.org/fhir/StructureDefinition/iso21090-nullFlavor";
inline constexpr std::string_view data_absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
inline constexpr std::string_view narrative_link = "http://hl7.org/fhir/StructureDefinition/narrativeLink";
inline constexpr std::string_view name_qualifier =
    "http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier";
inline constexpr std::string_view name_use = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-use";
inline constexpr std::string_view address_use = "http://hl7.org/fhir/StructureDefinition/iso21090-AD-use";
/// Followed by the name of the part: houseNumber, streetName…
inline constexpr std::string_view address_part = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-";
inline constexpr std::string_view birth_place = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";
inline constexpr std::string_view document_version =
    "http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber";
inline constexpr std::string_view birth_given_names =
    "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-list-given-name";
inline constexpr std::string_view identity_reliability =
    "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability";
inline constexpr std::string_view insee_code =
    "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code";
}  // namespace url

/// Base of our own extensions, and of the code system of the roles (meta.tag).
inline constexpr std::string_view own_base = "https://pps-gateway.fr/fhir/StructureDefinition/";
inline constexpr std::string_view role_system = "https://pps-gateway.fr/fhir/CodeSystem/role";

/// One of our own extensions: what FHIR R4 has no element for, or the exact text of what it says in another
/// form.
struct own_extension {
    std::string_view name;     ///< Last step of the URL.
    std::string_view where;    ///< Elements that it stands on.
    std::string_view value;    ///< Type of its value, "complex" for nested ones.
    std::string_view meaning;  ///< In CDA terms.
};

// clang-format off
inline constexpr own_extension own_extensions[] = {
    {"address", "Device", "Address", "addr, on a resource without"},
    {"address-parts", "Address", "complex", "parts of an addr that Address does not tell apart, in order"},
    {"author", "resource, Annotation", "Reference", "author of a statement or comment; time, function on the Reference"},
    {"class", "resource", "code", "element of a statement when its resource does not say it: act, organizer…"},
    {"class-code", "party resource, resource", "code", "@classCode"},
    {"comment", "resource", "Annotation", "comment (48767-8) on a resource without note"},
    {"concept", "Coding", "CodeableConcept", "a translation that has itself an original text, translations, qualifiers"},
    {"concern", "Condition", "complex", "the act (problem concern) around a diagnosis"},
    {"confidentiality", "Composition", "CodeableConcept", "confidentialityCode in full"},
    {"derived", "HumanName, occurrence[x]", "boolean", "repeats for FHIR readers what is said elsewhere; not read back"},
    {"device", "party resource", "Reference", "assignedAuthoringDevice where a Device may not be referenced"},
    {"document", "resource", "Reference", "reference/externalDocument"},
    {"document-template", "Composition", "Identifier", "templateId of the document's model and its version"},
    {"entry", "Composition", "Reference", "an entry whose section is not in the document"},
    {"exact-time", "date, dateTime, Period", "string", "HL7 v3 time as sent, when FHIR cannot say it with its precision"},
    {"file", "Composition.section", "boolean", "the section wraps the file of a level 1 document"},
    {"function", "Reference, BackboneElement", "CodeableConcept", "functionCode"},
    {"gender", "Patient", "CodeableConcept", "administrativeGenderCode in full"},
    {"identifier", "resource, Annotation, BackboneElement", "Identifier", "id, where FHIR has no identifier or one only"},
    {"in-fulfillment-of", "Composition", "Identifier", "inFulfillmentOf/order/id"},
    {"informant", "Composition", "Reference", "informant; kind, professional, time on the Reference"},
    {"information-recipient", "Composition", "Reference", "informationRecipient; type-code on the Reference"},
    {"informant-kind", "Reference", "code", "trusted_person, emergency_contact, other"},
    {"interpretation", "resource", "CodeableConcept", "interpretationCode"},
    {"inversion", "Reference", "boolean", "@inversionInd"},
    {"kind", "resource", "code", "kind of a programme entry when its code does not say it"},
    {"laterality", "CodeableConcept", "CodeableConcept", "laterality of a tumour site"},
    {"method", "resource", "CodeableConcept", "methodCode beyond what Observation.method holds"},
    {"mood", "resource", "code", "@moodCode when the resource does not say it"},
    {"name", "party resource", "HumanName", "name, on a resource without"},
    {"name-parts", "HumanName", "complex", "parts of a name that HumanName does not tell apart, in order"},
    {"narrative-markup", "Composition.section", "string", "CDA narrative that its XHTML does not give back exactly"},
    {"narrative-null", "resource, Annotation, CodeableConcept", "code", "text/@nullFlavor"},
    {"negated", "resource", "boolean", "@negationInd"},
    {"organization", "party resource", "Reference", "represented or scoping organization"},
    {"part-of-document", "BackboneElement, DocumentReference", "complex", "setId, versionNumber, code of a document"},
    {"participant", "resource", "Reference", "participant; type-code, role, function, time on the Reference"},
    {"party", "Patient.contact", "Reference", "guardian in full"},
    {"performer", "resource, BackboneElement", "Reference", "performer; type-code, function, time on the Reference"},
    {"place-name", "Address", "string", "birthplace/place/name"},
    {"plain-text", "Composition.section", "string", "plain text of a section when its narrative gives another"},
    {"position", "CarePlan.activity", "integer", "rank among all programme entries, when not that of the sections"},
    {"priority", "resource", "CodeableConcept", "priorityCode"},
    {"qualifier", "CodeableConcept", "complex", "qualifier: name, value"},
    {"related", "resource", "Reference", "entryRelationship, component; type-code, inversion on the Reference"},
    {"representation", "Attachment", "code", "nonXMLBody/text/@representation"},
    {"responsible", "Encounter.participant", "boolean", "it is the responsibleParty"},
    {"role", "Reference, BackboneElement", "code", "role of a participant (pps::participant_role)"},
    {"root", "Identifier", "string", "@root that is no URI"},
    {"section-kind", "Composition.section, CarePlan", "code", "kind of a section when its code does not say it"},
    {"signature", "Composition.attester", "code", "signatureCode"},
    {"status-code", "resource, Annotation", "code", "statusCode as sent, when status does not give it back"},
    {"supporting-info", "Procedure", "Reference", "planned dates, rhythm, route, side effects of a programme entry"},
    {"system", "Coding", "string", "@codeSystem that is no OID"},
    {"system-name", "Coding", "string", "@codeSystemName"},
    {"target-site", "resource", "CodeableConcept", "targetSiteCode beyond what bodySite holds"},
    {"telecom-use", "ContactPoint", "code", "telecom/@use when ContactPoint.use does not give it back"},
    {"template", "resource, Composition.section", "Identifier", "templateId"},
    {"time", "resource, Reference, Annotation", "dateTime or Period", "effectiveTime, time"},
    {"type-code", "Reference, BackboneElement, resource", "code", "@typeCode"},
    {"value", "resource, value[x]", "complex", "value in full, when value[x] does not give it back"},
};
// clang-format on

/// The name of one of our own extensions; a name that is not in the table does not compile.
consteval std::string_view own(std::string_view name) {
    for (const auto& row : own_extensions) {
        if (row.name == name) return row.name;
    }
    throw "no such extension";
}

}  // namespace pps::hl7::fhir
