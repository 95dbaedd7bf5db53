#pragma once

#include "tests/simulator/names.hpp"
#include "tests/simulator/text.hpp"
#include "tests/simulator/value_sets.hpp"

#include <algorithm>
#include <string_view>

/// The metadata that the DMP wants, one row each. Used by metadata_rules.cpp only.
namespace pps::simulator::tables {

using accepts_value = bool (*)(std::string_view);

inline bool exact_time(std::string_view v) {
    return is_dtm(v, true);
}
inline bool time_or_prefix(std::string_view v) {
    return is_dtm(v, false);
}
inline bool language(std::string_view v) {
    auto within = [](std::string_view s, char from, char to) {
        return std::all_of(s.begin(), s.end(), [=](char c) { return c >= from && c <= to; });
    };
    return (v.size() == 2 || (v.size() == 5 && v[2] == '-' && within(v.substr(3), 'A', 'Z'))) &&
           within(v.substr(0, 2), 'a', 'z');
}
inline bool artificial(std::string_view v) {
    return v == "art";
}
inline bool xcn(std::string_view v) {
    return is_xcn(v);
}
inline bool any_cx(std::string_view v) {
    return parse_cx(v).has_value();
}
inline bool national_cx(std::string_view v) {
    const auto id = parse_cx(v);
    return id && id->type == "NH" && is_ins(id->id);
}
inline bool source_info(std::string_view v) {
    const auto bar = v.find('|');
    return v.starts_with("PID-") && bar != std::string_view::npos && bar > 4 && bar <= 6 &&
           bar + 1 < v.size();
}
inline bool sha1_hex(std::string_view v) {
    return v.size() == 40 && std::all_of(v.begin(), v.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}
inline bool whole_number(std::string_view v) {
    return !v.empty() && v.size() <= 12 &&
           std::all_of(v.begin(), v.end(), [](char c) { return c >= '0' && c <= '9'; });
}
inline bool our_repository(std::string_view v) {
    return v == names::repository_id;
}
inline bool any_text(std::string_view v) {
    return !v.empty() && v.size() <= 512;
}
inline bool oid(std::string_view v) {
    return is_oid(v);
}
inline bool xon_text(std::string_view v) {
    return parse_xon(v).has_value();
}
inline bool identified_xon(std::string_view v) {
    const auto value = parse_xon(v);
    return value && !value->id.empty();
}
inline bool specialty(std::string_view v) {
    const auto parts = split(v, '^');
    return parts.size() == 3 && !parts[0].empty() && is_oid(parts[2]);
}

enum class presence { required, optional };

struct slot_rule {
    std::string_view name;
    presence need;
    std::size_t most;  ///< Values at most.
    accepts_value accepts;
    std::string_view source;
};

inline constexpr slot_rule set_slots[] = {
    {"submissionTime", presence::required, 1, exact_time, "dmp-wire §2.3"},
};

inline constexpr slot_rule document_slots[] = {
    {"creationTime", presence::required, 1, exact_time, "dmp-wire §2.3, UTC"},
    {"languageCode", presence::required, 1, language, "dmp-wire §2.3"},
    {"legalAuthenticator", presence::required, 1, xcn, "dmp-wire §2.3, §2.5"},
    {"serviceStartTime", presence::required, 1, time_or_prefix, "dmp-wire §2.3"},
    {"serviceStopTime", presence::optional, 1, time_or_prefix, "dmp-wire §2.3, R2"},
    {"sourcePatientId", presence::required, 1, any_cx, "dmp-wire §2.3"},
    {"sourcePatientInfo", presence::optional, 16, source_info, "dmp-wire §2.3"},
    {"hash", presence::optional, 1, sha1_hex, "dmp-wire §2.3"},
    {"size", presence::optional, 1, whole_number, "dmp-wire §2.3"},
    {"repositoryUniqueId", presence::optional, 1, our_repository, "dmp-wire §2.3: not sent"},
    {"URI", presence::optional, 1, any_text, "IHE ITI TF-3 4.2.3.2.24"},
    {"urn:ihe:iti:xds:2013:referenceIdList", presence::optional, 64, any_text, "dmp-wire §2.3"},
};

inline constexpr slot_rule signature_slots[] = {
    {"creationTime", presence::required, 1, exact_time, "dmp-wire §3.2"},
    {"languageCode", presence::required, 1, artificial, "dmp-wire §3.2"},
    {"legalAuthenticator", presence::required, 1, xcn, "dmp-wire §3.2"},
    {"serviceStartTime", presence::required, 1, exact_time, "dmp-wire §3.2"},
    {"serviceStopTime", presence::required, 1, exact_time, "dmp-wire §3.2"},
    {"sourcePatientId", presence::required, 1, national_cx, "dmp-wire §3.2: the INS"},
    {"hash", presence::optional, 1, sha1_hex, "dmp-wire §2.3"},
    {"size", presence::optional, 1, whole_number, "dmp-wire §2.3"},
    {"repositoryUniqueId", presence::optional, 1, our_repository, "dmp-wire §2.3: not sent"},
};

inline constexpr slot_rule set_author_slots[] = {
    {"authorPerson", presence::required, 1, xcn, "dmp-wire §2.5"},
    {"authorInstitution", presence::required, 1, identified_xon, "dmp-wire §1.6, §2.5"},
    {"authorRole", presence::optional, 8, any_text, "dmp-wire §2.5"},
    {"authorSpecialty", presence::optional, 8, specialty, "dmp-wire §2.5"},
};

inline constexpr slot_rule entry_author_slots[] = {
    {"authorPerson", presence::required, 1, xcn, "dmp-wire §2.5"},
    {"authorInstitution", presence::optional, 8, xon_text, "dmp-wire §2.5"},
    {"authorRole", presence::optional, 8, any_text, "dmp-wire §2.5"},
    {"authorSpecialty", presence::optional, 8, specialty, "dmp-wire §2.5"},
};

using accepts_code = bool (*)(std::string_view code, std::string_view scheme);

template <const auto& set>
inline bool listed(std::string_view code, std::string_view scheme) {
    return std::any_of(std::begin(set), std::end(set), [=](const value_sets::code& row) {
        return row.value == code && row.scheme == scheme;
    });
}
inline bool content_type(std::string_view code, std::string_view scheme) {
    return scheme == "1.2.250.1.213.2.2" && code.size() == 2 && whole_number(code);
}
inline bool loinc_or_french_type(std::string_view code, std::string_view scheme) {
    if (scheme == "1.2.250.1.213.1.1.4.12") return any_text(code);
    const auto dash = code.find('-');
    return scheme == "2.16.840.1.113883.6.1" && dash != std::string_view::npos && dash + 2 == code.size() &&
           whole_number(code.substr(0, dash)) && whole_number(code.substr(dash + 1));
}
inline bool facility(std::string_view code, std::string_view scheme) {
    if (code == "EXP_PATIENT" || code == "SNR") return is_oid(scheme);
    return scheme == "1.2.250.1.71.4.2.4" && code.size() == 4 && code.starts_with("SA") &&
           whole_number(code.substr(2)) && code != "SA00" && code.substr(2) <= "69";
}
inline bool event(std::string_view code, std::string_view scheme) {
    return any_text(code) && is_oid(scheme);
}

struct code_rule {
    std::string_view scheme;  ///< classificationScheme
    std::string_view name;
    std::size_t least, most;
    accepts_code accepts;
    std::string_view source;
};

inline constexpr code_rule set_codes[] = {
    {names::content_type_code, "contentTypeCode", 1, 1, content_type, "dmp-wire §2.3, JDV_J59"},
};

inline constexpr code_rule document_codes[] = {
    {names::class_code, "classCode", 1, 1, listed<value_sets::classes>, "dmp-wire §2.9, JDV_J57"},
    {names::type_code, "typeCode", 1, 1, loinc_or_french_type, "dmp-wire §2.3, JDV_J66"},
    {names::confidentiality_code, "confidentialityCode", 1, 4, listed<value_sets::confidentialities>,
     "dmp-wire §6, JDV_J58"},
    {names::format_code, "formatCode", 1, 1, listed<value_sets::formats>, "dmp-wire §2.8, JDV_J60"},
    {names::facility_type_code, "healthcareFacilityTypeCode", 1, 1, facility, "dmp-wire §2.9, JDV_J61"},
    {names::practice_setting_code, "practiceSettingCode", 1, 1, listed<value_sets::practice_settings>,
     "dmp-wire §2.9, JDV_J62"},
    {names::event_code, "eventCodeList", 0, 64, event, "dmp-wire §2.3"},
};

inline constexpr code_rule signature_codes[] = {
    {names::class_code, "classCode", 1, 1, listed<value_sets::signature_classes>, "dmp-wire §3.2"},
    {names::type_code, "typeCode", 1, 1, listed<value_sets::signature_types>, "dmp-wire §3.2"},
    {names::confidentiality_code, "confidentialityCode", 3, 3, listed<value_sets::confidentialities>,
     "dmp-wire §3.2: N, MASQUE_PS, INVISIBLE_PATIENT"},
    {names::format_code, "formatCode", 1, 1, listed<value_sets::signature_formats>, "dmp-wire §3.2"},
    {names::facility_type_code, "healthcareFacilityTypeCode", 1, 1, facility, "dmp-wire §3.2"},
    {names::practice_setting_code, "practiceSettingCode", 1, 1, listed<value_sets::practice_settings>,
     "dmp-wire §3.2"},
    {names::event_code, "eventCodeList", 1, 1, listed<value_sets::signature_events>, "dmp-wire §3.2"},
};

struct identifier_rule {
    std::string_view scheme;
    std::string_view name;  ///< Of its Name element.
    accepts_value accepts;
    std::string_view source;
};

inline constexpr identifier_rule set_identifiers[] = {
    {names::set_patient_id, "XDSSubmissionSet.patientId", any_cx, "dmp-wire §2.3, §5"},
    {names::set_source_id, "XDSSubmissionSet.sourceId", oid, "dmp-wire §2.3"},
    {names::set_unique_id, "XDSSubmissionSet.uniqueId", oid, "dmp-wire §2.3"},
};

inline constexpr identifier_rule entry_identifiers[] = {
    {names::entry_patient_id, "XDSDocumentEntry.patientId", any_cx, "dmp-wire §2.3, §5"},
    {names::entry_unique_id, "XDSDocumentEntry.uniqueId", oid, "dmp-wire §2.3: OID alone"},
};

}  // namespace pps::simulator::tables
