#include "cda/validation/xpath/analysis.hpp"
#include "cda/validation/xpath/expression.hpp"
#include "cda/validation/xpath/functions.hpp"
#include "cda/validation/xpath/grammar.hpp"
#include "cda/validation/xpath/lexer.hpp"
#include "cda/validation/xpath/numbers.hpp"

#include <array>
#include <utility>

namespace pps::cda::validation::xpath {
namespace {

using namespace grammar;
using pointer = std::unique_ptr<expression>;

constexpr std::string_view schema_namespace = "http://www.w3.org/2001/XMLSchema";
constexpr std::string_view function_namespace = "http://www.w3.org/2005/xpath-functions";
constexpr int max_depth = 150;

class parser {
  public:
    parser(std::vector<token> tokens, const static_context& context)
        : tokens_(std::move(tokens)), context_(context) {}

    compile_result run() {
        auto e = expression_list();
        if (!failed_ && now().kind != token_kind::end) fail("unexpected '" + now().text + "'");
        if (failed_) return {nullptr, error_};
        return {std::move(e), {}};
    }

  private:
    const token& now() const { return tokens_[at_]; }
    const token& ahead(std::size_t n = 1) const { return tokens_[std::min(at_ + n, tokens_.size() - 1)]; }
    bool is_symbol(std::string_view s) const { return now().kind == token_kind::symbol && now().text == s; }
    bool is_word(std::string_view s) const { return now().kind == token_kind::name && now().text == s; }
    bool take(std::string_view symbol) {
        if (!is_symbol(symbol)) return false;
        ++at_;
        return true;
    }
    bool take_word(std::string_view word) {
        if (!is_word(word)) return false;
        ++at_;
        return true;
    }
    void expect(std::string_view symbol) {
        if (!take(symbol)) fail("'" + std::string{symbol} + "' expected");
    }
    void expect_word(std::string_view word) {
        if (!take_word(word)) fail("'" + std::string{word} + "' expected");
    }
    void fail(std::string message) { fail_at(now().position, std::move(message)); }
    void fail_at(std::size_t position, std::string message) {
        if (!failed_) error_ = {position, std::move(message)};
        failed_ = true;
        at_ = tokens_.size() - 1;
    }

    pointer make(op what) {
        auto e = std::make_unique<expression>();
        e->op = what;
        e->position = now().position;
        e->id = (*context_.next_id)++;
        return e;
    }
    pointer make(op what, pointer left, pointer right) {
        auto e = make(what);
        e->operands.push_back(std::move(left));
        e->operands.push_back(std::move(right));
        return e;
    }
    pointer broken() { return make(op::list); }

    // Expr ::= ExprSingle ("," ExprSingle)*
    pointer expression_list() {
        auto first = single();
        if (!is_symbol(",")) return first;
        auto list = make(op::list);
        list->operands.push_back(std::move(first));
        while (!failed_ && take(","))
            list->operands.push_back(single());
        return list;
    }

    pointer single() {
        if (++depth_ > max_depth) fail("nested too deeply");
        pointer e;
        if (failed_) {
            e = broken();
        } else if (is_word("if") && ahead().text == "(" && ahead().kind == token_kind::symbol) {
            e = conditional();
        } else if (ahead().kind == token_kind::symbol && ahead().text == "$" &&
                   (is_word("for") || is_word("some") || is_word("every"))) {
            e = binding();
        } else {
            e = disjunction();
        }
        --depth_;
        return e;
    }

    pointer conditional() {
        auto e = make(op::conditional);
        ++at_;
        expect("(");
        e->operands.push_back(expression_list());
        expect(")");
        expect_word("then");
        e->operands.push_back(single());
        expect_word("else");
        e->operands.push_back(single());
        e->boolean_result = e->operand(1).boolean_result && e->operand(2).boolean_result;
        return e;
    }

    pointer binding() {
        const auto what = is_word("for") ? op::for_each : is_word("some") ? op::some : op::every;
        ++at_;
        return bind(what);
    }

    pointer bind(op what) {
        if (++depth_ > max_depth) fail("nested too deeply");
        auto e = make(what);
        e->boolean_result = what != op::for_each;
        expect("$");
        const auto name = now().text;
        if (now().kind != token_kind::name) fail("variable name expected");
        ++at_;
        if (at_ >= tokens_.size()) at_ = tokens_.size() - 1;
        expect_word("in");
        e->operands.push_back(single());
        e->slot = (*context_.next_slot)++;
        ranges_.emplace_back(name, e->slot);
        if (take(",")) {
            e->operands.push_back(bind(what));
        } else {
            expect_word(what == op::for_each ? "return" : "satisfies");
            e->operands.push_back(single());
        }
        ranges_.pop_back();
        --depth_;
        return e;
    }

