#include "hl7/v2/text.hpp"

#include "cda/rule.hpp"
#include "cda/xml_scan.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace pps::hl7::v2 {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// Where 8859/15 differs from the first 256 code points.
constexpr std::array<std::pair<unsigned char, char32_t>, 8> latin9_differences{{
    {0xA4, U'\u20AC'},
    {0xA6, U'\u0160'},
    {0xA8, U'\u0161'},
    {0xB4, U'\u017D'},
    {0xB8, U'\u017E'},
    {0xBC, U'\u0152'},
    {0xBD, U'\u0153'},
    {0xBE, U'\u0178'},
}};

void append_utf8(std::string& out, char32_t c) {
    const auto byte = [&](char32_t b) { out.push_back(static_cast<char>(static_cast<unsigned char>(b))); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0U | c >> 6U);
        byte(0x80U | (c & 0x3FU));
    } else {
        byte(0xE0U | c >> 12U);
        byte(0x80U | (c >> 6U & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    }
}

std::string latin9_to_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char signed_char : bytes) {
        const auto c = static_cast<unsigned char>(signed_char);
        char32_t point = c;
        for (const auto& [byte, different] : latin9_differences) {
            if (c == byte) point = different;
        }
        const bool control = (c < 0x20 && c != '\t' && c != '\r' && c != '\n') || (c >= 0x7F && c < 0xA0);
        if (control)
            out.append(replacement);
        else
            append_utf8(out, point);
    }
    return out;
}

// Character at `at` of valid UTF-8, and how long it is.
std::pair<char32_t, std::size_t> decode(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const auto low = [&](std::size_t i) { return static_cast<char32_t>(byte(i) & 0x3FU); };
    const auto lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    if (lead < 0xE0) return {static_cast<char32_t>(lead & 0x1FU) << 6U | low(1), 2};
    if (lead < 0xF0) return {static_cast<char32_t>(lead & 0x0FU) << 12U | low(1) << 6U | low(2), 3};
    return {static_cast<char32_t>(lead & 0x07U) << 18U | low(1) << 12U | low(2) << 6U | low(3), 4};
}

std::string repaired_utf8(std::string_view bytes) {
    std::string out;
    const cda::rule* broken = nullptr;
    while (!bytes.empty()) {
        const auto bad = cda::find_bad_character(bytes, broken);
        out.append(bytes.substr(0, bad));
        if (bad == std::string_view::npos) break;
        out.append(replacement);
        bytes.remove_prefix(bad + 1);
    }
    return out;
}

std::optional<unsigned> hex(char c) noexcept {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10U;
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10U;
    return std::nullopt;
}

// Bytes of the digits behind \X; false when they are not pairs of digits.
bool append_hex(std::string& out, std::string_view digits) {
    if (digits.empty() || digits.size() % 2 != 0) return false;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = hex(digits[i]);
        const auto low = hex(digits[i + 1]);
        if (!high || !low) return false;
        bytes.push_back(static_cast<char>(static_cast<unsigned char>(*high << 4U | *low)));
    }
    out.append(bytes);
    return true;
}

// What stands between two escape characters; false when it means nothing here.
bool append_sequence(std::string& out, std::string_view name, const delimiters& signs) {
    const std::pair<std::string_view, char> characters[] = {
        {"F", signs.field},      {"S", signs.component}, {"T", signs.subcomponent},
        {"R", signs.repetition}, {"E", signs.escape},    {".br", '\n'},
        {".sp", '\n'},
    };
    for (const auto& [sequence, character] : characters) {
        if (name != sequence) continue;
        out.push_back(character);
        return true;
    }
    if (name == "H" || name == "N") return true;
    return name.starts_with('X') && append_hex(out, name.substr(1));
}

}  // namespace

std::string unescaped(std::string_view value, const delimiters& signs) {
    std::string out;
    out.reserve(value.size());
    while (!value.empty()) {
        const auto open = value.find(signs.escape);
        out.append(value.substr(0, open));
        if (open == std::string_view::npos) break;
        value.remove_prefix(open);
        const auto close = value.find(signs.escape, 1);
        if (close == std::string_view::npos) {
            out.append(value);
            break;
        }
        if (append_sequence(out, value.substr(1, close - 1), signs)) {
            value.remove_prefix(close + 1);
        } else {
            // The second escape character may open a sequence of its own.
            out.append(value.substr(0, close));
            value.remove_prefix(close);
        }
    }
    return out;
}

void append_escaped(std::string& out, std::string_view value, const delimiters& signs) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto sequence = [&](char name) {
        out.push_back(signs.escape);
        out.push_back(name);
    };
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == signs.field)
            sequence('F');
        else if (c == signs.component)
            sequence('S');
        else if (c == signs.subcomponent)
            sequence('T');
        else if (c == signs.repetition)
            sequence('R');
        else if (c == signs.escape)
            sequence('E');
        else if (byte < 0x20 || byte == 0x7F) {
            sequence('X');
            out.push_back(digits[byte >> 4U]);
            out.push_back(digits[byte & 0xFU]);
        } else {
            out.push_back(c);
            continue;
        }
        out.push_back(signs.escape);
    }
}

std::string to_utf8(std::string bytes, charset from) {
    if (from == charset::latin9) return latin9_to_utf8(bytes);
    const cda::rule* broken = nullptr;
    if (cda::find_bad_character(bytes, broken) == std::string_view::npos) return bytes;
    if (from == charset::unspecified && broken->id == "xml.utf8") return latin9_to_utf8(bytes);
    return repaired_utf8(bytes);
}

std::string from_utf8(std::string_view text, charset to) {
    if (to != charset::latin9) return std::string(text);
    const auto valid = to_utf8(std::string(text), charset::utf8);
    std::string out;
    out.reserve(valid.size());
    for (std::size_t i = 0; i < valid.size();) {
        const auto [point, length] = decode(valid, i);
        i += length;
        char c = point < 0x100 ? static_cast<char>(static_cast<unsigned char>(point)) : '?';
        for (const auto& [byte, different] : latin9_differences) {
            if (point == different)
                c = static_cast<char>(byte);
            else if (point == byte)
                c = '?';
        }
        out.push_back(c);
    }
    return out;
}

std::string_view to_string(charset set) noexcept {
    switch (set) {
        case charset::utf8:
            return "UNICODE UTF-8";
        case charset::latin9:
            return "8859/15";
        case charset::unspecified:
            break;
    }
    return {};
}

std::string_view trimmed(std::string_view value) noexcept {
    constexpr std::string_view spaces[] = {" ", "\t", "\xC2\xA0"};
    const auto may_begin = [](char c) { return c == ' ' || c == '\t' || c == '\xC2'; };
    const auto may_end = [](char c) { return c == ' ' || c == '\t' || c == '\xA0'; };
    // Nearly all values have nothing to trim.
    if (value.empty() || !(may_begin(value.front()) || may_end(value.back()))) return value;
    for (bool again = true; again;) {
        again = false;
        for (const auto space : spaces) {
            const bool first = value.starts_with(space);
            const bool last = !first && value.ends_with(space);
            if (first) value.remove_prefix(space.size());
            if (last) value.remove_suffix(space.size());
            again = again || first || last;
        }
    }
    return value;
}

}  // namespace pps::hl7::v2
