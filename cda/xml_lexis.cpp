#include "cda/xml_lexis.hpp"

#include <algorithm>

namespace pps::cda::lexis {

std::optional<std::string_view> pseudo_attribute(std::string_view data, std::string_view wanted) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    for (;;) {
        const auto start = data.find_first_not_of(blanks);
        if (start == std::string_view::npos) return std::nullopt;
        data.remove_prefix(start);
        const auto equals = data.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        auto name = data.substr(0, equals);
        name = name.substr(0, name.find_last_not_of(blanks) + 1);
        data.remove_prefix(equals + 1);
        const auto open = data.find_first_not_of(blanks);
        if (open == std::string_view::npos || (data[open] != '"' && data[open] != '\'')) return std::nullopt;
        const auto close = data.find(data[open], open + 1);
        if (close == std::string_view::npos) return std::nullopt;
        if (name == wanted) return data.substr(open + 1, close - open - 1);
        data.remove_prefix(close + 1);
    }
}

bool same_ignoring_case(std::string_view a, std::string_view lower) noexcept {
    return std::equal(a.begin(), a.end(), lower.begin(), lower.end(), [](char x, char y) {
        return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
    });
}

bool character_reference(std::string_view digits) noexcept {
    const bool hex = digits.starts_with('x');
    if (hex) digits.remove_prefix(1);
    if (digits.empty() || digits.size() > 8) return false;
    std::uint32_t value = 0;
    for (const char c : digits) {
        std::uint32_t digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<std::uint32_t>(c - '0');
        else if (hex && c >= 'a' && c <= 'f')
            digit = static_cast<std::uint32_t>(c - 'a' + 10);
        else if (hex && c >= 'A' && c <= 'F')
            digit = static_cast<std::uint32_t>(c - 'A' + 10);
        else
            return false;
        value = value * (hex ? 16 : 10) + digit;
    }
    return value == 0x9 || value == 0xA || value == 0xD || (value >= 0x20 && value <= 0xD7FF) ||
           (value >= 0xE000 && value <= 0xFFFD) || (value >= 0x10000 && value <= 0x10FFFF);
}

}  // namespace pps::cda::lexis
