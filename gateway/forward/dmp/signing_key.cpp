#include "gateway/forward/dmp/signing_key.hpp"

#include "gateway/core/error.hpp"
#include "gateway/forward/dmp/certificate.hpp"
#include "gateway/forward/dmp/text.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace pps::gateway::dmp {
namespace {

using key_pointer = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using bio_pointer = std::unique_ptr<BIO, int (*)(BIO*)>;

constexpr std::size_t largest_file = 1u << 20;
constexpr int smallest_key = 2048;  // bits; IGC-Santé ORG_SIGN is RSA 2048 (dmp-wire §8)

/// A file's bytes that are wiped when they are no longer needed: they may hold a private key.
class secret_bytes {
  public:
    secret_bytes()
        : bytes_(largest_file + 1, '\0') {}  // full size at once: growing would leave copies behind
    ~secret_bytes() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
    secret_bytes(const secret_bytes&) = delete;
    secret_bytes& operator=(const secret_bytes&) = delete;

    /// False when the file cannot be read, is too large, or is `own_only` and others may read it.
    bool read(const std::string& file, bool own_only) {
        const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (descriptor < 0) return false;
        const bool ok = allowed(descriptor, own_only) && fill(descriptor);
        ::close(descriptor);
        return ok;
    }

    bio_pointer open() const { return {BIO_new_mem_buf(bytes_.data(), static_cast<int>(length_)), BIO_free}; }

  private:
    static bool allowed(int descriptor, bool own_only) {
        struct stat facts {};
        if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) return false;
        return !own_only || (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    }

    bool fill(int descriptor) {
        while (length_ < bytes_.size()) {
            const ssize_t got = ::read(descriptor, bytes_.data() + length_, bytes_.size() - length_);
            if (got < 0) return false;
            if (got == 0) return true;
            length_ += static_cast<std::size_t>(got);
        }
        return false;
    }

    std::string bytes_;
    std::size_t length_ = 0;
};

int no_passphrase(char*, int, int, void*) {
    return 0;  // never ask on the terminal: an encrypted key cannot be used by a service
}

std::optional<std::vector<x509_pointer>> read_certificates(const std::string& file) {
    secret_bytes content;
    if (!content.read(file, false)) return std::nullopt;
    const bio_pointer in = content.open();
    std::vector<x509_pointer> all;
    while (X509* one = PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr))
        all.emplace_back(one, X509_free);
    const unsigned long last = ERR_peek_last_error();
    ERR_clear_error();
    // The end of the file is told as "no start line"; anything else is a damaged block.
    if (ERR_GET_LIB(last) != ERR_LIB_PEM || ERR_GET_REASON(last) != PEM_R_NO_START_LINE) return std::nullopt;
    if (all.empty()) return std::nullopt;
    return all;
}

key_pointer read_key(const std::string& file) {
    secret_bytes content;
    if (!content.read(file, true)) return {nullptr, EVP_PKEY_free};
    const bio_pointer in = content.open();
    key_pointer key{PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free};
    ERR_clear_error();
    return key;
}

bool usable(X509* certificate, EVP_PKEY* key) {
    const bool matches = X509_check_private_key(certificate, key) == 1;
    ERR_clear_error();
    return matches && may_sign(certificate) && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
           EVP_PKEY_get_bits(key) >= smallest_key;
}

bool issued_by(X509* subject, X509* issuer) {
    // The signature too: a re-keyed authority keeps its name.
    const bool yes = X509_check_issued(issuer, subject) == X509_V_OK &&
                     X509_verify(subject, X509_get0_pubkey(issuer)) == 1;
    ERR_clear_error();
    return yes;
}

/// The certificates from `signer` towards the root, as far as `known` goes.
std::vector<X509*> order_chain(X509* signer, const std::vector<x509_pointer>& known) {
    std::vector<X509*> chain{signer};
    while (chain.size() <= known.size() && !issued_by(chain.back(), chain.back())) {
        const auto next = std::find_if(known.begin(), known.end(), [&](const x509_pointer& candidate) {
            return issued_by(chain.back(), candidate.get());
        });
        if (next == known.end()) break;
        chain.push_back(next->get());
    }
    return chain;
}

class file_signing_key final : public signing_key {
  public:
    file_signing_key(key_pointer key, std::vector<certificate_facts> chain)
        : key_{std::move(key)}, chain_{std::move(chain)} {}

    std::string sign(std::string_view data, digest with) const override {
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
        std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
        std::size_t length = out.size();
        if (!context ||
            EVP_DigestSignInit(context.get(), nullptr, algorithm_of(with), nullptr, key_.get()) != 1 ||
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length,
                           reinterpret_cast<const unsigned char*>(data.data()), data.size()) != 1) {
            ERR_clear_error();
            throw std::runtime_error{"the signing key cannot sign"};
        }
        out.resize(length);
        return out;
    }

    const certificate_facts& certificate() const override { return chain_.front(); }
    const std::vector<certificate_facts>& chain() const override { return chain_; }

  private:
    key_pointer key_;
    std::vector<certificate_facts> chain_;
};

}  // namespace

boost::system::result<std::shared_ptr<const signing_key>> load_signing_key(
    const std::string& certificate_file, const std::string& key_file, const std::string& issuers_file) {
    const boost::system::error_code refused = make_error_code(errc::bad_certificate);
    auto own = read_certificates(certificate_file);
    if (!own) return refused;
    std::vector<x509_pointer> known;
    if (!issuers_file.empty()) {
        auto issuers = read_certificates(issuers_file);
        if (!issuers) return refused;
        known = std::move(*issuers);
    }
    const x509_pointer signer = std::move(own->front());
    for (std::size_t i = 1; i < own->size(); ++i)
        known.push_back(std::move((*own)[i]));

    key_pointer key = read_key(key_file);
    if (!key || !usable(signer.get(), key.get())) return refused;

    std::vector<certificate_facts> chain;
    for (X509* const one : order_chain(signer.get(), known)) {
        auto facts = facts_of(one);
        if (!facts) return refused;
        chain.push_back(std::move(*facts));
    }
    return std::shared_ptr<const signing_key>{
        std::make_shared<const file_signing_key>(std::move(key), std::move(chain))};
}

}  // namespace pps::gateway::dmp
