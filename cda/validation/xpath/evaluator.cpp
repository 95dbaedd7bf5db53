#include "cda/validation/xpath/evaluator.hpp"

#include "cda/validation/xpath/functions.hpp"
#include "cda/validation/xpath/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pps::cda::validation::xpath {

evaluator::evaluator(const tree& document, const symbols& names, const vocabulary& files,
                     const xpath::limits& bounds, std::int64_t now_microseconds, spent* used)
    : files_(files),
      bounds_(bounds),
      now_(now_microseconds),
      names_(map_names(document, names)),
      used_(used == nullptr ? &own_ : used) {
    documents_.push_back({&document, &names_, nullptr});
}

void evaluator::define(std::uint32_t slot, const expression& value, bool global) {
    auto& s = slots_[slot];
    s.at = variable_state::phase::defined;
    s.global = global;
    s.definition = &value;
    s.value.clear();
}

void evaluator::fail(std::string_view code, std::string_view message) {
    if (failed_) return;
    failed_ = true;
    error_ = {std::string{code}, std::string{message}};
}

void evaluator::clear_error() noexcept {
    failed_ = false;
}

bool evaluator::boolean(const expression& e, const focus& f) {
    const level here{*this};
    if (!spend()) return false;
    switch (e.op) {
        case op::logical_or:
            return boolean(e.operand(0), f) || (!failed_ && boolean(e.operand(1), f));
        case op::logical_and:
            return boolean(e.operand(0), f) && !failed_ && boolean(e.operand(1), f);
        case op::general_compare:
            return general(e, f);
        case op::some:
        case op::every:
            return quantified(e, f);
        case op::conditional: {
            const bool chosen = boolean(e.operand(0), f);
            return !failed_ && boolean(e.operand(chosen ? 1 : 2), f);
        }
        default:
            break;
    }
    if (e.node_result) {
        bool found = false;
        each(e, f, [&](const item&) {
            found = true;
            return false;
        });
        return found && !failed_;
    }
    sequence s;
    eval(e, f, s);
    return !failed_ && effective_boolean(s);
}

const sequence& evaluator::variable(std::uint32_t slot) {
    static const sequence none;
    auto& s = slots_[slot];
    using phase = variable_state::phase;
    if (s.at == phase::ready) return s.value;
    if (s.at != phase::defined) {
        fail(s.at == phase::running ? "XTDE0640" : "XPST0008", "a variable without value");
        return none;
    }
    s.at = phase::running;
    const auto current = current_;
    if (s.global) current_ = item::of_node(0, 0);
    sequence value;
    eval(*s.definition, focus{current_, 1, 1}, value);
    current_ = current;
    auto& again = slots_[slot];
    again.at = failed_ ? phase::defined : phase::ready;
    again.value = std::move(value);
    return again.value;
}

void evaluator::eval(const expression& e, const focus& f, sequence& out) {
    const level here{*this};
    if (!spend()) return;
    const auto before = out.size();
    compute(e, f, out);
    // What is only copied costs as well.
    if (out.size() > before) spend((out.size() - before) / 8);
    if (out.size() > bounds_.max_sequence) fail("limit", "a sequence too long");
}

void evaluator::compute(const expression& e, const focus& f, sequence& out) {
    switch (e.op) {
        case op::literal:
            out.push_back(e.value);
            break;
        case op::variable: {
            const auto& v = variable(e.slot);
            out.insert(out.end(), v.begin(), v.end());
            break;
        }
        case op::context_item:
            out.push_back(f.here);
            break;
        case op::root:
            if (!f.here.is_node()) {
                fail("XPTY0020", "the context is not a node");
            } else {
                out.push_back(item::of_node(f.here.document, 0));
            }
            break;
        case op::path:
            eval_path(e, f, out);
            break;
        case op::axis_step:
            if (!f.here.is_node()) {
                fail("XPTY0020", "the context is not a node");
            } else {
                walk_axis(e, f.here, [&](const item& i) {
                    out.push_back(i);
                    return true;
                });
                sort_nodes(out);
            }
            break;
        case op::filter: {
            sequence items;
            eval(e.operand(0), f, items);
            for (std::size_t i = 1; i < e.operands.size() && !failed_; ++i)
                filter(items, e.operand(i));
            out.insert(out.end(), items.begin(), items.end());
            break;
        }
        case op::list:
            for (const auto& o : e.operands) {
                sequence part;
                eval(*o, f, part);
                if (failed_) return;
                out.insert(out.end(), part.begin(), part.end());
            }
            break;
        case op::logical_or:
        case op::logical_and:
        case op::general_compare:
        case op::some:
        case op::every:
            out.push_back(item::of_bool(boolean(e, f)));
            break;
        case op::value_compare:
        case op::node_is:
        case op::node_before:
        case op::node_after:
            value_comparison(e, f, out);
            break;
        case op::range:
        case op::arithmetic:
        case op::negate:
        case op::plus:
            arithmetic(e, f, out);
            break;
        case op::set_union:
        case op::set_intersect:
        case op::set_except:
            set_operation(e, f, out);
            break;
        case op::conditional: {
            const bool chosen = boolean(e.operand(0), f);
            if (!failed_) eval(e.operand(chosen ? 1 : 2), f, out);
            break;
        }
        case op::for_each:
            loop(e, f, out);
            break;
        case op::castable: {
            sequence s;
            atoms(e.operand(0), f, s);
            item ignored;
            const bool fits =
                s.empty() ? e.optional : s.size() == 1 && cast(s[0], e.target, ignored, nullptr);
            out.push_back(item::of_bool(fits));
            break;
        }
        case op::cast: {
            item from;
            if (!optional_atom(e.operand(0), f, from)) {
                if (!e.optional) fail("XPTY0004", "nothing to cast");
                break;
            }
            item to;
            if (!cast(from, e.target, to, nullptr)) {
                fail("FORG0001", "a value that cannot be cast");
            } else {
                out.push_back(to);
            }
            break;
        }
        case op::instance:
            fail("XPST0003", "not supported");
            break;
        case op::call:
            e.function->run(*this, e, f, out);
            break;
    }
}

