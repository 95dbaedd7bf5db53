#pragma once

#include "gateway/forward/dmp/signing_key.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pps::gateway::test {

/// A folder of this process that goes away with it.
class temporary_folder {
  public:
    temporary_folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "pps-unit-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
        path_ = pattern;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    std::string file(const std::string& name) const { return (path_ / name).string(); }

    std::string write(const std::string& name, std::string_view content) const {
        std::ofstream{file(name), std::ios::binary} << content;
        return file(name);
    }

  private:
    std::filesystem::path path_;
};

using pkey = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using x509 = std::unique_ptr<X509, void (*)(X509*)>;
using name_parts = std::vector<std::pair<const char*, std::string>>;  ///< Least specific first, as in a DN.

inline pkey make_ec_key() {
    return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

inline pkey make_rsa_key(unsigned int bits) {
    return {EVP_RSA_gen(bits), EVP_PKEY_free};
}

struct certificate_plan {
    name_parts subject;
    name_parts issuer;
    std::string serial = "1";                                            ///< Decimal.
    const char* key_usage = "critical,digitalSignature,nonRepudiation";  ///< nullptr: none
    bool authority = false;
};

inline void fill_name(X509_NAME* name, const name_parts& parts) {
    for (const auto& [type, value] : parts)
        X509_NAME_add_entry_by_txt(name, type, MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(value.data()),
                                   static_cast<int>(value.size()), -1, 0);
}

inline void add_extension(X509* certificate, int nid, const char* value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

inline x509 make_certificate(const certificate_plan& plan, EVP_PKEY* subject_key, EVP_PKEY* issuer_key) {
    x509 out{X509_new(), X509_free};
    X509_set_version(out.get(), X509_VERSION_3);
    BIGNUM* serial = nullptr;
    BN_dec2bn(&serial, plan.serial.c_str());
    BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(out.get()));
    BN_free(serial);
    fill_name(X509_get_subject_name(out.get()), plan.subject);
    fill_name(X509_get_issuer_name(out.get()), plan.issuer);
    X509_gmtime_adj(X509_getm_notBefore(out.get()), -86'400);
    X509_gmtime_adj(X509_getm_notAfter(out.get()), 86'400);
    X509_set_pubkey(out.get(), subject_key);
    if (plan.authority) add_extension(out.get(), NID_basic_constraints, "critical,CA:TRUE");
    if (plan.key_usage != nullptr) add_extension(out.get(), NID_key_usage, plan.key_usage);
    X509_sign(out.get(), issuer_key, EVP_sha256());
    return out;
}

inline std::string pem_of(X509* certificate) {
    const std::unique_ptr<BIO, int (*)(BIO*)> out{BIO_new(BIO_s_mem()), BIO_free};
    PEM_write_bio_X509(out.get(), certificate);
    char* data = nullptr;
    const long length = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

inline std::string pem_of(EVP_PKEY* key) {
    const std::unique_ptr<BIO, int (*)(BIO*)> out{BIO_new(BIO_s_mem()), BIO_free};
    PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    char* data = nullptr;
    const long length = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

/// Root, authority and signer shaped like IGC-Santé, made once per process. One RSA key serves all three,
/// because making keys is slow.
class test_pki {
  public:
    static const test_pki& get() {
        static const test_pki instance;
        return instance;
    }

    const temporary_folder& folder() const { return folder_; }
    EVP_PKEY* rsa() const { return key_.get(); }
    std::string certificate_file() const { return folder_.file("signer.pem"); }
    std::string key_file() const { return folder_.file("signer.key"); }
    std::string issuers_file() const { return folder_.file("issuers.pem"); }
    std::string authority_file() const { return folder_.file("authority.pem"); }
    std::string root_file() const { return folder_.file("root.pem"); }
    const dmp::signing_key& signer() const { return *signer_; }
    std::shared_ptr<const dmp::signing_key> shared_signer() const { return signer_; }

    static name_parts root_name() { return {{"C", "FR"}, {"O", "TEST"}, {"CN", "TEST AC RACINE"}}; }
    static name_parts authority_name() {
        return {{"C", "FR"}, {"O", "TEST"}, {"OU", "0002 000000000"}, {"CN", "TEST AC ORGANISATIONS"}};
    }
    static name_parts signer_name() {
        return {{"C", "FR"},
                {"ST", "Rhône (69)"},
                {"O", "CENTRE D'ESSAI"},
                {"OU", "10B0127189"},
                {"CN", "pps.test"}};
    }

    /// Writes a private key that only its owner may read.
    std::string write_key(const std::string& name, EVP_PKEY* key) const {
        const std::string path = folder_.write(name, pem_of(key));
        std::filesystem::permissions(
            path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        return path;
    }

  private:
    test_pki() : key_{make_rsa_key(2048)} {
        const x509 root = make_certificate(
            {root_name(), root_name(), "7", "critical,keyCertSign,cRLSign", true}, rsa(), rsa());
        const x509 authority =
            make_certificate({authority_name(), root_name(), "1491811286229485117823892725943611899366047",
                              "critical,keyCertSign,cRLSign", true},
                             rsa(), rsa());
        const x509 leaf = make_certificate(
            {signer_name(), authority_name(), "39034237405118640349219443427361742909"}, rsa(), rsa());
        folder_.write("root.pem", pem_of(root.get()));
        folder_.write("authority.pem", pem_of(authority.get()));
        // The root first: the order of the file must not matter.
        folder_.write("issuers.pem", pem_of(root.get()) + pem_of(authority.get()));
        folder_.write("signer.pem", pem_of(leaf.get()));
        write_key("signer.key", rsa());
        signer_ = dmp::load_signing_key(certificate_file(), key_file(), issuers_file()).value();
    }

    temporary_folder folder_;
    pkey key_;
    std::shared_ptr<const dmp::signing_key> signer_;
};

}  // namespace pps::gateway::test
