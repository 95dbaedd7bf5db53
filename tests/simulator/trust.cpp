#include "tests/simulator/trust.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <mutex>
#include <stdexcept>

namespace pps::simulator {

namespace {

template <class T, auto free>
struct freed {
    void operator()(T* what) const noexcept { free(what); }
};
using x509_ptr = std::unique_ptr<X509, freed<X509, X509_free>>;
using bio_ptr = std::unique_ptr<BIO, freed<BIO, BIO_free_all>>;
using crl_ptr = std::unique_ptr<X509_CRL, freed<X509_CRL, X509_CRL_free>>;
using context_ptr = std::unique_ptr<X509_STORE_CTX, freed<X509_STORE_CTX, X509_STORE_CTX_free>>;
using object_ptr = std::unique_ptr<ASN1_OBJECT, freed<ASN1_OBJECT, ASN1_OBJECT_free>>;
using any_ptr = std::unique_ptr<ASN1_TYPE, freed<ASN1_TYPE, ASN1_TYPE_free>>;
using md_ptr = std::unique_ptr<EVP_MD_CTX, freed<EVP_MD_CTX, EVP_MD_CTX_free>>;

constexpr std::chrono::seconds belief{60};
constexpr std::size_t most_known = 1024;

std::string utf8(const ASN1_STRING* text) {
    unsigned char* out = nullptr;
    const int size = ASN1_STRING_to_UTF8(&out, text);
    if (size < 0) return {};
    std::string copy(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    OPENSSL_free(out);
    return copy;
}

std::string dotted(const ASN1_OBJECT* object) {
    std::string out(128, '\0');
    const int size = OBJ_obj2txt(out.data(), static_cast<int>(out.size()), object, 1);
    out.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return out;
}

distinguished_name read_name(const X509_NAME* name) {
    distinguished_name out;
    int last_set = -1;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
        if (X509_NAME_ENTRY_set(entry) != last_set) out.emplace_back();
        last_set = X509_NAME_ENTRY_set(entry);
        out.back().push_back(
            {dotted(X509_NAME_ENTRY_get_object(entry)), utf8(X509_NAME_ENTRY_get_data(entry))});
    }
    for (auto& part : out)
        std::sort(part.begin(), part.end());
    return out;
}

instant read_time(const ASN1_TIME* time) {
    std::tm fields{};
    if (ASN1_TIME_to_tm(time, &fields) != 1) return {};
    return std::chrono::system_clock::from_time_t(timegm(&fields));
}

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.empty() || text.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

/// RFC 2253 §2.4 value: escapes, or '#' and the hexadecimal DER of a string.
std::optional<std::string> read_value(std::string_view text) {
    if (text.starts_with('#')) {
        const auto der = from_hex(text.substr(1));
        if (!der) return std::nullopt;
        const auto* at = reinterpret_cast<const unsigned char*>(der->data());
        const any_ptr any(d2i_ASN1_TYPE(nullptr, &at, static_cast<long>(der->size())));
        if (!any || any->type == V_ASN1_OBJECT || any->type == V_ASN1_BOOLEAN || any->type == V_ASN1_NULL)
            return std::nullopt;
        return utf8(any->value.asn1_string);
    }
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
        } else if (i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else if (i + 1 < text.size()) {
            out += text[++i];
        } else {
            return std::nullopt;
        }
    }
    return out;
}

/// The next piece up to an unescaped ',' or '+'; `separator` says which ended it ('\0' at the end).
std::string_view next_piece(std::string_view& text, char& separator) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == ',' || text[i] == '+') {
            separator = text[i];
            const auto piece = text.substr(0, i);
            text.remove_prefix(i + 1);
            return piece;
        }
    }
    separator = '\0';
    return std::exchange(text, {});
}

x509_ptr parse_der(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    x509_ptr out(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (out && at != reinterpret_cast<const unsigned char*>(der.data()) + der.size()) out.reset();
    return out;
}

}  // namespace

std::optional<distinguished_name> parse_name(std::string_view text) {
    distinguished_name out(1);
    char separator = '\0';
    do {
        const auto piece = trim(next_piece(text, separator));
        const auto equals = piece.find('=');
        if (equals == std::string_view::npos || equals == 0) return std::nullopt;
        const object_ptr type(OBJ_txt2obj(std::string(trim(piece.substr(0, equals))).c_str(), 0));
        const auto value = read_value(trim(piece.substr(equals + 1)));
        if (!type || !value) return std::nullopt;
        out.back().push_back({dotted(type.get()), *value});
        if (separator == ',') out.emplace_back();
    } while (separator != '\0');
    for (auto& part : out)
        std::sort(part.begin(), part.end());
    std::reverse(out.begin(), out.end());
    return out;
}

bool same_name(const distinguished_name& a, const distinguished_name& b) {
    return a == b || std::equal(a.begin(), a.end(), b.rbegin(), b.rend());
}

