#pragma once

#include "cda/document.hpp"
#include "cda/rule.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace pps::cda {

/// What the scan saw. Everything but `broken` and `offset` is meaningless when a rule is broken.
struct scan_result {
    const rule* broken = nullptr;  ///< First rule of xml_rules that the bytes break, null when none.
    std::size_t offset = 0;        ///< Byte at which it is broken.
    std::size_t nodes = 0;         ///< What read_limits::max_nodes counts.
    std::optional<byte_range> external_stylesheet;  ///< With the line break that follows it.
};

/// Judges bytes before the DOM parser sees them: encoding, characters, no DTD, well-formedness except the
/// match of end tags (the parser compares them), declared prefixes, depth and number of nodes. Linear in the
/// size, no recursion, no allocation that grows with the document. Thread-safe.
scan_result scan_xml(std::string_view bytes, const read_limits& limits) noexcept;

/// Offset of the first byte that is not a character XML 1.0 allows in UTF-8, npos when all are.
/// `rule` then says whether the encoding or the character is at fault.
std::size_t find_bad_character(std::string_view bytes, const rule*& broken) noexcept;

}  // namespace pps::cda
