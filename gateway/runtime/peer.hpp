#pragma once

#include <string>

namespace pps::gateway::runtime {

/// Who is at the other end of a connection. Empty subject: no certificate (plain listener).
struct peer {
    std::string address;      ///< IP address, without port.
    std::string subject;      ///< RFC 2253, UTF-8.
    std::string fingerprint;  ///< Hex SHA-256 of the certificate.
};

}  // namespace pps::gateway::runtime
