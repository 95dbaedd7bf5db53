#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/forward/dmp/signing_key.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::dmp {

/// A document of the submission set: its uniqueId and the exact bytes that are sent.
struct signed_document {
    std::string_view unique_id;
    std::string_view bytes;
};

/// What the signature of a submission set says.
struct dsg_content {
    std::string_view signature_id;       ///< uniqueId (OID) of the signature document.
    std::string_view submission_set_id;  ///< uniqueId (OID) of the set.
    std::span<const signed_document> documents;
    instant signed_at{};
};

/// The signature document of a submission set: IHE DSG (detached) with XAdES v1.1.1 properties (dmp-wire
/// §3.1). The same content, key and digest give the same bytes. Throws std::runtime_error when a document has
/// no canonical form or the key cannot sign. Thread-safe.
std::string build_dsg(const dsg_content& what, const signing_key& key, digest with);

/// What can be wrong with a signature document.
enum class dsg_fault {
    unreadable,         ///< Not XML without DTD, not a ds:Signature, or a part is missing.
    unknown_algorithm,  ///< An algorithm other than C14N 1.0, exclusive C14N, SHA-1, SHA-256, RSA with these.
    signature_value,    ///< SignatureValue does not verify over SignedInfo with the carried certificate.
    references,  ///< SignedInfo does not refer to exactly one Manifest and one SignedProperties of its own.
    manifest,    ///< Digest of Manifest.
    properties,  ///< Digest of SignedProperties.
    certificate_digest,  ///< First CertDigest is not that of the carried certificate.
    issuer_serial,       ///< First IssuerSerial is not that of the carried certificate.
    purpose,             ///< purposeOfSignature is missing or not "source" (1.2.840.10065.1.12.1.14).
    submission_set,      ///< The manifest does not name the submission set, or not with the constant "AA==".
    document,            ///< A document is not named by the manifest, or its digest is another.
};
std::string_view to_string(dsg_fault fault) noexcept;

/// What a verifier expects the manifest to cover; an empty member is not checked.
struct dsg_expected {
    std::string_view submission_set_id;
    std::span<const signed_document> documents;
};

/// Verifies a signature document, also one of another software: ids are compared as text, white space and
/// prefixes are free. Returns all faults, empty when it is right. Says nothing of the certificate's trust,
/// validity or revocation. Thread-safe.
std::vector<dsg_fault> verify_dsg(std::string_view xml, const dsg_expected& expected = {});

/// Constants of the signature document, shared by the builder and the verifier.
namespace dsg {
inline constexpr std::string_view xades_namespace = "http://uri.etsi.org/01903/v1.1.1#";
inline constexpr std::string_view manifest_type = "http://www.w3.org/2000/09/xmldsig#Manifest";
inline constexpr std::string_view properties_type = "http://uri.etsi.org/01903/v1.1.1#SignedProperties";
inline constexpr std::string_view manifest_id = "IHEManifest";
inline constexpr std::string_view properties_id = "S0-SignedProperties";
inline constexpr std::string_view purpose_id = "purposeOfSignature";
inline constexpr std::string_view purpose_source = "1.2.840.10065.1.12.1.14";  ///< ASTM E1762 "Source"
inline constexpr std::string_view set_digest = "AA==";  ///< One zero byte: the set has no bytes of its own.
}  // namespace dsg

}  // namespace pps::gateway::dmp
