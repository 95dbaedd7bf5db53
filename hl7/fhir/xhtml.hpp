#pragma once

#include <optional>
#include <string>
#include <string_view>

/// CDA narrative markup (pps::section::markup) and the XHTML of a FHIR Narrative. Both ways only names of the
/// tables pass: no script, no style, no image, no link but http, https, mailto, tel and "#…".
namespace pps::hl7::fhir {

/// The whole `div` of a CDA narrative; nullopt when the markup is not well formed or nested too deeply.
std::optional<std::string> to_xhtml(std::string_view markup);
/// The `div` of plain text: a paragraph for each line.
std::string text_div(std::string_view text);

/// CDA narrative markup of a `div`, in normal form; nullopt when it is not well formed or nested too deeply.
std::optional<std::string> to_markup(std::string_view div);
/// Is it CDA narrative markup in normal form, with elements of the narrative block only?
bool is_normal(std::string_view markup);
/// Plain text of CDA narrative markup; "" when it is not well formed or nested too deeply.
std::string plain_text(std::string_view markup);
/// Plain text of a `div`, spaces as they are: the opposite of text_div for one line.
std::string text_of_div(std::string_view div);

}  // namespace pps::hl7::fhir
