#include "cda/validation/xpath/parser.hpp"

#include "cda/validation/xpath/analysis.hpp"
#include "cda/validation/xpath/functions.hpp"

#include <algorithm>

namespace pps::cda::validation::xpath {

using namespace grammar;

namespace {

constexpr std::size_t max_depth = 150;
// The published schemas stay below 60.
constexpr std::uint16_t max_height = 300;
constexpr std::size_t max_length = 100'000;

}  // namespace

compile_result parser::run() {
    auto e = expression_list();
    if (!failed_ && now().kind != token_kind::end) fail("unexpected '" + now().text + "'");
    if (failed_) return {nullptr, error_};
    return {std::move(e), {}};
}

bool parser::take(std::string_view symbol) {
    if (!is_symbol(symbol)) return false;
    advance();
    return true;
}

bool parser::take_word(std::string_view word) {
    if (!is_word(word)) return false;
    advance();
    return true;
}

void parser::expect(std::string_view symbol) {
    if (!take(symbol)) fail("'" + std::string{symbol} + "' expected");
}

void parser::expect_word(std::string_view word) {
    if (!take_word(word)) fail("'" + std::string{word} + "' expected");
}

void parser::fail_at(std::size_t position, std::string message) {
    if (!failed_) error_ = {position, std::move(message)};
    failed_ = true;
    at_ = tokens_.size() - 1;
}

// One level deeper; false when that is one too many. To be left in either case.
bool parser::enter() {
    if (++depth_ > max_depth) fail("nested too deeply");
    return !failed_;
}

parser::pointer parser::make(op what) {
    auto e = std::make_unique<expression>();
    e->op = what;
    e->position = now().position;
    e->id = (*context_.next_id)++;
    return e;
}

parser::pointer parser::make(op what, pointer left, pointer right) {
    auto e = make(what);
    adopt(*e, std::move(left));
    adopt(*e, std::move(right));
    return e;
}

// The steps of a path are walked one inside the other, so that each is a level.
void parser::adopt(expression& parent, pointer child) {
    const auto above = parent.op == op::path ? parent.operands.size() + 1 : 1;
    const auto height = static_cast<std::uint16_t>(std::min<std::size_t>(child->height + above, 0xffff));
    parent.height = std::max(parent.height, height);
    if (parent.height > max_height) fail("too many operands");
    parent.operands.push_back(std::move(child));
}

// Expr ::= ExprSingle ("," ExprSingle)*
parser::pointer parser::expression_list() {
    auto first = single();
    if (!is_symbol(",")) return first;
    auto list = make(op::list);
    adopt(*list, std::move(first));
    while (!failed_ && take(","))
        adopt(*list, single());
    return list;
}

parser::pointer parser::single() {
    pointer e;
    if (!enter()) {
        e = broken();
    } else if (is_word("if") && ahead().text == "(" && ahead().kind == token_kind::symbol) {
        e = conditional();
    } else if (ahead().kind == token_kind::symbol && ahead().text == "$" &&
               (is_word("for") || is_word("some") || is_word("every"))) {
        e = binding();
    } else {
        e = disjunction();
    }
    leave();
    return e;
}

parser::pointer parser::conditional() {
    auto e = make(op::conditional);
    advance();
    expect("(");
    adopt(*e, expression_list());
    expect(")");
    expect_word("then");
    adopt(*e, single());
    expect_word("else");
    adopt(*e, single());
    e->boolean_result = e->operand(1).boolean_result && e->operand(2).boolean_result;
    return e;
}

parser::pointer parser::binding() {
    const auto what = is_word("for") ? op::for_each : is_word("some") ? op::some : op::every;
    advance();
    return bind(what);
}

parser::pointer parser::bind(op what) {
    enter();
    auto e = make(what);
    e->boolean_result = what != op::for_each;
    expect("$");
    const auto name = now().text;
    if (now().kind != token_kind::name) fail("variable name expected");
    advance();
    expect_word("in");
    adopt(*e, single());
    e->slot = (*context_.next_slot)++;
    ranges_.emplace_back(name, e->slot);
    if (take(",")) {
        adopt(*e, bind(what));
    } else {
        expect_word(what == op::for_each ? "return" : "satisfies");
        adopt(*e, single());
    }
    ranges_.pop_back();
    leave();
    return e;
}

parser::pointer parser::disjunction() {
    auto left = conjunction();
    while (!failed_ && take_word("or")) {
        left = make(op::logical_or, std::move(left), conjunction());
        left->boolean_result = true;
    }
    return left;
}

parser::pointer parser::conjunction() {
    auto left = compared();
    while (!failed_ && take_word("and")) {
        left = make(op::logical_and, std::move(left), compared());
        left->boolean_result = true;
    }
    return left;
}

parser::pointer parser::compared() {
    auto left = ranged();
    for (const auto& row : comparisons) {
        if (now().text != row.name || (now().kind != token_kind::symbol && now().kind != token_kind::name)) {
            continue;
        }
        advance();
        auto e = make(row.op, std::move(left), ranged());
        e->comparison = row.how;
        e->boolean_result = row.op == op::general_compare;
        return e;
    }
    return left;
}

parser::pointer parser::ranged() {
    auto left = sum();
    if (take_word("to")) return make(op::range, std::move(left), sum());
    return left;
}

bool parser::take_arithmetic(std::span<const arithmetic_row> rows, arithmetic_op& how) {
    if (now().kind != token_kind::symbol && now().kind != token_kind::name) return false;
    for (const auto& row : rows) {
        if (now().text != row.name) continue;
        how = row.how;
        advance();
        return true;
    }
    return false;
}

parser::pointer parser::sum() {
    auto left = product();
    for (arithmetic_op how{}; !failed_ && take_arithmetic(additive, how);) {
        left = make(op::arithmetic, std::move(left), product());
        left->arithmetic = how;
    }
    return left;
}

parser::pointer parser::product() {
    auto left = united();
    for (arithmetic_op how{}; !failed_ && take_arithmetic(multiplicative, how);) {
        left = make(op::arithmetic, std::move(left), united());
        left->arithmetic = how;
    }
    return left;
}

parser::pointer parser::united() {
    auto left = intersected();
    while (!failed_ && (take("|") || take_word("union"))) {
        left = make(op::set_union, std::move(left), intersected());
        left->node_result = true;
    }
    return left;
}

parser::pointer parser::intersected() {
    auto left = instance_of();
    while (!failed_ && (is_word("intersect") || is_word("except"))) {
        const auto what = is_word("except") ? op::set_except : op::set_intersect;
        advance();
        left = make(what, std::move(left), instance_of());
        left->node_result = true;
    }
    return left;
}

parser::pointer parser::instance_of() {
    auto e = castable();
    if (is_word("instance") && ahead().text == "of") fail("'instance of' is not supported");
    if (is_word("treat") && ahead().text == "as") fail("'treat as' is not supported");
    return e;
}

parser::pointer parser::castable() {
    auto e = cast();
    if (!is_word("castable") || ahead().text != "as") return e;
    advance(2);
    e = to_type(op::castable, std::move(e));
    e->boolean_result = true;
    return e;
}

parser::pointer parser::cast() {
    auto e = unary();
    if (!is_word("cast") || ahead().text != "as") return e;
    advance(2);
    return to_type(op::cast, std::move(e));
}

parser::pointer parser::to_type(op what, pointer operand) {
    auto e = make(what);
    adopt(*e, std::move(operand));
    if (now().kind != token_kind::name) fail("type expected");
    const auto target = type_named(now().text);
    if (!failed_ && !target) fail("unknown type '" + now().text + "'");
    if (failed_) return e;
    e->target = *target;
    advance();
    e->optional = take("?");
    return e;
}

std::optional<cast_type> parser::type_named(std::string_view qualified) {
    const auto colon = qualified.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto uri = context_.namespace_of(qualified.substr(0, colon));
    if (!uri || *uri != schema_namespace) return std::nullopt;
    return find_cast_type(qualified.substr(colon + 1));
}

parser::pointer parser::unary() {
    bool negative = false;
    bool any = false;
    while (is_symbol("-") || is_symbol("+")) {
        negative ^= is_symbol("-");
        any = true;
        advance();
    }
    auto e = path();
    if (!any) return e;
    auto sign = make(negative ? op::negate : op::plus);
    adopt(*sign, std::move(e));
    return sign;
}

compile_result compile(std::string_view source, const static_context& context) {
    if (source.size() > max_length) return {nullptr, {max_length, "too long an expression"}};
    auto cut = lex(source);
    if (cut.failed) return {nullptr, {cut.position, cut.message}};
    auto result = parser{std::move(cut.tokens), context}.run();
    if (result.compiled) analyse(*result.compiled);
    return result;
}

}  // namespace pps::cda::validation::xpath
