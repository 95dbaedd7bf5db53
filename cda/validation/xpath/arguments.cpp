#include "cda/validation/xpath/evaluator.hpp"
#include "cda/validation/xpath/numbers.hpp"

#include <cmath>
#include <cstring>
#include <utility>

// What an evaluation owns, the arguments of functions, and the files they open.
namespace pps::cda::validation::xpath {

namespace {

// Bytes of text that are read in the time of a step.
constexpr std::size_t bytes_of_step = 64;
// Looking for a file that was not asked for before.
constexpr std::uint64_t steps_of_file = 5'000;

}  // namespace

bool evaluator::spend_text(std::size_t bytes) {
    used_->text += bytes;
    if (used_->text > bounds_.max_text) fail("limit", "too much text");
    return !failed_;
}

bool evaluator::append(std::string& made, std::string_view piece) {
    if (made.size() + piece.size() > bounds_.max_text) fail("limit", "too much text");
    if (failed_ || !spend(piece.size() / bytes_of_step)) return false;
    made += piece;
    return true;
}

std::string_view evaluator::keep(std::string_view text) {
    if (text.empty() || !spend_text(text.size())) return {};
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
    const auto& t = document_of(node);
    std::string store;
    const auto text = t.string_value(node.node, store);
    spend(1 + (t.at(node.node).end - node.node) / 8 + text.size() / bytes_of_step);
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
    spend(i.text.size() / bytes_of_step);
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

bool evaluator::open(std::string_view uri, item& out) {
    const auto known = opened_.find(uri);
    if (known != opened_.end()) {
        out = item::of_node(known->second, 0);
        return true;
    }
    if (!spend(steps_of_file)) return false;
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
    if (opened_.find(uri) != opened_.end()) return true;
    return spend(steps_of_file) && files_.open(base_, uri).file != nullptr;
}

const regex* evaluator::dynamic_pattern(std::string_view pattern, std::string_view flags) {
    std::string key{flags};
    key.append(1, '\n').append(pattern);
    auto at = patterns_.find(key);
    if (at == patterns_.end()) {
        std::string why;
        spend(pattern.size() * 16);
        at = patterns_.emplace(key, regex::compile(pattern, flags, why)).first;
    }
    if (at->second == nullptr) fail("FORX0002", "a regular expression that is not known");
    return at->second.get();
}

bool evaluator::contains(const regex& pattern, std::string_view text) {
    auto rest = left();
    const bool found = pattern.contains(text, rest);
    // None left: one more than there were, which fails.
    return spend(left() - rest + (rest == 0 ? 1 : 0)) && found;
}

std::optional<regex::match> evaluator::search(const regex& pattern, std::string_view text, std::size_t from) {
    auto rest = left();
    auto found = pattern.search(text, from, rest);
    if (!spend(left() - rest + (rest == 0 ? 1 : 0))) return std::nullopt;
    return found;
}

// Made once for all documents, so that none pays for it.
const text_set* evaluator::constant_set(const expression& e) {
    return files_.constant(e.id, [&](bool& made) -> std::unique_ptr<text_set> {
        spent of_all;
        const auto used = std::exchange(used_, &of_all);
        auto set = std::make_unique<text_set>();
        sequence values;
        atoms(e, focus{}, values);
        used_ = used;
        made = !failed_;
        if (failed_) return nullptr;
        for (const auto& i : values) {
            if (!i.is_text()) return nullptr;
            set->emplace(i.text);
        }
        return set;
    });
}

}  // namespace pps::cda::validation::xpath
