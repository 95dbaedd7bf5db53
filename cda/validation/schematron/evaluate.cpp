#include "cda/validation/schematron/compiled.hpp"
#include "cda/validation/schematron/location.hpp"
#include "cda/values.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace pps::cda::validation {
namespace {

using xpath::evaluator;
using xpath::focus;
using xpath::item;
using xpath::node_test;

// What reading a node, by us and by the XML schema, takes in the time of steps (tests/bench/hostile.py).
constexpr std::uint64_t steps_of_node = 40;

// What is known of pairs of numbers. Open addressing: asked for every node and context.
class memory_of_pairs {
  public:
    memory_of_pairs() : slots_(256) {}

    /// 0 unknown, 1 no, 2 yes.
    std::uint8_t find(std::uint32_t a, std::uint32_t b) const noexcept {
        return slots_[index(key(a, b))].known;
    }

    void set(std::uint32_t a, std::uint32_t b, bool yes) {
        if (++used_ * 2 > slots_.size()) grow();
        auto& s = slots_[index(key(a, b))];
        s.key = key(a, b);
        s.known = yes ? 2 : 1;
    }

  private:
    struct slot {
        std::uint64_t key = 0;
        std::uint8_t known = 0;
    };
    static std::uint64_t key(std::uint32_t a, std::uint32_t b) noexcept {
        return (std::uint64_t{a} << 32U) | b;
    }

    std::size_t index(std::uint64_t k) const noexcept {
        const auto mask = slots_.size() - 1;
        auto i = static_cast<std::size_t>((k * 0x9E3779B97F4A7C15U) >> 20U) & mask;
        while (slots_[i].known != 0 && slots_[i].key != k)
            i = (i + 1) & mask;
        return i;
    }

    void grow() {
        auto old = std::move(slots_);
        slots_ = std::vector<slot>(old.size() * 2);
        for (const auto& s : old) {
            if (s.known != 0) slots_[index(s.key)] = s;
        }
    }

    std::vector<slot> slots_;
    std::size_t used_ = 0;
};

// Matches nodes against the paths of contexts, from the node upwards.
class matcher {
  public:
    matcher(const tree& document, evaluator& ev) : t_(document), ev_(ev) {}

    bool matches(const context_path& path, node_id node) {
        if (path.document) return t_.at(node).kind == node_kind::document;
        if (!ev_.spend()) return false;
        if (path.general != nullptr) return general(*path.general, node);
        return names_fit(path, node) && step(path, path.steps.size() - 1, node);
    }

  private:
    bool test(const context_path::step& s, node_id node) {
        return ev_.matches(s.expression->test, item::of_node(0, node), s.expression->axis);
    }

    // A cheap look before predicates are evaluated: the names as far as parents are given.
    bool names_fit(const context_path& path, node_id node) {
        for (std::size_t i = path.steps.size(); i-- > 0;) {
            if (node == no_node || !test(path.steps[i], node)) return false;
            if (path.steps[i].below) return true;
            node = t_.at(node).parent;
        }
        return true;
    }

    bool step(const context_path& path, std::size_t i, node_id node) {
        const auto& s = path.steps[i];
        if (!test(s, node) || !ev_.test_node(*s.expression, item::of_node(0, node))) return false;
        const auto parent = t_.at(node).parent;
        if (i == 0) {
            if (!path.rooted || s.below) return true;
            return parent != no_node && t_.at(parent).kind == node_kind::document;
        }
        if (!s.below) return parent != no_node && beginning(path, i - 1, parent);
        for (auto a = parent; a != no_node && ev_.spend(); a = t_.at(a).parent) {
            if (beginning(path, i - 1, a)) return true;
        }
        return false;
    }

    // The steps up to i, which other contexts may have asked of the node before.
    bool beginning(const context_path& path, std::size_t i, node_id node) {
        const auto number = path.steps[i].beginning;
        if (number == symbols::none) return step(path, i, node);
        if (const auto known = known_.find(number, node); known != 0) return known == 2;
        const bool yes = step(path, i, node);
        if (!ev_.failed()) known_.set(number, node, yes);
        return yes;
    }

