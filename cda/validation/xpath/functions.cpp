#include "cda/validation/xpath/functions.hpp"

#include "cda/validation/xpath/evaluator.hpp"
#include "cda/validation/xpath/functions_of_texts.hpp"
#include "cda/validation/xpath/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace pps::cda::validation::xpath {
namespace {

struct type_row {
    std::string_view name;
    cast_type type;
};
// Simple types of XML Schema 1.0 part 2. Derived integers are taken as integers without their bounds… which
// is why only those without bounds are here.
constexpr std::array types{type_row{"untypedAtomic", cast_type::untyped},
                           type_row{"string", cast_type::string},
                           type_row{"normalizedString", cast_type::normalized_string},
                           type_row{"token", cast_type::token},
                           type_row{"anyURI", cast_type::any_uri},
                           type_row{"NCName", cast_type::ncname},
                           type_row{"Name", cast_type::name},
                           type_row{"NMTOKEN", cast_type::nmtoken},
                           type_row{"language", cast_type::language},
                           type_row{"boolean", cast_type::boolean},
                           type_row{"integer", cast_type::integer},
                           type_row{"decimal", cast_type::decimal},
                           type_row{"double", cast_type::floating},
                           type_row{"dateTime", cast_type::date_time},
                           type_row{"date", cast_type::date},
                           type_row{"time", cast_type::time},
                           type_row{"gYear", cast_type::g_year},
                           type_row{"gYearMonth", cast_type::g_year_month}};

using E = const expression;
using F = const focus;

item self_or(evaluator& v, E& e, F& f, bool& empty) {
    empty = false;
    if (e.operands.empty()) return f.here;
    sequence s;
    v.eval(e.operand(0), f, s);
    empty = s.empty();
    if (s.size() > 1) v.fail("XPTY0004", "a sequence of more than one item where one is allowed");
    return empty ? item{} : s[0];
}

bool a_node(evaluator& v, const item& i) {
    if (!i.is_node()) v.fail("XPTY0004", "a node is required");
    return i.is_node();
}

void position(evaluator&, E&, F& f, sequence& out) {
    out.push_back(item::of_integer(static_cast<std::int64_t>(f.position)));
}
void last(evaluator&, E&, F& f, sequence& out) {
    out.push_back(item::of_integer(static_cast<std::int64_t>(f.size)));
}

void count(evaluator& v, E& e, F& f, sequence& out) {
    sequence s;
    v.eval(e.operand(0), f, s);
    out.push_back(item::of_integer(static_cast<std::int64_t>(s.size())));
}

void negation(evaluator& v, E& e, F& f, sequence& out) {
    out.push_back(item::of_bool(!v.boolean(e.operand(0), f)));
}
void boolean(evaluator& v, E& e, F& f, sequence& out) {
    out.push_back(item::of_bool(v.boolean(e.operand(0), f)));
}
void truth(evaluator&, E&, F&, sequence& out) {
    out.push_back(item::of_bool(true));
}
void falsehood(evaluator&, E&, F&, sequence& out) {
    out.push_back(item::of_bool(false));
}

bool any_item(evaluator& v, E& e, F& f) {
    bool found = false;
    v.each(e, f, [&](const item&) {
        found = true;
        return false;
    });
    return found;
}
void exists(evaluator& v, E& e, F& f, sequence& out) {
    out.push_back(item::of_bool(any_item(v, e.operand(0), f)));
}
void empty(evaluator& v, E& e, F& f, sequence& out) {
    out.push_back(item::of_bool(!any_item(v, e.operand(0), f)));
}

void data(evaluator& v, E& e, F& f, sequence& out) {
    v.atoms(e.operand(0), f, out);
}

void number(evaluator& v, E& e, F& f, sequence& out) {
    bool none = false;
    const auto i = v.atomize(self_or(v, e, f, none));
    item n;
    if (none || !v.cast(i, cast_type::floating, n, nullptr)) n = item::of_double(std::nan(""));
    out.push_back(n);
}

// sum, avg, min, max
enum class fold { sum, average, least, greatest };
template <fold how>
void aggregate(evaluator& v, E& e, F& f, sequence& out) {
    sequence s;
    v.atoms(e.operand(0), f, s);
    if (v.failed()) return;
    if (s.empty()) {
        if (how == fold::sum) out.push_back(item::of_integer(0));
        return;
    }
    for (auto& i : s) {
        if (i.type != type::untyped) continue;
        item n;
        if (!v.cast(i, cast_type::floating, n, nullptr)) return v.fail("FORG0001", "not a number");
        i = n;
    }
    if constexpr (how == fold::least || how == fold::greatest) {
        auto best = s[0];
        for (std::size_t i = 1; i < s.size(); ++i) {
            bool better = false;
            if (!v.compare(s[i], best, how == fold::least ? comparison::lt : comparison::gt, better)) return;
            if (better) best = s[i];
        }
        out.push_back(best);
    } else {
        wide total = 0;
        double sum = 0;
        bool exact = true;
        bool integers = true;
        for (const auto& i : s) {
            if (!i.is_numeric()) return v.fail("FORG0006", "numbers are required");
            if (i.type == type::floating) {
                exact = false;
                sum += i.number;
            } else {
                integers = integers && i.type == type::integer;
                const auto d = i.type == type::decimal ? *i.decimal : wide{i.integer} * decimal_scale;
                total += d;
                sum += to_double(d);
            }
        }
        const auto n = static_cast<std::int64_t>(s.size());
        if (!exact) {
            out.push_back(item::of_double(how == fold::average ? sum / static_cast<double>(n) : sum));
        } else if (how == fold::sum && integers) {
            if (!fits_integer(total / decimal_scale)) return v.fail("FOAR0002", "number out of range");
            out.push_back(item::of_integer(static_cast<std::int64_t>(total / decimal_scale)));
        } else {
            out.push_back(v.of_decimal(how == fold::average ? total / n : total));
        }
    }
}

// abs, floor, ceiling, round
enum class rounding { absolute, floor, ceiling, nearest };
template <rounding how>
void rounded(evaluator& v, E& e, F& f, sequence& out) {
    item i;
    if (!v.optional_atom(e.operand(0), f, i)) return;
    if (i.type == type::untyped && !v.cast(item{i}, cast_type::floating, i, nullptr)) {
        return v.fail("FORG0001", "not a number");
    }
    if (!i.is_numeric()) return v.fail("XPTY0004", "a number is required");
    if (i.type == type::integer) {
        if (how == rounding::absolute && i.integer < 0) {
            if (i.integer == std::numeric_limits<std::int64_t>::min())
                return v.fail("FOAR0002", "number out of range");
            return out.push_back(item::of_integer(-i.integer));
        }
        return out.push_back(i);
    }
    if (i.type == type::floating) {
        const auto d = i.number;
        out.push_back(item::of_double(how == rounding::absolute  ? std::fabs(d)
                                      : how == rounding::floor   ? std::floor(d)
                                      : how == rounding::ceiling ? std::ceil(d)
                                                                 : std::floor(d + 0.5)));
        return;
    }
    auto d = *i.decimal;
    if (how == rounding::absolute) return out.push_back(v.of_decimal(d < 0 ? -d : d));
    if (how == rounding::nearest) d += decimal_scale / 2;
    auto whole = d / decimal_scale;
    const bool exact = whole * decimal_scale == d;
    if (how == rounding::ceiling) {
        if (!exact && d > 0) ++whole;
    } else if (!exact && d < 0) {
        --whole;
    }
    out.push_back(v.of_decimal(whole * decimal_scale));
}

// ---- Names

enum class part { qualified, local, uri };
template <part what>
void name_part(evaluator& v, E& e, F& f, sequence& out) {
    bool none = false;
    const auto i = self_or(v, e, f, none);
    if (v.failed()) return;
    if (none) return out.push_back(item::of_text({}, what == part::uri ? type::any_uri : type::string));
    if (!a_node(v, i)) return;
    const auto& n = v.document_of(i).name_of(i.node);
    out.push_back(what == part::qualified ? item::of_text(n.qualified)
                  : what == part::local   ? item::of_text(n.local)
                                          : item::of_text(n.uri, type::any_uri));
}

void make_qname(evaluator& v, E& e, F& f, sequence& out) {
    const auto uri = v.string_argument(e.operand(0), f);
    const auto name = v.string_argument(e.operand(1), f);
    if (v.failed()) return;
    const auto colon = name.find(':');
    auto i = item::of_text(name, type::qname);
    i.name = v.keep(qname{uri, colon == std::string_view::npos ? name : name.substr(colon + 1)});
    out.push_back(i);
}

void resolve_qname(evaluator& v, E& e, F& f, sequence& out) {
    item text;
    if (!v.optional_atom(e.operand(0), f, text)) return;
    if (!text.is_text()) return v.fail("XPTY0004", "a string is required");
    sequence element;
    v.eval(e.operand(1), f, element);
    if (v.failed()) return;
    if (element.size() != 1 || !element[0].is_node() ||
        v.document_of(element[0]).at(element[0].node).kind != node_kind::element) {
        return v.fail("XPTY0004", "an element is required");
    }
    item made;
    if (!v.cast(text, cast_type::qname, made, &element[0]))
        return v.fail("FONS0004", "a name without namespace");
    out.push_back(made);
}

template <part what>
void part_of_qname(evaluator& v, E& e, F& f, sequence& out) {
    item i;
    if (!v.optional_atom(e.operand(0), f, i)) return;
    if (i.type != type::qname) return v.fail("XPTY0004", "a QName is required");
    out.push_back(what == part::uri ? item::of_text(i.name->uri, type::any_uri)
                                    : item::of_text(i.name->local));
}

// ---- Nodes

void current(evaluator& v, E&, F&, sequence& out) {
    out.push_back(v.current());
}

void root(evaluator& v, E& e, F& f, sequence& out) {
    bool none = false;
    const auto i = self_or(v, e, f, none);
    if (v.failed() || none || !a_node(v, i)) return;
    out.push_back(item::of_node(i.document, 0));
}

void generate_id(evaluator& v, E& e, F& f, sequence& out) {
    bool none = false;
    const auto i = self_or(v, e, f, none);
    if (v.failed()) return;
    if (none) return out.push_back(item::of_text({}));
    if (!a_node(v, i)) return;
    out.push_back(item::of_text(v.keep("d" + std::to_string(i.document) + "e" + std::to_string(i.node))));
}

// Files are opened by URIs; an empty sequence opens none. document() takes several.
void document(evaluator& v, E& e, F& f, sequence& out) {
    sequence uris;
    v.atoms(e.operand(0), f, uris);
    if (v.failed()) return;
    if (e.function->name == "doc" && uris.size() > 1) return v.fail("XPTY0004", "one name is required");
    for (const auto& u : uris) {
        if (!u.is_text()) return v.fail("XPTY0004", "a name is required");
        item opened;
        if (!v.open(u.text, opened)) return;
        out.push_back(opened);
    }
    v.sort_nodes(out);
}

void document_available(evaluator& v, E& e, F& f, sequence& out) {
    item u;
    const bool given = v.optional_atom(e.operand(0), f, u);
    if (v.failed()) return;
    out.push_back(item::of_bool(given && u.is_text() && v.available(u.text)));
}

void by_id(evaluator& v, E& e, F& f, sequence& out) {
    sequence ids;
    v.atoms(e.operand(0), f, ids);
    if (v.failed()) return;
    if (!f.here.is_node()) return v.fail("XPTY0004", "the context is not a node");
    const auto& t = v.document_of(f.here);
    for (node_id n = 0; n < t.size() && v.spend(1 + ids.size()); ++n) {
        if (t.at(n).kind != node_kind::attribute || t.name_of(n).qualified != "xml:id") continue;
        for (const auto& i : ids) {
            auto rest = i.text;
            while (!rest.empty()) {
                const auto cut = std::min(rest.find_first_of(" \t\r\n"), rest.size());
                if (rest.substr(0, cut) == trim(t.at(n).value)) {
                    out.push_back(item::of_node(f.here.document, t.at(n).parent));
                }
                rest.remove_prefix(std::min(cut + 1, rest.size()));
            }
        }
    }
    v.sort_nodes(out);
}

void language(evaluator& v, E& e, F& f, sequence& out) {
    const auto wanted = v.string_argument(e.operand(0), f);
    if (v.failed()) return;
    bool result = false;
    if (f.here.is_node()) {
        const auto& t = v.document_of(f.here);
        for (auto n = f.here.node; n != no_node; n = t.at(n).parent) {
            std::string_view found;
            bool has = false;
            if (t.at(n).kind == node_kind::element) {
                for (node_id a = n + 1; a <= n + t.at(n).attributes; ++a) {
                    if (t.name_of(a).qualified == "xml:lang") {
                        found = t.at(a).value;
                        has = true;
                    }
                }
            }
            if (!has) continue;
            const auto same = [](char x, char y) { return (x | 0x20) == (y | 0x20); };
            result = found.size() >= wanted.size() &&
                     std::equal(wanted.begin(), wanted.end(), found.begin(), same) &&
                     (found.size() == wanted.size() || found[wanted.size()] == '-');
            break;
        }
    }
    out.push_back(item::of_bool(result));
}

// ---- Sequences

void distinct(evaluator& v, E& e, F& f, sequence& out) {
    sequence s;
    v.atoms(e.operand(0), f, s);
    for (const auto& i : s) {
        if (v.failed()) return;
        const bool known = std::any_of(out.begin(), out.end(), [&](const item& o) {
            v.spend();
            const bool alike =
                (i.is_text() && o.is_text()) || (i.is_numeric() && o.is_numeric()) || i.type == o.type;
            bool same = false;
            return alike && v.compare(i, o, comparison::eq, same) && same;
        });
        if (!known) out.push_back(i);
    }
}

void reverse(evaluator& v, E& e, F& f, sequence& out) {
    sequence s;
    v.eval(e.operand(0), f, s);
    out.insert(out.end(), s.rbegin(), s.rend());
}

void subsequence(evaluator& v, E& e, F& f, sequence& out) {
    sequence s;
    v.eval(e.operand(0), f, s);
    bool none = false;
    const auto first = std::floor(v.number_argument(e.operand(1), f, none) + 0.5);
    double past = static_cast<double>(s.size()) + 1;
    if (e.operands.size() > 2) past = first + std::floor(v.number_argument(e.operand(2), f, none) + 0.5);
    for (std::size_t i = 0; i < s.size(); ++i) {
        const auto p = static_cast<double>(i + 1);
        if (p >= first && p < past) out.push_back(s[i]);
    }
}

void index_of(evaluator& v, E& e, F& f, sequence& out) {
    sequence s;
    v.atoms(e.operand(0), f, s);
    item wanted;
    if (!v.optional_atom(e.operand(1), f, wanted)) return;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const bool alike = (s[i].is_text() && wanted.is_text()) ||
                           (s[i].is_numeric() && wanted.is_numeric()) || s[i].type == wanted.type;
        bool same = false;
        if (alike && v.compare(s[i], wanted, comparison::eq, same) && same) {
            out.push_back(item::of_integer(static_cast<std::int64_t>(i + 1)));
        }
    }
}

