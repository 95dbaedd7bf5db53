#pragma once

#include "tests/simulator/digest.hpp"
#include "tests/simulator/outcome.hpp"
#include "tests/simulator/text.hpp"

#include <compare>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

using EVP_PKEY = struct evp_pkey_st;
using X509 = struct x509_st;
using X509_STORE = struct x509_store_st;

namespace pps::simulator {

/// A distinguished name as parsed values: RDNs in certificate order (least specific first), each sorted.
struct name_value {
    std::string type;   ///< Dotted OID.
    std::string value;  ///< UTF-8.
    auto operator<=>(const name_value&) const = default;
};
using relative_name = std::vector<name_value>;
using distinguished_name = std::vector<relative_name>;

/// RFC 2253 text, blanks after separators tolerated; types "S" and "G" are not known (dmp-wire §1.2).
std::optional<distinguished_name> parse_name(std::string_view text);

/// Same RDNs in the same or in the wholly reversed order.
bool same_name(const distinguished_name& a, const distinguished_name& b);

/// What the simulator reads in a certificate. Immutable.
struct certificate {
    std::string der;
    distinguished_name subject, issuer;
    std::string serial_decimal;
    std::vector<std::string>
        units;  ///< OU values: the Struct_IdNat of an organisation certificate (dmp-wire §8).
    bool non_repudiation = false;
    bool client_authentication = false;  ///< EKU present and says clientAuth.
    instant not_before, not_after;
    std::shared_ptr<EVP_PKEY> key;

    /// RSASSA-PKCS1-v1_5 over `data`.
    bool verifies(hash with, std::string_view data, std::string_view signature) const;
};

std::shared_ptr<const certificate> read_certificate(
    std::string_view der);  ///< Null when unreadable or not RSA.
certificate describe(X509* handle);

/// Trusted issuers and revocation lists, both PEM files. Thread-safe.
class trust {
  public:
    /// Throws std::runtime_error when a file cannot be read or holds nothing.
    trust(const std::string& trusted_file, const std::string& crl_file);

    X509_STORE* store() const noexcept { return store_.get(); }

    /// The certificate of a VIHF or of a submission-set signature: chains, not revoked, valid at `now`,
    /// KU nonRepudiation, EKU not clientAuth (dmp-wire §1.5, §8). The refusal text says which failed.
    checked<std::shared_ptr<const certificate>> signer(const std::string& der, instant now);

  private:
    struct known {
        std::shared_ptr<const certificate> value;
        instant verified_at;
    };
    std::optional<std::string> chain_problem(std::string_view der, instant now) const;

    std::shared_ptr<X509_STORE> store_;
    std::shared_mutex mutex_;
    std::map<std::string, known> verified_;  ///< By DER; a success is believed for a minute.
};

}  // namespace pps::simulator