    pointer disjunction() {
        auto left = conjunction();
        while (!failed_ && take_word("or")) {
            left = make(op::logical_or, std::move(left), conjunction());
            left->boolean_result = true;
        }
        return left;
    }

    pointer conjunction() {
        auto left = compared();
        while (!failed_ && take_word("and")) {
            left = make(op::logical_and, std::move(left), compared());
            left->boolean_result = true;
        }
        return left;
    }

    pointer compared() {
        auto left = ranged();
        for (const auto& row : comparisons) {
            if (now().text != row.name ||
                (now().kind != token_kind::symbol && now().kind != token_kind::name)) {
                continue;
            }
            ++at_;
            auto e = make(row.op, std::move(left), ranged());
            e->comparison = row.how;
            e->boolean_result = row.op == op::general_compare;
            return e;
        }
        return left;
    }

    pointer ranged() {
        auto left = sum();
        if (take_word("to")) return make(op::range, std::move(left), sum());
        return left;
    }

    template <std::size_t N>
    bool take_arithmetic(const std::array<arithmetic_row, N>& rows, arithmetic_op& how) {
        if (now().kind != token_kind::symbol && now().kind != token_kind::name) return false;
        for (const auto& row : rows) {
            if (now().text != row.name) continue;
            how = row.how;
            ++at_;
            return true;
        }
        return false;
    }

    pointer sum() {
        auto left = product();
        for (arithmetic_op how{}; !failed_ && take_arithmetic(additive, how);) {
            left = make(op::arithmetic, std::move(left), product());
            left->arithmetic = how;
        }
        return left;
    }

    pointer product() {
        auto left = united();
        for (arithmetic_op how{}; !failed_ && take_arithmetic(multiplicative, how);) {
            left = make(op::arithmetic, std::move(left), united());
            left->arithmetic = how;
        }
        return left;
    }

    pointer united() {
        auto left = intersected();
        while (!failed_ && (take("|") || take_word("union"))) {
            left = make(op::set_union, std::move(left), intersected());
            left->node_result = true;
        }
        return left;
    }

    pointer intersected() {
        auto left = instance_of();
        while (!failed_ && (is_word("intersect") || is_word("except"))) {
            const auto what = is_word("except") ? op::set_except : op::set_intersect;
            ++at_;
            left = make(what, std::move(left), instance_of());
            left->node_result = true;
        }
        return left;
    }

    pointer instance_of() {
        auto e = castable();
        if (is_word("instance") && ahead().text == "of") fail("'instance of' is not supported");
        if (is_word("treat") && ahead().text == "as") fail("'treat as' is not supported");
        return e;
    }

    pointer castable() {
        auto e = cast();
        if (!is_word("castable") || ahead().text != "as") return e;
        at_ += 2;
        e = to_type(op::castable, std::move(e));
        e->boolean_result = true;
        return e;
    }

    pointer cast() {
        auto e = unary();
        if (!is_word("cast") || ahead().text != "as") return e;
        at_ += 2;
        return to_type(op::cast, std::move(e));
    }

    pointer to_type(op what, pointer operand) {
        auto e = make(what);
        e->operands.push_back(std::move(operand));
        if (now().kind != token_kind::name) fail("type expected");
        const auto target = type_named(now().text);
        if (!failed_ && !target) fail("unknown type '" + now().text + "'");
        if (failed_) return e;
        e->target = *target;
        ++at_;
        e->optional = take("?");
        return e;
    }

    std::optional<cast_type> type_named(std::string_view qualified) {
        const auto colon = qualified.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        const auto uri = context_.namespace_of(qualified.substr(0, colon));
        if (!uri || *uri != schema_namespace) return std::nullopt;
        return find_cast_type(qualified.substr(colon + 1));
    }

    pointer unary() {
        bool negative = false;
        bool any = false;
        while (is_symbol("-") || is_symbol("+")) {
            negative ^= is_symbol("-");
            any = true;
            ++at_;
        }
        auto e = path();
        if (!any) return e;
        auto sign = make(negative ? op::negate : op::plus);
        sign->operands.push_back(std::move(e));
        return sign;
    }

    // ---- Paths

    pointer descendants() {
        auto e = make(op::axis_step);
        e->axis = axis::descendant_or_self;
        e->test.what = node_test::kind::any;
        e->node_result = true;
        return e;
    }

    bool starts_step() const {
        switch (now().kind) {
            case token_kind::end:
                return false;
            case token_kind::symbol:
                return now().text == "@" || now().text == "." || now().text == ".." || now().text == "*" ||
                       now().text == "(" || now().text == "$";
            default:
                return true;
        }
    }

