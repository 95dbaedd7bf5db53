#pragma once

#include "tests/simulator/trust.hpp"

#include <string>
#include <vector>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace pps::simulator {

/// Sets a server context up as dmp-wire §8 says: TLS 1.2 only, ECDHE-RSA AEAD suites, a client certificate
/// that chains to `issuers`, is not revoked and has EKU clientAuth. Throws std::runtime_error.
void configure_tls(SSL_CTX* context, const std::string& certificate_file, const std::string& key_file,
                   const trust& issuers);

/// OU values of the peer's certificate.
std::vector<std::string> client_units(SSL* connection);

}  // namespace pps::simulator
