#pragma once

#include "cda/pps/choices.hpp"
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

using tables::choice_row;
using tables::choices;

}  // namespace pps::tests::words
