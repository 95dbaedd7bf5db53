#include "cda/validation/schematron/compiled.hpp"

#include <map>
#include <string>

namespace pps::cda::validation {
namespace {

using xpath::axis;
using xpath::expression;
using xpath::node_test;
using xpath::op;

// True when the expression is a chain of child and descendant steps.
bool split(const expression& e, context_path& out) {
    if (e.op == op::root) {
        out.document = true;
        return true;
    }
    const auto add = [&](const expression& s, bool& below) {
        if (s.op != op::axis_step) return false;
        const bool any_below =
            s.axis == axis::descendant_or_self && s.test.what == node_test::kind::any && s.operands.empty();
        if (any_below) {
            below = true;
            return true;
        }
        if (s.axis == axis::descendant) {
            below = true;
        } else if (s.axis != axis::child && s.axis != axis::attribute) {
            return false;
        }
        out.steps.push_back({&s, below});
        below = false;
        return true;
    };
    bool below = false;
    if (e.op == op::axis_step) return e.axis != axis::descendant && add(e, below) && !out.steps.empty();
    if (e.op != op::path) return false;
    std::size_t first = 0;
    if (e.operand(0).op == op::root) {
        out.rooted = true;
        first = 1;
    }
    for (std::size_t i = first; i < e.operands.size(); ++i) {
        if (!add(e.operand(i), below)) return false;
    }
    return !below && !out.steps.empty();
}

void alternatives(const expression& e, std::vector<context_path>& out) {
    if (e.op == op::set_union) {
        alternatives(e.operand(0), out);
        alternatives(e.operand(1), out);
        return;
    }
    context_path path;
    if (!split(e, path)) {
        path = {};
        path.general = &e;
    }
    out.push_back(std::move(path));
}

// The value of [templateId/@root = 'x'] in any namespace: what most contexts ask for.
const std::string* template_root(const expression& step, std::uint32_t local, std::uint32_t root) {
    for (const auto& p : step.operands) {
        if (p->op != op::general_compare || p->comparison != xpath::comparison::eq) continue;
        const auto& left = p->operand(0);
        const auto& right = p->operand(1);
        if (left.op != op::path || left.operands.size() != 2 || right.op != op::literal ||
            right.value.type != xpath::type::string) {
            continue;
        }
        const auto& child = left.operand(0);
        const auto& attribute = left.operand(1);
        if (child.op == op::axis_step && child.axis == axis::child && child.test.local == local &&
            child.test.what == node_test::kind::name && attribute.op == op::axis_step &&
            attribute.axis == axis::attribute && attribute.test.local == root) {
            return &right.text;
        }
    }
    return nullptr;
}

// Contexts of a template begin alike: one number for the same beginning, as written, of any context.
void number_beginnings(const rule& r, context_path& path, std::map<std::string, std::uint32_t>& known) {
    if (path.steps.size() < 2) return;
    const auto start = path.steps.front().expression->position;
    for (std::size_t i = 0; i + 1 < path.steps.size(); ++i) {
        const auto end = path.steps[i + 1].expression->position;
        // current() is the node that is matched: no verdict of the beginning alone.
        if (end <= start || end > r.written.size() || r.written.find("current") != std::string::npos)
            continue;
        std::string key = path.rooted ? "/" : "";
        key += path.steps.front().below ? "/ " : " ";
        key += r.written.substr(start, end - start);
        path.steps[i].beginning =
            known.try_emplace(std::move(key), static_cast<std::uint32_t>(known.size())).first->second;
    }
}

}  // namespace

void index_contexts(compiled_schema& s) {
    std::map<std::string, std::uint32_t> beginnings;
    s.template_local = s.shared->names.intern("templateId");
    const auto root = s.shared->names.intern("root");
    for (std::uint32_t p = 0; p < s.patterns.size(); ++p) {
        for (std::uint32_t r = 0; r < s.patterns[p].rules.size(); ++r) {
            auto& rule = s.patterns[p].rules[r];
            if (!rule.context) continue;
            alternatives(*rule.context, rule.paths);
            for (std::uint32_t a = 0; a < rule.paths.size(); ++a) {
                const candidate c{p, r, a};
                auto& path = rule.paths[a];
                number_beginnings(rule, path, beginnings);
                if (path.general != nullptr) {
                    s.general.push_back(c);
                    continue;
                }
                if (path.document) {
                    s.of_document.push_back(c);
                    continue;
                }
                const auto& last = path.steps.back();
                const auto& test = last.expression->test;
                // Attributes and texts are never visited: such a rule never fires (skeleton, context-xpath).
                if (last.expression->axis == axis::attribute) continue;
                if (const auto* id = template_root(*last.expression, s.template_local, root); id != nullptr) {
                    s.by_template[*id].push_back(c);
                } else if (test.what == node_test::kind::name && test.local != symbols::none) {
                    s.by_name[test.local].push_back(c);
                } else if (!last.below && path.steps.size() > 1 &&
                           !xpath::any_name(path.steps[path.steps.size() - 2].expression->test)) {
                    s.by_parent[path.steps[path.steps.size() - 2].expression->test.local].push_back(c);
                } else {
                    s.always.push_back(c);
                }
            }
        }
    }
}

}  // namespace pps::cda::validation
