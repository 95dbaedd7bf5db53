#pragma once

#include "cda/rule.hpp"

namespace pps::hl7::fhir::fhir_rules {

using cda::rule;
using cda::severity;

/// What reading a Bundle or a publication reports. Paths are JSON pointers into it.
inline constexpr rule table[] = {
    {"json.size", severity::fatal, "", "JSON trop volumineux", "JSON too large", "read_limits::max_bytes"},
    {"json.syntax", severity::fatal, "", "JSON mal formé", "JSON not well formed", "RFC 8259"},
    {"json.characters", severity::fatal, "",
     "caractère interdit : UTF-8 valide sans caractère de contrôle ni demi-codet isolé attendu",
     "forbidden character: valid UTF-8 without control characters or lone surrogates expected",
     "RFC 8259 §8; FHIR R4 Datatypes, string"},
    {"json.depth", severity::fatal, "", "JSON imbriqué trop profondément", "JSON nested too deeply",
     "read_limits::max_depth"},
    {"json.values", severity::fatal, "", "trop de valeurs dans le JSON", "too many values in the JSON",
     "read_limits::max_values"},
    {"json.members", severity::fatal, "", "trop de membres dans un objet JSON",
     "too many members in a JSON object", "read_limits::max_members"},
    {"json.duplicate", severity::fatal, "", "membre présent deux fois dans un objet JSON",
     "member twice in a JSON object", "FHIR R4 JSON; RFC 8259 §4"},
    {"json.number", severity::fatal, "", "nombre trop long", "number too long", "FHIR R4 Datatypes, decimal"},

    {"fhir.bundle", severity::fatal, "", "Bundle FHIR de type document attendu",
     "FHIR Bundle of type document expected", "fhir.md §1"},
    {"fhir.composition", severity::fatal, "/entry/0/resource", "première ressource attendue : Composition",
     "Composition expected as the first resource", "FHIR R4 Documents; fhir.md §1"},
    {"fhir.patient", severity::error, "/entry/0/resource/subject",
     "patient absent ou introuvable dans le Bundle", "patient missing, or not in the Bundle",
     "FHIR R4 Documents"},
    {"fhir.reference", severity::warning, "", "référence qui ne mène à aucune ressource du Bundle",
     "reference that leads to no resource of the Bundle", "FHIR R4 Bundle, resolving references"},
    {"fhir.reference-type", severity::warning, "", "ressource d'un type inattendu à cet endroit",
     "resource of a type not expected there", "hl7/fhir/README.md"},
    {"fhir.full-url", severity::error, "", "deux entrées de même fullUrl",
     "two entries with the same fullUrl", "FHIR R4 Bundle, bdl-7"},
    {"fhir.twice", severity::warning, "", "ressource déjà rattachée ailleurs : reprise une seule fois",
     "resource already used elsewhere: taken once only", "hl7/fhir/README.md"},
    {"fhir.nesting", severity::error, "", "ressources imbriquées trop profondément",
     "resources nested too deeply", "read_limits::max_nesting"},
    {"fhir.expansion", severity::fatal, "", "références trop volumineuses", "references lead to too much",
     "read_limits::max_expansion"},
    {"fhir.narrative", severity::warning, "", "texte XHTML illisible : section reprise sans ce texte",
     "unreadable XHTML: the section is taken without it", "FHIR R4 Narrative"},
    {"fhir.base64", severity::error, "", "base64 incorrect", "incorrect base64", "RFC 4648 §4"},

    {"pdsm.bundle", severity::fatal, "",
     "Bundle de type transaction (ITI-65) ou DocumentReference (ITI-105) attendu",
     "Bundle of type transaction (ITI-65) or DocumentReference (ITI-105) expected", "fhir.md §2"},
    {"pdsm.document", severity::error, "", "une ressource DocumentReference attendue, et une seule",
     "exactly one DocumentReference resource expected", "PDSm 3.1.1; fhir.md §2"},
    {"pdsm.submission-set", severity::error, "", "une ressource List (submissionset) attendue, et une seule",
     "exactly one List resource (submissionset) expected", "PDSm 3.1.1; IHE MHD ITI-65"},
    {"pdsm.content", severity::error, "",
     "contenu du document absent : Binary du lot ou attachment.data attendu",
     "content of the document missing: Binary of the Bundle or attachment.data expected", "fhir.md §2"},
    {"pdsm.hash", severity::error, "", "taille ou empreinte SHA-1 différente de celle du contenu",
     "size or SHA-1 hash differs from that of the content", "fhir.md §2"},
    {"pdsm.identifier", severity::error, "", "masterIdentifier urn:oid: attendu",
     "masterIdentifier urn:oid: expected", "fhir.md §2"},
    {"pdsm.patient", severity::error, "", "INS du patient attendu (subject ou sourcePatientInfo)",
     "INS of the patient expected (subject or sourcePatientInfo)", "fhir.md §2"},
    {"pdsm.type", severity::error, "", "type LOINC du document attendu",
     "LOINC type of the document expected", "PDSm 3.1.1"},
    {"pdsm.entry", severity::error, "", "entrée non prévue dans une publication",
     "entry that a publication does not have", "fhir.md §2"},
};

consteval const rule& row(std::string_view id) {
    return cda::row_of(table, id);
}

}  // namespace pps::hl7::fhir::fhir_rules
