#include "cda/validation/xpath/functions_of_texts.hpp"

#include "cda/validation/xpath/functions.hpp"
#include "cda/validation/xpath/numbers.hpp"
#include "cda/validation/xpath/regex_classes.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

namespace pps::cda::validation::xpath::texts {
namespace {

using E = const expression;
using F = const focus;

// An argument of type xs:string?, the context item when it is left out.
std::string_view own_string(evaluator& v, E& e, F& f) {
    if (!e.operands.empty()) return v.string_argument(e.operand(0), f);
    return v.text_of(f.here);
}

void put(sequence& out, std::string_view text) {
    out.push_back(item::of_text(text));
}

std::size_t characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Simple case mapping of ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic.
char32_t change_case(char32_t c, bool up) noexcept {
    if (c < 0x80) {
        if (up && c >= 'a' && c <= 'z') return c - 32;
        if (!up && c >= 'A' && c <= 'Z') return c + 32;
        return c;
    }
    if (up) {
        if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
        if (c == 0xFF) return 0x178;
        if (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) return c - 32;
        if (c >= 0x430 && c <= 0x44F) return c - 32;
    } else {
        if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
        if (c == 0x178) return 0xFF;
        if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) return c + 32;
        if (c >= 0x410 && c <= 0x42F) return c + 32;
    }
    const bool pairs = (c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) || (c >= 0x14A && c <= 0x177);
    const bool odd_pairs = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    if (pairs) return up ? c & ~char32_t{1} : c | 1;
    if (odd_pairs) return up ? (c % 2 == 0 ? c - 1 : c) : (c % 2 == 1 ? c + 1 : c);
    return c;
}

void map_case(evaluator& v, E& e, F& f, sequence& out, bool up) {
    const auto text = v.string_argument(e.operand(0), f);
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decode_utf8(text, at);
        if (up && c == 0xDF) {
            made += "SS";
        } else {
            append_utf8(made, change_case(c, up));
        }
    }
    put(out, v.keep(made));
}

const regex* pattern_of(evaluator& v, E& e, F& f, std::size_t flags_at) {
    if (e.pattern) return e.pattern.get();
    const auto pattern = v.string_argument(e.operand(1), f);
    const auto flags =
        e.operands.size() > flags_at ? v.string_argument(e.operand(flags_at), f) : std::string_view{};
    return v.failed() ? nullptr : v.dynamic_pattern(pattern, flags);
}

// The library compares anew at every place, in the worst case.
std::size_t find(evaluator& v, std::string_view text, std::string_view part) {
    constexpr std::size_t bytes_of_step = 1024;
    return v.spend(text.size() * part.size() / bytes_of_step) ? text.find(part) : std::string_view::npos;
}

std::string two(unsigned int n) {
    return (n < 10 ? "0" : "") + std::to_string(n);
}

std::string print_day(std::int64_t micros) {
    using namespace std::chrono;
    const auto day = floor<days>(sys_time<microseconds>{microseconds{micros}});
    const year_month_day ymd{day};
    return std::to_string(static_cast<int>(ymd.year())) + '-' + two(static_cast<unsigned>(ymd.month())) +
           '-' + two(static_cast<unsigned>(ymd.day()));
}

std::string print_clock(std::int64_t micros) {
    constexpr std::int64_t per_day = std::int64_t{86'400} * 1'000'000;
    const auto in_day = ((micros % per_day) + per_day) % per_day / 1'000'000;
    return two(static_cast<unsigned>(in_day / 3600)) + ':' + two(static_cast<unsigned>(in_day / 60 % 60)) +
           ':' + two(static_cast<unsigned>(in_day % 60));
}

void clock(evaluator& v, sequence& out, const std::string& text, cast_type type) {
    item i;
    if (v.cast(item::of_text(v.keep(text)), type, i, nullptr)) out.push_back(i);
}

void escape(evaluator& v, E& e, F& f, sequence& out, bool keep_reserved) {
    const auto text = v.string_argument(e.operand(0), f);
    std::string made;
    constexpr std::string_view unreserved = "-_.~";
    constexpr std::string_view bad = "<>\" {}|\\^`";
    for (const char c : text) {
        const auto b = static_cast<unsigned char>(c);
        const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        const bool plain = keep_reserved ? b > 0x20 && b < 0x7F && bad.find(c) == std::string_view::npos
                                         : alphanumeric || unreserved.find(c) != std::string_view::npos;
        if (plain) {
            made += c;
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF";
            made += {'%', digits[b >> 4U], digits[b & 15U]};
        }
    }
    put(out, v.keep(made));
}

}  // namespace

