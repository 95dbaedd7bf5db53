#pragma once

#include "tests/simulator/digest.hpp"
#include "tests/simulator/text.hpp"

#include <memory>
#include <string>
#include <string_view>

using EVP_PKEY = struct evp_pkey_st;
using X509 = struct x509_st;

namespace pps::simulator::sample {

/// The instant at which the samples live, and at which their certificates are valid.
instant now();

/// A key and its certificate.
struct identity {
    std::string der;  ///< Certificate.
    std::string serial_decimal;
    std::shared_ptr<EVP_PKEY> key;
    std::string certificate_file, key_file;
    std::string sign(hash with, std::string_view data) const;
};

enum class profile { sign, authenticate, server, without_usage };

/// A throw-away PKI in a temporary folder, made anew in each process. Nothing of it is in the sources.
class pki {
  public:
    /// Certificates are valid from a year before to a year after `base`.
    explicit pki(int bits = 1024, instant base = now());
    ~pki();
    pki(const pki&) = delete;
    pki& operator=(const pki&) = delete;

    identity issue(const std::string& name, profile shape, bool trusted = true, bool expired = false) const;
    /// Its serial number goes to the CRL.
    identity issue_revoked(const std::string& name, profile shape) const;

    std::string trusted_file() const { return folder_ + "/trusted.pem"; }
    std::string crl_file() const { return folder_ + "/crl.pem"; }
    const std::string& folder() const { return folder_; }

  private:
    identity make(const std::string& name, profile shape, bool trusted, bool expired, long serial) const;

    int bits_;
    instant base_;
    std::string folder_;
    std::shared_ptr<EVP_PKEY> ca_key_, other_key_;
    std::shared_ptr<X509> ca_;
};

}  // namespace pps::simulator::sample
