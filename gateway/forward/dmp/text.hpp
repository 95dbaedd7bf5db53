#pragma once

#include "gateway/forward/dmp/profile.hpp"

#include <openssl/evp.h>

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pps::gateway::dmp {

void append(std::string& out, std::initializer_list<std::string_view> parts);

/// Appends `text` so that it stands for itself in an element or a double-quoted attribute. Control characters
/// that XML 1.0 forbids become spaces.
void append_escaped(std::string& out, std::string_view text);
std::string escaped(std::string_view text);

/// A component of an HL7 v2 field: the delimiters `^ & | ~ \` become escape sequences (HL7 v2.5 §2.7).
std::string hl7_component(std::string_view text);

/// RFC 4648 base64 without line breaks, and back; decoding ignores XML white space, nullopt when malformed.
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

/// `bytes` in lower case hexadecimal.
std::string hex(std::string_view bytes);

/// A digest fed piece by piece. Throws std::runtime_error when OpenSSL cannot work.
class hasher {
  public:
    explicit hasher(digest which);
    void add(std::string_view bytes);
    std::string finish();  ///< Raw bytes; once.

  private:
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

/// Raw digest of `bytes`.
std::string digest_of(std::string_view bytes, digest which);

/// The OpenSSL algorithm of a digest.
const EVP_MD* algorithm_of(digest which) noexcept;


}  // namespace pps::gateway::dmp
