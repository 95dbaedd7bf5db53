#pragma once

#include "tests/simulator/outcome.hpp"
#include "tests/simulator/trust.hpp"
#include "tests/simulator/xml.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator {

/// One document that the signature must cover.
struct signed_document {
    std::string unique_id;
    xmlDoc* content = nullptr;  ///< Parsed from the bytes received.
};

/// One Reference of the Manifest.
struct manifest_reference {
    std::string uri, digest_method, digest_value;
    std::vector<std::string> transforms;
};

/// What a signature document declares, once its cryptography holds.
struct signature_facts {
    std::shared_ptr<const certificate> signer;
    std::vector<manifest_reference> manifest;
    instant signed_at;
};

/// The IHE DSG / XAdES 1.1.1 document of dmp-wire §3.1 by itself: SignatureValue, digests of Manifest and
/// SignedProperties, CertDigest and IssuerSerial, SigningTime, purpose. Neither trust nor time is judged.
checked<signature_facts> read_signature(xmlDoc* doc);

/// The above, and: the signer is acceptable at `now`, signed not in the future, and the manifest covers
/// exactly the submission set ("AA==") and each document with its digest.
verdict verify_signature(xmlDoc* doc, std::string_view set_unique_id,
                         const std::vector<signed_document>& documents, trust& issuers, instant now);

/// The manifest part of the above.
verdict check_manifest(const std::vector<manifest_reference>& manifest, std::string_view set_unique_id,
                       const std::vector<signed_document>& documents);

}  // namespace pps::simulator
