#pragma once

#include "gateway/core/clock.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <vector>

namespace pps::gateway::runtime {

/// Where a TLS identity and what it trusts are (PEM files).
struct tls_material {
    std::string certificate;  ///< Chain, leaf first.
    std::string key;          ///< Must not be readable by group or others.
    std::string trusted;
    std::string crl;  ///< Every CA of the chain needs its list in it; "" = no revocation check.
};

/// A failure to build a context: which file, and why (no secret in it).
struct tls_problem {
    std::string file;
    std::string text;
};

using tls_context = std::shared_ptr<boost::asio::ssl::context>;

/// Server side: TLS 1.2 and 1.3 with the suites and groups of ANSSI's guide (v1.2, 2020, annex A), client
/// certificate required, no renegotiation, no compression, no session resumption (a resumed session would
/// skip the revocation check). The EKU of the peer must allow clientAuth.
boost::system::result<tls_context, tls_problem> make_server_context(const tls_material& files);

/// Client side: TLS 1.2 or 1.3, the ECDHE-RSA AEAD suites that the DMP accepts (dmp-wire §8), peer verified.
boost::system::result<tls_context, tls_problem> make_client_context(const tls_material& files);

/// First certificate of a PEM file: subject (RFC 2253) and end of validity.
struct certificate_term {
    std::string subject;
    instant not_after{};
};
boost::system::result<certificate_term, tls_problem> read_certificate_term(const std::string& file);

/// When the first of the lists of a PEM file must be renewed: afterwards every peer is refused.
boost::system::result<instant, tls_problem> read_crl_term(const std::string& file);

/// Subject of a certificate as RFC 2253 in UTF-8; `certificate` is an X509*.
std::string subject_of(const void* certificate);
/// Hex SHA-256 of its DER form.
std::string fingerprint_of(const void* certificate);

/// Whether a client certificate says that it is one: EKU clientAuth present (OpenSSL takes a certificate
/// without any EKU for every purpose). `certificate` is an X509*.
bool says_client(const void* certificate);

/// True when the certificate's validity has ended.
bool has_expired(const void* certificate);

/// Verifies an already connected peer against (newer) trust: same purpose, chain and revocation checks as a
/// handshake would make. `ssl` is an SSL*.
bool still_trusted(void* ssl, boost::asio::ssl::context& context);

}  // namespace pps::gateway::runtime
