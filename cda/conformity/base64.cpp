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

/// The bits of a character at each place of a group of four; outside the alphabet a bit that no group has.
constexpr std::uint32_t outside_alphabet = 1U << 31U;
constexpr std::array<std::array<std::uint32_t, 256>, 4> make_places() {
    std::array<std::array<std::uint32_t, 256>, 4> places{};
    for (std::size_t place = 0; place < 4; ++place)
        for (std::size_t c = 0; c < 256; ++c)
            places[place][c] = values[c] == not_base64
                                   ? outside_alphabet
                                   : static_cast<std::uint32_t>(values[c]) << (18U - 6U * place);
    return places;
}

constexpr auto places = make_places();

constexpr std::uint32_t bits_of(std::size_t place, char c) noexcept {
    return places[place][static_cast<unsigned char>(c)];
}

constexpr std::uint8_t value_of(char c) noexcept {
    return values[static_cast<unsigned char>(c)];
}

constexpr bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text, base64_padding padding) {
    std::string out(text.size() / 4 * 3 + 3, '\0');
    std::size_t written = 0;
    const auto write = [&](std::uint32_t byte) { out[written++] = static_cast<char>(byte & 0xFFU); };
    std::uint32_t bits = 0;
    unsigned characters = 0;  // of the group of four
    unsigned signs = 0;       // '='
    for (std::size_t i = 0; i < text.size();) {
        // Four characters of the alphabet at a time, which is what nearly all of a document is.
        if (characters == 0 && signs == 0) {
            for (; text.size() - i >= 4; i += 4) {
                const std::uint32_t group = bits_of(0, text[i]) | bits_of(1, text[i + 1]) |
                                            bits_of(2, text[i + 2]) | bits_of(3, text[i + 3]);
                if ((group & outside_alphabet) != 0) break;
                write(group >> 16U);
                write(group >> 8U);
                write(group);
            }
            if (i == text.size()) break;
        }
        const char c = text[i++];
        if (is_space(c)) continue;
        if (c == '=') {
            if (characters < 2 || ++signs > 4 - characters) return std::nullopt;
            continue;
        }
        const auto value = value_of(c);
        if (value == not_base64 || signs > 0) return std::nullopt;
        bits = bits << 6U | value;
        if (++characters < 4) continue;
        write(bits >> 16U);
        write(bits >> 8U);
        write(bits);
        bits = 0;
        characters = 0;
    }
    if (characters > 0) {
        const bool unpadded = padding == base64_padding::optional && signs == 0 && characters > 1;
        if (characters + signs != 4 && !unpadded) return std::nullopt;
        if ((bits & (characters == 2 ? 0xFU : 0x3U)) != 0) return std::nullopt;
        bits <<= 6U * (4 - characters);
        write(bits >> 16U);
        if (characters == 3) write(bits >> 8U);
    }
    out.resize(written);
    return out;
}

}  // namespace pps::cda::conformity
