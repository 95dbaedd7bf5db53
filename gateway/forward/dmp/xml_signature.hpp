#pragma once

#include "gateway/forward/dmp/signing_key.hpp"
#include "gateway/forward/dmp/xml_tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::dmp {

/// Algorithm identifiers of XML signatures (XMLDSig core 1.0, RFC 4051).
namespace algorithm {
inline constexpr std::string_view c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr std::string_view c14n_with_comments =
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
inline constexpr std::string_view exclusive_c14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view exclusive_c14n_with_comments =
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
inline constexpr std::string_view enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
std::string_view digest_uri(digest which) noexcept;
std::string_view rsa_uri(digest which) noexcept;
}  // namespace algorithm

inline constexpr std::string_view dsig_namespace = "http://www.w3.org/2000/09/xmldsig#";

/// Completes a signature: `xml` is a document with one ds:Signature in it, written with the default
/// namespace, whose SignedInfo has same-document references with `<DigestValue></DigestValue>` and whose
/// value is
/// `<SignatureValue></SignatureValue>`. Fills the digests, signs SignedInfo with the algorithm it names,
/// leaves every other byte as it is. Throws std::runtime_error when `xml` is no such template. Thread-safe.
std::string sign_template(std::string xml, const signing_key& key);

/// What one reference of SignedInfo points at and whether its digest is right.
struct reference_check {
    const xmlNode* target = nullptr;  ///< nullptr: not found, ambiguous, or not of this document.
    bool digest_ok = false;
};

/// A signature judged against the certificate that it carries; nothing is said of that certificate.
struct signature_check {
    bool understood = false;  ///< False: a part is missing or an algorithm is not one of the above.
    bool value_ok = false;
    std::vector<reference_check> references;
    std::string certificate_der;  ///< KeyInfo/X509Data/X509Certificate, the first.
};

/// `signature`: a ds:Signature element of `tree`.
signature_check check_signature(const xml_tree& tree, const xmlNode* signature);

/// The digest that an element DigestMethod names; nullopt when it is neither SHA-1 nor SHA-256.
std::optional<digest> digest_named_by(const xmlNode* digest_method);

}  // namespace pps::gateway::dmp
