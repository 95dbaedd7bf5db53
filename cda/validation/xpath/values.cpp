#include "cda/validation/xpath/evaluator.hpp"
#include "cda/validation/xpath/numbers.hpp"

#include <array>
#include <cmath>
#include <limits>

// Casts, comparisons and arithmetic of single values (F&O 6, 7, 17).
namespace pps::cda::validation::xpath {
namespace {

constexpr std::array<std::string_view, 12> type_names{
    "node",       "xs:untypedAtomic", "xs:string",   "xs:anyURI", "xs:boolean", "xs:integer",
    "xs:decimal", "xs:double",        "xs:dateTime", "xs:date",   "xs:time",    "xs:QName"};

double as_double(const item& i) noexcept {
    if (i.type == type::integer) return static_cast<double>(i.integer);
    if (i.type == type::decimal) return to_double(*i.decimal);
    return i.number;
}

wide as_decimal(const item& i) noexcept {
    return i.type == type::decimal ? *i.decimal : wide{i.integer} * decimal_scale;
}

bool is_name_start(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_char(char c) noexcept {
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool is_ncname(std::string_view text) noexcept {
    if (text.empty() || !is_name_start(text[0])) return false;
    for (const char c : text) {
        if (!is_name_char(c)) return false;
    }
    return true;
}

bool all_name_chars(std::string_view text) noexcept {
    for (const char c : text) {
        if (!is_name_char(c) && c != ':') return false;
    }
    return !text.empty();
}

bool is_language(std::string_view text) noexcept {
    std::size_t run = 0;
    bool first = true;
    for (const char c : text) {
        if (c == '-') {
            if (run == 0) return false;
            run = 0;
            first = false;
            continue;
        }
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (first || c < '0' || c > '9')) return false;
        if (++run > 8) return false;
    }
    return run > 0;
}

bool is_date(type t) noexcept {
    return t == type::date_time || t == type::date || t == type::time;
}

// Collapses white space; `replace_only` keeps its length.
std::string collapse(std::string_view text, bool replace_only) {
    std::string out;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!space) {
            out += c;
        } else if (replace_only || (!out.empty() && out.back() != ' ')) {
            out += ' ';
        }
    }
    if (!replace_only && !out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace

std::string_view to_string(type t) noexcept {
    return type_names[static_cast<std::size_t>(t)];
}

std::string_view evaluator::text_of(const item& i) {
    switch (i.type) {
        case type::node:
            return string_value(i);
        case type::boolean:
            return i.boolean ? "true" : "false";
        case type::integer:
            return keep(std::to_string(i.integer));
        case type::decimal:
            return keep(print_decimal(*i.decimal));
        case type::floating:
            return keep(print_double(i.number));
        default:
            return i.text;
    }
}

// False when the value does not fit the type; nothing fails.
bool evaluator::cast(const item& from, cast_type to, item& out, const item* element) {
    const bool text = from.is_text();
    const auto trimmed = text ? trim(from.text) : std::string_view{};
    switch (to) {
        case cast_type::untyped:
            out = item::of_text(text_of(from), type::untyped);
            return true;
        case cast_type::string:
            out = item::of_text(text_of(from));
            return true;
        case cast_type::any_uri:
            if (!text) return false;
            out = item::of_text(trimmed, type::any_uri);
            return true;
        case cast_type::normalized_string:
        case cast_type::token:
            out = item::of_text(keep(collapse(text_of(from), to == cast_type::normalized_string)));
            return true;
        case cast_type::ncname:
        case cast_type::name:
        case cast_type::nmtoken:
        case cast_type::language: {
            out = item::of_text(trim(text_of(from)));
            if (to == cast_type::ncname) return is_ncname(out.text);
            if (to == cast_type::language) return is_language(out.text);
            return all_name_chars(out.text) &&
                   (to == cast_type::nmtoken || is_name_start(out.text[0]) || out.text[0] == ':');
        }
        case cast_type::boolean:
            if (from.type == type::boolean) {
                out = from;
                return true;
            }
            if (from.is_numeric()) {
                const auto d = as_double(from);
                out = item::of_bool(d != 0 && !std::isnan(d));
                return true;
            }
            if (!text || !(trimmed == "true" || trimmed == "1" || trimmed == "false" || trimmed == "0"))
                return false;
            out = item::of_bool(trimmed == "true" || trimmed == "1");
            return true;
        case cast_type::integer: {
            std::int64_t n = 0;
            if (text) {
                if (!parse_integer(trimmed, n)) return false;
            } else if (from.type == type::boolean) {
                n = from.boolean ? 1 : 0;
            } else if (from.type == type::integer) {
                n = from.integer;
            } else if (from.type == type::decimal) {
                if (!fits_integer(*from.decimal / decimal_scale)) return false;
                n = static_cast<std::int64_t>(*from.decimal / decimal_scale);
            } else if (from.type == type::floating) {
                if (!(std::fabs(from.number) < 9e18)) return false;
                n = static_cast<std::int64_t>(from.number);
            } else {
                return false;
            }
            out = item::of_integer(n);
            return true;
        }
        case cast_type::decimal: {
            wide d = 0;
            if (text) {
                if (!parse_decimal(trimmed, d)) return false;
            } else if (from.type == type::boolean) {
                d = from.boolean ? decimal_scale : 0;
            } else if (from.type == type::floating) {
                if (!(std::fabs(from.number) < 1e18)) return false;
                d = static_cast<wide>(from.number * static_cast<double>(decimal_scale));
            } else if (from.is_numeric()) {
                d = as_decimal(from);
            } else {
                return false;
            }
            out = of_decimal(d);
            return true;
        }
        case cast_type::floating:
            if (text) {
                const auto d = parse_double(trimmed);
                if (!d) return false;
                out = item::of_double(*d);
                return true;
            }
            if (from.type == type::boolean) {
                out = item::of_double(from.boolean ? 1 : 0);
                return true;
            }
            if (!from.is_numeric()) return false;
            out = item::of_double(as_double(from));
            return true;
        case cast_type::date_time:
        case cast_type::date:
        case cast_type::time: {
            const auto wanted = to == cast_type::date_time ? type::date_time
                                : to == cast_type::date    ? type::date
                                                           : type::time;
            if (from.type == wanted) {
                out = from;
                return true;
            }
            if (from.type == type::date && wanted == type::date_time) {
                out = from;
                out.type = wanted;
                // The year has four digits or more, and perhaps a sign before them.
                const auto zone = from.text.find('-', 1) + std::string_view{"-MM-DD"}.size();
                std::string full{from.text.substr(0, zone)};
                full.append("T00:00:00").append(from.text.substr(zone));
                out.text = keep(full);
                return true;
            }
            if (from.type == type::date_time && from.text.size() >= 19) {
                const auto zone = from.text.find_first_of("Z+-", 19);
                const auto tail =
                    zone == std::string_view::npos ? std::string_view{} : from.text.substr(zone);
                const auto split = from.text.find('T');
                const auto body =
                    wanted == type::date
                        ? from.text.substr(0, split)
                        : from.text.substr(split + 1,
                                           zone == std::string_view::npos ? zone : zone - split - 1);
                return cast(item::of_text(keep(std::string{body} + std::string{tail})), to, out, nullptr);
            }
            if (!text) return false;
            const auto value = wanted == type::date_time ? parse_date_time(trimmed)
                               : wanted == type::date    ? parse_date(trimmed)
                                                         : parse_time(trimmed);
            if (!value) return false;
            out = item::of_text(trimmed, wanted);
            out.integer = *value;
            return true;
        }
        case cast_type::g_year:
        case cast_type::g_year_month:
            if (!text || !(to == cast_type::g_year ? is_g_year(trimmed) : is_g_year_month(trimmed)))
                return false;
            out = item::of_text(trimmed);
            return true;
        case cast_type::qname: {
            if (from.type == type::qname) {
                out = from;
                return true;
            }
            // Only a QName in sight of an element has a namespace (resolve-QName).
            if (!text || element == nullptr) return false;
            const auto colon = trimmed.find(':');
            const auto prefix =
                colon == std::string_view::npos ? std::string_view{} : trimmed.substr(0, colon);
            const auto local = colon == std::string_view::npos ? trimmed : trimmed.substr(colon + 1);
            if (!is_ncname(local) || (colon != std::string_view::npos && !is_ncname(prefix))) return false;
            std::string_view uri;
            if (!document_of(*element).resolve_prefix(element->node, prefix, uri)) return false;
            out = item::of_text(trimmed, type::qname);
            out.name = keep(qname{uri, local});
            return true;
        }
    }
    return false;
}

// Values of one type family; a failure when they are not comparable.
bool evaluator::compare(const item& a, const item& b, comparison how, bool& result) {
    order o = order::equal;
    const auto three_way = [](const auto& x, const auto& y) {
        return x < y ? order::less : y < x ? order::greater : order::equal;
    };
    if (a.is_text() && b.is_text()) {
        o = three_way(a.text, b.text);
    } else if (a.is_numeric() && b.is_numeric()) {
        if (a.type == type::integer && b.type == type::integer) {
            o = three_way(a.integer, b.integer);
        } else if (a.type == type::floating || b.type == type::floating) {
            const auto x = as_double(a);
            const auto y = as_double(b);
            o = std::isnan(x) || std::isnan(y) ? order::unordered : three_way(x, y);
        } else {
            o = three_way(as_decimal(a), as_decimal(b));
        }
    } else if (a.type == type::boolean && b.type == type::boolean) {
        o = three_way(a.boolean, b.boolean);
    } else if (is_date(a.type) && a.type == b.type) {
        o = three_way(a.integer, b.integer);
    } else if (a.type == type::qname && b.type == type::qname &&
               (how == comparison::eq || how == comparison::ne)) {
        o = a.name->uri == b.name->uri && a.name->local == b.name->local ? order::equal : order::unordered;
        if (o == order::unordered && how == comparison::ne) {
            result = true;
            return true;
        }
    } else {
        fail("XPTY0004", "a comparison of unlike types");
        return false;
    }
    switch (how) {
        case comparison::eq:
            result = o == order::equal;
            break;
        case comparison::ne:
            result = o != order::equal;
            break;
        case comparison::lt:
            result = o == order::less;
            break;
        case comparison::le:
            result = o == order::less || o == order::equal;
            break;
        case comparison::gt:
            result = o == order::greater;
            break;
        case comparison::ge:
            result = o == order::greater || o == order::equal;
            break;
    }
    return true;
}

// One pair of a general comparison: untyped values take the type of the other side.
bool evaluator::general_pair(const item& a, const item& b, comparison how) {
    item x = a;
    item y = b;
    const auto adapt = [this](item& untyped, const item& other) {
        auto to = cast_type::string;
        if (other.is_numeric()) {
            to = cast_type::floating;
        } else if (other.type == type::boolean) {
            to = cast_type::boolean;
        } else if (other.type == type::date_time) {
            to = cast_type::date_time;
        } else if (other.type == type::date) {
            to = cast_type::date;
        } else if (other.type == type::time) {
            to = cast_type::time;
        } else if (other.type == type::qname) {
            fail("XPTY0004", "a comparison of unlike types");
            return false;
        } else {
            return true;
        }
        item made;
        if (!cast(untyped, to, made, nullptr)) {
            fail("FORG0001", "a value that cannot be cast");
            return false;
        }
        untyped = made;
        return true;
    };
    if (x.type == type::untyped && y.type != type::untyped && !adapt(x, y)) return false;
    if (y.type == type::untyped && x.type != type::untyped && !adapt(y, x)) return false;
    bool result = false;
    return compare(x, y, how, result) && result;
}

void evaluator::value_comparison(const expression& e, const focus& f, sequence& out) {
    if (e.op != op::value_compare) {
        sequence left;
        sequence right;
        eval(e.operand(0), f, left);
        eval(e.operand(1), f, right);
        if (failed_ || left.empty() || right.empty()) return;
        if (left.size() > 1 || right.size() > 1 || !left[0].is_node() || !right[0].is_node()) {
            return fail("XPTY0004", "single nodes are required");
        }
        const auto key = [](const item& i) { return std::pair{i.document, i.node}; };
        const bool result = e.op == op::node_is       ? key(left[0]) == key(right[0])
                            : e.op == op::node_before ? key(left[0]) < key(right[0])
                                                      : key(left[0]) > key(right[0]);
        out.push_back(item::of_bool(result));
        return;
    }
    item a;
    item b;
    if (!optional_atom(e.operand(0), f, a) || !optional_atom(e.operand(1), f, b)) return;
    if (a.type == type::untyped) a.type = type::string;
    if (b.type == type::untyped) b.type = type::string;
    bool result = false;
    if (compare(a, b, e.comparison, result)) out.push_back(item::of_bool(result));
}

void evaluator::arithmetic(const expression& e, const focus& f, sequence& out) {
    const auto operand = [&](std::size_t i, item& value) {
        if (!optional_atom(e.operand(i), f, value)) return false;
        if (value.type == type::untyped) {
            item n;
            if (!cast(value, cast_type::floating, n, nullptr)) {
                fail("FORG0001", "not a number");
                return false;
            }
            value = n;
        }
        if (value.is_numeric()) return true;
        fail("XPTY0004", "a number is required");
        return false;
    };
    item a;
    if (!operand(0, a)) return;
    if (e.op == op::plus) return out.push_back(a);
    if (e.op == op::negate) {
        if (a.type == type::integer) {
            out.push_back(
                item::of_integer(a.integer == std::numeric_limits<std::int64_t>::min() ? 0 : -a.integer));
        } else if (a.type == type::decimal) {
            out.push_back(of_decimal(-*a.decimal));
        } else {
            out.push_back(item::of_double(-a.number));
        }
        return;
    }
    item b;
    if (!operand(1, b)) return;
    if (e.op == op::range) {
        if (a.type != type::integer || b.type != type::integer)
            return fail("XPTY0004", "integers are required");
        if (b.integer >= a.integer &&
            static_cast<std::uint64_t>(b.integer) - static_cast<std::uint64_t>(a.integer) >=
                bounds_.max_sequence) {
            return fail("limit", "a sequence too long");
        }
        // The last is pushed apart: nothing comes after the greatest integer.
        if (b.integer < a.integer) return;
        for (auto n = a.integer; n < b.integer && spend(); ++n)
            out.push_back(item::of_integer(n));
        return out.push_back(b);
    }
    if (a.type == type::floating || b.type == type::floating) {
        const auto x = as_double(a);
        const auto y = as_double(b);
        switch (e.arithmetic) {
            case arithmetic_op::add:
                return out.push_back(item::of_double(x + y));
            case arithmetic_op::subtract:
                return out.push_back(item::of_double(x - y));
            case arithmetic_op::multiply:
                return out.push_back(item::of_double(x * y));
            case arithmetic_op::divide:
                return out.push_back(item::of_double(x / y));
            case arithmetic_op::modulo:
                return out.push_back(item::of_double(std::fmod(x, y)));
            case arithmetic_op::integer_divide: {
                const auto q = x / y;
                if (y == 0) return fail("FOAR0001", "division by zero");
                if (!(std::fabs(q) < 9e18)) return fail("FOAR0002", "number out of range");
                return out.push_back(item::of_integer(static_cast<std::int64_t>(q)));
            }
        }
    }
    const bool integers = a.type == type::integer && b.type == type::integer;
    const auto x = as_decimal(a);
    const auto y = as_decimal(b);
    constexpr wide bound = wide{std::numeric_limits<std::int64_t>::max()} * decimal_scale;
    wide result = 0;
    switch (e.arithmetic) {
        case arithmetic_op::add:
            result = x + y;
            break;
        case arithmetic_op::subtract:
            result = x - y;
            break;
        case arithmetic_op::multiply: {
            if (std::fabs(to_double(x) * to_double(y)) > 9e18) return fail("FOAR0002", "number out of range");
            // Split so that the product of two scaled values does not overflow.
            const auto whole = x / decimal_scale;
            const auto rest = x % decimal_scale;
            result = whole * y + (rest * (y / decimal_scale)) + rest * (y % decimal_scale) / decimal_scale;
            break;
        }
        case arithmetic_op::divide: {
            if (y == 0) return fail("FOAR0001", "division by zero");
            const auto whole = x / y;
            if (!fits_integer(whole)) return fail("FOAR0002", "number out of range");
            auto rest = x % y;
            wide fraction = 0;
            for (std::int64_t weight = decimal_scale / 10; weight > 0; weight /= 10) {
                rest *= 10;
                fraction += (rest / y) * weight;
                rest %= y;
            }
            result = whole * decimal_scale + fraction;
            break;
        }
        case arithmetic_op::integer_divide:
        case arithmetic_op::modulo:
            if (y == 0) return fail("FOAR0001", "division by zero");
            if (e.arithmetic == arithmetic_op::modulo) {
                result = x % y;
                break;
            }
            if (!fits_integer(x / y)) return fail("FOAR0002", "number out of range");
            result = x / y * decimal_scale;
            break;
    }
    if (result > bound || result < -bound) return fail("FOAR0002", "number out of range");
    const bool whole =
        (integers && e.arithmetic != arithmetic_op::divide) || e.arithmetic == arithmetic_op::integer_divide;
    if (whole) return out.push_back(item::of_integer(static_cast<std::int64_t>(result / decimal_scale)));
    out.push_back(of_decimal(result));
}

}  // namespace pps::cda::validation::xpath
