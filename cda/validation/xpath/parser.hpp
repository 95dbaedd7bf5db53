#pragma once

#include "cda/validation/xpath/expression.hpp"
#include "cda/validation/xpath/grammar.hpp"
#include "cda/validation/xpath/lexer.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pps::cda::validation::xpath {

/// Recursive descent over the tokens of one expression (XPath 2.0, appendix A.1). Nesting and the height of
/// what it makes are bounded, whatever the text: the evaluator and the destructor descend as deep.
class parser {
  public:
    parser(std::vector<token> tokens, const static_context& context)
        : tokens_(std::move(tokens)), context_(context) {}

    compile_result run();

  private:
    using pointer = std::unique_ptr<expression>;

    // ---- The cursor: after a failure it stands at the end, and the first failure counts.
    const token& now() const { return tokens_[at_]; }
    const token& ahead() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
    void advance(std::size_t tokens = 1) {
        at_ = at_ + tokens < tokens_.size() ? at_ + tokens : tokens_.size() - 1;
    }
    bool is_symbol(std::string_view s) const { return now().kind == token_kind::symbol && now().text == s; }
    bool is_word(std::string_view s) const { return now().kind == token_kind::name && now().text == s; }
    bool take(std::string_view symbol);
    bool take_word(std::string_view word);
    void expect(std::string_view symbol);
    void expect_word(std::string_view word);
    void fail(std::string message) { fail_at(now().position, std::move(message)); }
    void fail_at(std::size_t position, std::string message);
    bool enter();
    void leave() { --depth_; }

    pointer make(op what);
    pointer make(op what, pointer left, pointer right);
    pointer broken() { return make(op::list); }
    void adopt(expression& parent, pointer child);

    // ---- Clauses and operators, from the weakest to the strongest (parser.cpp)
    pointer expression_list();
    pointer single();
    pointer conditional();
    pointer binding();
    pointer bind(op what);
    pointer disjunction();
    pointer conjunction();
    pointer compared();
    pointer ranged();
    bool take_arithmetic(std::span<const grammar::arithmetic_row> rows, arithmetic_op& how);
    pointer sum();
    pointer product();
    pointer united();
    pointer intersected();
    pointer instance_of();
    pointer castable();
    pointer cast();
    pointer to_type(op what, pointer operand);
    std::optional<cast_type> type_named(std::string_view qualified);
    pointer unary();

    // ---- Paths and what they are made of (parser_steps.cpp)
    pointer descendants();
    bool starts_step() const;
    pointer path();
    pointer step();
    pointer axis_step();
    void test(expression& e);
    void kind_test(node_test& t, const grammar::kind_row& kind);
    std::uint32_t uri_of(std::string_view prefix);
    pointer finish_axis(pointer e);
    void predicates(expression& e);
    pointer filter(pointer inner);
    pointer primary();
    void resolve(expression& e);
    pointer function_call();
    void literal_pattern(expression& e, std::size_t position);

    std::vector<token> tokens_;
    const static_context& context_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    bool failed_ = false;
    compile_error error_;
    std::vector<std::pair<std::string, std::uint32_t>> ranges_;
};

}  // namespace pps::cda::validation::xpath
