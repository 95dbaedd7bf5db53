#pragma once

#include "gateway/forward/dmp/signing_key.hpp"

#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pps::gateway::dmp {

using x509_pointer = std::unique_ptr<X509, void (*)(X509*)>;

/// A DER certificate, null when it is not one.
x509_pointer parse_certificate(std::string_view der);

/// Names as VIHF and XAdES print them (dmp-wire §1.2: RFC 2253, most specific first, no space after commas,
/// UTF-8, "ST=" and "GN="), the serial in decimal. nullopt when a part cannot be printed.
std::optional<certificate_facts> facts_of(X509* certificate);

/// True when the certificate may sign VIHF and submission sets: keyUsage present with digitalSignature and
/// nonRepudiation (dmp-wire §8, ORG_SIGN).
bool may_sign(X509* certificate) noexcept;

/// Verifies an RSASSA-PKCS1-v1_5 signature of `data` with the certificate's key. The certificate itself is
/// not judged.
bool signature_ok(X509* certificate, std::string_view data, std::string_view signature, digest with);

}  // namespace pps::gateway::dmp
