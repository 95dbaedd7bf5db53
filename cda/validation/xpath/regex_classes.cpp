#include "cda/validation/xpath/regex_classes.hpp"

#include <algorithm>
#include <array>

namespace pps::cda::validation::xpath {
namespace {

// First of ten decimal digits each (Unicode category Nd, the scripts in use).
constexpr std::array<char32_t, 17> digit_blocks{0x30,  0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66,
                                                0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0xFF10};

bool is_digit(char32_t c) noexcept {
    return std::any_of(digit_blocks.begin(), digit_blocks.end(),
                       [c](char32_t first) { return c >= first && c < first + 10; });
}

bool is_space(char32_t c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_ascii_letter(char32_t c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// XML Schema: everything but punctuation, separators and "other"; symbols such as + < = > are words.
bool is_word(char32_t c) noexcept {
    if (c < 0x80) {
        if (is_ascii_letter(c) || (c >= '0' && c <= '9')) return true;
        constexpr std::string_view symbols = "$+<=>^`|~";
        return symbols.find(static_cast<char>(c)) != std::string_view::npos;
    }
    if (c < 0xA1 || c == 0xA1 || c == 0xA7 || c == 0xAB || c == 0xAD || c == 0xB6 || c == 0xB7 || c == 0xBB ||
        c == 0xBF) {
        return false;
    }
    if (c >= 0x2000 && c <= 0x206F) return c == 0x2044 || c == 0x2052;
    if (c >= 0x3000 && c <= 0x3003) return false;
    if (c >= 0x3008 && c <= 0x3011) return false;
    return !(c >= 0xE000 && c <= 0xF8FF) && c != 0xFEFF;
}

bool starts_name(char32_t c) noexcept {
    return is_ascii_letter(c) || c == '_' || c == ':' || (c >= 0xC0 && c != 0xD7 && c != 0xF7 && is_word(c));
}

bool continues_name(char32_t c) noexcept {
    return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 0xB7 || is_digit(c);
}

bool escape_has(char what, char32_t c) noexcept {
    switch (what) {
        case 'd':
            return is_digit(c);
        case 'D':
            return !is_digit(c);
        case 's':
            return is_space(c);
        case 'S':
            return !is_space(c);
        case 'w':
            return is_word(c);
        case 'W':
            return !is_word(c);
        case 'i':
            return starts_name(c);
        case 'I':
            return !starts_name(c);
        case 'c':
            return continues_name(c);
        default:
            return !continues_name(c);
    }
}

char32_t other_case(char32_t c) noexcept {
    if (c >= 'a' && c <= 'z') return c - 32;
    if (c >= 'A' && c <= 'Z') return c + 32;
    if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
    return c;
}

}  // namespace

char32_t decode_utf8(std::string_view text, std::size_t& at) noexcept {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
    };
    const auto lead = byte(at);
    std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t c = lead;
    if (more > 0) c = lead & (0x3FU >> more);
    ++at;
    for (; more > 0 && (byte(at) & 0xC0U) == 0x80U; --more)
        c = (c << 6U) | (byte(at++) & 0x3FU);
    return c;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

bool is_regex_space(char c) noexcept {
    return is_space(static_cast<unsigned char>(c));
}

bool char_class::has(char32_t c) const noexcept {
    const auto plain = [this](char32_t x) {
        return std::any_of(ranges.begin(), ranges.end(),
                           [x](const auto& r) { return x >= r.first && x <= r.second; }) ||
               std::any_of(escapes.begin(), escapes.end(), [x](char e) { return escape_has(e, x); });
    };
    bool found = plain(c);
    if (!found && fold) found = plain(other_case(c));
    if (negated) found = !found;
    return found && !(minus && minus->has(c));
}

char_class class_parser::atom(std::string& error) {
    char_class set;
    set.fold = fold_;
    const char c = pattern_[at_];
    if (c == '[') {
        ++at_;
        return bracket(error, 0);
    }
    if (c == '.') {
        ++at_;
        set.negated = true;
        if (!dot_all_) set.ranges = {{'\n', '\n'}, {'\r', '\r'}};
        return set;
    }
    if (c == '\\') {
        char32_t single = 0;
        if (escape(set, single, error)) set.ranges.emplace_back(single, single);
        return set;
    }
    const auto single = decode_utf8(pattern_, at_);
    set.ranges.emplace_back(single, single);
    return set;
}

// True when the escape is a single character; otherwise a class was added.
bool class_parser::escape(char_class& into, char32_t& single, std::string& error) {
    ++at_;
    if (at_ >= pattern_.size()) {
        error = "escape at the end";
        return true;
    }
    const char c = pattern_[at_++];
    constexpr std::string_view classes = "dDsSwWiIcC";
    if (classes.find(c) != std::string_view::npos) {
        into.escapes.push_back(c);
        return false;
    }
    if (c == 'n' || c == 'r' || c == 't') {
        single = static_cast<char32_t>(c == 'n' ? '\n' : c == 'r' ? '\r' : '\t');
        return true;
    }
    constexpr std::string_view literal = "\\|.-^?*+{}()[]$";
    if (literal.find(c) == std::string_view::npos) error = "unknown escape";
    single = static_cast<unsigned char>(c);
    return true;
}

char_class class_parser::bracket(std::string& error, std::size_t depth) {
    char_class set;
    set.fold = fold_;
    if (depth > 20) error = "too deeply nested";
    if (at_ < pattern_.size() && pattern_[at_] == '^') {
        set.negated = true;
        ++at_;
    }
    bool first = true;
    while (error.empty()) {
        if (at_ >= pattern_.size()) {
            error = "class without end";
            break;
        }
        if (pattern_[at_] == ']' && !first) {
            ++at_;
            break;
        }
        if (pattern_[at_] == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] == '[' && !first) {
            at_ += 2;
            set.minus = std::make_shared<char_class>(bracket(error, depth + 1));
            if (at_ < pattern_.size() && pattern_[at_] == ']') {
                ++at_;
            } else {
                error = "class without end";
            }
            break;
        }
        first = false;
        char32_t low = 0;
        if (pattern_[at_] == '\\') {
            if (!escape(set, low, error)) continue;
        } else if (pattern_[at_] == '[' || pattern_[at_] == ']') {
            error = "unescaped bracket in a class";
            break;
        } else {
            low = decode_utf8(pattern_, at_);
        }
        char32_t high = low;
        if (at_ + 1 < pattern_.size() && pattern_[at_] == '-' && pattern_[at_ + 1] != ']' &&
            pattern_[at_ + 1] != '[') {
            ++at_;
            if (pattern_[at_] == '\\') {
                if (!escape(set, high, error)) error = "class as the end of a range";
            } else {
                high = decode_utf8(pattern_, at_);
            }
        }
        if (high < low) error = "range out of order";
        set.ranges.emplace_back(low, high);
    }
    return set;
}

}  // namespace pps::cda::validation::xpath
