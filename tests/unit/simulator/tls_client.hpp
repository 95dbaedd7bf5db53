#pragma once

#include "tests/unit/simulator/sample.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace pps::simulator::sample {

/// A blocking HTTPS client over OpenSSL alone; every wait ends after ten seconds.
class tls_client {
  public:
    using adjust = std::function<void(SSL_CTX*)>;

    /// `client` null: shows no certificate. `change` may narrow the context down.
    tls_client(std::uint16_t port, const pki& certificates, const identity* client,
               const adjust& change = {});
    ~tls_client();
    tls_client(const tls_client&) = delete;
    tls_client& operator=(const tls_client&) = delete;

    bool connected() const noexcept { return connected_; }

    /// Sends, then reads one answer with its body; "" when the connection ends before.
    std::string exchange(const std::string& request);

  private:
    int socket_ = -1;
    std::shared_ptr<SSL_CTX> context_;
    std::shared_ptr<SSL> connection_;
    bool connected_ = false;
};

/// One request over plain TCP on the loopback address, and all that comes back.
std::string plain_exchange(std::uint16_t port, const std::string& request);

}  // namespace pps::simulator::sample
