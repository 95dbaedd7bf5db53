#include "tests/unit/simulator/sample_pki.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

namespace pps::simulator::sample {

namespace {

constexpr long revoked_serial = 4711;
constexpr long year = 365L * 24 * 3600;

void require(bool fine) {
    if (!fine) throw std::runtime_error("the sample PKI cannot be made");
}

std::shared_ptr<EVP_PKEY> make_key(int bits) {
    std::shared_ptr<EVP_PKEY> key(EVP_RSA_gen(static_cast<unsigned>(bits)), EVP_PKEY_free);
    require(key != nullptr);
    return key;
}

/// Making keys is what takes time: the issuers' are made once per process.
std::shared_ptr<EVP_PKEY> ca_key(int bits) {
    static std::map<int, std::shared_ptr<EVP_PKEY>> made;
    auto& key = made[bits];
    if (!key) key = make_key(bits);
    return key;
}
std::shared_ptr<EVP_PKEY> other_key(int bits) {
    static std::map<int, std::shared_ptr<EVP_PKEY>> made;
    auto& key = made[bits];
    if (!key) key = make_key(bits);
    return key;
}

void name_entry(X509_NAME* name, const char* field, const std::string& value) {
    require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1,
                                       0) == 1);
}

/// `issuer` null: the extension says nothing about it.
void extend(X509* certificate, int nid, const char* value, X509* issuer = nullptr) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

void set_times(X509* certificate, instant base, long from, long to) {
    auto at = std::chrono::system_clock::to_time_t(base);
    X509_time_adj(X509_getm_notBefore(certificate), from, &at);
    X509_time_adj(X509_getm_notAfter(certificate), to, &at);
}

void name_ca(X509_NAME* name, bool trusted) {
    name_entry(name, "C", "FR");
    name_entry(name, "O", "ASIP-SANTE");
    name_entry(name, "CN", trusted ? "TEST AC SAMPLE" : "TEST AC OTHER");
}

std::shared_ptr<X509> make_ca(EVP_PKEY* key, instant base) {
    std::shared_ptr<X509> ca(X509_new(), X509_free);
    X509_set_version(ca.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(ca.get()), 1);
    name_ca(X509_get_subject_name(ca.get()), true);
    name_ca(X509_get_issuer_name(ca.get()), true);
    set_times(ca.get(), base, -year, 10 * year);
    X509_set_pubkey(ca.get(), key);
    extend(ca.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(ca.get(), NID_subject_key_identifier, "hash");
    require(X509_sign(ca.get(), key, EVP_sha256()) > 0);
    return ca;
}

std::shared_ptr<X509_CRL> make_crl(EVP_PKEY* key, instant base) {
    std::shared_ptr<X509_CRL> crl(X509_CRL_new(), X509_CRL_free);
    X509_CRL_set_version(crl.get(), 1);
    X509_NAME* issuer = X509_NAME_new();
    name_ca(issuer, true);
    X509_CRL_set_issuer_name(crl.get(), issuer);
    X509_NAME_free(issuer);
    auto at = std::chrono::system_clock::to_time_t(base);
    ASN1_TIME* from = X509_time_adj(nullptr, -year, &at);
    ASN1_TIME* to = X509_time_adj(nullptr, 10 * year, &at);
    X509_CRL_set1_lastUpdate(crl.get(), from);
    X509_CRL_set1_nextUpdate(crl.get(), to);
    X509_REVOKED* revoked = X509_REVOKED_new();
    ASN1_INTEGER* serial = ASN1_INTEGER_new();
    ASN1_INTEGER_set(serial, revoked_serial);
    X509_REVOKED_set_serialNumber(revoked, serial);
    X509_REVOKED_set_revocationDate(revoked, from);
    X509_CRL_add0_revoked(crl.get(), revoked);
    ASN1_INTEGER_free(serial);
    ASN1_TIME_free(from);
    ASN1_TIME_free(to);
    require(X509_CRL_sign(crl.get(), key, EVP_sha256()) > 0);
    return crl;
}

template <class Write>
void write_pem(const std::string& path, Write write) {
    BIO* out = BIO_new_file(path.c_str(), "w");
    require(out != nullptr && write(out) == 1);
    BIO_free(out);
}

}  // namespace

