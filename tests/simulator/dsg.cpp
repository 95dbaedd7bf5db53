#include "tests/simulator/dsg.hpp"

#include "tests/simulator/names.hpp"
#include "tests/simulator/signature.hpp"

#include <algorithm>
#include <map>

namespace pps::simulator {

namespace {

constexpr const char* manifest_type = "http://www.w3.org/2000/09/xmldsig#Manifest";
constexpr const char* properties_type = "http://uri.etsi.org/01903/v1.1.1#SignedProperties";
/// The set has no bytes of its own: its digest is this constant (dmp-wire §3.1).
constexpr std::string_view digest_of_set = "AA==";
constexpr std::chrono::minutes clock_tolerance{5};

refusal wrong(const std::string& text) {
    return failed("InvalidDocumentContent", "signature of the submission set: " + text);
}

std::string algorithm(const xmlNode* parent, const char* name) {
    return xml::attribute_or_empty(xml::child(parent, names::dsig, name), "Algorithm");
}

/// Elements by their Id attribute. Ids may begin with a digit, so no xs:ID machinery (dmp-wire §3.1).
using id_table = std::map<std::string, const xmlNode*, std::less<>>;

std::optional<id_table> index_ids(const xmlNode* root) {
    id_table out;
    bool unique = true;
    xml::for_each_element(root, [&](const xmlNode* node) {
        if (const auto id = xml::attribute(node, "Id")) unique = out.emplace(*id, node).second && unique;
    });
    if (!unique) return std::nullopt;
    return out;
}

manifest_reference read_reference(const xmlNode* node) {
    manifest_reference out;
    out.uri = xml::attribute_or_empty(node, "URI");
    out.digest_method = algorithm(node, "DigestMethod");
    out.digest_value = xml::text(xml::child(node, names::dsig, "DigestValue"));
    for (const xmlNode* at :
         xml::elements(xml::child(node, names::dsig, "Transforms"), names::dsig, "Transform"))
        out.transforms.push_back(xml::attribute_or_empty(at, "Algorithm"));
    return out;
}

/// A reference to an element of the signature document: its inclusive C14N. "#id" leaves comments out,
/// whatever the transform says (XML-DSig 4.3.3.3).
verdict check_same_document(xmlDoc* doc, const manifest_reference& reference, const xmlNode* target,
                            const std::string& what) {
    const auto with = hash_of_digest_method(reference.digest_method);
    if (!with) return wrong(what + " has a DigestMethod that is neither sha1 nor sha256");
    if (reference.transforms.size() > 1 ||
        (reference.transforms.size() == 1 && reference.transforms[0] != names::c14n &&
         reference.transforms[0] != names::c14n_comments))
        return wrong(what + " has a transform that is not canonical XML 1.0");
    const auto expected = from_base64(reference.digest_value);
    const auto actual = xml::canonical_digest(*with, doc, const_cast<xmlNode*>(target), false);
    if (!expected || !actual || *expected != *actual) return wrong("the digest of " + what + " is wrong");
    return std::nullopt;
}

verdict check_references(xmlDoc* doc, const xmlNode* info, const id_table& ids) {
    const auto nodes = xml::elements(info, names::dsig, "Reference");
    if (nodes.size() != 2) return wrong("SignedInfo has not exactly two references");
    bool manifest = false;
    bool properties = false;
    for (const xmlNode* node : nodes) {
        const auto type = xml::attribute_or_empty(node, "Type");
        const auto reference = read_reference(node);
        const auto at = reference.uri.starts_with('#') ? ids.find(reference.uri.substr(1)) : ids.end();
        if (at == ids.end()) return wrong("a reference of SignedInfo does not resolve");
        if (type == manifest_type && xml::is(at->second, names::dsig, "Manifest")) {
            manifest = true;
            if (const auto problem = check_same_document(doc, reference, at->second, "Manifest"))
                return problem;
        } else if (type == properties_type && xml::is(at->second, names::xades, "SignedProperties")) {
            properties = true;
            if (const auto problem = check_same_document(doc, reference, at->second, "SignedProperties"))
                return problem;
        } else {
            return wrong("a reference of SignedInfo has a Type that does not match what it designates");
        }
    }
    if (!manifest || !properties) return wrong("Manifest or SignedProperties is not signed");
    return std::nullopt;
}

/// The first Cert is the signer's (dmp-wire §3.1); the issuers may follow.
verdict check_signing_certificate(const xmlNode* properties, const certificate& signer) {
    const xmlNode* cert = xml::path(properties, names::xades, {"SigningCertificate", "Cert"});
    const xmlNode* digest_node = xml::child(cert, names::xades, "CertDigest");
    if (digest_node == nullptr) return wrong("SigningCertificate is missing");
    // XAdES 1.1.1 declares DigestMethod in its own namespace; the DSG examples follow.
    const auto method =
        xml::attribute_or_empty(xml::child(digest_node, names::xades, "DigestMethod"), "Algorithm");
    const auto value = from_base64(xml::text(xml::child(digest_node, names::xades, "DigestValue")));
    const auto with = hash_of_digest_method(method);
    if (!with || !value || *value != digest(*with, signer.der))
        return wrong("CertDigest is not that of the signer's certificate");
    const xmlNode* serial = xml::child(cert, names::xades, "IssuerSerial");
    const auto issuer = parse_name(xml::text(xml::child(serial, names::dsig, "X509IssuerName")));
    if (!issuer || !same_name(*issuer, signer.issuer))
        return wrong("X509IssuerName is not the issuer of the signer's certificate");
    if (xml::text(xml::child(serial, names::dsig, "X509SerialNumber")) != signer.serial_decimal)
        return wrong("X509SerialNumber is not that of the signer's certificate");
    return std::nullopt;
}

/// SignatureProperty is in the XML-DSig namespace in some accepted messages and in none in others (dmp-wire
/// §3.1).
verdict check_purpose(const xmlNode* signature, const std::string& target) {
    for (const xmlNode* object : xml::elements(signature, names::dsig, "Object")) {
        for (const char* ns : {"", names::dsig}) {
            const xmlNode* property = xml::path(object, ns, {"SignatureProperties", "SignatureProperty"});
            if (property == nullptr || xml::attribute_or_empty(property, "Id") != "purposeOfSignature")
                continue;
            if (xml::attribute_or_empty(property, "Target") != target)
                return wrong("purposeOfSignature does not target the signature");
            if (xml::text(property) != names::purpose_of_signature)
                return wrong("purposeOfSignature is not " + std::string(names::purpose_of_signature));
            return std::nullopt;
        }
    }
    return wrong("purposeOfSignature is missing");
}

const xmlNode* in_object(const xmlNode* signature, const char* ns, const char* name) {
    for (const xmlNode* object : xml::elements(signature, names::dsig, "Object"))
        if (const xmlNode* found = xml::child(object, ns, name)) return found;
    return nullptr;
}

verdict check_value(xmlDoc* doc, const xmlNode* signature, const certificate& signer) {
    xmlNode* info = xml::child(signature, names::dsig, "SignedInfo");
    if (info == nullptr) return wrong("SignedInfo is missing");
    if (algorithm(info, "CanonicalizationMethod") != names::c14n_comments)
        return wrong("CanonicalizationMethod is not canonical XML 1.0 with comments");
    const auto with = hash_of_signature_method(algorithm(info, "SignatureMethod"));
    if (!with) return wrong("SignatureMethod is neither rsa-sha1 nor rsa-sha256");
    const auto value = from_base64(xml::text(xml::child(signature, names::dsig, "SignatureValue")));
    if (!value || !signer.verifies(*with, xml::canonical(doc, info, true), *value))
        return wrong("SignatureValue does not verify");
    return std::nullopt;
}

}  // namespace

checked<signature_facts> read_signature(xmlDoc* doc) {
    const xmlNode* signature = xmlDocGetRootElement(doc);
    if (!xml::is(signature, names::dsig, "Signature")) return wrong("the root element is not ds:Signature");
    const auto id = xml::attribute_or_empty(signature, "Id");
    if (id.empty()) return wrong("Signature has no Id");
    const auto ids = index_ids(signature);
    if (!ids) return wrong("an Id is there twice");

    signature_facts out;
    out.signer = read_certificate(embedded_certificate(signature));
    if (!out.signer) return wrong("KeyInfo does not hold the RSA certificate of the signer");
    if (const auto problem = check_value(doc, signature, *out.signer)) return *problem;
    if (const auto problem = check_references(doc, xml::child(signature, names::dsig, "SignedInfo"), *ids))
        return *problem;

    const xmlNode* qualifying = in_object(signature, names::xades, "QualifyingProperties");
    if (xml::attribute_or_empty(qualifying, "Target") != "#" + id)
        return wrong("QualifyingProperties is missing or does not target the signature");
    const xmlNode* properties =
        xml::path(qualifying, names::xades, {"SignedProperties", "SignedSignatureProperties"});
    const auto time = parse_date_time(xml::text(xml::child(properties, names::xades, "SigningTime")), false);
    if (!time) return wrong("SigningTime is missing or not a date and time with its zone");
    out.signed_at = *time;
    if (const auto problem = check_signing_certificate(properties, *out.signer)) return *problem;
    if (xml::path(properties, names::xades, {"SignaturePolicyIdentifier", "SignaturePolicyImplied"}) ==
        nullptr)
        return wrong("SignaturePolicyIdentifier is not SignaturePolicyImplied");
    if (const auto problem = check_purpose(signature, "#" + id)) return *problem;

    for (const xmlNode* node :
         xml::elements(in_object(signature, names::dsig, "Manifest"), names::dsig, "Reference"))
        out.manifest.push_back(read_reference(node));
    return out;
}

verdict check_manifest(const std::vector<manifest_reference>& manifest, std::string_view set_unique_id,
                       const std::vector<signed_document>& documents) {
    auto find = [&manifest](const std::string& uri) -> const manifest_reference* {
        const auto at = std::find_if(manifest.begin(), manifest.end(),
                                     [&uri](const manifest_reference& r) { return r.uri == uri; });
        return at == manifest.end() ? nullptr : &*at;
    };
    const auto* set = find("urn:oid:" + std::string(set_unique_id));
    if (set == nullptr) return wrong("the manifest has no reference to the submission set");
    if (set->digest_value != digest_of_set || !set->transforms.empty() ||
        !hash_of_digest_method(set->digest_method))
        return wrong("the reference to the submission set is not the constant AA==");
    for (const auto& document : documents) {
        const auto* reference = find("urn:oid:" + document.unique_id);
        if (reference == nullptr) return wrong("a document of the set is not in the manifest");
        const auto with = hash_of_digest_method(reference->digest_method);
        if (!with || reference->transforms != std::vector<std::string>{names::c14n_comments})
            return wrong("the reference to a document has another transform or digest method");
        const auto expected = from_base64(reference->digest_value);
        const auto actual = xml::canonical_digest(*with, document.content, nullptr, true);
        if (!expected || !actual || *expected != *actual) return wrong("the digest of a document is wrong");
    }
    if (manifest.size() != documents.size() + 1)
        return wrong("the manifest has a reference to something that is not in the set");
    return std::nullopt;
}

verdict verify_signature(xmlDoc* doc, std::string_view set_unique_id,
                         const std::vector<signed_document>& documents, trust& issuers, instant now) {
    const auto facts = read_signature(doc);
    if (!facts) return facts.error();
    if (const auto signer = issuers.signer(facts->signer->der, now); !signer)
        return failed("DMPInvalidCertificate",
                      "signature of the submission set: the signer's certificate is not "
                      "acceptable for a signature");
    if (facts->signed_at > now + clock_tolerance) return wrong("SigningTime is in the future");
    return check_manifest(facts->manifest, set_unique_id, documents);
}

}  // namespace pps::simulator