void string(evaluator& v, E& e, F& f, sequence& out) {
    if (e.operands.empty()) return put(out, v.text_of(f.here));
    sequence s;
    v.eval(e.operand(0), f, s);
    if (s.size() > 1) return v.fail("XPTY0004", "a sequence of more than one item where one is allowed");
    put(out, s.empty() ? std::string_view{} : v.text_of(s[0]));
}

void length(evaluator& v, E& e, F& f, sequence& out) {
    out.push_back(item::of_integer(static_cast<std::int64_t>(characters(own_string(v, e, f)))));
}

void normalize(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = own_string(v, e, f);
    std::string made;
    for (const char c : text) {
        if (!is_regex_space(c)) {
            made += c;
        } else if (!made.empty() && made.back() != ' ') {
            made += ' ';
        }
    }
    if (!made.empty() && made.back() == ' ') made.pop_back();
    put(out, made == text ? text : v.keep(made));
}

void concat(evaluator& v, E& e, F& f, sequence& out) {
    std::string made;
    for (const auto& o : e.operands) {
        item i;
        if (v.optional_atom(*o, f, i)) v.append(made, v.text_of(i));
        if (v.failed()) return;
    }
    put(out, v.keep(made));
}

void join(evaluator& v, E& e, F& f, sequence& out) {
    sequence s;
    v.atoms(e.operand(0), f, s);
    const auto separator = v.string_argument(e.operand(1), f);
    std::string made;
    for (std::size_t i = 0; i < s.size() && !v.failed(); ++i) {
        if (!s[i].is_text()) return v.fail("XPTY0004", "strings are required");
        if (i > 0) v.append(made, separator);
        v.append(made, s[i].text);
    }
    put(out, v.keep(made));
}

void substring(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    bool none = false;
    const auto nearest = [](double d) { return std::floor(d + 0.5); };
    const auto first = nearest(v.number_argument(e.operand(1), f, none));
    if (none) v.fail("XPTY0004", "a number is required");
    double past = std::numeric_limits<double>::infinity();
    if (e.operands.size() > 2) {
        past = first + nearest(v.number_argument(e.operand(2), f, none));
        if (none) v.fail("XPTY0004", "a number is required");
    }
    if (v.failed()) return;
    std::size_t begin = text.size();
    std::size_t end = begin;
    double position = 1;
    bool started = false;
    for (std::size_t at = 0; at < text.size(); position += 1) {
        const auto here = at;
        decode_utf8(text, at);
        if (!(position >= first && position < past)) {
            if (started) break;
            continue;
        }
        if (!started) begin = here;
        started = true;
        end = at;
    }
    put(out, started ? text.substr(begin, end - begin) : std::string_view{});
}

void before(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    const auto at = find(v, text, v.string_argument(e.operand(1), f));
    put(out, at == std::string_view::npos ? std::string_view{} : text.substr(0, at));
}

void after(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    const auto mark = v.string_argument(e.operand(1), f);
    const auto at = find(v, text, mark);
    put(out, at == std::string_view::npos ? std::string_view{} : text.substr(at + mark.size()));
}

void contains(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    const auto part = v.string_argument(e.operand(1), f);
    out.push_back(item::of_bool(find(v, text, part) != std::string_view::npos));
}

void starts(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    out.push_back(item::of_bool(text.starts_with(v.string_argument(e.operand(1), f))));
}

void ends(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    out.push_back(item::of_bool(text.ends_with(v.string_argument(e.operand(1), f))));
}

void translate(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    const auto from = v.string_argument(e.operand(1), f);
    const auto to = v.string_argument(e.operand(2), f);
    const auto list = [](std::string_view s) {
        std::vector<char32_t> all;
        for (std::size_t at = 0; at < s.size();)
            all.push_back(decode_utf8(s, at));
        return all;
    };
    const auto sources = list(from);
    const auto targets = list(to);
    std::string made;
    if (!v.spend(text.size() * (1 + sources.size() / 16) / 8)) return;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decode_utf8(text, at);
        const auto found =
            static_cast<std::size_t>(std::find(sources.begin(), sources.end(), c) - sources.begin());
        if (found == sources.size()) {
            append_utf8(made, c);
        } else if (found < targets.size()) {
            append_utf8(made, targets[found]);
        }
    }
    put(out, v.keep(made));
}

void upper(evaluator& v, E& e, F& f, sequence& out) {
    map_case(v, e, f, out, true);
}
void lower(evaluator& v, E& e, F& f, sequence& out) {
    map_case(v, e, f, out, false);
}

