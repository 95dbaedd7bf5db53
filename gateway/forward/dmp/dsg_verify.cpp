#include "gateway/forward/dmp/certificate.hpp"
#include "gateway/forward/dmp/dsg.hpp"
#include "gateway/forward/dmp/text.hpp"
#include "gateway/forward/dmp/xml_signature.hpp"

#include <algorithm>
#include <array>

namespace pps::gateway::dmp {
namespace {

struct fault_row {
    dsg_fault fault;
    std::string_view name;
};

constexpr std::array fault_rows{
    fault_row{dsg_fault::unreadable, "unreadable"},
    fault_row{dsg_fault::unknown_algorithm, "unknown-algorithm"},
    fault_row{dsg_fault::signature_value, "signature-value"},
    fault_row{dsg_fault::references, "references"},
    fault_row{dsg_fault::manifest, "manifest"},
    fault_row{dsg_fault::properties, "properties"},
    fault_row{dsg_fault::certificate_digest, "certificate-digest"},
    fault_row{dsg_fault::issuer_serial, "issuer-serial"},
    fault_row{dsg_fault::purpose, "purpose"},
    fault_row{dsg_fault::submission_set, "submission-set"},
    fault_row{dsg_fault::document, "document"},
};

using faults = std::vector<dsg_fault>;

/// DigestMethod and DigestValue are in the XAdES namespace in v1.1.1, in that of XMLDSig in later versions,
/// which some software writes under the v1.1.1 name.
const xmlNode* either(const xmlNode* parent, std::string_view name) {
    const xmlNode* const found = child(parent, dsg::xades_namespace, name);
    return found != nullptr ? found : child(parent, dsig_namespace, name);
}

const xmlNode* xades(const xmlNode* parent, std::string_view name) {
    return child(parent, dsg::xades_namespace, name);
}

/// The element `name` below an Object child of the signature.
const xmlNode* in_object(const xmlNode* signature, std::string_view name_space, std::string_view name) {
    const xmlNode* object = child(signature, dsig_namespace, "Object");
    for (; object != nullptr; object = next(object, dsig_namespace, "Object"))
        if (const xmlNode* found = child(object, name_space, name)) return found;
    return nullptr;
}

void check_references(const signature_check& check, const xmlNode* manifest, const xmlNode* properties,
                      faults& out) {
    bool manifest_seen = false;
    bool properties_seen = false;
    bool foreign = false;
    for (const auto& reference : check.references) {
        if (reference.target == nullptr) {
            foreign = true;
        } else if (reference.target == manifest && !manifest_seen) {
            manifest_seen = true;
            if (!reference.digest_ok) out.push_back(dsg_fault::manifest);
        } else if (reference.target == properties && !properties_seen) {
            properties_seen = true;
            if (!reference.digest_ok) out.push_back(dsg_fault::properties);
        } else {
            foreign = true;
        }
    }
    if (foreign || !manifest_seen || !properties_seen) out.push_back(dsg_fault::references);
}

void check_certificate(const signature_check& check, const xmlNode* properties, faults& out) {
    const x509_pointer signer = parse_certificate(check.certificate_der);
    const auto facts = signer ? facts_of(signer.get()) : std::nullopt;
    const xmlNode* const cert =
        xades(xades(xades(properties, "SignedSignatureProperties"), "SigningCertificate"), "Cert");
    const xmlNode* const stated = xades(cert, "CertDigest");
    const auto which = digest_named_by(either(stated, "DigestMethod"));
    const auto value = from_base64(content(either(stated, "DigestValue")));
    if (!facts || !which || !value || digest_of(facts->der, *which) != *value)
        out.push_back(dsg_fault::certificate_digest);
    const xmlNode* const issuer = xades(cert, "IssuerSerial");
    if (!facts || content(child(issuer, dsig_namespace, "X509IssuerName")) != facts->issuer ||
        content(child(issuer, dsig_namespace, "X509SerialNumber")) != facts->serial_decimal)
        out.push_back(dsg_fault::issuer_serial);
}

bool purpose_ok(const xmlNode* signature) {
    // The official example takes it out of every namespace (xmlns="").
    const xmlNode* all = in_object(signature, {}, "SignatureProperties");
    if (all == nullptr) all = in_object(signature, dsig_namespace, "SignatureProperties");
    if (all == nullptr) return false;
    for (const xmlNode* one = all->children; one != nullptr; one = one->next)
        if (one->type == XML_ELEMENT_NODE && attribute(one, "Id") == dsg::purpose_id)
            return content(one).find(dsg::purpose_source) != std::string::npos;
    return false;
}

/// The only manifest reference to this OID.
const xmlNode* manifest_reference(const xmlNode* manifest, std::string_view oid) {
    const std::string uri = "urn:oid:" + std::string{oid};
    const xmlNode* found = nullptr;
    const xmlNode* one = child(manifest, dsig_namespace, "Reference");
    for (; one != nullptr; one = next(one, dsig_namespace, "Reference")) {
        if (attribute(one, "URI") != uri) continue;
        if (found != nullptr) return nullptr;
        found = one;
    }
    return found;
}

bool document_ok(const xmlNode* manifest, const signed_document& document) {
    const xmlNode* const reference = manifest_reference(manifest, document.unique_id);
    const xmlNode* const transforms = child(reference, dsig_namespace, "Transforms");
    const xmlNode* const transform = child(transforms, dsig_namespace, "Transform");
    const auto which = digest_named_by(child(reference, dsig_namespace, "DigestMethod"));
    const auto stated = from_base64(content(child(reference, dsig_namespace, "DigestValue")));
    if (attribute(transform, "Algorithm") != algorithm::c14n_with_comments || !which || !stated) return false;
    const auto actual = canonical_digest(document.bytes, *which);
    return actual.has_value() && *actual == *stated;
}

void check_manifest(const xmlNode* manifest, const dsg_expected& expected, faults& out) {
    if (!expected.submission_set_id.empty()) {
        const xmlNode* const set = manifest_reference(manifest, expected.submission_set_id);
        if (content(child(set, dsig_namespace, "DigestValue")) != dsg::set_digest)
            out.push_back(dsg_fault::submission_set);
    }
    const bool all_ok = std::all_of(expected.documents.begin(), expected.documents.end(),
                                    [&](const signed_document& one) { return document_ok(manifest, one); });
    if (!all_ok) out.push_back(dsg_fault::document);
}

}  // namespace

std::string_view to_string(dsg_fault fault) noexcept {
    for (const auto& row : fault_rows)
        if (row.fault == fault) return row.name;
    return "unknown";
}

std::vector<dsg_fault> verify_dsg(std::string_view xml, const dsg_expected& expected) {
    const auto tree = xml_tree::parse(xml);
    if (!tree || !is(tree->root(), dsig_namespace, "Signature")) return {dsg_fault::unreadable};
    const xmlNode* const signature = tree->root();
    const xmlNode* const manifest = in_object(signature, dsig_namespace, "Manifest");
    const xmlNode* const qualifying = in_object(signature, dsg::xades_namespace, "QualifyingProperties");
    const xmlNode* const properties = xades(qualifying, "SignedProperties");
    if (manifest == nullptr || properties == nullptr) return {dsg_fault::unreadable};

    const signature_check check = check_signature(*tree, signature);
    if (!check.understood) return {dsg_fault::unknown_algorithm};
    faults out;
    if (!check.value_ok) out.push_back(dsg_fault::signature_value);
    check_references(check, manifest, properties, out);
    check_certificate(check, properties, out);
    if (!purpose_ok(signature)) out.push_back(dsg_fault::purpose);
    check_manifest(manifest, expected, out);
    return out;
}

}  // namespace pps::gateway::dmp
