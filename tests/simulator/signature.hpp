#pragma once

#include "tests/simulator/outcome.hpp"
#include "tests/simulator/trust.hpp"
#include "tests/simulator/xml.hpp"

#include <memory>

namespace pps::simulator {

/// Starts and ends xmlsec1; one per process, before any thread.
class xmlsec_library {
  public:
    xmlsec_library();
    ~xmlsec_library();
    xmlsec_library(const xmlsec_library&) = delete;
    xmlsec_library& operator=(const xmlsec_library&) = delete;
};

/// The enveloped signature of a SAML assertion (dmp-wire §1.5): directly after Issuer, the only one, over
/// "#<ID>" with enveloped-signature then exclusive C14N, RSA-SHA256 or RSA-SHA1. Gives the signer's
/// certificate, which is acceptable at `now`. Thread-safe; changes the ID table of `doc`.
checked<std::shared_ptr<const certificate>> verify_assertion(xmlDoc* doc, xmlNode* assertion, trust& issuers,
                                                             instant now);

/// The bytes of the first X509Certificate of a KeyInfo, "" when there is not exactly one X509Data.
std::string embedded_certificate(const xmlNode* signature);

}  // namespace pps::simulator