    // A node matches when an ancestor or itself, as the context, selects it.
    bool general(const xpath::expression& e, node_id node) {
        const auto [at, fresh] = computed_.try_emplace(&e);
        auto& selected = at->second;
        if (fresh) {
            for (node_id n = 0; n < t_.size() && ev_.spend(); ++n) {
                if (t_.at(n).kind != node_kind::element && t_.at(n).kind != node_kind::document) continue;
                ev_.each(e, focus{item::of_node(0, n), 1, 1}, [&](const item& i) {
                    if (i.is_node() && i.document == 0) selected.insert(i.node);
                    return true;
                });
                if (ev_.failed() || e.free) break;
            }
        }
        return selected.count(node) > 0;
    }

    const tree& t_;
    evaluator& ev_;
    memory_of_pairs known_;
    std::unordered_map<const xpath::expression*, std::unordered_set<node_id>> computed_;
};

class judge {
  public:
    judge(const compiled_schema& s, const tree& document, const eval_options& options)
        : s_(s),
          t_(document),
          options_(options),
          ev_(document, s.shared->names, *s.shared->files, options.limits,
              std::chrono::duration_cast<std::chrono::microseconds>(options.now.time_since_epoch()).count(),
              options.used.get()),
          matcher_(document, ev_) {
        ev_.reserve_slots(s.slots);
        ev_.set_base(s.folder);
        for (const auto& g : s.globals)
            ev_.define(g.slot, *g.value, true);
    }

