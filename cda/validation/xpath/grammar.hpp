#pragma once

#include "cda/validation/xpath/expression.hpp"

#include <array>
#include <string_view>

/// The words of the grammar of XPath 2.0 (A.1), as the parser looks them up.
namespace pps::cda::validation::xpath::grammar {

inline constexpr std::string_view schema_namespace = "http://www.w3.org/2001/XMLSchema";
inline constexpr std::string_view function_namespace = "http://www.w3.org/2005/xpath-functions";

struct axis_row {
    std::string_view name;
    xpath::axis axis;
};
inline constexpr std::array axes{axis_row{"child", axis::child},
                                 axis_row{"descendant", axis::descendant},
                                 axis_row{"attribute", axis::attribute},
                                 axis_row{"self", axis::self},
                                 axis_row{"descendant-or-self", axis::descendant_or_self},
                                 axis_row{"following-sibling", axis::following_sibling},
                                 axis_row{"following", axis::following},
                                 axis_row{"parent", axis::parent},
                                 axis_row{"ancestor", axis::ancestor},
                                 axis_row{"preceding-sibling", axis::preceding_sibling},
                                 axis_row{"preceding", axis::preceding},
                                 axis_row{"ancestor-or-self", axis::ancestor_or_self}};

struct comparison_row {
    std::string_view name;
    xpath::op op;
    xpath::comparison how;
};
inline constexpr std::array comparisons{comparison_row{"=", op::general_compare, comparison::eq},
                                        comparison_row{"!=", op::general_compare, comparison::ne},
                                        comparison_row{"<", op::general_compare, comparison::lt},
                                        comparison_row{"<=", op::general_compare, comparison::le},
                                        comparison_row{">", op::general_compare, comparison::gt},
                                        comparison_row{">=", op::general_compare, comparison::ge},
                                        comparison_row{"eq", op::value_compare, comparison::eq},
                                        comparison_row{"ne", op::value_compare, comparison::ne},
                                        comparison_row{"lt", op::value_compare, comparison::lt},
                                        comparison_row{"le", op::value_compare, comparison::le},
                                        comparison_row{"gt", op::value_compare, comparison::gt},
                                        comparison_row{"ge", op::value_compare, comparison::ge},
                                        comparison_row{"is", op::node_is, comparison::eq},
                                        comparison_row{"<<", op::node_before, comparison::eq},
                                        comparison_row{">>", op::node_after, comparison::eq}};

struct arithmetic_row {
    std::string_view name;
    arithmetic_op how;
};
inline constexpr std::array additive{arithmetic_row{"+", arithmetic_op::add},
                                     arithmetic_row{"-", arithmetic_op::subtract}};
inline constexpr std::array multiplicative{
    arithmetic_row{"*", arithmetic_op::multiply}, arithmetic_row{"div", arithmetic_op::divide},
    arithmetic_row{"idiv", arithmetic_op::integer_divide}, arithmetic_row{"mod", arithmetic_op::modulo}};

struct kind_row {
    std::string_view name;
    node_test::kind kind;
};
inline constexpr std::array kinds{kind_row{"node", node_test::kind::any},
                                  kind_row{"text", node_test::kind::text},
                                  kind_row{"comment", node_test::kind::comment},
                                  kind_row{"processing-instruction", node_test::kind::instruction},
                                  kind_row{"document-node", node_test::kind::document},
                                  kind_row{"element", node_test::kind::element},
                                  kind_row{"attribute", node_test::kind::attribute}};

}  // namespace pps::cda::validation::xpath::grammar
