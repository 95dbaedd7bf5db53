#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// The lexical level of XML: classes of characters, references, pseudo-attributes.
namespace pps::cda::lexis {

/// Classes of bytes; those above 0x7F are letters of a name.
enum : std::uint8_t {
    name_start = 1,
    name_char = 2,
    space = 4,
    stops_text = 8,
    stops_value = 16,
};

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> classes{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c >= 0x80;
        const bool digit = c >= '0' && c <= '9';
        if (letter) classes[c] = name_start | name_char;
        if (digit || c == '-' || c == '.') classes[c] = name_char;
    }
    for (const unsigned char c : {' ', '\t', '\r', '\n'})
        classes[c] = space;
    for (const unsigned char c : {'<', '&', ']'})
        classes[c] |= stops_text;
    for (const unsigned char c : {'<', '&', '"', '\''})
        classes[c] |= stops_value;
    return classes;
}

inline constexpr auto classes = make_classes();

inline bool is(char c, std::uint8_t what) noexcept {
    return (classes[static_cast<unsigned char>(c)] & what) != 0;
}

struct qualified_name {
    std::string_view whole;
    std::string_view prefix;
    bool legal = true;  ///< At most one ':', neither first nor last.
};

/// The pseudo-attribute of a processing instruction or XML declaration; nullopt when absent or written
/// wrongly.
std::optional<std::string_view> pseudo_attribute(std::string_view data, std::string_view wanted) noexcept;

/// `lower` is in lower case; ASCII only.
bool same_ignoring_case(std::string_view text, std::string_view lower) noexcept;

/// What stands between "&#" and ";": does it name a character that XML 1.0 §2.2 allows?
bool character_reference(std::string_view digits) noexcept;

}  // namespace pps::cda::lexis
