#include "hl7/fhir/base64.hpp"

#include <cstdint>

namespace pps::hl7::fhir {

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = (group << 8) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        const auto left = bytes.size() - at;
        for (std::size_t i = 0; i < 4; ++i)
            out += i <= left ? alphabet[(group >> (18 - 6 * i)) & 63U] : '=';
    }
    return out;
}

}  // namespace pps::hl7::fhir
