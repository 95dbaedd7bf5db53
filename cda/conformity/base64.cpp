#include "cda/conformity/base64.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace pps::cda::conformity {
namespace {

constexpr std::uint8_t not_base64 = 255;

constexpr std::array<std::uint8_t, 256> make_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(not_base64);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}

constexpr auto values = make_values();

constexpr bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    unsigned characters = 0;  // of the group of four
    unsigned padding = 0;
    for (const char c : text) {
        if (is_space(c)) continue;
        if (c == '=') {
            if (characters < 2 || ++padding > 4 - characters) return std::nullopt;
            continue;
        }
        const auto value = values[static_cast<unsigned char>(c)];
        if (value == not_base64 || padding > 0) return std::nullopt;
        bits = bits << 6u | value;
        if (++characters < 4) continue;
        for (const unsigned shift : {16u, 8u, 0u})
            out.push_back(static_cast<char>(bits >> shift & 0xFFu));
        bits = 0;
        characters = 0;
    }
    if (characters == 0) return out;
    if (characters + padding != 4) return std::nullopt;
    if ((bits & (characters == 2 ? 0xFu : 0x3u)) != 0) return std::nullopt;
    bits <<= 6u * padding;
    out.push_back(static_cast<char>(bits >> 16u & 0xFFu));
    if (characters == 3) out.push_back(static_cast<char>(bits >> 8u & 0xFFu));
    return out;
}

}  // namespace pps::cda::conformity
