#pragma once

#include "cda/validation/xpath/expression.hpp"

#include <cstddef>
#include <string_view>

namespace pps::cda::validation::xpath {

class evaluator;
struct focus;

/// What a function gives back, as far as the compiler has to know.
enum class gives : std::uint8_t { atomic, boolean, nodes };

/// A row of the table of functions (functions.cpp): XPath 2.0 functions and operators, and current() of XSLT.
struct function_row {
    std::string_view name;
    std::uint8_t fewest = 0;
    std::uint8_t most = 0;  ///< 255: any number.
    gives result = gives::atomic;
    bool reads_focus = false;  ///< The context item, when called with the fewest arguments.
    void (*run)(evaluator&, const expression& call, const focus&, sequence& out) = nullptr;
};

/// Null when no function of that local name takes so many arguments.
const function_row* find_function(std::string_view name, std::size_t arguments, bool& name_is_known) noexcept;

/// Type of a cast or constructor by local name (namespace XML Schema).
std::optional<cast_type> find_cast_type(std::string_view name) noexcept;

}  // namespace pps::cda::validation::xpath
