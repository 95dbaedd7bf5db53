#pragma once

#include "hl7/v2/message.hpp"

#include <string>
#include <string_view>

/// Values: escape sequences (HL7 v2.6 §2.7) and character sets (table 0211, as far as MSH-18 may name them).
namespace pps::hl7::v2 {

/// \F\ \S\ \T\ \R\ \E\ \X..\ \.br\ and \.sp\ resolved; \H\ and \N\ (highlighting) dropped; other sequences,
/// which have no meaning here, kept as they are. Bytes, in the character set of the message.
std::string unescaped(std::string_view value, const delimiters& signs);

/// UTF-8 with delimiters, the escape character and control characters written as escape sequences.
void append_escaped(std::string& out, std::string_view value, const delimiters& signs);

/// UTF-8 of bytes in that character set. Invalid sequences and characters that XML 1.0 forbids become U+FFFD.
std::string to_utf8(std::string bytes, charset from);

/// Bytes of a UTF-8 text in that character set; what 8859/15 does not have becomes '?'.
std::string from_utf8(std::string_view text, charset to);

/// The value MSH-18 has for a character set; "" when unspecified.
std::string_view to_string(charset set) noexcept;

/// Without spaces, no-break spaces (in UTF-8) and tabs at both ends: senders pad their fields.
std::string_view trimmed(std::string_view value) noexcept;

}  // namespace pps::hl7::v2
