#include "cda/xml_rules.hpp"
#include "cda/xml_scan.hpp"

#include <algorithm>
#include <cstdint>

namespace pps::cda {
namespace {

constexpr std::size_t block = 64;

// A loop over a constant count without branches, which the compiler turns into vector code.
bool plain_ascii(const unsigned char* at) noexcept {
    unsigned char high = 0;
    unsigned char control = 0;
    for (std::size_t i = 0; i < block; ++i) {
        const unsigned char c = at[i];
        high = static_cast<unsigned char>(high | (c & 0x80U));
        control =
            static_cast<unsigned char>(control | ((c < 0x20) & (c != 0x0A) & (c != 0x09) & (c != 0x0D)));
    }
    return (high | control) == 0;
}

// Length of the sequence at `at`, 0 when it is not UTF-8 (RFC 3629 §4).
std::size_t utf8_length(const unsigned char* at, std::size_t left) noexcept {
    const auto continues = [&](std::size_t i) { return (at[i] & 0xC0U) == 0x80U; };
    const unsigned char lead = at[0];
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return left >= 2 && continues(1) ? 2 : 0;
    if (lead < 0xF0) {
        if (left < 3 || !continues(1) || !continues(2)) return 0;
        if (lead == 0xE0 && at[1] < 0xA0) return 0;
        if (lead == 0xED && at[1] > 0x9F) return 0;
        return 3;
    }
    if (lead > 0xF4 || left < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
    if (lead == 0xF0 && at[1] < 0x90) return 0;
    if (lead == 0xF4 && at[1] > 0x8F) return 0;
    return 4;
}

}  // namespace

std::size_t find_bad_character(std::string_view bytes, const rule*& broken) noexcept {
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const std::size_t size = bytes.size();
    std::size_t i = 0;
    while (i < size) {
        if (size - i >= block && plain_ascii(data + i)) {
            i += block;
            continue;
        }
        const std::size_t stop = i + std::min(block, size - i);
        while (i < stop) {
            const unsigned char c = data[i];
            if (c < 0x80) {
                if (c < 0x20 && c != 0x09 && c != 0x0A && c != 0x0D) {
                    broken = &xml_rules::row("xml.characters");
                    return i;
                }
                ++i;
                continue;
            }
            const std::size_t length = utf8_length(data + i, size - i);
            if (length == 0) {
                broken = &xml_rules::row("xml.utf8");
                return i;
            }
            // U+FFFE and U+FFFF are no XML characters (XML 1.0 §2.2).
            if (c == 0xEF && data[i + 1] == 0xBF && data[i + 2] >= 0xBE) {
                broken = &xml_rules::row("xml.characters");
                return i;
            }
            i += length;
        }
    }
    return std::string_view::npos;
}

}  // namespace pps::cda
