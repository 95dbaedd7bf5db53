#pragma once

#include "gateway/runtime/tls.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace pps::gateway::runtime {

/// What every listener is told, whatever it speaks.
struct listener_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one.
    tls_context tls;         ///< Null: plain.
    int max_connections = 1024;
    /// Of bodies and messages that are being read or answered; one peer has at most half of it.
    std::uint64_t max_bytes_in_flight = 128u << 20;
    std::chrono::milliseconds handshake_timeout{10'000};
};

/// A listener that accepts, and its open connections. Not thread-safe: used on the loop's thread only.
class listener {
  public:
    virtual ~listener() = default;

    /// The port listened on.
    virtual std::uint16_t port() const = 0;
    /// New connections use this context; open ones are re-verified against it before their next request.
    virtual void replace_tls(tls_context fresh) = 0;
    /// No new connection; idle ones close; busy ones close after their answer.
    virtual void stop_accepting() = 0;
    /// Cuts what is left.
    virtual void cut() = 0;
    virtual int connections() const = 0;
};

}  // namespace pps::gateway::runtime
