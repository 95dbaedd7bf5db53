#include "gateway/forward/dmp/text.hpp"

#include "gateway/core/digest.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace pps::gateway::dmp {
namespace {

const unsigned char* raw(std::string_view bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string_view escape_of(char c) noexcept {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        // Kept as references: an attribute would have them normalised to spaces, a text would lose the CR.
        case '\t':
            return "&#9;";
        case '\n':
            return "&#10;";
        case '\r':
            return "&#13;";
        default:
            return static_cast<unsigned char>(c) < 0x20 ? " " : "";
    }
}

}  // namespace

void append(std::string& out, std::initializer_list<std::string_view> parts) {
    for (const auto part : parts)
        out.append(part);
}

void append_escaped(std::string& out, std::string_view text) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view escape = escape_of(text[i]);
        if (escape.empty()) continue;
        out.append(text, from, i - from).append(escape);
        from = i + 1;
    }
    out.append(text, from);
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    append_escaped(out, text);
    return out;
}

std::string hl7_component(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '|':
                out += "\\F\\";
                break;
            case '^':
                out += "\\S\\";
                break;
            case '&':
                out += "\\T\\";
                break;
            case '~':
                out += "\\R\\";
                break;
            case '\\':
                out += "\\E\\";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock writes a final NUL
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), raw(bytes),
                                       static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string packed;
    packed.reserve(text.size());
    std::copy_if(text.begin(), text.end(), std::back_inserter(packed),
                 [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; });
    if (packed.empty() || packed.size() % 4 != 0) return std::nullopt;
    std::string out(packed.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), raw(packed),
                                       static_cast<int>(packed.size()));
    if (length < 0) return std::nullopt;
    // EVP_DecodeBlock counts the padding as zero bytes.
    const std::size_t padding = packed.ends_with("==") ? 2 : packed.ends_with('=') ? 1 : 0;
    out.resize(static_cast<std::size_t>(length) - padding);
    return out;
}

std::string hex(std::string_view bytes) {
    return to_hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

const EVP_MD* algorithm_of(digest which) noexcept {
    return which == digest::sha1 ? EVP_sha1() : EVP_sha256();
}

hasher::hasher(digest which) : context_{EVP_MD_CTX_new(), EVP_MD_CTX_free} {
    if (!context_ || EVP_DigestInit_ex(context_.get(), algorithm_of(which), nullptr) != 1)
        throw std::runtime_error{"the digest cannot be computed"};
}

void hasher::add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1)
        throw std::runtime_error{"the digest cannot be computed"};
}

std::string hasher::finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(context_.get(), value.data(), &length) != 1)
        throw std::runtime_error{"the digest cannot be computed"};
    return {reinterpret_cast<const char*>(value.data()), length};
}

std::string digest_of(std::string_view bytes, digest which) {
    hasher all{which};
    all.add(bytes);
    return all.finish();
}

}  // namespace pps::gateway::dmp