bool certificate::verifies(hash with, std::string_view data, std::string_view signature) const {
    const md_ptr context(EVP_MD_CTX_new());
    const EVP_MD* md = with == hash::sha1 ? EVP_sha1() : EVP_sha256();
    return context && EVP_DigestVerifyInit(context.get(), nullptr, md, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                            signature.size(), reinterpret_cast<const unsigned char*>(data.data()),
                            data.size()) == 1;
}

certificate describe(X509* handle) {
    certificate out;
    unsigned char* der = nullptr;
    const int size = i2d_X509(handle, &der);
    if (size > 0) out.der.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    out.subject = read_name(X509_get_subject_name(handle));
    out.issuer = read_name(X509_get_issuer_name(handle));
    BIGNUM* serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(handle), nullptr);
    if (serial != nullptr) {
        char* decimal = BN_bn2dec(serial);
        out.serial_decimal = decimal != nullptr ? decimal : "";
        OPENSSL_free(decimal);
        BN_free(serial);
    }
    const std::string unit_type = dotted(OBJ_nid2obj(NID_organizationalUnitName));
    for (const auto& part : out.subject)
        for (const auto& value : part)
            if (value.type == unit_type) out.units.push_back(value.value);
    const auto usage = X509_get_key_usage(handle);
    out.non_repudiation = usage != UINT32_MAX && (usage & KU_NON_REPUDIATION) != 0;
    const auto extended = X509_get_extended_key_usage(handle);
    out.client_authentication = extended != UINT32_MAX && (extended & XKU_SSL_CLIENT) != 0;
    out.not_before = read_time(X509_get0_notBefore(handle));
    out.not_after = read_time(X509_get0_notAfter(handle));
    out.key.reset(X509_get_pubkey(handle), EVP_PKEY_free);
    return out;
}

std::shared_ptr<const certificate> read_certificate(std::string_view der) {
    const auto parsed = parse_der(der);
    if (!parsed) return {};
    auto out = std::make_shared<certificate>(describe(parsed.get()));
    if (!out->key || EVP_PKEY_base_id(out->key.get()) != EVP_PKEY_RSA) return {};
    return out;
}

trust::trust(const std::string& trusted_file, const std::string& crl_file)
    : store_(X509_STORE_new(), X509_STORE_free) {
    const bio_ptr issuers(BIO_new_file(trusted_file.c_str(), "r"));
    const bio_ptr lists(BIO_new_file(crl_file.c_str(), "r"));
    if (!issuers || !lists) throw std::runtime_error("the trusted certificates or the CRL cannot be opened");
    std::size_t count = 0;
    while (const x509_ptr issuer{PEM_read_bio_X509(issuers.get(), nullptr, nullptr, nullptr)}) {
        X509_STORE_add_cert(store_.get(), issuer.get());
        ++count;
    }
    std::size_t crls = 0;
    while (const crl_ptr list{PEM_read_bio_X509_CRL(lists.get(), nullptr, nullptr, nullptr)}) {
        X509_STORE_add_crl(store_.get(), list.get());
        ++crls;
    }
    if (count == 0 || crls == 0)
        throw std::runtime_error("no trusted certificate or no CRL in the files given");
    // An anchor is whatever --trusted holds, be it an intermediate: the leaf is what the CRL is asked about.
    X509_STORE_set_flags(store_.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_PARTIAL_CHAIN);
}

std::optional<std::string> trust::chain_problem(std::string_view der, instant now) const {
    const auto leaf = parse_der(der);
    const context_ptr context(X509_STORE_CTX_new());
    if (!leaf || !context || X509_STORE_CTX_init(context.get(), store_.get(), leaf.get(), nullptr) != 1)
        return "certificate unreadable";
    X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()),
                               std::chrono::system_clock::to_time_t(now));
    if (X509_verify_cert(context.get()) == 1) return std::nullopt;
    return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

checked<std::shared_ptr<const certificate>> trust::signer(const std::string& der, instant now) {
    auto invalid = [](const std::string& why) {
        return faulted("soap:DMPInvalidCertificate",
                       "Le certificat ayant signé le VIHF est invalide : " + why);
    };
    {
        const std::shared_lock lock(mutex_);
        const auto at = verified_.find(der);
        if (at != verified_.end() && now >= at->second.verified_at && now - at->second.verified_at < belief &&
            now <= at->second.value->not_after)
            return at->second.value;
    }
    auto parsed = read_certificate(der);
    if (!parsed) return invalid("not an RSA certificate");
    // observed wording: dmp-wire §1.5
    if (!parsed->non_repudiation || parsed->client_authentication)
        return invalid("Not a valid signature certificate");
    if (const auto problem = chain_problem(der, now)) return invalid(*problem);
    const std::unique_lock lock(mutex_);
    if (verified_.size() >= most_known) verified_.clear();
    verified_[der] = {parsed, now};
    return parsed;
}

}  // namespace pps::simulator
