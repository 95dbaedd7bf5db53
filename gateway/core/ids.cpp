#include "gateway/core/ids.hpp"

#include "gateway/core/random.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <stdexcept>

namespace pps::gateway {
namespace {

template <std::size_t Count>
std::array<unsigned char, Count> random_bytes() {
    std::array<unsigned char, Count> bytes;
    fill_random(bytes);
    return bytes;
}

}  // namespace

std::string new_document_id(instant now) {
    // Without I, L, O and U, which are misread (Crockford).
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    constexpr std::size_t time_digits = 10;
    constexpr std::size_t random_digits = 16;
    std::string id(time_digits + random_digits, '0');
    auto millis = static_cast<std::uint64_t>(to_millis(now));
    for (std::size_t i = time_digits; i-- > 0; millis >>= 5)
        id[i] = alphabet[millis & 31];
    const auto random = random_bytes<random_digits>();
    for (std::size_t i = 0; i < random_digits; ++i)
        id[time_digits + i] = alphabet[random[i] & 31u];
    return id;
}

std::string new_uuid() {
    constexpr std::string_view hex = "0123456789abcdef";
    auto bytes = random_bytes<16>();
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0Fu) | 0x40u);  // version 4
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3Fu) | 0x80u);  // variant of RFC 4122
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += hex[bytes[i] >> 4u];
        text += hex[bytes[i] & 15u];
    }
    return text;
}

std::uint64_t new_oid_number() {
    for (;;) {
        const std::uint64_t number = std::bit_cast<std::uint64_t>(random_bytes<8>()) >> 1u;
        if (number != 0) return number;
    }
}

std::string oid_under(std::string_view root, std::uint32_t arc, std::uint64_t number) {
    constexpr std::size_t longest = 64;
    std::string oid{root};
    oid += '.' + std::to_string(arc) + '.' + std::to_string(number);
    if (oid.size() > longest) throw std::length_error{"an OID over 64 characters"};
    return oid;
}

std::string submission_set_oid(std::string_view source_id, std::uint64_t number) {
    return oid_under(source_id, 1, number);
}

std::string signature_oid(std::string_view source_id, std::uint64_t number) {
    return oid_under(source_id, 2, number);
}

}  // namespace pps::gateway
