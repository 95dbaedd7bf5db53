#pragma once

#include "cda/pps/plan.hpp"
#include "cda/pps/templates.hpp"

#include <array>
#include <string_view>

namespace pps::tables {

/// A value set that a choice is made from (config/rules/terminology, official bundle).
struct value_set {
    std::string_view name;
    std::string_view oid;
};

/// A kind of programme entry: code of the procedure, section it stands in, value set of its choice.
struct programme_row {
    programme_kind kind;
    concept_row code;
    section_kind section;
    value_set choices;
};

/// Source: cda-pps.md "Programme entries"; displays: official example.
// clang-format off
inline constexpr std::array programme{
    programme_row{programme_kind::treatment, {"MED-568", ta_asip, "Traitement"},
        section_kind::programme, {"JDV_TypeTraitementPPS_CISIS", "1.2.250.1.213.1.1.5.478"}},
    programme_row{programme_kind::side_effect_management,
        {"MED-569", ta_asip, "Action de prévention et de gestion médicamenteuse des effets secondaires"},
        section_kind::programme, {"JDV_GestionEffetsSecondaires_CISIS", "1.2.250.1.213.1.1.5.477"}},
    programme_row{programme_kind::associated_measure, {"MED-570", ta_asip, "Mesure associée"},
        section_kind::programme, {"JDV_MesuresAssociees_CISIS", "1.2.250.1.213.1.1.5.476"}},
    programme_row{programme_kind::follow_up, {"MED-571", ta_asip, "Suivi"},
        section_kind::programme, {"JDV_TypeDeSuivi_CISIS", "1.2.250.1.213.1.1.5.76"}},
    programme_row{programme_kind::supportive_care, {"MED-572", ta_asip, "Soin oncologique de support"},
        section_kind::supportive_care, {"JDV_SoinsOncoDeSupport_CISIS", "1.2.250.1.213.1.1.5.79"}},
    programme_row{programme_kind::social_support,
        {"MED-573", ta_asip, "Accompagnement social ou socioprofessionnel"},
        section_kind::supportive_care, {"JDV_TypeAccompagnementSocioPro_CISIS", "1.2.250.1.213.1.1.5.81"}},
};

/// Named places of statements in the model (plan.hpp), and what a code names that is not a statement of its own.
enum class place {
    paediatric_answer, paediatric_reason, screening,
    phase, progression, progression_local, progression_regional, progression_distant,
    cancer, tnm_clinical, tnm_pathological, tnm_t, tnm_n, tnm_m, other_stage, stage_classification, stage_version,
    planned_dates, rhythm, route, side_effects, weight, tobacco, treatments_stopped,
    document_state, update_reason, board_date, handed_over,
    comment,
    laterality_name, stage_group_name, tnm_edition_name,
};

/// A statement (or the name of a qualifier, for the places *_name): its code, and how it is written. When a place
/// has several rows the first is what a writer uses; the others are read too.
struct statement_row {
    tables::place place;
    concept_row code;
    std::string_view value_type;       ///< value/@xsi:type; "" when it has none.
    templates::list templates;
    std::string_view type_code;        ///< entryRelationship/@typeCode; "" for an entry.
    std::string_view inversion;        ///< entryRelationship/@inversionInd; "" when left out.
    value_set values;                  ///< Value set of a coded value, empty when none is bound.
};

/// Sources: cda-pps.md "Body sections" and official example for all rows, unless the row says otherwise.
inline constexpr std::array statements{
    statement_row{place::paediatric_answer, {"ORG-116", ta_asip, "Pédiatrie"}, "BL",
        templates::simple_observation, "", "", {}},
    statement_row{place::paediatric_reason, {"55607006", snomed, "problème"}, "CD",
        templates::problem, "", "", {}},
    statement_row{place::screening, {"63921-1", loinc, "Dépistage du cancer"}, "BL",
        templates::simple_observation, "", "", {}},
    statement_row{place::phase, {"MED-243", ta_asip, "Phase du cancer"}, "CD",
        templates::simple_observation, "", "", {"JDV_PhaseCancer_CISIS", "1.2.250.1.213.1.1.4.2.281.13"}},
    statement_row{place::progression, {"MED-245", ta_asip, "Progression du cancer"}, "BL",
        templates::simple_observation, "", "", {}},
    statement_row{place::progression_local, {"MED-246", ta_asip, "Progression locale du cancer"}, "BL",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::progression_regional, {"MED-247", ta_asip, "Progression régionale du cancer"}, "BL",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::progression_distant, {"MED-248", ta_asip, "Progression à distance du cancer"}, "BL",
        templates::simple_observation, "COMP", "", {}},

    statement_row{place::cancer, {"282291009", snomed, "interprétation diagnostique"}, "CD",
        templates::cancer_diagnosis, "SUBJ", "false", {}},
    statement_row{place::tnm_clinical, {"75620-5", loinc, "Stade TNM Clinique"}, "CD",
        templates::tnm, "SUBJ", "false", {}},
    statement_row{place::tnm_t, {"21905-5", loinc, "TNM Clinique T"}, "CD",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::tnm_n, {"21906-3", loinc, "TNM Clinique N"}, "CD",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::tnm_m, {"21907-1", loinc, "TNM Clinique M"}, "CD",
        templates::simple_observation, "COMP", "", {}},
    // LOINC, stage after surgery: IHE APSR codes the pathological TNM so; no official example has it.
    statement_row{place::tnm_pathological, {"21902-2", loinc, "Stade TNM Pathologique"}, "CD",
        templates::tnm, "SUBJ", "false", {}},
    statement_row{place::tnm_t, {"21899-0", loinc, "TNM Pathologique T"}, "CD",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::tnm_n, {"21900-6", loinc, "TNM Pathologique N"}, "CD",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::tnm_m, {"21901-4", loinc, "TNM Pathologique M"}, "CD",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::other_stage, {"21918-8", loinc, "Autre classification du stade"}, "CD",
        templates::simple_observation, "SUBJ", "false", {}},
    // Official example CANCER-FRCP_2022.01
    statement_row{place::stage_classification, {"GEN-101", ta_asip, "Nom de la classification"}, "CD",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::stage_version, {"GEN-102", ta_asip, "Version de la classification"}, "CD",
        templates::simple_observation, "COMP", "", {}},
    statement_row{place::laterality_name, {"20228-3", loinc, "Latéralité"}, "CE",
        {}, "", "", {"JDV_Lateralite_CISIS", "1.2.250.1.213.1.1.5.160"}},
    statement_row{place::stage_group_name, {"21909-7", loinc, "Stade clinique"}, "CD", {}, "", "", {}},
    statement_row{place::tnm_edition_name, {"21917-0", loinc, "Version TNM Classification"}, "CD",
        {}, "", "", {}},

    statement_row{place::planned_dates, {"GEN-177", ta_asip, "Date(s) prévisionnelle(s)"}, "CD",
        templates::simple_observation, "COMP", "false", {}},
    statement_row{place::rhythm, {"ORG-004", ta_asip, "Rythme"}, "BL",
        templates::simple_observation, "COMP", "false", {}},
    // The official example writes one rhythm so ("Rythme d'administration"); as an entry it is paediatrics.
    statement_row{place::rhythm, {"ORG-116", ta_asip, "Rythme d'administration"}, "BL",
        templates::simple_observation, "COMP", "false", {}},
    statement_row{place::route, {"ORG-006", ta_asip, "Mode"}, "CD",
        templates::simple_observation, "COMP", "false", {"JDV_ModeAdministration_CISIS", "1.2.250.1.213.1.1.5.75"}},
    statement_row{place::side_effects, {"MED-565", ta_asip, "Effets secondaires"}, "CD",
        templates::simple_observation, "COMP", "false", {}},
    statement_row{place::weight, {"29463-7", loinc, "Poids"}, "PQ", templates::vital_sign, "RSON", "false", {}},
    statement_row{place::tobacco, {"74011-8", loinc, "Consommation tabagique"}, "CD",
        templates::social_history, "RSON", "false", {"JDV_StatutTabagique_CISIS", "1.2.250.1.213.1.1.5.667"}},
    statement_row{place::treatments_stopped, {"MED-052", ta_asip, "Arrêt de tous les traitements actifs"}, "BL",
        templates::simple_observation, "", "", {}},

    statement_row{place::document_state, {"GEN-065", ta_asip, "Statut du document"}, "CD",
        templates::status_observation, "", "", {"JDV_StatutDoc_CISIS", "1.2.250.1.213.1.1.5.93"}},
    statement_row{place::update_reason, {"GEN-037", ta_asip, "Motif de mise à jour"}, "CD",
        templates::simple_observation, "", "", {"JDV_MotifMiseAJour_CISIS", "1.2.250.1.213.1.1.5.83"}},
    statement_row{place::board_date, {"ORG-189", ta_asip, "Date de la RCP"}, "EIVL_TS",
        templates::simple_observation, "", "", {}},
    statement_row{place::handed_over, {"GEN-178", ta_asip, "Date de remise du document au patient"}, "EIVL_TS",
        templates::simple_observation, "", "", {}},

    statement_row{place::comment, {"48767-8", loinc, "Commentaire"}, "", templates::comment, "SUBJ", "true", {}},
};

/// CDA element of a class of statements, and its @classCode (an organizer says its own).
struct class_row {
    statement_class kind;
    std::string_view element;
    std::string_view class_code;
};
/// Source: CDA R2 schema, POCD_MT000040.Entry.
inline constexpr std::array classes{
    class_row{statement_class::act, "act", "ACT"},
    class_row{statement_class::observation, "observation", "OBS"},
    class_row{statement_class::procedure, "procedure", "PROC"},
    class_row{statement_class::encounter, "encounter", "ENC"},
    class_row{statement_class::observation_media, "observationMedia", "OBS"},
    class_row{statement_class::organizer, "organizer", ""},
    class_row{statement_class::region_of_interest, "regionOfInterest", "ROIOVL"},
    class_row{statement_class::substance_administration, "substanceAdministration", "SBADM"},
    class_row{statement_class::supply, "supply", "SPLY"},
};
// clang-format on

/// The row a writer uses for a place.
constexpr const statement_row& statement_of(place wanted) noexcept {
    const auto* row = statements.data();
    while (row->place != wanted)
        ++row;
    return *row;
}
/// Is it the code of that place (any of its rows)? The code and its system decide, never the display.
constexpr bool is_at(place wanted, std::string_view code, std::string_view system) noexcept {
    for (const auto& row : statements) {
        if (row.place == wanted && row.code.code == code && row.code.scheme == system) return true;
    }
    return false;
}
/// The row of a kind of programme entry, null for those without a code of their own.
constexpr const programme_row* programme_of(programme_kind kind) noexcept {
    for (const auto& row : programme) {
        if (row.kind == kind) return &row;
    }
    return nullptr;
}

}  // namespace pps::tables
