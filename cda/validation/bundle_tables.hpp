#pragma once

#include <array>
#include <string_view>

/// Which schema files of the official bundle judge which document.
namespace pps::cda::validation::bundle_tables {

/// Judge every structured document, in this order (moteur/compilverif.bat of the bundle).
inline constexpr std::array<std::string_view, 5> general{
    "schematrons/profils/IHE.sch",
    "schematrons/profils/CI-SIS_ModelesDeContenusCDA.sch",
    "schematrons/profils/CI-SIS_Modeles_ANS.sch",
    "schematrons/profils/terminologies/schematron/terminologie.sch",
    "schematrons/profils/structurationMinimale/ASIP-STRUCT-MIN-StrucMin.sch",
};

/// A document model: templateId/@root and the stem of its file, schematrons/CI-SIS_<stem>_<edition>.sch. The
/// edition is templateId/@extension, or the newest one that the bundle has when there is no such file.
struct model_row {
    std::string_view root;
    std::string_view stem;
};

// From the examples of the bundle (ExemplesCDA, header) and the names of its files. VSM_1.4 and VSM share a
// root; a document of another edition than 201310 is of VSM.
inline constexpr std::array models{
    model_row{"1.2.250.1.213.1.1.1.26", "CANCER-PPS"},
    model_row{"1.2.250.1.213.1.1.1.8", "CANCER-FRCP"},
    model_row{"1.2.250.1.213.1.1.1.27", "CANCER-D2LM-FIN"},
    model_row{"1.2.250.1.213.1.1.1.28", "CANCER-D2LM-FIDD"},
    model_row{"1.2.250.1.213.1.1.1.32", "CANCER-CR-GM"},
    model_row{"1.2.250.1.213.1.1.1.40", "ANEST-CR-ANEST"},
    model_row{"1.2.250.1.213.1.1.1.41", "ANEST-CR-CPA"},
    model_row{"1.2.250.1.213.1.1.1.15", "AVC-AUNV"},
    model_row{"1.2.250.1.213.1.1.1.16", "AVC-EUNV"},
    model_row{"1.2.250.1.213.1.1.1.25", "AVC-PAVC"},
    model_row{"1.2.250.1.213.1.1.1.17", "AVC-SUNV"},
    model_row{"1.2.250.1.213.1.1.1.55", "BIO-CR-BIO"},
    model_row{"1.2.250.1.213.1.1.1.59", "BIO-TROD"},
    model_row{"1.2.250.1.213.1.1.1.2.1.1", "CARD-F-PRC-AVK"},
    model_row{"1.2.250.1.213.1.1.1.2.1.2", "CARD-F-PRC-TAP"},
    model_row{"1.2.250.1.213.1.1.1.2.1.3", "CARD-F-PRC-DCI"},
    model_row{"1.2.250.1.213.1.1.1.2.1.4", "CARD-F-PRC-PSC"},
    model_row{"1.2.250.1.213.1.1.1.2.1.5", "CARD-F-PRC-PPV"},
    model_row{"1.2.250.1.213.1.1.1.36", "CNAM-HR"},
    model_row{"1.2.250.1.213.1.1.1.5.1", "CSE-CS8"},
    model_row{"1.2.250.1.213.1.1.1.5.2", "CSE-CS9"},
    model_row{"1.2.250.1.213.1.1.1.5.3", "CSE-CS24"},
    model_row{"1.2.250.1.213.1.1.1.5.4", "CSE-MDE"},
    model_row{"1.2.250.1.213.1.1.1.22", "DLU-EHPAD-DLU"},
    model_row{"1.2.250.1.213.1.1.1.23", "DLU-EHPAD-FLUDT"},
    model_row{"1.2.250.1.213.1.1.1.24", "DLU-EHPAD-FLUDR"},
    model_row{"1.2.250.1.213.1.1.1.39", "EP-MED-DM"},
    model_row{"1.2.250.1.213.1.1.1.45", "IMG-CR-IMG"},
    model_row{"1.2.250.1.213.1.1.1.47", "IMG-DA-IMG"},
    model_row{"1.2.250.1.213.1.1.1.51", "IPS-FR"},
    model_row{"1.2.250.1.213.1.1.1.21", "LDL-EES"},
    model_row{"1.2.250.1.213.1.1.1.29", "LDL-SES"},
    model_row{"1.2.250.1.213.1.1.1.12.1", "OBP-SAP"},
    model_row{"1.2.250.1.213.1.1.1.12.2", "OBP-SNM"},
    model_row{"1.2.250.1.213.1.1.1.12.3", "OBP-SNE"},
    model_row{"1.2.250.1.213.1.1.1.12.4", "OBP-SCM"},
    model_row{"1.2.250.1.213.1.1.1.12.5", "OBP-SEM"},
    model_row{"1.2.250.1.213.1.1.1.42", "OPH-BRE"},
    model_row{"1.2.250.1.213.1.1.1.18", "OPH-CR-RTN"},
    model_row{"1.2.250.1.213.1.1.1.30", "SDM-MR"},
    model_row{"1.2.250.1.213.1.1.1.38", "TLM-DA"},
    model_row{"1.2.250.1.213.1.1.1.46", "VAC-NOTE"},
    model_row{"1.2.250.1.213.1.1.1.37", "VAC"},
    model_row{"1.2.250.1.213.1.1.1.13", "VSM"},
    model_row{"1.2.250.1.213.1.1.1.54", "eDISP-MED"},
};

/// Folders whose files make the edition, and that documents() of the schemas may name a whole of.
inline constexpr std::array<std::string_view, 2> edition_folders{"schematrons", "jeuxDeValeurs"};

}  // namespace pps::cda::validation::bundle_tables
