#pragma once

#include <array>
#include <string_view>

/// Codes that the metadata of the DMP is made of (dmp-wire §2.7-2.9, cda-pps.md "Identity of the model").
namespace pps::cda::terminology {

inline constexpr std::string_view loinc = "2.16.840.1.113883.6.1";

/// A code with its system and its French display.
struct concept_row {
    std::string_view code;
    std::string_view scheme;
    std::string_view display;
};

/// The two kinds of structured document, and the templates every document header carries.
inline constexpr std::string_view template_hl7_france = "2.16.840.1.113883.2.8.2.1";
inline constexpr std::string_view template_ci_sis = "1.2.250.1.213.1.1.1.1";
inline constexpr std::string_view template_pps = "1.2.250.1.213.1.1.1.26";
inline constexpr std::string_view template_rcp = "1.2.250.1.213.1.1.1.8";
inline constexpr std::string_view template_unstructured = "1.3.6.1.4.1.19376.1.2.20";
/// Version of the two models above that the rules were written for (templateId/@extension).
inline constexpr std::string_view model_version = "2022.01";

inline constexpr std::string_view type_pps = "18776-5";
inline constexpr std::string_view type_rcp = "34794-8";

/// ASS_X04-CorrespondanceType-Classe: typeCode (JDV_J07) to classCode (JDV_J57).
struct type_to_class {
    concept_row type;
    concept_row document_class;
};
inline constexpr std::array<type_to_class, 2> type_classes{{
    {{type_pps, loinc, "Plan personnalisé de soins"},
     {"44", "1.2.250.1.213.1.1.4.1", "Plan de soins, protocole de soins"}},
    {{type_rcp, loinc, "CR de réunion de concertation pluridisciplinaire"},
     {"10", "1.2.250.1.213.1.1.4.1", "Compte rendu"}},
}};

/// ASS_A11-CorresModeleCDA-XdsFormatCode-CISIS: templateId of the model to formatCode. Scheme of the ANS
/// codes: XSLASIP, of the IHE codes: the official TD2.1 example (dmp-wire §2.8).
struct template_to_format {
    std::string_view template_id;
    concept_row format;
};
inline constexpr std::array<template_to_format, 3> formats{{
    {template_pps,
     {"urn:asip:ci-sis:pps-cancer:2017", "1.2.250.1.213.1.1.4.2.282",
      "Programme personnalisé de soins en cancérologie"}},
    {template_rcp,
     {"urn:asip:ci-sis:frcp:2011", "1.2.250.1.213.1.1.4.2.282",
      "Fiche de réunion de concertation pluridisciplinaire"}},
    {template_unstructured,
     {"urn:ihe:iti:xds-sd:pdf:2008", "1.3.6.1.4.1.19376.1.2.3", "Document à corps non structuré en Pdf/A-1"}},
}};

/// JDV_J62-PracticeSettingCode-DMP (codes: dmp-wire §2.9; displays and systems: JDV_J04).
inline constexpr std::array<concept_row, 11> practice_settings{{
    {"AMBULATOIRE", "1.2.250.1.213.1.1.4.9", "Ambulatoire"},
    {"AMO", "1.2.250.1.213.1.1.4.9", "Organisme d'assurance maladie obligatoire"},
    {"DEPISTAGE", "1.2.250.1.213.1.1.4.9", "Dépistage"},
    {"ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", "Etablissement de santé"},
    {"HAD", "1.2.250.1.213.1.1.4.9", "Hospitalisation à domicile"},
    {"MAD", "1.2.250.1.213.1.1.4.9", "Maintien à domicile"},
    {"PALLIATIF", "1.2.250.1.213.1.1.4.9", "Soins palliatifs"},
    {"SAD", "1.2.250.1.213.1.1.4.9", "Soins à domicile"},
    {"SAMU_SMUR", "1.2.250.1.213.1.1.4.9", "SAMU/SMUR"},
    {"EXP_PATIENT", "1.2.250.1.213.1.1.4.6", "Expression personnelle du patient"},
    {"SNR", "1.2.250.1.213.1.1.4.6", "Service numérique référencé"},
}};

/// JDV_J61-HealthcareFacilityTypeCode-DMP besides SA01 to SA69 of `facility_scheme` (dmp-wire §2.9; JDV_J02).
inline constexpr std::string_view facility_scheme = "1.2.250.1.71.4.2.4";
inline constexpr unsigned last_facility = 69;
inline constexpr std::array<concept_row, 2> other_facilities{{
    {"EXP_PATIENT", "1.2.250.1.213.1.1.4.6", "Expression personnelle du patient"},
    {"SNR", "1.2.250.1.213.1.1.4.6", "Service numérique référencé"},
}};

/// JDV_J58-ConfidentialityCode-DMP without R and V, which "ne doivent pas être partagés" (dmp-wire §2.9, §6).
inline constexpr concept_row confidentiality_normal{"N", "2.16.840.1.113883.5.25", "Normal"};
inline constexpr concept_row masked_from_professionals{"MASQUE_PS", "1.2.250.1.213.1.1.4.13",
                                                       "Masqué aux professionnels de santé"};
inline constexpr concept_row hidden_from_patient{"INVISIBLE_PATIENT", "1.2.250.1.213.1.1.4.13",
                                                 "Non visible par le patient"};
inline constexpr concept_row hidden_from_representatives{
    "INVISIBLE_REPRESENTANTS_LEGAUX", "1.2.250.1.213.1.1.4.13",
    "Non visible par les représentants légaux du patient"};

}  // namespace pps::cda::terminology
