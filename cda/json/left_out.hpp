#pragma once

#include "cda/json/row.hpp"
#include "cda/pps/defaults.hpp"
#include "cda/pps/model.hpp"
#include "cda/pps/tables.hpp"

/// What a text need not say: the value of members that it leaves out, and the systems of its codes.
namespace pps::json {

/// What a statement is at a named place: an observation that was made (EVN), completed, with the code of the
/// place.
statement at(tables::place where);
/// A statement of a class that says no more than its mood.
statement act(statement_class kind, std::string_view mood);

/// The statement of a programme entry, by its kind.
statement programme_act(programme_kind kind);
/// A problem concern: active, since the bound of the diagnosis's own time.
statement concern(const interval& time);
/// A list of external documents.
statement documents();

/// Header of a document of that kind.
coded document_code(plan_kind kind);
std::string_view document_title(plan_kind kind);
/// The main act: done by the first author who is a person, on the date of the document.
std::vector<service_event> main_act(const plan& whole);

/// What a section's code is, by its kind; empty when it has none in that kind of document.
coded section_code(section_kind kind, plan_kind document);
std::string_view section_title(section_kind kind, plan_kind document);

/// @xsi:type of the values of a statement that has this code; "" when there is none.
std::string_view value_type(const coded& code) noexcept;
/// What the value of such a statement may be given by.
vocabulary value_words(const coded& code) noexcept;
/// Choices of a kind of programme entry.
vocabulary choice_words(programme_kind kind) noexcept;

/// Vocabularies by their system.
namespace words {
inline constexpr std::string_view gender_system = "2.16.840.1.113883.5.1";
/// JDV_J143.
inline constexpr tables::concept_row genders[] = {
    {"F", gender_system, "Féminin"}, {"M", gender_system, "Masculin"}, {"UN", gender_system, "Indéterminé"}};
/// JDV_Lateralite.
inline constexpr tables::concept_row sides[] = {
    {"24028007", tables::snomed, "droit"},
    {"7771000", tables::snomed, "gauche"},
    {"51440002", tables::snomed, "bilatéral"},
    {"385432009", tables::snomed, "non applicable"},
};
/// JDV_J04, most common of them: cda/terminology/dmp_codes.hpp.
inline constexpr vocabulary settings{"1.2.250.1.213.1.1.4.9", cda::terminology::practice_settings};
inline constexpr vocabulary gender{gender_system, genders};
inline constexpr vocabulary side{tables::snomed, sides};
inline constexpr vocabulary profession{"1.2.250.1.213.1.1.4.5"};
inline constexpr vocabulary facility{cda::terminology::facility_scheme};
inline constexpr vocabulary relative{"2.16.840.1.113883.5.111"};
inline constexpr vocabulary function{tables::function_system};
inline constexpr vocabulary encounter{"2.16.840.1.113883.5.4"};
inline constexpr vocabulary morphology{tables::icdo3};
inline constexpr vocabulary topography{tables::icd10};
inline constexpr vocabulary tnm{tables::tnm_uicc};
inline constexpr vocabulary document{tables::loinc};
inline constexpr vocabulary confidentiality{"2.16.840.1.113883.5.25"};
}  // namespace words

}  // namespace pps::json
