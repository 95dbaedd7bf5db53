#include "hl7/fhir/base64.hpp"

#include <cstdint>

namespace pps::hl7::fhir {

std::string base64(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out((bytes.size() + 2) / 3 * 4, '=');
    const auto* from = reinterpret_cast<const unsigned char*>(bytes.data());
    char* to = out.data();
    const auto character = [](std::uint32_t group, unsigned shift) { return alphabet[group >> shift & 63U]; };
    std::size_t left = bytes.size();
    for (; left >= 3; left -= 3, from += 3, to += 4) {
        const std::uint32_t group = std::uint32_t{from[0]} << 16U | std::uint32_t{from[1]} << 8U | from[2];
        to[0] = character(group, 18);
        to[1] = character(group, 12);
        to[2] = character(group, 6);
        to[3] = character(group, 0);
    }
    if (left == 0) return out;
    const std::uint32_t group =
        std::uint32_t{from[0]} << 16U | (left == 2 ? std::uint32_t{from[1]} << 8U : 0U);
    to[0] = character(group, 18);
    to[1] = character(group, 12);
    if (left == 2) to[2] = character(group, 6);
    return out;
}

}  // namespace pps::hl7::fhir
