#include "gateway/forward/dmp/certificate.hpp"

#include "gateway/forward/dmp/text.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

namespace pps::gateway::dmp {
namespace {

std::optional<std::string> print_name(const X509_NAME* name) {
    // RFC 2253 without ESC_MSB: accents stay UTF-8 as in the official examples ("ST=Rhône (69)").
    constexpr unsigned long form = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    const std::unique_ptr<BIO, int (*)(BIO*)> out{BIO_new(BIO_s_mem()), BIO_free};
    if (!out || X509_NAME_print_ex(out.get(), name, 0, form) < 0) return std::nullopt;
    char* data = nullptr;
    const long length = BIO_get_mem_data(out.get(), &data);
    if (length <= 0) return std::string{};
    return std::string{data, static_cast<std::size_t>(length)};
}

std::optional<std::string> print_serial(const ASN1_INTEGER* serial) {
    const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number{ASN1_INTEGER_to_BN(serial, nullptr), BN_free};
    if (!number) return std::nullopt;
    const std::unique_ptr<char, void (*)(char*)> text{BN_bn2dec(number.get()),
                                                      [](char* p) { OPENSSL_free(p); }};
    if (!text) return std::nullopt;
    return std::string{text.get()};
}

}  // namespace

x509_pointer parse_certificate(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* const end = at + der.size();
    x509_pointer parsed{d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free};
    ERR_clear_error();
    if (at != end) parsed.reset();
    return parsed;
}

std::optional<certificate_facts> facts_of(X509* certificate) {
    auto subject = print_name(X509_get_subject_name(certificate));
    auto issuer = print_name(X509_get_issuer_name(certificate));
    auto serial = print_serial(X509_get0_serialNumber(certificate));
    unsigned char* der = nullptr;
    const int length = i2d_X509(certificate, &der);
    if (length <= 0) return std::nullopt;
    std::string bytes{reinterpret_cast<const char*>(der), static_cast<std::size_t>(length)};
    OPENSSL_free(der);
    if (!subject || !issuer || !serial) return std::nullopt;
    return certificate_facts{std::move(*subject), std::move(*issuer), std::move(*serial), std::move(bytes)};
}

bool may_sign(X509* certificate) noexcept {
    constexpr unsigned int needed = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
    return (X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) != 0 &&
           (X509_get_key_usage(certificate) & needed) == needed;
}

bool signature_ok(X509* certificate, std::string_view data, std::string_view signature, digest with) {
    EVP_PKEY* const key = X509_get0_pubkey(certificate);
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return false;
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    const bool ok = context &&
                    EVP_DigestVerifyInit(context.get(), nullptr, algorithm_of(with), nullptr, key) == 1 &&
                    EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                                     signature.size(), reinterpret_cast<const unsigned char*>(data.data()),
                                     data.size()) == 1;
    ERR_clear_error();
    return ok;
}

}  // namespace pps::gateway::dmp
