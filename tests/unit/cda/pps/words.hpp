#pragma once

#include "cda/pps/tables.hpp"

#include <array>
#include <string_view>

/// What the generator of plans draws from. People and places are invented; codes are those of the value sets
/// that the rules bind (named at each table).
namespace pps::tests::words {

using tables::concept_row;

inline constexpr std::string_view families[] = {"AULNAIE-FICTIF",  "BRUYERE-FICTIF", "DE LA DOUVE-FICTIF",
                                                "D'ESTRAN-FICTIF", "FOUGÈRE-FICTIF", "ŒILLET-FICTIF"};
inline constexpr std::string_view women[] = {"ALBANE", "BLANCHE", "CLOTHILDE", "ANNE-LISE", "ZOË"};
inline constexpr std::string_view men[] = {"AMBROISE", "BAPTISTE", "CORENTIN", "JEAN-NOËL", "FIRMIN"};
inline constexpr std::string_view communes[] = {"49007", "35238", "44109", "2A004", "2B033", "75056"};
inline constexpr std::string_view cities[] = {"ANGERS", "RENNES", "NANTES CEDEX 1", "L'HAŸ-LES-ROSES",
                                              "SAINT-MALO"};
inline constexpr std::string_view streets[] = {"Rue de l’Épreuve", "Avenue du Test & de l'Essai",
                                               "Place des Œuvres", "Chemin \"du Bas\""};
inline constexpr std::string_view structures[] = {
    "Centre hospitalier fictif de l’Ouest", "Clinique « Les Essais »", "3C fictif <Anjou & Loire>",
    "Pharmacie de l'Épreuve", "Réseau régional de cancérologie fictif"};
/// Free text of every sort that XML, JSON and HTML have to keep: markup characters, quotes, ligatures,
/// no-break spaces (U+00A0, U+202F), a character outside the BMP, combining accents, a URL.
inline constexpr std::string_view comments[] = {
    "Rien à signaler.",
    "Fièvre > 38,5 °C ou < 36 °C : appeler le service & ne pas attendre.",
    "Dit \"non\" à l'hôpital de jour ; préfère l’après-midi.",
    "5\u00a0mg matin et soir, soit 10\u00a0mg\u202f/\u202fjour ; à prendre sans pamplemousse.",
    "Sœur, cœur, œdème : suivi à 3 mois (cf. <b>compte rendu</b> du 12/01).",
    "https://exemple.test/fiche?id=1&lang=fr#page-2",
    "Effets attendus 🙂 : fatigue, nausées ; ]]> n’est pas une fin.",
    "E\u0301preuve d’accent décomposé, tabulation écrite \\t et barre | verticale.",
    "=SOMME(A1) -- 'quotes' ; DROP TABLE",
};
inline constexpr std::string_view sentence =
    "Le programme est expliqué au patient, qui en reçoit un exemplaire et peut poser ses questions. ";

/// Profession and know-how (JDV_J01).
inline constexpr concept_row professions[] = {
    {"G15_10/SM36", "1.2.250.1.213.1.1.4.5", "Médecin - Oncologie, opt médicale (SM)"},
    {"G15_10/SM26", "1.2.250.1.213.1.1.4.5", "Médecin - Qualifié en Médecine Générale (SM)"},
    {"G15_21/A", "1.2.250.1.213.1.1.4.5", "Pharmacien titulaire d'officine"},
};
/// JDV_J47.
inline constexpr concept_row functions[] = {
    {"ATTPHYS", "2.16.840.1.113883.5.88", "Référent - Responsable du patient dans la structure de soins"},
    {"ADMPHYS", "2.16.840.1.113883.5.88", "Responsable de l'admission"},
};
/// JDV_J11.
inline constexpr concept_row relatives[] = {
    {"MTH", "2.16.840.1.113883.5.111", "Mère"},
    {"FTH", "2.16.840.1.113883.5.111", "Père"},
    {"GRMTH", "2.16.840.1.113883.5.111", "Grand-mère"},
};
/// JDV_J142.
inline constexpr concept_row encounters[] = {
    {"IMP", "2.16.840.1.113883.5.4", "Hospitalisation (établissement, y compris HAD)"},
    {"AMB", "2.16.840.1.113883.5.4", "Ambulatoire (hors établissement)"},
    {"SEANCE", "1.2.250.1.213.1.1.4.2.291", "Séance (établissement ou libéral)"},
};
/// JDV_J02.
inline constexpr concept_row facilities[] = {
    {"SA01", "1.2.250.1.71.4.2.4", "Etablissement public de santé"},
};
/// JDV_J04.
inline constexpr concept_row settings[] = {
    {"ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", "Etablissement de santé"},
    {"AMBULATOIRE", "1.2.250.1.213.1.1.4.9", "Ambulatoire"},
};
/// ICD-O-3 morphology and ICD-10 topography of common tumours.
inline constexpr concept_row morphologies[] = {
    {"8000/3", tables::icdo3, "Tumeur maligne, SAI"},
    {"8500/3", tables::icdo3, "Carcinome canalaire infiltrant, SAI"},
    {"8140/3", tables::icdo3, "Adénocarcinome, SAI"},
};
inline constexpr concept_row sites[] = {
    {"C50.2", tables::icd10, "Quadrant supéro-interne du sein"},
    {"C34.1", tables::icd10, "Lobe supérieur, bronches ou poumon"},
    {"C18.7", tables::icd10, "Côlon sigmoïde"},
};
/// JDV_Lateralite.
inline constexpr concept_row sides[] = {
    {"24028007", tables::snomed, "droit"},
    {"7771000", tables::snomed, "gauche"},
    {"51440002", tables::snomed, "bilatéral"},
    {"385432009", tables::snomed, "non applicable"},
};
inline constexpr concept_row tumours[] = {{"T1b", tables::tnm_uicc, "Tumeur envahissant la sous-muqueuse"},
                                          {"T4", tables::tnm_uicc, "Tumeur étendue"},
                                          {"pTis", tables::tnm_uicc, "Carcinome in situ"}};
inline constexpr concept_row nodes[] = {{"N0", tables::tnm_uicc, "Pas de ganglion envahi"},
                                        {"N1", tables::tnm_uicc, "1 à 2 ganglions"}};
inline constexpr concept_row metastases[] = {{"M0", tables::tnm_uicc, "Pas de métastase à distance"},
                                             {"M1", tables::tnm_uicc, "Métastases à distance"}};
inline constexpr concept_row stages[] = {{"IB", tables::tnm_uicc, "Stade IB"},
                                         {"IIA", tables::tnm_uicc, "Stade IIA"},
                                         {"IV", tables::tnm_uicc, "Stade IV"}};
inline constexpr concept_row editions[] = {{"7", tables::tnm_uicc, "TNM_UICC 7ème édition"},
                                           {"8", tables::tnm_uicc, "TNM_UICC 8ème édition"}};
/// JDV_PhaseCancer.
inline constexpr concept_row phases[] = {{"MED-268", tables::ta_asip, "Phase initiale du cancer"},
                                         {"MED-244", tables::ta_asip, "Rechute du cancer"}};
/// JDV_ModeAdministration.
inline constexpr concept_row routes[] = {
    {"20035000", tables::edqm, "Voie intramusculaire"},
    {"20045000", tables::edqm, "Voie intraveineuse"},
    {"20053000", tables::edqm, "Voie orale"},
    {"20062000", tables::edqm, "Autre(s)"},
};
/// JDV_StatutTabagique.
inline constexpr concept_row smoking[] = {
    {"449868002", tables::snomed, "fumeur(-euse) quotidien(ne)"},
    {"8517006", tables::snomed, "ancien(ne) fumeur(-euse)"},
    {"266919005", tables::snomed, "n'a jamais fumé"},
};
/// JDV_StatutDoc.
inline constexpr concept_row states[] = {
    {"385651009", tables::snomed, "en cours d'exécution"},
    {"398166005", tables::snomed, "réalisé"},
    {"9571008", tables::snomed, "approuvé"},
    {"29179001", tables::snomed, "clôturé"},
};
/// JDV_MotifMiseAJour.
inline constexpr concept_row update_reasons[] = {
    {"263855007", tables::snomed, "rechute"},
    {"MED-103", tables::ta_asip, "Non réponse ou évolution sous traitement"},
    {"MED-560", tables::ta_asip, "Réajustement du programme thérapeutique et de suivi"},
    {"GEN-176", tables::ta_asip, "Modification de calendrier"},
};

/// A choice of a programme entry (config/rules/terminology, all of them).
struct choice_row {
    programme_kind kind;
    concept_row choice;
};
// clang-format off
inline constexpr choice_row choices[] = {
    {programme_kind::treatment, {"387713003", tables::snomed, "intervention chirurgicale"}},
    {programme_kind::treatment, {"C15313", tables::ncit, "radiothérapie"}},
    {programme_kind::treatment, {"C15195", tables::ncit, "curiethérapie"}},
    {programme_kind::treatment, {"C15632", tables::ncit, "chimiothérapie"}},
    {programme_kind::treatment, {"C93352", tables::ncit, "thérapie ciblée"}},
    {programme_kind::treatment, {"C15445", tables::ncit, "hormonothérapie"}},
    {programme_kind::treatment, {"C15262", tables::ncit, "immunothérapie"}},
    {programme_kind::treatment, {"C63334", tables::ncit, "Radiologie interventionnelle"}},
    {programme_kind::treatment, {"MED-556", tables::ta_asip, "Fenêtre thérapeutique"}},
    {programme_kind::treatment, {"MED-226", tables::ta_asip, "Surveillance seule"}},
    {programme_kind::treatment, {"MED-227", tables::ta_asip, "Surveillance active"}},
    {programme_kind::treatment, {"C157891", tables::ncit, "endoscopie interventionnelle"}},
    {programme_kind::treatment, {"MED-232", tables::ta_asip, "Irathérapie"}},
    {programme_kind::treatment, {"MED-126", tables::ta_asip, "Allogreffe / Autogreffe"}},
    {programme_kind::treatment, {"GEN-092.03.01", tables::ta_asip, "Autre(s) traitement(s)"}},
    {programme_kind::side_effect_management,
        {"C20427", tables::ncit, "facteur de croissance hématopoïétique"}},
    {programme_kind::side_effect_management,
        {"GEN-092.04.12", tables::ta_asip, "Autre gestion des effets secondaires"}},
    {programme_kind::associated_measure,
        {"ORG-007", tables::ta_asip, "Prise en charge des conséquences neurocognitives et endocriniennes"}},
    {programme_kind::associated_measure,
        {"ORG-171", tables::ta_asip, "Prise en charge des conséquences des tumeurs cérébrales et de leurs traitements"}},
    {programme_kind::associated_measure, {"MED-555", tables::ta_asip, "Contraception"}},
    {programme_kind::associated_measure,
        {"ORG-001", tables::ta_asip, "Prise en charge spécifique en oncogériatrie"}},
    {programme_kind::associated_measure, {"GEN-092.04.11", tables::ta_asip, "Autre mesure"}},
    {programme_kind::follow_up, {"MED-091", tables::ta_asip, "Examen de biologie"}},
    {programme_kind::follow_up, {"MED-092", tables::ta_asip, "Examen d’imagerie médicale"}},
    {programme_kind::follow_up, {"11429006", tables::snomed, "consultation"}},
    {programme_kind::follow_up, {"GEN-092.04.06", tables::ta_asip, "Autre type de suivi"}},
    {programme_kind::supportive_care, {"ORG-035", tables::ta_asip, "Traitement de la douleur"}},
    {programme_kind::supportive_care,
        {"ORG-036", tables::ta_asip, "Prise en charge diététique et nutritionnelle"}},
    {programme_kind::supportive_care, {"ORG-174", tables::ta_asip, "Continuité de la scolarité"}},
    {programme_kind::supportive_care, {"ORG-175", tables::ta_asip, "Activité physique adaptée"}},
    {programme_kind::supportive_care, {"ORG-176", tables::ta_asip, "Conseil d’hygiène de vie"}},
    {programme_kind::supportive_care,
        {"ORG-037", tables::ta_asip, "Soutien psychologique des proches et des aidants des personnes atteintes de cancer"}},
    {programme_kind::supportive_care,
        {"MED-051", tables::ta_asip, "Soutien à la mise en oeuvre de la préservation de la fertilité"}},
    {programme_kind::supportive_care, {"MED-562", tables::ta_asip, "Soutien au sevrage tabagique"}},
    {programme_kind::supportive_care, {"MED-563", tables::ta_asip, "Soutien au sevrage alcoolique"}},
    {programme_kind::supportive_care, {"MED-564", tables::ta_asip, "Soutien au sevrage (autre addiction)"}},
    {programme_kind::supportive_care, {"GEN-092.04.07", tables::ta_asip, "Autre soins de support"}},
    {programme_kind::social_support, {"PAT-024", tables::ta_asip, "Aide à domicile"}},
    {programme_kind::social_support,
        {"PAT-026", tables::ta_asip, "Sortie de l’arrêt de travail (invalidité, retraite, médecine du travail)"}},
    {programme_kind::social_support,
        {"PAT-027", tables::ta_asip, "Reprise du poste ou réinsertion professionnelle"}},
    {programme_kind::social_support,
        {"GEN-092.04.08", tables::ta_asip, "Autre type d'accompagnement socioprofessionnel"}},
};
// clang-format on

}  // namespace pps::tests::words
