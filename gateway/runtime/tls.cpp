#include "gateway/runtime/tls.hpp"

#include "gateway/core/digest.hpp"
#include "gateway/core/error.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <sys/stat.h>

namespace pps::gateway::runtime {
namespace {

namespace ssl = boost::asio::ssl;

// ANSSI, "Recommandations de sécurité relatives à TLS" v1.2 (26/03/2020), annex A.
constexpr const char* server_suites_13 =
    "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* server_suites_12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* groups = "X25519:P-256:P-384:P-521:X448";
// PDT-INF-579 v4 (dmp-wire §8): what the DMP accepts in TLS 1.2, AEAD only.
constexpr const char* client_suites_12 =
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305";

template <auto Free>
struct freer {
    template <typename T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};
using bio_ptr = std::unique_ptr<BIO, freer<&BIO_free>>;
using x509_ptr = std::unique_ptr<X509, freer<&X509_free>>;

std::string openssl_reason() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
    return text == nullptr ? "unreadable" : text;
}

tls_problem problem(const std::string& file, std::string text) {
    tls_problem made;
    made.file = file;
    made.text = std::move(text);
    return made;
}

bool private_to_owner(const std::string& file) {
    struct stat info {};
    return ::stat(file.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/// Loads what both sides share; an empty problem text means success.
tls_problem load(SSL_CTX* context, const tls_material& files) {
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
        return problem(files.certificate, "certificate chain: " + openssl_reason());
    if (!private_to_owner(files.key))
        return problem(files.key, "key: missing, or readable by others than its owner (use mode 0600)");
    if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
        return problem(files.key, "key: " + openssl_reason());
    if (SSL_CTX_check_private_key(context) != 1)
        return problem(files.key, "key: does not belong to the certificate");
    if (SSL_CTX_load_verify_locations(context, files.trusted.c_str(), nullptr) != 1)
        return problem(files.trusted, "trusted certificates: " + openssl_reason());

    X509_STORE* store = SSL_CTX_get_cert_store(context);
    if (!files.crl.empty()) {
        X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
        if (lookup == nullptr || X509_load_crl_file(lookup, files.crl.c_str(), X509_FILETYPE_PEM) <= 0)
            return problem(files.crl, "revocation list: " + openssl_reason());
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    }
    X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT);
    return problem("", "");
}

tls_context new_context(ssl::context::method method) {
    auto made = std::make_shared<ssl::context>(method);
    made->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                      ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::no_compression);
    SSL_CTX* native = made->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set1_groups_list(native, groups);
    return made;
}

}  // namespace

boost::system::result<tls_context, tls_problem> make_server_context(const tls_material& files) {
    tls_context made = new_context(ssl::context::tls_server);
    SSL_CTX* native = made->native_handle();
    SSL_CTX_set_ciphersuites(native, server_suites_13);
    SSL_CTX_set_cipher_list(native, server_suites_12);
    if (tls_problem failed = load(native, files); !failed.text.empty()) return failed;
    // OpenSSL's default purpose for a server context is "SSL client": a peer without EKU clientAuth fails.
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    if (STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(files.trusted.c_str()); names != nullptr)
        SSL_CTX_set_client_CA_list(native, names);
    SSL_CTX_set_num_tickets(native, 0);
    return made;
}

boost::system::result<tls_context, tls_problem> make_client_context(const tls_material& files) {
    tls_context made = new_context(ssl::context::tls_client);
    SSL_CTX* native = made->native_handle();
    SSL_CTX_set_ciphersuites(native, server_suites_13);
    SSL_CTX_set_cipher_list(native, client_suites_12);
    if (tls_problem failed = load(native, files); !failed.text.empty()) return failed;
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER, nullptr);
    return made;
}

boost::system::result<certificate_term, tls_problem> read_certificate_term(const std::string& file) {
    ERR_clear_error();
    const bio_ptr source{BIO_new_file(file.c_str(), "r")};
    if (!source) return problem(file, "certificate: " + openssl_reason());
    const x509_ptr certificate{PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)};
    if (!certificate) return problem(file, "certificate: " + openssl_reason());
    std::tm until{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &until) != 1)
        return problem(file, "certificate: unreadable end of validity");
    certificate_term term;
    term.subject = subject_of(certificate.get());
    term.not_after = std::chrono::system_clock::from_time_t(timegm(&until));
    return term;
}

boost::system::result<instant, tls_problem> read_crl_term(const std::string& file) {
    ERR_clear_error();
    const bio_ptr source{BIO_new_file(file.c_str(), "r")};
    if (!source) return problem(file, "revocation list: " + openssl_reason());
    std::optional<instant> first;
    for (;;) {
        const std::unique_ptr<X509_CRL, freer<&X509_CRL_free>> list{
            PEM_read_bio_X509_CRL(source.get(), nullptr, nullptr, nullptr)};
        if (!list) break;
        std::tm until{};
        const ASN1_TIME* next = X509_CRL_get0_nextUpdate(list.get());
        if (next == nullptr || ASN1_TIME_to_tm(next, &until) != 1) continue;
        const instant term = std::chrono::system_clock::from_time_t(timegm(&until));
        first = first ? std::min(*first, term) : term;
    }
    ERR_clear_error();
    if (!first) return problem(file, "revocation list: none with an end of validity");
    return *first;
}

std::string subject_of(const void* certificate) {
    const auto* x509 = static_cast<const X509*>(certificate);
    const bio_ptr out{BIO_new(BIO_s_mem())};
    X509_NAME_print_ex(out.get(), X509_get_subject_name(x509), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* text = nullptr;
    const long length = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

std::string fingerprint_of(const void* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    X509_digest(static_cast<const X509*>(certificate), EVP_sha256(), digest.data(), &length);
    return to_hex({digest.data(), length});
}

bool says_client(const void* certificate) {
    // Not const in OpenSSL's signature: the extensions are decoded on first use.
    auto* x509 = const_cast<X509*>(static_cast<const X509*>(certificate));
    return (X509_get_extension_flags(x509) & EXFLAG_XKUSAGE) != 0 &&
           (X509_get_extended_key_usage(x509) & XKU_SSL_CLIENT) != 0;
}

bool has_expired(const void* certificate) {
    return X509_cmp_current_time(X509_get0_notAfter(static_cast<const X509*>(certificate))) < 0;
}

bool still_trusted(void* ssl, boost::asio::ssl::context& context) {
    auto* connection = static_cast<SSL*>(ssl);
    const x509_ptr leaf{SSL_get1_peer_certificate(connection)};
    if (!leaf) return false;
    const std::unique_ptr<X509_STORE_CTX, freer<&X509_STORE_CTX_free>> check{X509_STORE_CTX_new()};
    X509_STORE* store = SSL_CTX_get_cert_store(context.native_handle());
    if (!check ||
        X509_STORE_CTX_init(check.get(), store, leaf.get(), SSL_get_peer_cert_chain(connection)) != 1)
        return false;
    X509_STORE_CTX_set_default(check.get(), "ssl_client");
    return says_client(leaf.get()) && X509_verify_cert(check.get()) == 1;
}

}  // namespace pps::gateway::runtime
