#include "cda/validation/xpath/evaluator.hpp"
#include "cda/validation/xpath/numbers.hpp"

#include <algorithm>

// Paths, axes, node tests and predicates.
namespace pps::cda::validation::xpath {

bool evaluator::matches(const node_test& test, const item& i, axis along) const {
    const auto& view = documents_[i.document];
    const auto& n = view.document->at(i.node);
    using kind = node_test::kind;
    switch (test.what) {
        case kind::any:
            return true;
        case kind::text:
            return n.kind == node_kind::text;
        case kind::comment:
            return n.kind == node_kind::comment;
        case kind::document:
            return n.kind == node_kind::document;
        case kind::element:
            return n.kind == node_kind::element;
        case kind::attribute:
            return n.kind == node_kind::attribute;
        case kind::instruction:
            return n.kind == node_kind::instruction &&
                   (test.local == symbols::none || view.names->of[n.name].local == test.local);
        case kind::name:
            break;
    }
    if (n.kind != (along == axis::attribute ? node_kind::attribute : node_kind::element)) return false;
    const auto& name = view.names->of[n.name];
    return (test.local == symbols::none || name.local == test.local) &&
           (test.uri == symbols::none || name.uri == test.uri);
}

// The nodes of an axis that pass the test, in the order of the axis.
bool evaluator::axis_nodes(const expression& step, const item& from, sink out) {
    const auto& t = document_of(from);
    const auto document = from.document;
    const auto at = from.node;
    const auto& here = t.at(at);
    const auto give = [&](node_id id) {
        if (!spend()) return false;
        const auto i = item::of_node(document, id);
        return !matches(step.test, i, step.axis) || out(i);
    };
    const bool leaf = here.kind == node_kind::attribute;
    switch (step.axis) {
        case axis::self:
            return give(at);
        case axis::parent:
            return here.parent == no_node || give(here.parent);
        case axis::attribute:
            if (here.kind != node_kind::element) return true;
            for (node_id a = at + 1; a <= at + here.attributes; ++a) {
                if (!give(a)) return false;
            }
            return true;
        case axis::child:
            if (here.kind != node_kind::element && here.kind != node_kind::document) return true;
            for (auto c = t.first_child(at); c != no_node; c = t.next_sibling(c)) {
                if (!give(c)) return false;
            }
            return true;
        case axis::descendant_or_self:
            if (!give(at)) return false;
            [[fallthrough]];
        case axis::descendant: {
            if (leaf) return true;
            if (step.test.what == node_test::kind::name && step.test.local != symbols::none) {
                // Elements of that name, of several tree names when prefixes differ.
                const auto& view = documents_[document];
                for (const auto& [symbol, name] : view.names->with_local(step.test.local)) {
                    if (step.test.uri != symbols::none && view.names->of[name].uri != step.test.uri) continue;
                    const auto list = t.elements_named(name);
                    auto first = std::upper_bound(list.begin(), list.end(), at);
                    for (; first != list.end() && *first < here.end; ++first) {
                        if (!spend() || !out(item::of_node(document, *first))) return false;
                    }
                }
                return spend();
            }
            for (node_id d = at + 1; d < here.end; ++d) {
                if (t.at(d).kind != node_kind::attribute && !give(d)) return false;
            }
            return true;
        }
        case axis::ancestor_or_self:
            if (!give(at)) return false;
            [[fallthrough]];
        case axis::ancestor:
            for (auto p = here.parent; p != no_node; p = t.at(p).parent) {
                if (!give(p)) return false;
            }
            return true;
        case axis::following_sibling:
            for (auto s = t.next_sibling(at); s != no_node; s = t.next_sibling(s)) {
                if (!give(s)) return false;
            }
            return true;
        case axis::preceding_sibling: {
            if (leaf || here.parent == no_node) return true;
            boost::container::small_vector<node_id, 16> before;
            for (auto s = t.first_child(here.parent); s != at; s = t.next_sibling(s))
                before.push_back(s);
            if (!spend(before.size() / 8)) return false;
            for (auto s = before.rbegin(); s != before.rend(); ++s) {
                if (!give(*s)) return false;
            }
            return true;
        }
        case axis::following:
            for (node_id d = leaf ? at + 1 : here.end; d < t.size(); ++d) {
                if (t.at(d).kind != node_kind::attribute && !give(d)) return false;
            }
            return true;
        case axis::preceding: {
            const auto start = leaf ? here.parent : at;
            for (node_id d = start; d-- > 0;) {
                const auto& n = t.at(d);
                if (n.kind == node_kind::attribute || n.end > start) continue;
                if (!give(d)) return false;
            }
            return true;
        }
    }
    return true;
}

bool evaluator::holds(const expression& predicate, const item& node) {
    return boolean(predicate, focus{node, 1, 1}) && !failed_;
}

// Keeps the items whose predicate is true or equal to their position.
void evaluator::filter(sequence& items, const expression& predicate) {
    const auto size = items.size();
    if (predicate.op == op::literal && predicate.value.type == type::integer) {
        const auto n = predicate.value.integer;
        if (n < 1 || static_cast<std::size_t>(n) > size) {
            items.clear();
        } else {
            const auto kept = items[static_cast<std::size_t>(n - 1)];
            items.assign(1, kept);
        }
        return;
    }
    sequence kept;
    for (std::size_t i = 0; i < size && !failed_; ++i) {
        const focus f{items[i], i + 1, size};
        bool keep_it = false;
        if (!predicate.positional || predicate.boolean_result) {
            keep_it = boolean(predicate, f);
        } else {
            sequence value;
            eval(predicate, f, value);
            if (failed_) return;
            if (value.size() == 1 && value[0].is_numeric()) {
                const auto& v = value[0];
                const double n = v.type == type::integer   ? static_cast<double>(v.integer)
                                 : v.type == type::decimal ? to_double(*v.decimal)
                                                           : v.number;
                keep_it = n == static_cast<double>(i + 1);
            } else {
                keep_it = effective_boolean(value);
            }
        }
        if (keep_it) kept.push_back(items[i]);
    }
    items = std::move(kept);
}

bool evaluator::walk_indexed(const expression& step, const item& from, sink out, bool& used) {
    used = false;
    const auto& view = documents_[from.document];
    if (step.key == nullptr || step.axis != axis::descendant || from.node != 0 || view.file == nullptr ||
        step.test.what != node_test::kind::name || step.test.local == symbols::none) {
        return true;
    }
    sequence values;
    atoms(step.key->operand(1), focus{from, 1, 1}, values);
    if (failed_) return false;
    for (const auto& v : values) {
        if (!v.is_text()) return true;
    }
    used = true;
    const auto& key = step.key->operand(0);
    const bool attribute = key.axis == axis::attribute;
    sequence found;
    for (const auto& v : values) {
        const auto* list =
            view.file->lookup(step.test.uri, step.test.local, attribute ? key.test.uri : symbols::none,
                              attribute ? key.test.local : symbols::none, v.text);
        if (list == nullptr) continue;
        for (const auto id : *list)
            found.push_back(item::of_node(from.document, id));
    }
    sort_nodes(found);
    for (const auto& i : found) {
        bool passes = true;
        for (const auto& p : step.operands)
            passes = passes && holds(*p, i);
        if (failed_ || (passes && !out(i))) return false;
    }
    return true;
}

bool evaluator::walk_axis(const expression& step, const item& from, sink out) {
    bool positional = false;
    for (const auto& p : step.operands)
        positional = positional || p->positional;
    if (!positional) {
        bool used = false;
        if (!walk_indexed(step, from, out, used)) return false;
        if (used) return true;
        if (step.operands.empty()) return axis_nodes(step, from, out) && !failed_;
        return axis_nodes(step, from,
                          [&](const item& i) {
                              for (const auto& p : step.operands) {
                                  if (!holds(*p, i)) return !failed_;
                              }
                              return out(i);
                          }) &&
               !failed_;
    }
    sequence nodes;
    axis_nodes(step, from, [&](const item& i) {
        nodes.push_back(i);
        return nodes.size() <= bounds_.max_sequence;
    });
    const bool forward = step.axis != axis::ancestor && step.axis != axis::ancestor_or_self &&
                         step.axis != axis::preceding && step.axis != axis::preceding_sibling;
    // Several tree names of one descendant come grouped by name.
    if (forward) sort_nodes(nodes);
    for (const auto& p : step.operands) {
        if (failed_) return false;
        filter(nodes, *p);
    }
    if (failed_) return false;
    for (const auto& i : nodes) {
        if (!out(i)) return false;
    }
    return true;
}

// The steps from `step` on, from one item; nodes come in any order and perhaps repeated.
bool evaluator::walk(const expression& path, std::size_t step, const item& from, sink out) {
    const level here{*this};
    if (failed_) return false;
    if (step == path.operands.size()) return out(from);
    if (!from.is_node()) {
        fail("XPTY0019", "a step from a value that is no node");
        return false;
    }
    const auto& s = path.operand(step);
    const bool last = step + 1 == path.operands.size();
    if (s.op == op::axis_step) {
        if (last) return walk_axis(s, from, out);
        return walk_axis(s, from, [&](const item& i) { return walk(path, step + 1, i, out); });
    }
    // Focus-dependent positions in a step that is no axis step need eval_path.
    const auto next = [&](const item& i) { return walk(path, step + 1, i, out); };
    return each(s, focus{from, 1, 1}, next);
}

void evaluator::eval_path(const expression& e, const focus& f, sequence& out) {
    sequence now;
    eval(e.operand(0), f, now);
    for (std::size_t s = 1; s < e.operands.size() && !failed_; ++s) {
        const auto& step = e.operand(s);
        sequence next;
        for (std::size_t i = 0; i < now.size() && !failed_; ++i) {
            if (!now[i].is_node()) return fail("XPTY0019", "a step from a value that is no node");
            if (step.op == op::axis_step) {
                walk_axis(step, now[i], [&](const item& n) {
                    next.push_back(n);
                    return next.size() <= bounds_.max_sequence;
                });
            } else {
                sequence part;
                eval(step, focus{now[i], i + 1, now.size()}, part);
                next.insert(next.end(), part.begin(), part.end());
            }
        }
        if (failed_) return;
        if (next.size() > bounds_.max_sequence) return fail("limit", "a sequence too long");
        const bool nodes = std::all_of(next.begin(), next.end(), [](const item& i) { return i.is_node(); });
        if (nodes) {
            sort_nodes(next);
        } else if (std::any_of(next.begin(), next.end(), [](const item& i) { return i.is_node(); })) {
            return fail("XPTY0018", "a step of nodes and values");
        }
        now = std::move(next);
    }
    out.insert(out.end(), now.begin(), now.end());
}

// A step of a pattern: the node has passed the test, its predicates count among its siblings.
bool evaluator::test_node(const expression& step, const item& node) {
    bool positional = false;
    for (const auto& p : step.operands)
        positional = positional || p->positional;
    if (!positional) {
        for (const auto& p : step.operands) {
            if (!holds(*p, node)) return false;
        }
        return true;
    }
    const auto& t = document_of(node);
    const auto parent = t.at(node.node).parent;
    if (parent == no_node) return false;
    sequence siblings;
    for (auto c = t.first_child(parent); c != no_node; c = t.next_sibling(c)) {
        const auto i = item::of_node(node.document, c);
        if (spend() && matches(step.test, i, step.axis)) siblings.push_back(i);
    }
    for (const auto& p : step.operands) {
        if (failed_) return false;
        filter(siblings, *p);
    }
    return !failed_ &&
           std::any_of(siblings.begin(), siblings.end(), [&](const item& i) { return i.node == node.node; });
}

}  // namespace pps::cda::validation::xpath
