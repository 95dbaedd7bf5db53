#pragma once

#include "cda/json/json.hpp"
#include "cda/rule.hpp"

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace pps::json {

/// JSON pointer of a step below another pointer.
std::string member_of(std::string_view pointer, std::string_view name);
std::string item_of(std::string_view pointer, std::size_t index);

struct parsed {
    rapidjson::Document tree;
    const cda::rule* broken = nullptr;  ///< Null when the tree is the text.
    std::string where;  ///< Pointer of the innermost value, as far as its names are of the form.
};

/// Bytes to a tree within bounds. Nesting of the text becomes no depth of the stack; the tree is not deeper
/// than `bounds.max_depth`. Duplicate members are kept.
parsed parse(std::string_view text, const limits& bounds);

}  // namespace pps::json