    pointer path() {
        if (++depth_ > max_depth) fail("nested too deeply");
        auto steps = make(op::path);
        if (take("/")) {
            steps->operands.push_back(make(op::root));
            if (starts_step()) steps->operands.push_back(step());
        } else if (take("//")) {
            steps->operands.push_back(make(op::root));
            steps->operands.push_back(descendants());
            steps->operands.push_back(step());
        } else {
            steps->operands.push_back(step());
        }
        while (!failed_ && (is_symbol("/") || is_symbol("//"))) {
            if (is_symbol("//")) steps->operands.push_back(descendants());
            ++at_;
            steps->operands.push_back(step());
        }
        --depth_;
        if (steps->operands.size() == 1) return std::move(steps->operands.front());
        steps->node_result = steps->operands.back()->node_result;
        return steps;
    }

    pointer step() {
        if (failed_) return broken();
        if (take("..")) {
            auto e = make(op::axis_step);
            e->axis = axis::parent;
            e->test.what = node_test::kind::any;
            return finish_axis(std::move(e));
        }
        if (take("@")) {
            auto e = make(op::axis_step);
            e->axis = axis::attribute;
            test(*e);
            return finish_axis(std::move(e));
        }
        if (now().kind == token_kind::name && ahead().kind == token_kind::symbol) {
            if (ahead().text == "::") return axis_step();
            if (ahead().text == "(" && kind_named(now().text) == nullptr) return filter(function_call());
        }
        if (now().kind == token_kind::name || now().kind == token_kind::any_in ||
            now().kind == token_kind::any_of || is_symbol("*")) {
            auto e = make(op::axis_step);
            e->axis = is_word("attribute") && ahead().text == "(" ? axis::attribute : axis::child;
            test(*e);
            return finish_axis(std::move(e));
        }
        return filter(primary());
    }

    pointer axis_step() {
        auto e = make(op::axis_step);
        const axis_row* found = nullptr;
        for (const auto& row : axes) {
            if (row.name == now().text) found = &row;
        }
        if (found == nullptr) {
            fail("unknown axis '" + now().text + "'");
            return e;
        }
        e->axis = found->axis;
        at_ += 2;
        test(*e);
        return finish_axis(std::move(e));
    }

    static const kind_row* kind_named(std::string_view name) {
        for (const auto& row : kinds) {
            if (row.name == name) return &row;
        }
        return nullptr;
    }

    void test(expression& e) {
        auto& t = e.test;
        if (take("*")) {
            t.what = node_test::kind::name;
            return;
        }
        if (now().kind == token_kind::any_in) {
            t.local = context_.symbols->intern(now().text);
            ++at_;
            return;
        }
        if (now().kind == token_kind::any_of) {
            t.uri = uri_of(now().text);
            ++at_;
            return;
        }
        if (now().kind != token_kind::name) return fail("node test expected");
        if (ahead().kind == token_kind::symbol && ahead().text == "(") {
            if (const auto* kind = kind_named(now().text); kind != nullptr) return kind_test(t, *kind);
            return fail("unknown node test '" + now().text + "'");
        }
        const std::string name = now().text;
        const auto colon = name.find(':');
        if (colon == std::string::npos) {
            t.uri = context_.symbols->intern("");
        } else {
            t.uri = uri_of(name.substr(0, colon));
        }
        t.local = context_.symbols->intern(colon == std::string::npos ? name : name.substr(colon + 1));
        ++at_;
        if (at_ >= tokens_.size()) at_ = tokens_.size() - 1;
    }

    void kind_test(node_test& t, const kind_row& kind) {
        at_ += 2;
        t.what = kind.kind;
        if (kind.kind == node_test::kind::instruction &&
            (now().kind == token_kind::name || now().kind == token_kind::string)) {
            t.local = context_.symbols->intern(now().text);
            ++at_;
        } else if (!is_symbol(")") && !(take("*") && is_symbol(")"))) {
            return fail("'" + std::string{kind.name} + "()' with arguments is not supported");
        }
        expect(")");
    }

    std::uint32_t uri_of(std::string_view prefix) {
        const auto uri = context_.namespace_of(prefix);
        if (!uri) {
            fail("prefix '" + std::string{prefix} + "' is not declared");
            return symbols::none;
        }
        return context_.symbols->intern(*uri);
    }

    pointer finish_axis(pointer e) {
        e->node_result = true;
        predicates(*e);
        return e;
    }

    void predicates(expression& e) {
        while (!failed_ && take("[")) {
            auto p = expression_list();
            expect("]");
            p->positional = !(p->boolean_result || p->node_result) || p->uses_focus;
            e.operands.push_back(std::move(p));
        }
    }

