#include "hl7/fhir/base64.hpp"

#include <cstdint>

namespace pps::hl7::fhir {

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out((bytes.size() + 2) / 3 * 4, '=');
    char* to = out.data();
    const auto put = [&to, alphabet](std::uint32_t group, int characters) {
        for (int i = 0; i < characters; ++i)
            *to++ = alphabet[(group >> (18 - 6 * i)) & 63U];
    };
    const auto octet = [bytes](std::size_t at) -> std::uint32_t {
        return static_cast<unsigned char>(bytes[at]);
    };
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3)
        put((octet(at) << 16) | (octet(at + 1) << 8) | octet(at + 2), 4);
    if (bytes.size() - at == 1) put(octet(at) << 16, 2);
    if (bytes.size() - at == 2) put((octet(at) << 16) | (octet(at + 1) << 8), 3);
    return out;
}

}  // namespace pps::hl7::fhir
