#include "gateway/forward/dmp/dsg.hpp"

#include "gateway/forward/dmp/text.hpp"
#include "gateway/forward/dmp/xml_signature.hpp"

#include <stdexcept>

namespace pps::gateway::dmp {
namespace {

void append_digest(std::string& out, std::string_view method, std::string_view value) {
    append(out, {"<DigestMethod Algorithm=\"", method, "\"></DigestMethod><DigestValue>", value,
                 "</DigestValue>"});
}

/// A reference of SignedInfo: no transform (dmp-wire §3.1), digest left to sign_template().
void append_own_reference(std::string& out, std::string_view type, std::string_view id, digest with) {
    append(out, {"<Reference Type=\"", type, "\" URI=\"#", id, "\">"});
    append_digest(out, algorithm::digest_uri(with), {});
    out += "</Reference>";
}

void append_signed_info(std::string& out, digest with) {
    append(out, {"<SignedInfo><CanonicalizationMethod Algorithm=\"", algorithm::c14n_with_comments,
                 "\"></CanonicalizationMethod><SignatureMethod Algorithm=\"", algorithm::rsa_uri(with),
                 "\"></SignatureMethod>"});
    append_own_reference(out, dsg::manifest_type, dsg::manifest_id, with);
    append_own_reference(out, dsg::properties_type, dsg::properties_id, with);
    out += "</SignedInfo>";
}

void append_manifest(std::string& out, const dsg_content& what, digest with) {
    append(out, {"<Manifest Id=\"", dsg::manifest_id,
                 "\"><Reference URI=\"urn:oid:", escaped(what.submission_set_id), "\">"});
    append_digest(out, algorithm::digest_uri(with), dsg::set_digest);
    out += "</Reference>";
    for (const auto& document : what.documents) {
        const auto value = canonical_digest(document.bytes, with);
        if (!value) throw std::runtime_error{"a document to sign has no canonical form"};
        append(out, {"<Reference URI=\"urn:oid:", escaped(document.unique_id),
                     "\"><Transforms><Transform Algorithm=\"", algorithm::c14n_with_comments,
                     "\"></Transform></Transforms>"});
        append_digest(out, algorithm::digest_uri(with), base64(*value));
        out += "</Reference>";
    }
    out += "</Manifest>";
}

void append_certificate(std::string& out, const certificate_facts& facts, digest with) {
    // XAdES v1.1.1 declares DigestMethod and DigestValue in its own namespace, IssuerSerial's children in
    // XMLDSig's.
    out += "<Cert><CertDigest>";
    append_digest(out, algorithm::digest_uri(with), base64(digest_of(facts.der, with)));
    append(out, {"</CertDigest><IssuerSerial><X509IssuerName xmlns=\"", dsig_namespace, "\">",
                 escaped(facts.issuer), "</X509IssuerName><X509SerialNumber xmlns=\"", dsig_namespace, "\">",
                 facts.serial_decimal, "</X509SerialNumber></IssuerSerial></Cert>"});
}

void append_properties(std::string& out, std::string_view target, const dsg_content& what,
                       const signing_key& key, digest with) {
    append(out,
           {"<QualifyingProperties xmlns=\"", dsg::xades_namespace, "\" Target=\"#", target,
            "\"><SignedProperties Id=\"", dsg::properties_id, "\"><SignedSignatureProperties><SigningTime>",
            to_rfc3339(what.signed_at), "</SigningTime><SigningCertificate>"});
    for (const auto& facts : key.chain())
        append_certificate(out, facts, with);
    out +=
        "</SigningCertificate><SignaturePolicyIdentifier><SignaturePolicyImplied></SignaturePolicyImplied>"
        "</SignaturePolicyIdentifier></SignedSignatureProperties>"
        "<SignedDataObjectProperties></SignedDataObjectProperties></SignedProperties></QualifyingProperties>";
}

}  // namespace

std::string build_dsg(const dsg_content& what, const signing_key& key, digest with) {
    // The official sample code uses the bare uniqueId and the official example a bare UUID; neither is an
    // NCName when it begins with a digit, so a validating reader may refuse it. An underscore before the
    // uniqueId keeps it an NCName, unique, and the same over retries.
    const std::string id = '_' + escaped(what.signature_id);
    std::string out;
    out.reserve(8192);
    append(out, {"<Signature xmlns=\"", dsig_namespace, "\" Id=\"", id, "\">"});
    append_signed_info(out, with);
    append(out, {"<SignatureValue></SignatureValue><KeyInfo><X509Data><X509Certificate>",
                 base64(key.certificate().der), "</X509Certificate></X509Data></KeyInfo><Object>"});
    append_manifest(out, what, with);
    append(out, {"</Object><Object><SignatureProperties xmlns=\"\"><SignatureProperty Id=\"", dsg::purpose_id,
                 "\" Target=\"#", id, "\">", dsg::purpose_source,
                 "</SignatureProperty></SignatureProperties></Object><Object>"});
    append_properties(out, id, what, key, with);
    out += "</Object></Signature>";
    return sign_template(std::move(out), key);
}

}  // namespace pps::gateway::dmp
