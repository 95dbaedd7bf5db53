#pragma once

#include "cda/rule.hpp"

namespace pps::cda::write_rules {

/// What the writer finds. Paths are into the model. Cardinalities: volet CANCER-PPS 2022.01 and Structuration
/// minimale (cda-pps.md "Header", "Body sections"), the same as config/rules/*.sch.
inline constexpr rule table[] = {
    {"write.kind", severity::error, "plan.kind", "nature du document attendue : PPS ou fiche RCP",
     "kind of document expected: PPS or tumour board sheet", "cda-pps.md: Identity of the model"},
    {"write.id", severity::error, "plan.id", "identifiant du document attendu",
     "identifier of the document expected", "cda-pps.md: Header"},
    {"write.time", severity::error, "plan.time", "date du document attendue", "date of the document expected",
     "cda-pps.md: Header"},
    {"write.patient-ins", severity::error, "plan.patient.ids",
     "identité nationale de santé du patient attendue", "national health identity of the patient expected",
     "cda-pps.md: Header"},
    {"write.patient-name", severity::error, "plan.patient.names", "nom du patient attendu",
     "name of the patient expected", "cda-pps.md: Header"},
    {"write.birth-time", severity::error, "plan.patient.birth_time", "date de naissance du patient attendue",
     "date of birth of the patient expected", "cda-pps.md: Header"},
    {"write.author", severity::error, "plan.authors", "au moins un auteur attendu",
     "at least one author expected", "cda-pps.md: Header"},
    {"write.custodian", severity::error, "plan.custodian", "organisation qui conserve le document attendue",
     "organisation that keeps the document expected", "cda-pps.md: Header"},
    {"write.legal", severity::error, "plan.legal", "signataire légal attendu, avec la date de signature",
     "legal authenticator expected, with the date of signature", "cda-pps.md: Header"},
    {"write.coordination-centre", severity::error, "plan.participants",
     "centre de coordination en cancérologie (3C) attendu parmi les participants",
     "cancer coordination centre (3C) expected among the participants", "cda-pps.md: Header, participants"},
    {"write.treating-physician", severity::error, "plan.participants",
     "médecin traitant attendu parmi les participants", "treating physician expected among the participants",
     "cda-pps.md: Header, participants"},
    {"write.main-act", severity::error, "plan.events",
     "acte principal attendu : exécutant, cadre d'exercice et date de début",
     "main act expected: performer, practice setting and start", "cda-pps.md: Header"},
    {"write.facility", severity::error, "plan.encounter.facility",
     "secteur d'activité du lieu de prise en charge attendu", "activity sector of the place of care expected",
     "cda-pps.md: Header"},
    {"write.diagnosis", severity::error, "plan.diagnoses", "au moins une tumeur attendue",
     "at least one tumour expected", "cda-pps.md: Body sections"},
    {"write.document-state", severity::warning, "plan.status.state", "statut du document attendu",
     "state of the document expected", "cda-pps.md: Body sections"},
    {"write.programme-mood", severity::error, "",
     "acte attendu comme réalisé (EVN) ou prévu (INT) : il est écrit comme prévu",
     "act expected as done (EVN) or planned (INT): it is written as planned",
     "cda-pps.md: Programme entries"},
    {"write.programme-choice", severity::error, "",
     "choix attendu parmi le jeu de valeurs de la nature de l'acte",
     "choice expected from the value set of the kind of act", "cda-pps.md: Programme entries"},
    {"write.concern-status", severity::warning, "",
     "état de la maladie attendu (actif, terminé…) : il est écrit comme actif",
     "state of the illness expected (active, completed…): it is written as active",
     "cda-pps.md: Body sections"},
    {"write.file", severity::error, "plan.file",
     "le contenu du fichier joint ne fait pas partie du modèle : le document est écrit sans lui",
     "the content of the embedded file is no part of the model: the document is written without it",
     "cda-pps.md: Two shapes on the wire"},
    {"write.no-place", severity::error, "",
     "donnée sans place dans ce modèle de document : elle n'est pas écrite",
     "data without a place in this model of document: it is not written", "cda-pps.md: Body sections"},
    {"write.value-type", severity::warning, "",
     "type de valeur inconnu : la valeur est écrite comme un texte",
     "unknown type of value: it is written as text", "CDA R2 schema, datatypes"},
    {"write.markup", severity::warning, "",
     "texte de section qui n'est pas du texte CDA : il est écrit sans sa mise "
     "en forme",
     "text of a section that is no CDA narrative: it is written without its layout",
     "CDA R2 schema, NarrativeBlock"},
    {"write.depth", severity::error, "", "imbrication trop profonde : ce qui est en dessous n'est pas écrit",
     "nested too deep: what is below is not written", "limit of this writer"},
    {"write.characters", severity::warning, "", "caractères que XML interdit : ils sont remplacés par U+FFFD",
     "characters that XML forbids: they are replaced by U+FFFD", "XML 1.0 §2.2"},
};

consteval const rule& row(std::string_view id) {
    return row_of(table, id);
}

}  // namespace pps::cda::write_rules
