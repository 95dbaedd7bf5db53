#include "gateway/core/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace pps::gateway {
namespace {

std::string digest(const EVP_MD* with, std::initializer_list<std::string_view> pieces) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    unsigned int length = 0;
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    EVP_DigestInit_ex(context.get(), with, nullptr);
    for (const std::string_view piece : pieces)
        EVP_DigestUpdate(context.get(), piece.data(), piece.size());
    EVP_DigestFinal_ex(context.get(), value.data(), &length);
    return to_hex({value.data(), length});
}

}  // namespace

std::string to_hex(std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * bytes.size());
    for (const unsigned char byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::string sha1_hex(std::string_view bytes) {
    return digest(EVP_sha1(), {bytes});
}

std::string sha256_hex(std::initializer_list<std::string_view> pieces) {
    return digest(EVP_sha256(), pieces);
}

}  // namespace pps::gateway
