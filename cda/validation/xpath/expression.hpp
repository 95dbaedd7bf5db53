#pragma once

#include "cda/validation/symbols.hpp"
#include "cda/validation/xpath/item.hpp"
#include "cda/validation/xpath/regex.hpp"

#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::validation::xpath {

enum class op : std::uint8_t {
    literal,       // value
    variable,      // slot
    context_item,  // .
    root,          // /
    path,          // operands: steps
    axis_step,     // axis, test; operands: predicates
    filter,        // operands[0] [operands[1]] …
    list,          // (a, b)
    logical_or,
    logical_and,
    general_compare,  // comparison
    value_compare,    // comparison
    node_is,
    node_before,
    node_after,
    range,
    arithmetic,  // arithmetic_op
    negate,
    plus,
    set_union,
    set_intersect,
    set_except,
    conditional,  // if operands[0] then operands[1] else operands[2]
    for_each,     // for slot in operands[0] return operands[1]
    some,
    every,
    castable,  // cast
    cast,      // cast
    instance,  // target type
    call,      // function
};

enum class comparison : std::uint8_t { eq, ne, lt, le, gt, ge };
enum class arithmetic_op : std::uint8_t { add, subtract, multiply, divide, integer_divide, modulo };

enum class axis : std::uint8_t {
    child,
    descendant,
    attribute,
    self,
    descendant_or_self,
    following_sibling,
    following,
    parent,
    ancestor,
    preceding_sibling,
    preceding,
    ancestor_or_self
};

/// What a step selects. Names are symbols of the schema; `symbols::none` stands for any.
struct node_test {
    enum class kind : std::uint8_t { name, any, text, comment, instruction, document, element, attribute };
    kind what = kind::name;
    std::uint32_t uri = symbols::none;
    std::uint32_t local = symbols::none;
};

/// Target of a cast.
enum class cast_type : std::uint8_t {
    untyped,
    string,
    normalized_string,
    token,
    any_uri,
    ncname,
    name,
    nmtoken,
    language,
    boolean,
    integer,
    decimal,
    floating,
    date_time,
    date,
    time,
    g_year,
    g_year_month,
    qname
};

struct function_row;

/// A compiled expression: immutable, shareable by threads.
struct expression {
    xpath::op op = op::literal;
    xpath::axis axis = axis::child;
    xpath::comparison comparison = comparison::eq;
    xpath::arithmetic_op arithmetic = arithmetic_op::add;
    cast_type target = cast_type::string;
    bool optional = false;        ///< Of casts: `?`.
    bool boolean_result = false;  ///< Always one xs:boolean.
    bool node_result = false;     ///< Always nodes.
    bool uses_focus = false;      ///< position() or last() of its own focus is used.
    bool counts_steps = false;    ///< Of paths: a step that is no axis step calls position() or last().
    bool free = false;            ///< Does not depend on the focus at all.
    bool constant = false;        ///< Free, without variables and clock: the same in every evaluation.
    /// Of predicates: streamable when the position of a node does not matter.
    bool positional = true;
    node_test test;
    std::uint32_t slot = 0;
    item value;
    std::string text;               ///< Owns the text of literals.
    std::unique_ptr<wide> decimal;  ///< Of decimal literals.
    const function_row* function = nullptr;
    std::vector<std::unique_ptr<expression>> operands;
    const expression* key = nullptr;  ///< Of steps: the comparison that an index can answer.
    std::unique_ptr<regex> pattern;   ///< Of regular expression functions with a literal pattern.
    std::size_t position = 0;         ///< Byte in the source.
    std::uint32_t id = 0;             ///< Unique in the schema.
    std::uint16_t height = 1;         ///< Levels of operands, this one included.

    const expression& operand(std::size_t i) const { return *operands[i]; }
};

/// Why an expression does not compile.
struct compile_error {
    std::size_t position = 0;  ///< Byte in the expression.
    std::string message;
};

/// What an expression may refer to.
struct static_context {
    validation::symbols* symbols = nullptr;
    std::function<std::optional<std::string>(std::string_view prefix)> namespace_of;
    /// Slot of a variable in scope.
    std::function<std::optional<std::uint32_t>(std::string_view name)> slot_of;
    std::uint32_t* next_slot = nullptr;  ///< Range variables take the next slot.
    std::uint32_t* next_id = nullptr;
};

struct compile_result {
    std::unique_ptr<xpath::expression> compiled;  ///< Null exactly when there is an error.
    compile_error error;
};

/// Compiles an XPath 2.0 expression. Whatever is not known is an error with its position.
compile_result compile(std::string_view source, const static_context& context);

/// True when an XPath symbol belongs to a test (element or attribute name).
bool any_name(const node_test& test) noexcept;

}  // namespace pps::cda::validation::xpath
