#include "cda/validation/xpath/analysis.hpp"

#include "cda/validation/xpath/functions.hpp"

namespace pps::cda::validation::xpath {
namespace {

// descendant-or-self::node()/child::x is descendant::x where no predicate counts positions.
void merge_descendants(expression& steps) {
    auto& list = steps.operands;
    for (std::size_t i = 0; i + 1 < list.size(); ++i) {
        auto& first = *list[i];
        auto& second = *list[i + 1];
        if (first.op != op::axis_step || first.axis != axis::descendant_or_self ||
            first.test.what != node_test::kind::any || !first.operands.empty()) {
            continue;
        }
        if (second.op != op::axis_step) continue;
        bool positional = false;
        for (const auto& p : second.operands)
            positional = positional || p->positional;
        if (positional) continue;
        if (second.axis == axis::child) {
            second.axis = axis::descendant;
        } else if (second.axis == axis::self) {
            second.axis = axis::descendant_or_self;
        } else {
            continue;
        }
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

// Whether position() or last() of the focus of this expression is called in it. Its operands are marked.
bool asks_position(const expression& e) {
    if (e.op == op::call) {
        if (e.function != nullptr && (e.function->name == "position" || e.function->name == "last"))
            return true;
    }
    const auto inner_focus = [&](std::size_t i) {
        return (e.op == op::path || e.op == op::filter) ? i > 0 : e.op == op::axis_step;
    };
    for (std::size_t i = 0; i < e.operands.size(); ++i) {
        if (!inner_focus(i) && e.operand(i).uses_focus) return true;
    }
    return false;
}

// A comparison [@name = value] or [text() = value], alone or in a conjunction, whose value does not
// depend on the step: an index finds such nodes.
const expression* find_key(const expression& predicate) {
    if (predicate.op == op::logical_and) {
        const auto* left = find_key(predicate.operand(0));
        return left != nullptr ? left : find_key(predicate.operand(1));
    }
    if (predicate.op != op::general_compare || predicate.comparison != comparison::eq) return nullptr;
    const auto& left = predicate.operand(0);
    if (left.op != op::axis_step || !left.operands.empty() || !predicate.operand(1).free) return nullptr;
    const bool attribute = left.axis == axis::attribute && left.test.what == node_test::kind::name &&
                           left.test.local != symbols::none && left.test.uri != symbols::none;
    const bool text = left.axis == axis::child && left.test.what == node_test::kind::text;
    return attribute || text ? &predicate : nullptr;
}

// The same whatever the document, the variables and the clock.
bool is_constant(const expression& e) {
    if (e.op == op::variable) return false;
    if (e.op == op::call) {
        const auto name = e.function->name;
        if (name.starts_with("current") || name == "implicit-timezone" || name == "static-base-uri")
            return false;
    }
    for (const auto& o : e.operands) {
        if (!o->free && e.op != op::path && e.op != op::filter && e.op != op::axis_step) return false;
        if (!is_constant(*o)) return false;
    }
    return true;
}

bool is_free(const expression& e) {
    switch (e.op) {
        case op::context_item:
        case op::root:
        case op::axis_step:
            return false;
        case op::call:
            if (e.function->reads_focus && e.operands.size() == e.function->fewest) return false;
            break;
        case op::path:
        case op::filter:
            return e.operand(0).free;
        default:
            break;
    }
    for (const auto& o : e.operands) {
        if (!o->free) return false;
    }
    return true;
}

}  // namespace

// Marks, bottom up, what the focus decides.
void analyse(expression& e) {
    for (auto& o : e.operands)
        analyse(*o);
    e.uses_focus = asks_position(e);
    e.free = is_free(e);
    e.constant = e.free && is_constant(e);
    const std::size_t first = e.op == op::axis_step ? 0 : 1;
    if (e.op == op::axis_step || e.op == op::filter) {
        for (std::size_t i = first; i < e.operands.size(); ++i) {
            auto& p = *e.operands[i];
            p.positional = !(p.boolean_result || p.node_result) || p.uses_focus;
        }
    }
    if (e.op == op::path) {
        for (std::size_t i = 1; i < e.operands.size(); ++i) {
            e.counts_steps = e.counts_steps || (e.operand(i).op != op::axis_step && e.operand(i).uses_focus);
        }
        merge_descendants(e);
    }
    if (e.op == op::axis_step && !e.operands.empty()) e.key = find_key(e.operand(0));
}

bool any_name(const node_test& test) noexcept {
    return test.what != node_test::kind::name || test.local == symbols::none;
}

}  // namespace pps::cda::validation::xpath
