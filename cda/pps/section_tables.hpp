#pragma once

#include "cda/pps/plan.hpp"
#include "cda/pps/templates.hpp"

#include <array>
#include <string_view>

namespace pps::tables {

/// A kind of section. A section is of the first row whose last template it has, whose translation (when the
/// row has one) its code has, and whose document kind is the document's.
struct section_row {
    section_kind kind;
    plan_kind document;
    templates::list templates;
    bool required;  ///< 1..1, else 0..1 (config/rules/pps-body.sch).
    concept_row code;
    concept_row translation;  ///< code/translation, empty when there is none.
    std::string_view title;   ///< As the official example writes it, "" when it has none.
};

/// In the order of the official examples CANCER-PPS_2022.01 and CANCER-FRCP_2022.01. Templates and codes:
/// cda-pps.md "Body sections".
// clang-format off
inline constexpr std::array sections{
    section_row{section_kind::patient_comment, plan_kind::care_plan, templates::comment_section, false,
        {"55112-7", loinc, "Commentaire"}, {"GEN-293", ta_asip, "Commentaire sur le patient"},
        "COMMENTAIRE SUR LE PATIENT"},
    section_row{section_kind::paediatrics, plan_kind::care_plan, templates::reason_section, false,
        {"42349-1", loinc, "Raison de la recommandation"}, {}, "PÉDIATRIE"},
    section_row{section_kind::diagnosis, plan_kind::care_plan, templates::diagnosis_section, true,
        {"72135-7", loinc, "Diagnostic du cancer"}, {}, "DIAGNOSTIC"},
    section_row{section_kind::discovery, plan_kind::care_plan, templates::discovery_section, false,
        {"42545-4", loinc, "Evènements observés"}, {}, "MODE DE DÉCOUVERTE DU CANCER"},
    section_row{section_kind::phase, plan_kind::care_plan, templates::phase_section, false,
        {"18733-6", loinc, "Note de progression"}, {}, "PHASE CLINIQUE DE LA MALADIE"},
    section_row{section_kind::programme, plan_kind::care_plan, templates::care_plan_section, true,
        {"18776-5", loinc, "Plan de soins"}, {"MED-566", ta_asip, "Programme thérapeutique et de suivi"},
        "PROGRAMME THÉRAPEUTIQUE ET DE SUIVI"},
    section_row{section_kind::supportive_care, plan_kind::care_plan, templates::care_plan_section, false,
        {"18776-5", loinc, "Plan de soins"},
        {"MED-567", ta_asip, "Soins oncologiques de support, accompagnement social et socioprofessionnel"},
        "SOINS ONCOLOGIQUES DE SUPPORT, ACCOMPAGNEMENT SOCIAL ET SOCIOPROFESSIONNEL"},
    section_row{section_kind::status, plan_kind::care_plan, templates::status_section, true,
        {"33557-0", loinc, "Etat d'achèvement"}, {}, "Statut du document"},
    section_row{section_kind::referenced_documents, plan_kind::care_plan, templates::documents_section, false,
        {"55107-7", loinc, "Documents référencés"}, {}, "DOCUMENTS RÉFÉRENCÉS"},
    section_row{section_kind::personal_data, plan_kind::care_plan, templates::comment_section, true,
        {"55112-7", loinc, "Commentaire"}, {"GEN-294", ta_asip, "Information pour le patient"},
        "INFORMATION SUR LES DONNÉES PERSONNELLES VOUS CONCERNANT"},

    // Tumour board sheet: official example CANCER-FRCP_2022.01
    section_row{section_kind::board_reason, plan_kind::tumour_board, templates::reason_section, true,
        {"42349-1", loinc, "Raison de la recommandation"}, {}, "TYPE DE RCP / MOTIF DE LA RCP"},
    section_row{section_kind::discovery, plan_kind::tumour_board, templates::discovery_section, false,
        {"42545-4", loinc, "Evènements observés"}, {}, "MODE DE DÉCOUVERTE DU CANCER"},
    section_row{section_kind::diagnosis, plan_kind::tumour_board, templates::diagnosis_section, true,
        {"72135-7", loinc, "Diagnostic du cancer"}, {}, "TUMEUR"},
    section_row{section_kind::history, plan_kind::tumour_board, templates::history_section, false,
        {"11348-0", loinc, "Antécédents médicaux"}, {}, "CLINIQUE"},
    section_row{section_kind::active_problems, plan_kind::tumour_board, templates::problems_section, false,
        {"11450-4", loinc, "Liste des problèmes actifs"}, {}, ""},
    section_row{section_kind::functional_status, plan_kind::tumour_board, templates::functional_section, false,
        {"47420-5", loinc, "Évaluation du statut fonctionnel"}, {}, "Évaluation du statut fonctionnel"},
    section_row{section_kind::results, plan_kind::tumour_board, templates::results_section, false,
        {"30954-2", loinc, "Résultats d'examens"}, {}, ""},
    section_row{section_kind::phase, plan_kind::tumour_board, templates::phase_section, false,
        {"18733-6", loinc, "Note de progression"}, {}, "PHASE CLINIQUE DE LA MALADIE"},
    section_row{section_kind::past_treatments, plan_kind::tumour_board, templates::procedures_section, false,
        {"29554-3", loinc, "Actes"}, {}, "TRAITEMENTS THÉRAPEUTIQUES PASSÉS OU EN COURS (réalisé ou pas)"},
    section_row{section_kind::operative_report, plan_kind::tumour_board, templates::operative_section, false,
        {"10218-6", loinc, "Note postopératoire"}, {}, "COMPTE RENDU OPÉRATOIRE (CRO)"},
    section_row{section_kind::pathology_report, plan_kind::tumour_board, templates::pathology_section, false,
        {"30954-2", loinc, "Résultats d’examens"}, {}, "COMPTE RENDU ANATOMOCYTOPATHOLOGIQUE (CR-ACP)"},
    section_row{section_kind::genetics_report, plan_kind::tumour_board, templates::genetics_section, false,
        {"50397-9", loinc, "Génétique moléculaire - Interprétation"}, {},
        "COMPTE RENDU D'ANALYSE MOLECULAIRE (CR-GM)"},
    section_row{section_kind::case_summary, plan_kind::tumour_board, templates::case_section, false,
        {"10164-2", loinc, "Histoire de la maladie"}, {},
        "SYNTHÈSE DU CAS PRÉSENTÉ ET QUESTION POSÉE A LA RCP - AUTRES DONNÉES INDISPENSABLES À L'AVIS DE LA RCP"},
    section_row{section_kind::board_proposal, plan_kind::tumour_board, templates::proposal_section, false,
        {"21874-3", loinc, "Statut du dossier présenté en RCP"}, {}, "PROPOSITION DE LA RCP"},
    section_row{section_kind::care_plan, plan_kind::tumour_board, templates::care_plan_section, false,
        {"18776-5", loinc, "Plan de soins"}, {}, "Plan de soins"},
    section_row{section_kind::proposal_context, plan_kind::tumour_board, templates::trials_section, false,
        {"35510-7", loinc, "Essais cliniques - Informations générales"}, {},
        "CADRE DE LA PROPOSITION THÉRAPEUTIQUE"},
    section_row{section_kind::patient_comment, plan_kind::tumour_board, templates::comment_section, false,
        {"55112-7", loinc, "Commentaire"}, {}, "COMMENTAIRES / PRÉCISIONS SUR LE PATIENT"},
    section_row{section_kind::status, plan_kind::tumour_board, templates::status_section, true,
        {"33557-0", loinc, "Etat d'achèvement"}, {}, "Statut du document"},
};
// clang-format on

/// The row of a kind in a kind of document, null when it has none.
constexpr const section_row* section_of(section_kind kind, plan_kind document) noexcept {
    for (const auto& row : sections) {
        if (row.kind == kind && row.document == document) return &row;
    }
    return nullptr;
}

}  // namespace pps::tables
