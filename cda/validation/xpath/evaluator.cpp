#include "cda/validation/xpath/evaluator.hpp"

#include "cda/validation/xpath/functions.hpp"
#include "cda/validation/xpath/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pps::cda::validation::xpath {

evaluator::evaluator(const tree& document, const symbols& names, const vocabulary& files,
                     const xpath::limits& bounds, std::int64_t now_microseconds)
    : files_(files), bounds_(bounds), now_(now_microseconds), names_(map_names(document, names)) {
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
    depth_ = 0;
}

bool evaluator::spend(std::uint64_t steps) {
    steps_ += steps;
    if (steps_ <= bounds_.max_steps) return !failed_;
    fail("limit", "too many steps");
    return false;
}

std::string_view evaluator::keep(std::string_view text) {
    if (text.empty()) return {};
    text_bytes_ += text.size();
    if (text_bytes_ > bounds_.max_text) {
        fail("limit", "too much text");
        return {};
    }
    auto* at = static_cast<char*>(arena_.allocate(text.size(), 1));
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
}

const wide* evaluator::keep(wide d) {
    auto* at = static_cast<wide*>(arena_.allocate(sizeof(wide), alignof(wide)));
    *at = d;
    return at;
}

const qname* evaluator::keep(const qname& n) {
    auto* at = static_cast<qname*>(arena_.allocate(sizeof(qname), alignof(qname)));
    *at = {keep(n.uri), keep(n.local)};
    return at;
}

item evaluator::of_decimal(wide d) {
    item i;
    i.type = type::decimal;
    i.decimal = keep(d);
    return i;
}

std::string_view evaluator::string_value(const item& node) {
    std::string store;
    const auto text = document_of(node).string_value(node.node, store);
    return text.data() == store.data() && !text.empty() ? keep(text) : text;
}

item evaluator::atomize(const item& i) {
    if (!i.is_node()) return i;
    const auto kind = document_of(i).at(i.node).kind;
    const bool plain = kind == node_kind::comment || kind == node_kind::instruction;
    return item::of_text(string_value(i), plain ? type::string : type::untyped);
}

void evaluator::atoms(const expression& e, const focus& f, sequence& out) {
    eval(e, f, out);
    for (auto& i : out)
        i = atomize(i);
}

bool evaluator::optional_atom(const expression& e, const focus& f, item& out) {
    sequence s;
    eval(e, f, s);
    if (failed_ || s.empty()) return false;
    if (s.size() > 1) {
        fail("XPTY0004", "a sequence of more than one item where one is allowed");
        return false;
    }
    out = atomize(s[0]);
    return !failed_;
}

std::string_view evaluator::string_argument(const expression& e, const focus& f) {
    item i;
    if (!optional_atom(e, f, i)) return {};
    if (!i.is_text()) {
        fail("XPTY0004", "a string is required");
        return {};
    }
    return i.text;
}

double evaluator::number_argument(const expression& e, const focus& f, bool& empty) {
    item i;
    empty = !optional_atom(e, f, i);
    if (empty) return 0;
    if (i.type == type::untyped) {
        item n;
        if (!cast(i, cast_type::floating, n, nullptr)) fail("FORG0001", "not a number");
        return n.number;
    }
    if (i.type == type::integer) return static_cast<double>(i.integer);
    if (i.type == type::decimal) return to_double(*i.decimal);
    if (i.type == type::floating) return i.number;
    fail("XPTY0004", "a number is required");
    return 0;
}

bool evaluator::effective_boolean(const sequence& s) {
    if (s.empty()) return false;
    if (s[0].is_node()) return true;
    if (s.size() > 1) {
        fail("FORG0006", "no boolean value of a sequence of values");
        return false;
    }
    const auto& i = s[0];
    switch (i.type) {
        case type::boolean:
            return i.boolean;
        case type::untyped:
        case type::string:
        case type::any_uri:
            return !i.text.empty();
        case type::integer:
            return i.integer != 0;
        case type::decimal:
            return *i.decimal != 0;
        case type::floating:
            return i.number != 0 && !std::isnan(i.number);
        default:
            fail("FORG0006", "no boolean value of this type");
            return false;
    }
}

bool evaluator::boolean(const expression& e, const focus& f) {
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
    if (!spend()) return;
    if (++depth_ > bounds_.max_depth) {
        fail("limit", "nested too deeply");
        return;
    }
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
    --depth_;
    if (out.size() > bounds_.max_sequence) fail("limit", "a sequence too long");
}

bool evaluator::each(const expression& e, const focus& f, sink out) {
    if (e.op == op::path) {
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
    }
}

bool evaluator::open(std::string_view uri, item& out) {
    const auto known = opened_.find(uri);
    if (known != opened_.end()) {
        out = item::of_node(known->second, 0);
        return true;
    }
    const auto found = files_.open(base_, uri);
    using trouble = vocabulary::trouble;
    if (found.file == nullptr) {
        // The name of a file of the bundle; one that a document made up is not repeated.
        switch (found.why) {
            case trouble::outside:
                fail("FODC0002", "a file outside the folders of the bundle");
                break;
            case trouble::unreadable:
                fail("FODC0002", "a file that cannot be read");
                break;
            default:
                fail("FODC0002", "a file that is missing");
                break;
        }
        return false;
    }
    const auto index = static_cast<std::uint32_t>(documents_.size());
    documents_.push_back({&found.file->document(), &found.file->names(), found.file});
    opened_.emplace(uri, index);
    out = item::of_node(index, 0);
    return true;
}

bool evaluator::available(std::string_view uri) {
    return opened_.find(uri) != opened_.end() || files_.open(base_, uri).file != nullptr;
}

const regex* evaluator::dynamic_pattern(std::string_view pattern, std::string_view flags) {
    std::string key{flags};
    key.append(1, '\n').append(pattern);
    auto at = patterns_.find(key);
    if (at == patterns_.end()) {
        std::string why;
        at = patterns_.emplace(key, regex::compile(pattern, flags, why)).first;
    }
    if (at->second == nullptr) fail("FORX0002", "a regular expression that is not known");
    return at->second.get();
}

const text_set* evaluator::constant_set(const expression& e) {
    return files_.constant(e.id, [&]() -> std::unique_ptr<text_set> {
        auto set = std::make_unique<text_set>();
        sequence values;
        atoms(e, focus{}, values);
        if (failed_) return nullptr;
        for (const auto& i : values) {
            if (!i.is_text()) return nullptr;
            set->emplace(i.text);
        }
        return set;
    });
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
