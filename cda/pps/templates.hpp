#pragma once

#include "cda/terminology/dmp_codes.hpp"

#include <array>
#include <span>
#include <string_view>

/// Code systems and template identifiers of a PPS. Sources: cda-pps.md ("Body sections"), identifiers.md, and
/// the official examples CANCER-PPS_2022.01 and CANCER-FRCP_2022.01 for the lists in full and their order.
namespace pps::tables {

using cda::terminology::concept_row;

inline constexpr std::string_view loinc = cda::terminology::loinc;
inline constexpr std::string_view snomed = "2.16.840.1.113883.6.96";
inline constexpr std::string_view ncit = "2.16.840.1.113883.3.26.1.1";
inline constexpr std::string_view icd10 = "2.16.840.1.113883.6.3";
inline constexpr std::string_view icdo3 = "2.16.840.1.113883.6.43.1";
inline constexpr std::string_view tnm_uicc = "2.16.840.1.113883.15.6";
inline constexpr std::string_view ta_asip = "1.2.250.1.213.1.1.4.322";
inline constexpr std::string_view edqm = "0.4.0.127.0.16.1.1.2.1";

/// codeSystemName of a code system, as the official example writes it.
struct code_system_row {
    std::string_view oid;
    std::string_view name;
};
inline constexpr std::array code_systems{
    code_system_row{loinc, "LOINC"},
    code_system_row{snomed, "SNOMED CT"},
    code_system_row{ncit, "NCIT"},
    code_system_row{icd10, "CIM-10"},
    code_system_row{icdo3, "CIM-O"},
    code_system_row{tnm_uicc, "TNM_UICC"},
    code_system_row{ta_asip, "TA_ASIP"},
    code_system_row{edqm, "EDQM"},
    code_system_row{"2.16.840.1.113883.5.25", "Confidentiality"},
    code_system_row{"2.16.840.1.113883.5.112", "HL7:RouteOfAdministration"},
    code_system_row{"1.2.250.1.213.1.1.4.9", "practiceSettingCode"},
};

/// templateId lists, in the order of the official example; the last one is the CI-SIS template.
namespace templates {
using list = std::span<const std::string_view>;
// clang-format off
inline constexpr std::string_view comment_section[] = {
    "2.16.840.1.113883.10.12.201", "1.3.6.1.4.1.19376.1.4.1.2.16", "1.2.250.1.213.1.1.2.73"};
inline constexpr std::string_view reason_section[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.3.1", "1.3.6.1.4.1.19376.1.5.3.1.3.2", "1.2.250.1.213.1.1.2.128"};
inline constexpr std::string_view diagnosis_section[] = {
    "2.16.840.1.113883.10.20.1.11", "1.3.6.1.4.1.19376.1.5.3.1.3.6",
    "1.3.6.1.4.1.19376.1.7.3.1.3.14.1", "1.2.250.1.213.1.1.2.27"};
inline constexpr std::string_view discovery_section[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.1.21.2.9", "1.3.6.1.4.1.19376.1.7.3.1.1.13.7", "1.2.250.1.213.1.1.2.163"};
inline constexpr std::string_view phase_section[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.1.13.2.7", "1.2.250.1.213.1.1.2.25"};
inline constexpr std::string_view care_plan_section[] = {
    "2.16.840.1.113883.10.20.1.10", "1.3.6.1.4.1.19376.1.5.3.1.3.36", "1.2.250.1.213.1.1.2.158"};
inline constexpr std::string_view status_section[] = {"1.2.250.1.213.1.1.2.35"};
inline constexpr std::string_view documents_section[] = {"1.2.250.1.213.1.1.2.55"};
inline constexpr std::string_view history_section[] = {"1.2.250.1.213.1.1.2.2"};
inline constexpr std::string_view problems_section[] = {"1.2.250.1.213.1.1.2.176"};
inline constexpr std::string_view functional_section[] = {
    "2.16.840.1.113883.10.20.1.5", "1.3.6.1.4.1.19376.1.5.3.1.3.17",
    "1.3.6.1.4.1.19376.1.5.3.1.1.12.2.1", "1.2.250.1.213.1.1.2.111"};
inline constexpr std::string_view results_section[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.3.27", "1.2.250.1.213.1.1.2.150"};
inline constexpr std::string_view procedures_section[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.1.13.2.11", "1.2.250.1.213.1.1.2.118"};
inline constexpr std::string_view operative_section[] = {"1.2.250.1.213.1.1.2.26"};
inline constexpr std::string_view pathology_section[] = {"1.2.250.1.213.1.1.2.34"};
inline constexpr std::string_view genetics_section[] = {"1.2.250.1.213.1.1.2.67"};
inline constexpr std::string_view case_section[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.3.4", "1.2.250.1.213.1.1.2.130"};
inline constexpr std::string_view proposal_section[] = {"1.2.250.1.213.1.1.2.33"};
inline constexpr std::string_view trials_section[] = {"1.2.250.1.213.1.1.2.175"};

inline constexpr std::string_view simple_observation[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.4.13", "1.2.250.1.213.1.1.3.48"};
inline constexpr std::string_view status_observation[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.4.13", "1.2.250.1.213.1.1.3.48", "1.2.250.1.213.1.1.3.48.16"};
inline constexpr std::string_view problem[] = {
    "2.16.840.1.113883.10.20.1.28", "1.3.6.1.4.1.19376.1.5.3.1.4.5", "1.2.250.1.213.1.1.3.37"};
inline constexpr std::string_view problem_concern[] = {
    "2.16.840.1.113883.10.20.1.27", "1.3.6.1.4.1.19376.1.5.3.1.4.5.1", "1.3.6.1.4.1.19376.1.5.3.1.4.5.2",
    "1.2.250.1.213.1.1.3.39", "1.2.250.1.213.1.1.3.39.1"};
inline constexpr std::string_view cancer_diagnosis[] = {
    "2.16.840.1.113883.10.20.1.28", "1.3.6.1.4.1.19376.1.5.3.1.4.5", "1.2.250.1.213.1.1.3.37",
    "1.3.6.1.4.1.19376.1.7.3.1.4.14.1", "1.2.250.1.213.1.1.3.113"};
inline constexpr std::string_view tnm[] = {"1.3.6.1.4.1.19376.1.7.3.1.4.14.2"};
inline constexpr std::string_view comment[] = {
    "2.16.840.1.113883.10.20.1.40", "1.3.6.1.4.1.19376.1.5.3.1.4.2", "1.2.250.1.213.1.1.3.32"};
inline constexpr std::string_view procedure_done[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.4.19", "2.16.840.1.113883.10.20.1.29", "1.2.250.1.213.1.1.3.62"};
inline constexpr std::string_view procedure_planned[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.4.19", "2.16.840.1.113883.10.20.1.25", "1.2.250.1.213.1.1.3.62"};
inline constexpr std::string_view vital_sign[] = {
    "2.16.840.1.113883.10.20.1.31", "1.3.6.1.4.1.19376.1.5.3.1.4.13",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13.2", "1.2.250.1.213.1.1.3.50"};
inline constexpr std::string_view social_history[] = {
    "2.16.840.1.113883.10.20.1.33", "1.3.6.1.4.1.19376.1.5.3.1.4.13",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13.4", "1.2.250.1.213.1.1.3.52"};
inline constexpr std::string_view external_references[] = {
    "1.3.6.1.4.1.19376.1.5.3.1.4.4", "1.2.250.1.213.1.1.3.35"};
// clang-format on
}  // namespace templates

}  // namespace pps::tables
