#include "tests/simulator/digest.hpp"

#include "tests/simulator/names.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace pps::simulator {

std::optional<hash> hash_of_digest_method(std::string_view uri) noexcept {
    if (uri == names::sha1) return hash::sha1;
    if (uri == names::sha256) return hash::sha256;
    return std::nullopt;
}

std::optional<hash> hash_of_signature_method(std::string_view uri) noexcept {
    if (uri == names::rsa_sha1) return hash::sha1;
    if (uri == names::rsa_sha256) return hash::sha256;
    return std::nullopt;
}

void hasher::free_context::operator()(EVP_MD_CTX* context) const noexcept {
    EVP_MD_CTX_free(context);
}

hasher::hasher(hash kind) : context_(EVP_MD_CTX_new()) {
    const EVP_MD* md = kind == hash::sha1 ? EVP_sha1() : EVP_sha256();
    if (!context_ || EVP_DigestInit_ex(context_.get(), md, nullptr) != 1)
        throw std::runtime_error("the hash is not available");
}

void hasher::update(std::string_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1)
        throw std::runtime_error("hashing failed");
}

std::string hasher::finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_.get(), out.data(), &size) != 1)
        throw std::runtime_error("hashing failed");
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string digest(hash kind, std::string_view bytes) {
    hasher h(kind);
    h.update(bytes);
    return h.finish();
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (char c : bytes) {
        const auto value = static_cast<unsigned char>(c);
        out += digits[value >> 4U];
        out += digits[value & 0x0fU];
    }
    return out;
}

std::string to_base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string compact;
    compact.reserve(text.size());
    for (char c : text)
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') compact += c;
    if (compact.empty() || compact.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && compact[compact.size() - 1 - padding] == '=')
        ++padding;
    if (compact.find('=') < compact.size() - padding) return std::nullopt;
    std::string out(compact.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(compact.data()),
                                     static_cast<int>(compact.size()));
    if (size < 0) return std::nullopt;
    out.resize(static_cast<std::size_t>(size) - padding);
    return out;
}

}  // namespace pps::simulator
