#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pps::tests {

/// IDs that stand twice in the narrative, and references that lead to none (a bare "#" included).
std::vector<std::string> broken_references(std::string_view document);

/// The words of the section of that code: cells parted by '|', rows and paragraphs by '/'.
std::string narrative_of(std::string_view document, std::string_view section_code);

}  // namespace pps::tests
