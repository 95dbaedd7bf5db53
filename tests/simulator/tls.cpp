#include "tests/simulator/tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace pps::simulator {

namespace {

// INF-579 v4, the AEAD suites (dmp-wire §8)
constexpr const char* suites =
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305";

/// OpenSSL lets a certificate without EKU pass as a client; the DMP's profile has one (dmp-wire §8).
int check_client(int accepted, X509_STORE_CTX* context) {
    if (accepted != 1 || X509_STORE_CTX_get_error_depth(context) != 0) return accepted;
    const auto usage = X509_get_extended_key_usage(X509_STORE_CTX_get_current_cert(context));
    if (usage != UINT32_MAX && (usage & XKU_SSL_CLIENT) != 0) return 1;
    X509_STORE_CTX_set_error(context, X509_V_ERR_INVALID_PURPOSE);
    return 0;
}

}  // namespace

void configure_tls(SSL_CTX* context, const std::string& certificate_file, const std::string& key_file,
                   const trust& issuers) {
    if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(context, suites) != 1)
        throw std::runtime_error("TLS 1.2 or its suites are not available");
    if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context) != 1)
        throw std::runtime_error("the server certificate or its key is not usable");
    if (SSL_CTX_set1_verify_cert_store(context, issuers.store()) != 1)
        throw std::runtime_error("the trusted certificates are not usable");
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, check_client);
    // Every connection shows its certificate anew.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context,
                        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
}

std::vector<std::string> client_units(SSL* connection) {
    X509* peer = SSL_get0_peer_certificate(connection);
    return peer == nullptr ? std::vector<std::string>{} : describe(peer).units;
}

}  // namespace pps::simulator