bool evaluator::each(const expression& e, const focus& f, sink out) {
    const level here{*this};
    if (failed_) return false;
    if (e.op == op::path && !e.counts_steps) {
        bool stopped = false;
        const auto from_first = [&](const item& i) {
            stopped = !walk(e, 1, i, out);
            return !stopped && !failed_;
        };
        each(e.operand(0), f, from_first);
        return !stopped && !failed_;
    }
    if (e.op == op::axis_step && f.here.is_node()) return spend() && walk_axis(e, f.here, out);
    if (e.op == op::set_union || e.op == op::list) {
        for (const auto& o : e.operands) {
            if (!each(*o, f, out)) return false;
        }
        return true;
    }
    if (e.op == op::variable) {
        const auto& v = variable(e.slot);
        for (std::size_t i = 0; i < v.size() && !failed_; ++i) {
            if (!out(v[i])) return false;
        }
        return !failed_;
    }
    sequence s;
    eval(e, f, s);
    if (failed_) return false;
    for (const auto& i : s) {
        if (!out(i)) return false;
    }
    return true;
}

void evaluator::sort_nodes(sequence& s) {
    const auto before = [](const item& a, const item& b) {
        return a.document != b.document ? a.document < b.document : a.node < b.node;
    };
    bool ordered = true;
    for (std::size_t i = 1; i < s.size() && ordered; ++i)
        ordered = before(s[i - 1], s[i]);
    if (ordered) return;
    std::sort(s.begin(), s.end(), before);
    const auto same = [](const item& a, const item& b) {
        return a.document == b.document && a.node == b.node;
    };
    s.erase(std::unique(s.begin(), s.end(), same), s.end());
}

void evaluator::set_operation(const expression& e, const focus& f, sequence& out) {
    sequence left;
    sequence right;
    eval(e.operand(0), f, left);
    if (!failed_) eval(e.operand(1), f, right);
    if (failed_) return;
    const auto nodes = [](const sequence& s) {
        return std::all_of(s.begin(), s.end(), [](const item& i) { return i.is_node(); });
    };
    if (!nodes(left) || !nodes(right)) return fail("XPTY0004", "nodes are required");
    if (e.op == op::set_union) {
        left.insert(left.end(), right.begin(), right.end());
        sort_nodes(left);
        out.insert(out.end(), left.begin(), left.end());
        return;
    }
    sort_nodes(left);
    sort_nodes(right);
    const auto before = [](const item& a, const item& b) {
        return a.document != b.document ? a.document < b.document : a.node < b.node;
    };
    for (const auto& i : left) {
        const bool found = std::binary_search(right.begin(), right.end(), i, before);
        if (found == (e.op == op::set_intersect)) out.push_back(i);
    }
}

// some, every: `operand(1)` is the next binding or the condition.
bool evaluator::quantified(const expression& e, const focus& f) {
    const bool wanted = e.op == op::some;
    bool result = !wanted;
    sequence over;
    eval(e.operand(0), f, over);
    for (const auto& i : over) {
        if (failed_) return false;
        auto& s = slots_[e.slot];
        s.at = variable_state::phase::ready;
        s.value.assign(1, i);
        if (boolean(e.operand(1), f) == wanted) {
            result = wanted;
            break;
        }
    }
    return result && !failed_;
}

void evaluator::loop(const expression& e, const focus& f, sequence& out) {
    sequence over;
    eval(e.operand(0), f, over);
    for (const auto& i : over) {
        if (failed_) return;
        auto& s = slots_[e.slot];
        s.at = variable_state::phase::ready;
        s.value.assign(1, i);
        sequence part;
        eval(e.operand(1), f, part);
        out.insert(out.end(), part.begin(), part.end());
        if (out.size() > bounds_.max_sequence) return fail("limit", "a sequence too long");
    }
}

bool evaluator::general(const expression& e, const focus& f) {
    const auto& left = e.operand(0);
    const auto& right = e.operand(1);
    bool found = false;
    // A value against a list of a file: looked up, not walked through.
    if (e.comparison == comparison::eq && right.constant && right.op != op::literal &&
        (right.op == op::path || right.op == op::filter)) {
        const auto* set = constant_set(right);
        if (failed_) return false;
        if (set != nullptr) {
            each(left, f, [&](const item& i) {
                const auto a = atomize(i);
                if (!a.is_text()) {
                    if (!set->empty()) fail("XPTY0004", "a comparison of unlike types");
                    return false;
                }
                found = set->find(a.text) != set->end();
                return !found;
            });
            return found && !failed_;
        }
    }
    sequence values;
    if (right.op == op::literal) {
        values.push_back(right.value);
    } else {
        eval(right, f, values);
        for (auto& i : values)
            i = atomize(i);
    }
    if (failed_ || values.empty()) {
        // The left side is still evaluated by none: no pair, no error.
        return false;
    }
    each(left, f, [&](const item& i) {
        const auto a = atomize(i);
        for (const auto& b : values) {
            if (!spend()) return false;
            if (general_pair(a, b, e.comparison)) {
                found = true;
                return false;
            }
            if (failed_) return false;
        }
        return true;
    });
    return found && !failed_;
}

}  // namespace pps::cda::validation::xpath
