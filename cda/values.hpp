#pragma once

#include <pugixml.hpp>

#include <string>
#include <string_view>

namespace pps::cda {

/// Value of an attribute, "" when the node or the attribute is absent.
inline std::string_view attribute(pugi::xml_node node, const char* name) noexcept {
    return node.attribute(name).value();
}

/// Trimmed, with every run of white space as one space.
std::string collapse(std::string_view text);

/// Character data directly in the element (also in several pieces, as around a comment), collapsed.
std::string text_of(pugi::xml_node element);

/// A coded element that gives a code: it has a code, and no nullFlavor.
bool has_code(pugi::xml_node element) noexcept;

}  // namespace pps::cda
