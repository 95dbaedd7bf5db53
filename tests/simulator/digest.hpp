#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

using EVP_MD_CTX = struct evp_md_ctx_st;

namespace pps::simulator {

enum class hash { sha1, sha256 };

/// The hash that a DigestMethod or SignatureMethod URI names; nothing for other URIs.
std::optional<hash> hash_of_digest_method(std::string_view uri) noexcept;
std::optional<hash> hash_of_signature_method(std::string_view uri) noexcept;

/// Streaming hash. Not thread-safe.
class hasher {
  public:
    explicit hasher(hash kind);
    void update(std::string_view bytes);
    std::string finish();  ///< Raw bytes; call once.

  private:
    struct free_context {
        void operator()(EVP_MD_CTX* context) const noexcept;
    };
    std::unique_ptr<EVP_MD_CTX, free_context> context_;
};

std::string digest(hash kind, std::string_view bytes);  ///< Raw bytes.
std::string to_hex(std::string_view bytes);             ///< Lower case.
std::string to_base64(std::string_view bytes);

/// Base64 with blanks allowed anywhere; nothing when it is not base64.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace pps::simulator
