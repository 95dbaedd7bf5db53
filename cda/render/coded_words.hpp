#pragma once

#include "cda/pps/statements.hpp"

#include <string>
#include <string_view>

namespace pps::render {

/// The words of a coded value: its display, else the text it was coded from, else the display of a
/// translation, else its null flavor in words; never its code. "" when it says nothing in words.
std::string coded_words(const coded& value);

/// The same for a value whose code is itself what people say, such as "T1b" or "IIIA": the code, then the
/// display.
std::string stage_words(const coded& value);

/// A value of an observation in words: "oui", "70 kg", "12 mars 2026"…
std::string value_words(const value& one);

/// All values of a statement, separated by commas.
std::string values_words(const statement& one);

/// Adds words to others, with `between` in between; nothing for no words.
void append(std::string& words, std::string_view more, std::string_view between);

/// A text that says nothing: empty, or only dashes, which forms put where nothing is to be said.
bool says_nothing(std::string_view text) noexcept;

/// The text of a narrative reference, its null flavor in words, "" when it says nothing.
std::string narrative_words(const narrative_text& text);

}  // namespace pps::render
