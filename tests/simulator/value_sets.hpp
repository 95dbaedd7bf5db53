#pragma once

#include <string_view>

/// Value sets of the DMP (dmp-wire §2.8, §2.9, §3.2). A row with an empty scheme accepts any OID.
namespace pps::simulator::value_sets {

struct code {
    std::string_view value, scheme;
};

inline constexpr std::string_view class_scheme = "1.2.250.1.213.1.1.4.1";
inline constexpr code classes[] = {
    // JDV_J57
    {"10", class_scheme}, {"11", class_scheme}, {"31", class_scheme}, {"42", class_scheme},
    {"43", class_scheme}, {"44", class_scheme}, {"45", class_scheme}, {"52", class_scheme},
    {"60", class_scheme}, {"90", class_scheme}, {"95", class_scheme},
};

inline constexpr std::string_view normal_scheme = "2.16.840.1.113883.5.25";
inline constexpr std::string_view visibility_scheme = "1.2.250.1.213.1.1.4.13";
inline constexpr code confidentialities[] = {
    // JDV_J58 without R and V, which must not be shared (§2.9)
    {"N", normal_scheme},
    {"MASQUE_PS", visibility_scheme},
    {"INVISIBLE_PATIENT", visibility_scheme},
    {"INVISIBLE_REPRESENTANTS_LEGAUX", visibility_scheme},
};

inline constexpr std::string_view ihe_format_scheme = "1.3.6.1.4.1.19376.1.2.3";
inline constexpr std::string_view french_format_scheme = "1.2.250.1.213.1.1.4.2.282";
inline constexpr code formats[] = {
    // JDV_J60, ASS_A11
    {"urn:asip:ci-sis:pps-cancer:2017", french_format_scheme},
    {"urn:asip:ci-sis:frcp:2011", french_format_scheme},
    {"urn:asip:ci-sis:vsm:2012", french_format_scheme},
    {"urn:asip:ci-sis:crh:2009", french_format_scheme},
    {"urn:asip:ci-sis:idap:2011", french_format_scheme},
    {"urn:asip:ci-sis:cs9:2012", french_format_scheme},
    {"urn:asip:ci-sis:ldl-ses:2017", french_format_scheme},
    {"urn:asipSante:modelesHorsProfils:2011", french_format_scheme},
    {"urn:ihe:iti:xds-sd:pdf:2008", ihe_format_scheme},
    {"urn:ihe:iti:xds-sd:text:2008", ihe_format_scheme},
    {"urn:ihe:iti-fr:xds-sd:jpeg:2010", ihe_format_scheme},
    {"urn:ihe:iti-fr:xds-sd:rtf:2010", ihe_format_scheme},
    {"urn:ihe:iti-fr:xds-sd:tiff:2010", ihe_format_scheme},
    {"urn:ihe:lab:xd-lab:2008", ihe_format_scheme},
    {"urn:ihe:pcc:ic:2009", ihe_format_scheme},
    {"urn:ihe:qrph:hbs:2009", ihe_format_scheme},
    {"urn:ihe:pat:apsr:all:2010", ihe_format_scheme},
    {"urn:ihe:pharm:pre:2010", ihe_format_scheme},
};

inline constexpr std::string_view practice_scheme = "1.2.250.1.213.1.1.4.9";
inline constexpr code practice_settings[] = {
    // JDV_J62
    {"AMBULATOIRE", practice_scheme},   {"AMO", practice_scheme}, {"DEPISTAGE", practice_scheme},
    {"ETABLISSEMENT", practice_scheme}, {"HAD", practice_scheme}, {"MAD", practice_scheme},
    {"PALLIATIF", practice_scheme},     {"SAD", practice_scheme}, {"SAMU_SMUR", practice_scheme},
    {"EXP_PATIENT", practice_scheme},   {"SNR", practice_scheme},
};

inline constexpr code signature_classes[] = {{"urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN"}};
inline constexpr code signature_types[] = {{"E1762", "ASTM"}};
inline constexpr code signature_formats[] = {{"http://www.w3.org/2000/09/xmldsig#", "URN"}};
inline constexpr code signature_events[] = {{"1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12"}};

}  // namespace pps::simulator::value_sets