instant now() {
    using namespace std::chrono_literals;
    return std::chrono::sys_days{2026y / std::chrono::January / 15} + 10h;
}

std::string identity::sign(hash with, std::string_view data) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::string out(1024, '\0');
    std::size_t size = out.size();
    const EVP_MD* md = with == hash::sha1 ? EVP_sha1() : EVP_sha256();
    require(EVP_DigestSignInit(context, nullptr, md, nullptr, key.get()) == 1 &&
            EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size,
                           reinterpret_cast<const unsigned char*>(data.data()), data.size()) == 1);
    EVP_MD_CTX_free(context);
    out.resize(size);
    return out;
}

pki::pki(int bits, instant base)
    : bits_(bits), base_(base), ca_key_(ca_key(bits)), other_key_(other_key(bits)) {
    std::string pattern = std::filesystem::temp_directory_path().string() + "/pps-sample-pki-XXXXXX";
    require(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    ca_ = make_ca(ca_key_.get(), base);
    const auto crl = make_crl(ca_key_.get(), base);
    write_pem(trusted_file(), [&](BIO* out) { return PEM_write_bio_X509(out, ca_.get()); });
    write_pem(crl_file(), [&](BIO* out) { return PEM_write_bio_X509_CRL(out, crl.get()); });
}

pki::~pki() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

identity pki::issue(const std::string& name, profile shape, bool trusted, bool expired) const {
    return make(name, shape, trusted, expired, 1000 + static_cast<long>(name.size()));
}

identity pki::issue_revoked(const std::string& name, profile shape) const {
    return make(name, shape, true, false, revoked_serial);
}

identity pki::make(const std::string& name, profile shape, bool trusted, bool expired, long serial) const {
    identity out;
    out.key = make_key(bits_);
    const std::shared_ptr<X509> certificate(X509_new(), X509_free);
    X509* raw = certificate.get();
    X509_set_version(raw, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), serial);
    out.serial_decimal = std::to_string(serial);
    X509_NAME* subject = X509_get_subject_name(raw);
    name_entry(subject, "C", "FR");
    name_entry(subject, "O", "CENTRE, DE SANTE");
    name_entry(subject, "OU", "10B0127189");
    name_entry(subject, "CN", name);
    name_ca(X509_get_issuer_name(raw), trusted);
    set_times(raw, base_, -year, expired ? -3600 : year);
    X509_set_pubkey(raw, out.key.get());
    extend(raw, NID_basic_constraints, "CA:FALSE");
    // A strict verifier wants both (RFC 5280 §4.2.1.1).
    extend(raw, NID_subject_key_identifier, "hash");
    if (trusted) extend(raw, NID_authority_key_identifier, "keyid:always", ca_.get());
    if (shape == profile::sign) {
        extend(raw, NID_key_usage, "critical,digitalSignature,nonRepudiation");
        extend(raw, NID_ext_key_usage, "emailProtection");
    } else if (shape == profile::authenticate) {
        extend(raw, NID_key_usage, "critical,digitalSignature");
        extend(raw, NID_ext_key_usage, "clientAuth");
    } else if (shape == profile::server) {
        extend(raw, NID_key_usage, "critical,digitalSignature,keyEncipherment");
        extend(raw, NID_ext_key_usage, "serverAuth");
        extend(raw, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    }
    require(X509_sign(raw, trusted ? ca_key_.get() : other_key_.get(), EVP_sha256()) > 0);
    unsigned char* der = nullptr;
    const int size = i2d_X509(raw, &der);
    require(size > 0);
    out.der.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    out.certificate_file = folder_ + "/" + name + ".pem";
    out.key_file = folder_ + "/" + name + ".key";
    write_pem(out.certificate_file, [&](BIO* to) { return PEM_write_bio_X509(to, raw); });
    write_pem(out.key_file, [&](BIO* to) {
        return PEM_write_bio_PrivateKey(to, out.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    std::filesystem::permissions(out.key_file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return out;
}

}  // namespace pps::simulator::sample
