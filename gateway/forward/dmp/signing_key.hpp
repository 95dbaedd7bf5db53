#pragma once

#include "gateway/forward/dmp/profile.hpp"

#include <boost/system/result.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::dmp {

/// What XAdES says of one certificate.
struct certificate_facts {
    std::string subject;  ///< RFC 2253, most specific first, "ST=" and "GN=" spelled so.
    std::string issuer;   ///< RFC 2253.
    std::string serial_decimal;
    std::string der;
};

/// The structure's ORG_SIGN certificate, its key and issuers. Immutable, thread-safe.
class signing_key {
  public:
    virtual ~signing_key() = default;
    /// RSASSA-PKCS1-v1_5 over `data` (hashing included).
    virtual std::string sign(std::string_view data, digest with) const = 0;
    virtual const certificate_facts& certificate() const = 0;
    /// Signer first, then its issuers as far as known.
    virtual const std::vector<certificate_facts>& chain() const = 0;
};

/// Reads PEM files. errc::bad_certificate when they are unreadable, do not match, or the certificate is not
/// allowed to sign (KU digitalSignature and nonRepudiation).
boost::system::result<std::shared_ptr<const signing_key>> load_signing_key(
    const std::string& certificate_file, const std::string& key_file, const std::string& issuers_file);

}  // namespace pps::gateway::dmp
