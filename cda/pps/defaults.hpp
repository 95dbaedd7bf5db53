#pragma once

#include "cda/pps/plan.hpp"
#include "cda/pps/tables.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What the volet CANCER-PPS demands in a document and a plan need not say, because it follows from the place
/// where something stands: never a fact. Used by whoever writes a plan, and by whoever compares two.
namespace pps::defaults {

/// "No information": what stands where the volet demands an element and the plan gives nothing. It says as
/// much as nothing at all.
inline constexpr std::string_view no_information = "NI";

/// Of the start of an illness or its stage that is not given: the official rule for FR-Probleme knows no
/// other null.
inline constexpr std::string_view unknown_start = "UNK";
inline constexpr std::string_view programme_mood = "INT";
inline constexpr std::string_view participant_class = "PROV";  ///< associatedEntity/@classCode.
inline constexpr std::string_view informant_class = "PRS";     ///< relatedEntity/@classCode.
inline constexpr std::string_view organizer_class = "CLUSTER";
inline constexpr std::string_view mood = "EVN";          ///< Of statements other than programme entries.
inline constexpr std::string_view status = "completed";  ///< statusCode of what is said.
inline constexpr std::string_view concern_status = "active";
inline constexpr std::string_view language = "fr-FR";
inline constexpr std::string_view first_version = "1";
inline constexpr std::string_view signature = "S";
inline constexpr std::string_view reference_type = "REFR";
inline constexpr std::string_view relation_type = "COMP";
inline constexpr std::string_view performer_type = "PRF";
inline constexpr std::string_view encounter_participant_type = "ATND";
inline constexpr std::string_view statement_participant_type = "CSM";
inline constexpr std::string_view event_class = "ACT";

/// A concept as a coded value, with the name of its system.
coded of(const tables::concept_row& row);
/// The code as given, else that of the row.
const coded& code_or(const coded& given, const coded& otherwise) noexcept;

/// The code of a place: that of its row number `nth` (0: clinical TNM, 1: pathological).
coded code_of(tables::place where, unsigned nth = 0);
/// The code and the translation of a section.
coded code_of(const tables::section_row& row);

/// Does diagnosis number `index` stand in the act of the one before (see diagnosis::concern)? So do those
/// that repeat its concern.
bool continues_act(const std::vector<diagnosis>& all, std::size_t index);

/// Is it a place where the volet demands a start?
bool has_start(tables::place where) noexcept;

/// A statement that says nothing: where the volet demands one around or beside what is said.
const statement& untold() noexcept;
/// The statements of a place that the volet demands: untold when the plan leaves them out, null when nothing
/// asks for them.
const statement* reason_of(const paediatrics& one) noexcept;          ///< Beside the answer.
const statement* progression_of(const clinical_phase& one) noexcept;  ///< Around its extent.

/// Kind of document whose tables hold: an unknown one is written as a PPS.
plan_kind kind_of(const plan& document) noexcept;
/// Title of a document of that kind (JDV_J07).
std::string_view title_of(plan_kind kind) noexcept;
/// typeCode of a document of that kind.
coded type_of(plan_kind kind);
coded confidentiality();
/// setId: the plan's own; without one, the identifier of the document, as of a first version.
identifier set_of(const plan& document);
/// The identifier of an entry that has none of its own, number `nth` from 1: the document's with
/// ".entry-<nth>" (or "entry-<nth>") as extension, so that it is unique where the document's is. A null
/// without one.
identifier entry_id(const plan& document, unsigned nth);
/// Is it such an identifier?
bool is_entry_id(const plan& document, const identifier& one) noexcept;

/// The row of a participant's role, null for `other`.
const tables::participant_row* row_of(participant_role role) noexcept;
/// functionCode of a role.
coded function_of(const tables::participant_row& row);

/// A section of the document to be written: the plan's own, or one that the plan's facts or the volet ask
/// for.
struct placed_section {
    const section* own = nullptr;              ///< Null when the plan has none of that kind.
    const tables::section_row* row = nullptr;  ///< Null when the kind has none.
    bool first = false;                        ///< The first of its kind: the plan's facts stand in it.
};
/// Top-level sections in order: the plan's, and the missing ones before the next that the table has after
/// them.
std::vector<placed_section> layout(const plan& document);

/// Does the plan have facts that stand in a section of that kind?
bool has_facts(const plan& document, section_kind kind) noexcept;

}  // namespace pps::defaults
