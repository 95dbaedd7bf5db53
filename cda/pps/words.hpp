#pragma once

#include "cda/pps/plan.hpp"

#include <string>
#include <string_view>

/// Coded data in French words, as the narrative of a section says them. Pure functions; a date is numeric, as
/// in the narrative of the official example.
namespace pps::words {

/// "29/01/2019", "01/2019", "2019", "13/01/2021 12:17"; the text as sent when it is no HL7 time.
std::string of_time(std::string_view ts);
/// "29/01/2019", "du 01/10/2019 au 31/12/2019", "à partir du…", "jusqu'au…", "Masqué"; "" when it is not
/// known.
std::string of_interval(const interval& when);
/// The display, else the original text, the display of a translation, the code, the null in words.
std::string of_coded(const coded& one);
/// "Oui", "Non", "70 kg", "13/01/2021", a display, a text.
std::string of_value(const value& one);
/// What a null flavor means, "" for NI.
std::string_view of_null(std::string_view flavor) noexcept;
/// "DR Charles MULLER": the parts in the order of speech.
std::string of_name(const name& one);
/// "DR Charles MULLER, Clinique du Dr. MULLER".
std::string of_party(const party& one);
/// The same without the organization.
std::string of_person(const party& one);
/// "4 Rue de Limoges, 49933 ANGERS".
std::string of_address(const address& one);
/// root and extension of an identifier as people cite it: "FRCP-2021-00001-1 (1.2.3.4)".
std::string of_identifier(const identifier& one);

/// The values of a statement, separated by commas: what stands in the narrative where the statement has no
/// text of its own.
std::string of_statement(const statement& one);
/// The same for the statements that say more than their values.
std::string of_entry(const programme_entry& one);  ///< The choice, else the code.
std::string of_stage(const tnm_stage& one);        ///< Group and edition.
std::string of_planned(const statement& one);      ///< Its dates.
std::string of_category(const statement& one);     ///< T, N or M: "T1b : Tumeur envahissant…".
std::string of_rhythm(const statement& one);       ///< "": whether there is one is no rhythm.
std::string of_document(const external_document& one);
inline constexpr std::string_view tumour = "Tumeur";  ///< Of a diagnosis.
/// Of a section that says nothing.
inline constexpr std::string_view nothing = "Non renseigné.";

/// What the volet has every PPS say to its patient where the plan brings no text of its own: the notice of
/// the official example CANCER-PPS_2022.01, one paragraph a line.
extern const std::string_view personal_data;

}  // namespace pps::words