    pointer filter(pointer inner) {
        if (!is_symbol("[")) return inner;
        auto e = make(op::filter);
        e->node_result = inner->node_result;
        e->operands.push_back(std::move(inner));
        predicates(*e);
        return e;
    }

    pointer primary() {
        if (failed_) return broken();
        if (take("(")) {
            if (take(")")) return make(op::list);
            auto e = expression_list();
            expect(")");
            // A parenthesis is a primary of its own: (a/b)[1] counts over all.
            return e;
        }
        if (take("$")) {
            auto e = make(op::variable);
            if (now().kind != token_kind::name) {
                fail("variable name expected");
                return e;
            }
            resolve(*e);
            return e;
        }
        if (take(".")) return make(op::context_item);
        auto e = make(op::literal);
        const auto text = now().text;
        switch (now().kind) {
            case token_kind::string:
                e->text = text;
                e->value = item::of_text(e->text);
                break;
            case token_kind::integer:
                if (!parse_integer(text, e->value.integer)) fail("number out of range");
                e->value.type = type::integer;
                break;
            case token_kind::decimal:
                e->decimal = std::make_unique<wide>();
                if (!parse_decimal(text, *e->decimal)) fail("number out of range");
                e->value.type = type::decimal;
                e->value.decimal = e->decimal.get();
                break;
            case token_kind::floating:
                e->value = item::of_double(parse_double(text).value_or(0));
                break;
            default:
                fail(now().kind == token_kind::end ? "expression expected" : "unexpected '" + text + "'");
                return e;
        }
        ++at_;
        return e;
    }

    void resolve(expression& e) {
        const std::string name = now().text;
        for (auto at = ranges_.rbegin(); at != ranges_.rend(); ++at) {
            if (at->first != name) continue;
            e.slot = at->second;
            ++at_;
            return;
        }
        const auto slot = context_.slot_of(name);
        if (!slot) return fail("variable '$" + name + "' is not declared");
        e.slot = *slot;
        ++at_;
    }

    pointer function_call() {
        const std::string qualified = now().text;
        const auto position = now().position;
        auto e = make(op::call);
        at_ += 2;
        if (!take(")")) {
            do {
                e->operands.push_back(single());
            } while (!failed_ && take(","));
            expect(")");
        }
        if (failed_) return e;
        auto name = std::string_view{qualified};
        if (const auto colon = name.find(':'); colon != std::string_view::npos) {
            const auto uri = context_.namespace_of(name.substr(0, colon));
            name = name.substr(colon + 1);
            if (uri && *uri == schema_namespace) {
                const auto target = find_cast_type(name);
                if (!target || e->operands.size() != 1) {
                    fail_at(position, "unknown function '" + qualified + "'");
                    return e;
                }
                e->op = op::cast;
                e->target = *target;
                e->optional = true;
                e->boolean_result = false;
                return e;
            }
            if (!uri || *uri != function_namespace) {
                fail_at(position, "unknown function '" + qualified + "'");
                return e;
            }
        }
        bool known = false;
        e->function = find_function(name, e->operands.size(), known);
        if (e->function == nullptr) {
            fail_at(position, known ? "wrong number of arguments for '" + qualified + "'"
                                    : "unknown function '" + qualified + "'");
            return e;
        }
        e->boolean_result = e->function->result == gives::boolean;
        e->node_result = e->function->result == gives::nodes;
        literal_pattern(*e, position);
        return e;
    }

    void literal_pattern(expression& e, std::size_t position) {
        const auto name = e.function->name;
        const bool replaces = name == "replace";
        if (!replaces && name != "matches" && name != "tokenize") return;
        const std::size_t flags_at = replaces ? 3 : 2;
        if (e.operands.size() < 2 || e.operand(1).op != op::literal ||
            e.operand(1).value.type != type::string)
            return;
        std::string_view flags;
        if (e.operands.size() > flags_at) {
            if (e.operand(flags_at).op != op::literal) return;
            flags = e.operand(flags_at).text;
        }
        std::string why;
        e.pattern = regex::compile(e.operand(1).text, flags, why);
        if (!e.pattern) fail_at(position, "regular expression: " + why);
    }

    std::vector<token> tokens_;
    const static_context& context_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool failed_ = false;
    compile_error error_;
    std::vector<std::pair<std::string, std::uint32_t>> ranges_;
};

}  // namespace

compile_result compile(std::string_view source, const static_context& context) {
    auto cut = lex(source);
    if (cut.failed) return {nullptr, {cut.position, cut.message}};
    auto result = parser{std::move(cut.tokens), context}.run();
    if (result.compiled) analyse(*result.compiled);
    return result;
}

}  // namespace pps::cda::validation::xpath
