#pragma once

#include "cda/pps/statement_tables.hpp"

#include <array>
#include <string_view>

namespace pps::tables {

/// A choice of a programme entry. Source: the value sets of config/rules/terminology, in full and in their
/// order.
struct choice_row {
    programme_kind kind;
    concept_row choice;
};
// clang-format off
inline constexpr std::array choices{
    choice_row{programme_kind::treatment, {"387713003", snomed, "intervention chirurgicale"}},
    choice_row{programme_kind::treatment, {"C15313", ncit, "radiothérapie"}},
    choice_row{programme_kind::treatment, {"C15195", ncit, "curiethérapie"}},
    choice_row{programme_kind::treatment, {"C15632", ncit, "chimiothérapie"}},
    choice_row{programme_kind::treatment, {"C93352", ncit, "thérapie ciblée"}},
    choice_row{programme_kind::treatment, {"C15445", ncit, "hormonothérapie"}},
    choice_row{programme_kind::treatment, {"C15262", ncit, "immunothérapie"}},
    choice_row{programme_kind::treatment, {"C63334", ncit, "Radiologie interventionnelle"}},
    choice_row{programme_kind::treatment, {"MED-556", ta_asip, "Fenêtre thérapeutique"}},
    choice_row{programme_kind::treatment, {"MED-226", ta_asip, "Surveillance seule"}},
    choice_row{programme_kind::treatment, {"MED-227", ta_asip, "Surveillance active"}},
    choice_row{programme_kind::treatment, {"C157891", ncit, "endoscopie interventionnelle"}},
    choice_row{programme_kind::treatment, {"MED-232", ta_asip, "Irathérapie"}},
    choice_row{programme_kind::treatment, {"MED-126", ta_asip, "Allogreffe / Autogreffe"}},
    choice_row{programme_kind::treatment, {"GEN-092.03.01", ta_asip, "Autre(s) traitement(s)"}},
    choice_row{programme_kind::side_effect_management,
        {"C20427", ncit, "facteur de croissance hématopoïétique"}},
    choice_row{programme_kind::side_effect_management,
        {"GEN-092.04.12", ta_asip, "Autre gestion des effets secondaires"}},
    choice_row{programme_kind::associated_measure,
        {"ORG-007", ta_asip, "Prise en charge des conséquences neurocognitives et endocriniennes"}},
    choice_row{programme_kind::associated_measure,
        {"ORG-171", ta_asip, "Prise en charge des conséquences des tumeurs cérébrales et de leurs traitements"}},
    choice_row{programme_kind::associated_measure, {"MED-555", ta_asip, "Contraception"}},
    choice_row{programme_kind::associated_measure,
        {"ORG-001", ta_asip, "Prise en charge spécifique en oncogériatrie"}},
    choice_row{programme_kind::associated_measure, {"GEN-092.04.11", ta_asip, "Autre mesure"}},
    choice_row{programme_kind::follow_up, {"MED-091", ta_asip, "Examen de biologie"}},
    choice_row{programme_kind::follow_up, {"MED-092", ta_asip, "Examen d’imagerie médicale"}},
    choice_row{programme_kind::follow_up, {"11429006", snomed, "consultation"}},
    choice_row{programme_kind::follow_up, {"GEN-092.04.06", ta_asip, "Autre type de suivi"}},
    choice_row{programme_kind::supportive_care, {"ORG-035", ta_asip, "Traitement de la douleur"}},
    choice_row{programme_kind::supportive_care,
        {"ORG-036", ta_asip, "Prise en charge diététique et nutritionnelle"}},
    choice_row{programme_kind::supportive_care, {"ORG-174", ta_asip, "Continuité de la scolarité"}},
    choice_row{programme_kind::supportive_care, {"ORG-175", ta_asip, "Activité physique adaptée"}},
    choice_row{programme_kind::supportive_care, {"ORG-176", ta_asip, "Conseil d’hygiène de vie"}},
    choice_row{programme_kind::supportive_care,
        {"ORG-037", ta_asip, "Soutien psychologique des proches et des aidants des personnes atteintes de cancer"}},
    choice_row{programme_kind::supportive_care,
        {"MED-051", ta_asip, "Soutien à la mise en oeuvre de la préservation de la fertilité"}},
    choice_row{programme_kind::supportive_care, {"MED-562", ta_asip, "Soutien au sevrage tabagique"}},
    choice_row{programme_kind::supportive_care, {"MED-563", ta_asip, "Soutien au sevrage alcoolique"}},
    choice_row{programme_kind::supportive_care, {"MED-564", ta_asip, "Soutien au sevrage (autre addiction)"}},
    choice_row{programme_kind::supportive_care, {"GEN-092.04.07", ta_asip, "Autre soins de support"}},
    choice_row{programme_kind::social_support, {"PAT-024", ta_asip, "Aide à domicile"}},
    choice_row{programme_kind::social_support,
        {"PAT-026", ta_asip, "Sortie de l’arrêt de travail (invalidité, retraite, médecine du travail)"}},
    choice_row{programme_kind::social_support,
        {"PAT-027", ta_asip, "Reprise du poste ou réinsertion professionnelle"}},
    choice_row{programme_kind::social_support,
        {"GEN-092.04.08", ta_asip, "Autre type d'accompagnement socioprofessionnel"}},
};
// clang-format on

}  // namespace pps::tables