template <bool at_most, bool at_least>
void cardinality(evaluator& v, E& e, F& f, sequence& out) {
    v.eval(e.operand(0), f, out);
    if (at_most && out.size() > 1) v.fail("FORG0003", "more than one item");
    if (at_least && out.empty()) v.fail("FORG0004", "no item");
}

constexpr std::uint8_t any_number = 255;
// XPath and XQuery Functions and Operators (W3C, second edition); current, document, generate-id: XSLT 2.0.
constexpr std::array rows{
    function_row{"position", 0, 0, gives::atomic, true, position},
    function_row{"last", 0, 0, gives::atomic, true, last},
    function_row{"count", 1, 1, gives::atomic, false, count},
    function_row{"not", 1, 1, gives::boolean, false, negation},
    function_row{"boolean", 1, 1, gives::boolean, false, boolean},
    function_row{"true", 0, 0, gives::boolean, false, truth},
    function_row{"false", 0, 0, gives::boolean, false, falsehood},
    function_row{"exists", 1, 1, gives::boolean, false, exists},
    function_row{"empty", 1, 1, gives::boolean, false, empty},
    function_row{"data", 1, 1, gives::atomic, false, data},
    function_row{"number", 0, 1, gives::atomic, true, number},
    function_row{"sum", 1, 1, gives::atomic, false, aggregate<fold::sum>},
    function_row{"avg", 1, 1, gives::atomic, false, aggregate<fold::average>},
    function_row{"min", 1, 1, gives::atomic, false, aggregate<fold::least>},
    function_row{"max", 1, 1, gives::atomic, false, aggregate<fold::greatest>},
    function_row{"abs", 1, 1, gives::atomic, false, rounded<rounding::absolute>},
    function_row{"floor", 1, 1, gives::atomic, false, rounded<rounding::floor>},
    function_row{"ceiling", 1, 1, gives::atomic, false, rounded<rounding::ceiling>},
    function_row{"round", 1, 1, gives::atomic, false, rounded<rounding::nearest>},
    function_row{"name", 0, 1, gives::atomic, true, name_part<part::qualified>},
    function_row{"local-name", 0, 1, gives::atomic, true, name_part<part::local>},
    function_row{"namespace-uri", 0, 1, gives::atomic, true, name_part<part::uri>},
    function_row{"QName", 2, 2, gives::atomic, false, make_qname},
    function_row{"resolve-QName", 2, 2, gives::atomic, false, resolve_qname},
    function_row{"local-name-from-QName", 1, 1, gives::atomic, false, part_of_qname<part::local>},
    function_row{"namespace-uri-from-QName", 1, 1, gives::atomic, false, part_of_qname<part::uri>},
    function_row{"current", 0, 0, gives::nodes, false, current},
    function_row{"root", 0, 1, gives::nodes, true, root},
    function_row{"generate-id", 0, 1, gives::atomic, true, generate_id},
    function_row{"doc", 1, 1, gives::nodes, false, document},
    function_row{"document", 1, 1, gives::nodes, false, document},
    function_row{"doc-available", 1, 1, gives::boolean, false, document_available},
    function_row{"id", 1, 1, gives::nodes, true, by_id},
    function_row{"lang", 1, 1, gives::boolean, true, language},
    function_row{"distinct-values", 1, 1, gives::atomic, false, distinct},
    function_row{"reverse", 1, 1, gives::atomic, false, reverse},
    function_row{"subsequence", 2, 3, gives::atomic, false, subsequence},
    function_row{"index-of", 2, 2, gives::atomic, false, index_of},
    function_row{"zero-or-one", 1, 1, gives::atomic, false, cardinality<true, false>},
    function_row{"one-or-more", 1, 1, gives::atomic, false, cardinality<false, true>},
    function_row{"exactly-one", 1, 1, gives::atomic, false, cardinality<true, true>},
    function_row{"string", 0, 1, gives::atomic, true, texts::string},
    function_row{"string-length", 0, 1, gives::atomic, true, texts::length},
    function_row{"normalize-space", 0, 1, gives::atomic, true, texts::normalize},
    function_row{"concat", 2, any_number, gives::atomic, false, texts::concat},
    function_row{"string-join", 2, 2, gives::atomic, false, texts::join},
    function_row{"substring", 2, 3, gives::atomic, false, texts::substring},
    function_row{"substring-before", 2, 2, gives::atomic, false, texts::before},
    function_row{"substring-after", 2, 2, gives::atomic, false, texts::after},
    function_row{"contains", 2, 2, gives::boolean, false, texts::contains},
    function_row{"starts-with", 2, 2, gives::boolean, false, texts::starts},
    function_row{"ends-with", 2, 2, gives::boolean, false, texts::ends},
    function_row{"translate", 3, 3, gives::atomic, false, texts::translate},
    function_row{"upper-case", 1, 1, gives::atomic, false, texts::upper},
    function_row{"lower-case", 1, 1, gives::atomic, false, texts::lower},
    function_row{"compare", 2, 2, gives::atomic, false, texts::compare},
    function_row{"matches", 2, 3, gives::boolean, false, texts::matches},
    function_row{"replace", 3, 4, gives::atomic, false, texts::replace},
    function_row{"tokenize", 2, 3, gives::atomic, false, texts::tokenize},
    function_row{"iri-to-uri", 1, 1, gives::atomic, false, texts::iri_to_uri},
    function_row{"encode-for-uri", 1, 1, gives::atomic, false, texts::encode_for_uri},
    function_row{"string-to-codepoints", 1, 1, gives::atomic, false, texts::codepoints},
    function_row{"codepoints-to-string", 1, 1, gives::atomic, false, texts::from_codepoints},
    function_row{"current-date", 0, 0, gives::atomic, false, texts::current_date},
    function_row{"current-dateTime", 0, 0, gives::atomic, false, texts::current_date_time},
    function_row{"current-time", 0, 0, gives::atomic, false, texts::current_time},
};

}  // namespace

const function_row* find_function(std::string_view name, std::size_t arguments,
                                  bool& name_is_known) noexcept {
    name_is_known = false;
    for (const auto& row : rows) {
        if (row.name != name) continue;
        name_is_known = true;
        if (arguments >= row.fewest && (row.most == any_number || arguments <= row.most)) return &row;
    }
    return nullptr;
}

std::optional<cast_type> find_cast_type(std::string_view name) noexcept {
    for (const auto& row : types) {
        if (row.name == name) return row.type;
    }
    return std::nullopt;
}

}  // namespace pps::cda::validation::xpath
