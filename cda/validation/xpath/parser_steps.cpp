#include "cda/validation/xpath/functions.hpp"
#include "cda/validation/xpath/numbers.hpp"
#include "cda/validation/xpath/parser.hpp"

// Paths, steps, node tests, predicates, literals, variables and calls.
namespace pps::cda::validation::xpath {

using namespace grammar;

namespace {

const kind_row* kind_named(std::string_view name) {
    for (const auto& row : kinds) {
        if (row.name == name) return &row;
    }
    return nullptr;
}

}  // namespace

parser::pointer parser::descendants() {
    auto e = make(op::axis_step);
    e->axis = axis::descendant_or_self;
    e->test.what = node_test::kind::any;
    e->node_result = true;
    return e;
}

bool parser::starts_step() const {
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

parser::pointer parser::path() {
    enter();
    auto steps = make(op::path);
    if (take("/")) {
        adopt(*steps, make(op::root));
        if (starts_step()) adopt(*steps, step());
    } else if (take("//")) {
        adopt(*steps, make(op::root));
        adopt(*steps, descendants());
        adopt(*steps, step());
    } else {
        adopt(*steps, step());
    }
    while (!failed_ && (is_symbol("/") || is_symbol("//"))) {
        if (is_symbol("//")) adopt(*steps, descendants());
        advance();
        adopt(*steps, step());
    }
    leave();
    if (steps->operands.size() == 1) return std::move(steps->operands.front());
    steps->node_result = steps->operands.back()->node_result;
    return steps;
}

parser::pointer parser::step() {
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

parser::pointer parser::axis_step() {
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
    advance(2);
    test(*e);
    return finish_axis(std::move(e));
}

void parser::test(expression& e) {
    auto& t = e.test;
    if (take("*")) {
        t.what = node_test::kind::name;
        return;
    }
    if (now().kind == token_kind::any_in) {
        t.local = context_.symbols->intern(now().text);
        advance();
        return;
    }
    if (now().kind == token_kind::any_of) {
        t.uri = uri_of(now().text);
        advance();
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
    advance();
}

void parser::kind_test(node_test& t, const kind_row& kind) {
    advance(2);
    t.what = kind.kind;
    if (kind.kind == node_test::kind::instruction &&
        (now().kind == token_kind::name || now().kind == token_kind::string)) {
        t.local = context_.symbols->intern(now().text);
        advance();
    } else if (!is_symbol(")") && !(take("*") && is_symbol(")"))) {
        return fail("'" + std::string{kind.name} + "()' with arguments is not supported");
    }
    expect(")");
}

std::uint32_t parser::uri_of(std::string_view prefix) {
    const auto uri = context_.namespace_of(prefix);
    if (!uri) {
        fail("prefix '" + std::string{prefix} + "' is not declared");
        return symbols::none;
    }
    return context_.symbols->intern(*uri);
}

parser::pointer parser::finish_axis(pointer e) {
    e->node_result = true;
    predicates(*e);
    return e;
}

void parser::predicates(expression& e) {
    while (!failed_ && take("[")) {
        auto p = expression_list();
        expect("]");
        p->positional = !(p->boolean_result || p->node_result) || p->uses_focus;
        adopt(e, std::move(p));
    }
}

parser::pointer parser::filter(pointer inner) {
    if (!is_symbol("[")) return inner;
    auto e = make(op::filter);
    e->node_result = inner->node_result;
    adopt(*e, std::move(inner));
    predicates(*e);
    return e;
}

parser::pointer parser::primary() {
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
    advance();
    return e;
}

void parser::resolve(expression& e) {
    const std::string name = now().text;
    for (auto at = ranges_.rbegin(); at != ranges_.rend(); ++at) {
        if (at->first != name) continue;
        e.slot = at->second;
        advance();
        return;
    }
    const auto slot = context_.slot_of(name);
    if (!slot) return fail("variable '$" + name + "' is not declared");
    e.slot = *slot;
    advance();
}

parser::pointer parser::function_call() {
    const std::string qualified = now().text;
    const auto position = now().position;
    auto e = make(op::call);
    advance(2);
    if (!take(")")) {
        do {
            adopt(*e, single());
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

void parser::literal_pattern(expression& e, std::size_t position) {
    const auto name = e.function->name;
    const bool replaces = name == "replace";
    if (!replaces && name != "matches" && name != "tokenize") return;
    const std::size_t flags_at = replaces ? 3 : 2;
    if (e.operands.size() < 2 || e.operand(1).op != op::literal || e.operand(1).value.type != type::string)
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

}  // namespace pps::cda::validation::xpath