void compare(evaluator& v, E& e, F& f, sequence& out) {
    item a;
    item b;
    if (!v.optional_atom(e.operand(0), f, a) || !v.optional_atom(e.operand(1), f, b)) return;
    if (!a.is_text() || !b.is_text()) return v.fail("XPTY0004", "strings are required");
    out.push_back(item::of_integer(a.text < b.text ? -1 : a.text == b.text ? 0 : 1));
}

void matches(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    const auto* pattern = pattern_of(v, e, f, 2);
    if (v.failed() || pattern == nullptr) return;
    out.push_back(item::of_bool(v.contains(*pattern, text)));
}

void replace(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    const auto* pattern = pattern_of(v, e, f, 3);
    const auto replacement = v.string_argument(e.operand(2), f);
    if (v.failed() || pattern == nullptr) return;
    if (pattern->matches_empty()) return v.fail("FORX0003", "a pattern that matches nothing");
    std::string made;
    std::size_t at = 0;
    while (at <= text.size() && !v.failed()) {
        const auto m = v.search(*pattern, text, at);
        if (!m || m->end() == m->begin()) break;
        v.append(made, text.substr(at, m->begin() - at));
        for (std::size_t i = 0; i < replacement.size(); ++i) {
            const char c = replacement[i];
            const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
            if (c == '\\') {
                if (next != '\\' && next != '$') return v.fail("FORX0004", "a bad replacement");
                made += next;
                ++i;
            } else if (c == '$') {
                if (next < '0' || next > '9') return v.fail("FORX0004", "a bad replacement");
                auto group = static_cast<std::size_t>(next - '0');
                ++i;
                // $12 is group 12 when there are so many, else group 1 and a 2.
                while (i + 1 < replacement.size() && replacement[i + 1] >= '0' && replacement[i + 1] <= '9' &&
                       group * 10 + static_cast<std::size_t>(replacement[i + 1] - '0') <= pattern->groups()) {
                    group = group * 10 + static_cast<std::size_t>(replacement[++i] - '0');
                }
                if (group <= pattern->groups() && m->bounds[2 * group + 1] != std::string_view::npos) {
                    const auto from = m->bounds[2 * group];
                    v.append(made, text.substr(from, m->bounds[2 * group + 1] - from));
                }
            } else {
                made += c;
            }
        }
        at = m->end();
        if (!v.spend(1 + replacement.size() / 16)) return;
    }
    if (at < text.size()) v.append(made, text.substr(at));
    put(out, v.keep(made));
}

void tokenize(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    const auto* pattern = pattern_of(v, e, f, 2);
    if (v.failed() || pattern == nullptr) return;
    if (pattern->matches_empty()) return v.fail("FORX0003", "a pattern that matches nothing");
    if (text.empty()) return;
    std::size_t at = 0;
    for (;;) {
        const auto m = v.search(*pattern, text, at);
        if (!m || m->end() == m->begin() || !v.spend()) break;
        put(out, text.substr(at, m->begin() - at));
        at = m->end();
    }
    put(out, text.substr(at));
}

void iri_to_uri(evaluator& v, E& e, F& f, sequence& out) {
    escape(v, e, f, out, true);
}
void encode_for_uri(evaluator& v, E& e, F& f, sequence& out) {
    escape(v, e, f, out, false);
}

void codepoints(evaluator& v, E& e, F& f, sequence& out) {
    const auto text = v.string_argument(e.operand(0), f);
    for (std::size_t at = 0; at < text.size() && v.spend();) {
        out.push_back(item::of_integer(static_cast<std::int64_t>(decode_utf8(text, at))));
    }
}

void from_codepoints(evaluator& v, E& e, F& f, sequence& out) {
    sequence s;
    v.atoms(e.operand(0), f, s);
    std::string made;
    for (const auto& i : s) {
        if (v.failed()) return;
        if (i.type != type::integer || i.integer < 1 || i.integer > 0x10FFFF) {
            return v.fail("FOCH0001", "no character of that number");
        }
        append_utf8(made, static_cast<char32_t>(i.integer));
    }
    put(out, v.keep(made));
}

void current_date(evaluator& v, E&, F&, sequence& out) {
    clock(v, out, print_day(v.now()) + 'Z', cast_type::date);
}
void current_date_time(evaluator& v, E&, F&, sequence& out) {
    clock(v, out, print_day(v.now()) + 'T' + print_clock(v.now()) + 'Z', cast_type::date_time);
}
void current_time(evaluator& v, E&, F&, sequence& out) {
    clock(v, out, print_clock(v.now()) + 'Z', cast_type::time);
}

}  // namespace pps::cda::validation::xpath::texts