    outcome run() {
        const auto start = std::chrono::steady_clock::now();
        // The first of a judgement pays for the document.
        if (options_.used->steps == 0) ev_.spend(steps_of_node * t_.size());
        unknown_contexts();
        template_ids();
        for (node_id n = 0; n < t_.size() && !ev_.exhausted(); ++n) {
            const auto kind = t_.at(n).kind;
            if (kind == node_kind::element || kind == node_kind::document) visit(n);
        }
        out_.exhausted = ev_.exhausted();
        std::stable_sort(found_.begin(), found_.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (auto& [pattern, r] : found_)
            out_.results.push_back(std::move(r));
        // Said by every schema that comes after: none of them judges anything.
        if (out_.exhausted) {
            out_.not_judged.push_back(
                {s_.name, s_.files.front(), 0, {}, "limit: the document costs too much", "/", true});
        }
        out_.elapsed =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
        return std::move(out_);
    }

  private:
    void unknown_contexts() {
        for (const auto& p : s_.patterns) {
            for (const auto& r : p.rules) {
                if (!r.context) not_judged(r.at, r.source, r.error, {});
            }
        }
    }

    // The templateId/@root of every element that has some.
    void template_ids() {
        if (s_.by_template.empty()) return;
        for (std::uint32_t name = 0; name < t_.names().size(); ++name) {
            if (t_.names()[name].local != "templateId") continue;
            for (const auto e : t_.elements_named(name)) {
                const auto root = t_.attribute(e, "root");
                const auto found = s_.by_template.find(root);
                if (found != s_.by_template.end()) by_node_[t_.at(e).parent].push_back(&found->second);
            }
        }
    }

    void visit(node_id n) {
        candidates_.clear();
        const auto take = [&](const std::vector<candidate>& list) {
            candidates_.insert(candidates_.end(), list.begin(), list.end());
        };
        const auto keyed = [&](const auto& index, node_id of) {
            if (index.empty() || t_.at(of).kind != node_kind::element) return;
            const auto symbol = ev_.local_symbol(of);
            if (symbol == symbols::none) return;
            if (const auto found = index.find(symbol); found != index.end()) take(found->second);
        };
        if (t_.at(n).kind == node_kind::document) {
            take(s_.of_document);
        } else {
            keyed(s_.by_name, n);
            keyed(s_.by_parent, t_.at(n).parent);
            take(s_.always);
            if (const auto found = by_node_.find(n); found != by_node_.end()) {
                for (const auto* list : found->second)
                    take(*list);
            }
        }
        take(s_.general);
        if (!ev_.spend(candidates_.size() / 4)) return ev_.clear_error();
        std::sort(candidates_.begin(), candidates_.end());
        const auto node = item::of_node(0, n);
        constexpr auto none = static_cast<std::uint32_t>(-1);
        auto done = none;
        for (const auto& c : candidates_) {
            if (c.pattern == done) continue;
            if (ev_.exhausted()) return;
            const auto& r = s_.patterns[c.pattern].rules[c.rule];
            ev_.set_current(node);
            const bool matched = matcher_.matches(r.paths[c.path], n) && !ev_.failed();
            if (ev_.failed()) {
                // An error in a pattern means that it does not match (XSLT 2.0, 5.5.4); a bound does not.
                if (bounded()) not_judged(r.at, r.source, describe(), location(n), true);
                ev_.clear_error();
            }
            if (!matched) continue;
            done = c.pattern;
            fire(c.pattern, r, n);
        }
    }

    void fire(std::uint32_t pattern, const rule& r, node_id n) {
        ++out_.fired_rules;
        const auto node = item::of_node(0, n);
        ev_.set_current(node);
        for (const auto& l : r.lets)
            ev_.define(l.slot, *l.value, false);
        for (const auto& a : r.assertions) {
            if (ev_.exhausted()) return;
            if (!a.test) {
                not_judged(a.at, a.source, a.error, location(n));
                continue;
            }
            const bool holds = ev_.boolean(*a.test, focus{node, 1, 1});
            if (ev_.failed()) {
                not_judged(a.at, a.source, describe(), location(n), bounded());
                ev_.clear_error();
                continue;
            }
            if (holds == (a.kind == result_kind::report)) report(pattern, a, n);
        }
    }

    void report(std::uint32_t pattern, const assertion& a, node_id n) {
        if (found_.size() >= options_.max_results) {
            if (found_.size() == options_.max_results && !full_) {
                full_ = true;
                not_judged(a.at, a.source, "too many results: further ones are left out", location(n), true);
            }
            return;
        }
        result r;
        r.source = s_.name;
        r.kind = a.kind;
        r.id = a.id;
        r.role = a.role;
        r.flag = a.flag;
        r.see = a.see;
        r.pattern = s_.patterns[pattern].id;
        r.test = a.source;
        r.location = location(n);
        std::uint64_t visited = 0;
        r.xpath = short_location(t_, n, visited);
        ev_.spend(visited);
        r.text = text(a.text, a, n);
        for (const auto& d : a.diagnostics)
            r.diagnostics.push_back(text(d, a, n));
        ev_.spend_text(r.location.size() + r.xpath.size() + r.test.size());
        found_.emplace_back(pattern, std::move(r));
    }

    // As xsl:value-of: the items with a space between them.
    std::string text(const std::vector<text_part>& parts, const assertion& a, node_id n) {
        std::string out;
        for (const auto& p : parts) {
            out += p.text;
            if (p.source.empty()) continue;
            if (!p.value) {
                not_judged(a.at, p.source, p.error, location(n));
                continue;
            }
            xpath::sequence values;
            ev_.atoms(*p.value, focus{item::of_node(0, n), 1, 1}, values);
            for (std::size_t i = 0; i < values.size() && !ev_.failed(); ++i) {
                const auto value = ev_.text_of(values[i]);
                if (i > 0) out += ' ';
                if (ev_.spend_text(value.size())) out += value;
            }
            if (ev_.failed()) {
                not_judged(a.at, p.source, describe(), location(n), bounded());
                ev_.clear_error();
            }
        }
        return collapse(out);
    }

    std::string describe() const { return ev_.error().code + ": " + ev_.error().message; }
    bool bounded() const { return ev_.exhausted() || ev_.error().code == "limit"; }
    std::string location(node_id n) {
        std::uint64_t visited = 0;
        auto made = svrl_location(t_, n, visited);
        ev_.spend(visited);
        return made;
    }

    void not_judged(place at, const std::string& expression, std::string why, std::string where,
                    bool bounded = false) {
        if (out_.not_judged.size() >= options_.max_results) return;
        out_.not_judged.push_back(
            {s_.name, s_.files[at.file], at.line, expression, std::move(why), std::move(where), bounded});
    }

    const compiled_schema& s_;
    const tree& t_;
    const eval_options& options_;
    evaluator ev_;
    matcher matcher_;
    outcome out_;
    std::vector<std::pair<std::uint32_t, result>> found_;
    std::vector<candidate> candidates_;
    std::unordered_map<node_id, std::vector<const std::vector<candidate>*>> by_node_;
    bool full_ = false;
};

}  // namespace

outcome evaluate(const schema& by, const tree& document, const eval_options& options) {
    return judge{by.compiled(), document, options}.run();
}

}  // namespace pps::cda::validation
