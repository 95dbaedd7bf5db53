#include "gateway/forward/dmp/xml_signature.hpp"

#include "gateway/forward/dmp/certificate.hpp"
#include "gateway/forward/dmp/text.hpp"

#include <array>
#include <sstream>
#include <stdexcept>

namespace pps::gateway::dmp {
namespace {

struct digest_row {
    digest which;
    std::string_view digest_uri;
    std::string_view rsa_uri;
    std::string_view source;
};

constexpr std::array digest_rows{
    digest_row{digest::sha1, "http://www.w3.org/2000/09/xmldsig#sha1",
               "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "XMLDSig 1.0 §6.2, §6.4"},
    digest_row{digest::sha256, "http://www.w3.org/2001/04/xmlenc#sha256",
               "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "RFC 4051 §2.3.2, XML Encryption §5.7"},
};

struct canonical_row {
    std::string_view uri;
    bool exclusive;
    bool comments;
};

constexpr std::array canonical_rows{
    canonical_row{algorithm::c14n, false, false},
    canonical_row{algorithm::c14n_with_comments, false, true},
    canonical_row{algorithm::exclusive_c14n, true, false},
    canonical_row{algorithm::exclusive_c14n_with_comments, true, true},
};

const digest_row& row_of(digest which) noexcept {
    return which == digest::sha1 ? digest_rows[0] : digest_rows[1];
}

xmlNode* dsig(const xmlNode* parent, std::string_view name) {
    return child(parent, dsig_namespace, name);
}

std::optional<digest> rsa_digest_named_by(const xmlNode* signature_method) {
    const std::string uri = attribute(signature_method, "Algorithm");
    for (const auto& row : digest_rows)
        if (row.rsa_uri == uri) return row.which;
    return std::nullopt;
}

/// The form that a CanonicalizationMethod or Transform names.
std::optional<canonical_form> form_named_by(const xmlNode* method) {
    const std::string uri = attribute(method, "Algorithm");
    for (const auto& row : canonical_rows) {
        if (row.uri != uri) continue;
        canonical_form form{row.exclusive, row.comments, {}};
        // Exclusive C14N §4: the parameter lives in the namespace of the algorithm without comments.
        if (const xmlNode* inclusive = child(method, algorithm::exclusive_c14n, "InclusiveNamespaces")) {
            std::istringstream list{attribute(inclusive, "PrefixList")};
            for (std::string prefix; list >> prefix;)
                form.inclusive_prefixes.push_back(prefix);
        }
        return form;
    }
    return std::nullopt;
}

struct transformed {
    canonical_form form;
    bool enveloped = false;
};

/// XMLDSig §4.3.3.2: a same-document reference is canonicalised with C14N 1.0 when no transform says else;
/// the node-set of "#id" holds no comments, whatever the transform would keep.
std::optional<transformed> read_transforms(const xmlNode* reference) {
    transformed out;
    const xmlNode* transform = dsig(dsig(reference, "Transforms"), "Transform");
    for (; transform != nullptr; transform = next(transform, dsig_namespace, "Transform")) {
        if (attribute(transform, "Algorithm") == algorithm::enveloped) {
            out.enveloped = true;
            continue;
        }
        auto form = form_named_by(transform);
        if (!form) return std::nullopt;
        out.form = std::move(*form);
    }
    out.form.comments = false;
    return out;
}

struct computed {
    const xmlNode* target = nullptr;
    std::optional<std::string> value;  ///< Raw digest; nullopt when it cannot be computed.
};

computed compute(const xml_tree& tree, const xmlNode* signature, const xmlNode* reference) {
    computed out;
    const std::string uri = attribute(reference, "URI");
    if (!uri.starts_with('#')) return out;
    out.target = tree.find_id(std::string_view{uri}.substr(1));
    const auto how = read_transforms(reference);
    const auto which = digest_named_by(dsig(reference, "DigestMethod"));
    if (out.target == nullptr || !how || !which) return out;
    const auto bytes = tree.canonical(out.target, how->form, how->enveloped ? signature : nullptr);
    if (bytes) out.value = digest_of(*bytes, *which);
    return out;
}

const xmlNode* find_signature(const xmlNode* from) {
    if (from == nullptr || is(from, dsig_namespace, "Signature")) return from;
    for (const xmlNode* node = from->children; node != nullptr; node = node->next)
        if (const xmlNode* found = find_signature(node)) return found;
    return nullptr;
}

[[noreturn]] void not_a_template() {
    throw std::runtime_error{"the text to sign is not a signature template"};
}

/// Writes `value` into the first `<name></name>` of `xml` from `from`; returns where it ends.
std::size_t fill(std::string& xml, std::size_t from, std::string_view name, std::string_view value) {
    const std::string empty = '<' + std::string{name} + "></" + std::string{name} + '>';
    const std::size_t at = xml.find(empty, from);
    if (at == std::string::npos) not_a_template();
    const std::size_t inside = at + name.size() + 2;
    xml.insert(inside, value);
    return inside + value.size();
}

}  // namespace

std::string_view algorithm::digest_uri(digest which) noexcept {
    return row_of(which).digest_uri;
}

std::string_view algorithm::rsa_uri(digest which) noexcept {
    return row_of(which).rsa_uri;
}

std::optional<digest> digest_named_by(const xmlNode* digest_method) {
    const std::string uri = attribute(digest_method, "Algorithm");
    for (const auto& row : digest_rows)
        if (row.digest_uri == uri) return row.which;
    return std::nullopt;
}

std::string sign_template(std::string xml, const signing_key& key) {
    const auto tree = xml_tree::parse(xml);
    const xmlNode* const signature = tree ? find_signature(tree->root()) : nullptr;
    const xmlNode* const signed_info = dsig(signature, "SignedInfo");
    const auto form = form_named_by(dsig(signed_info, "CanonicalizationMethod"));
    const auto with = rsa_digest_named_by(dsig(signed_info, "SignatureMethod"));
    if (!form || !with) not_a_template();

    std::size_t at = xml.find("<SignedInfo");
    for (const xmlNode* reference = dsig(signed_info, "Reference"); reference != nullptr;
         reference = next(reference, dsig_namespace, "Reference")) {
        const computed digest_value = compute(*tree, signature, reference);
        xmlNode* const value = dsig(reference, "DigestValue");
        if (!digest_value.value || value == nullptr) not_a_template();
        const std::string text = base64(*digest_value.value);
        xmlNodeAddContentLen(value, reinterpret_cast<const xmlChar*>(text.data()),
                             static_cast<int>(text.size()));
        at = fill(xml, at, "DigestValue", text);
    }
    const auto bytes = tree->canonical(signed_info, *form);
    if (!bytes) not_a_template();
    fill(xml, at, "SignatureValue", base64(key.sign(*bytes, *with)));
    return xml;
}

signature_check check_signature(const xml_tree& tree, const xmlNode* signature) {
    signature_check out;
    const xmlNode* const signed_info = dsig(signature, "SignedInfo");
    const auto form = form_named_by(dsig(signed_info, "CanonicalizationMethod"));
    const auto with = rsa_digest_named_by(dsig(signed_info, "SignatureMethod"));
    const auto value = from_base64(content(dsig(signature, "SignatureValue")));
    const auto der =
        from_base64(content(dsig(dsig(dsig(signature, "KeyInfo"), "X509Data"), "X509Certificate")));
    if (!form || !with || !value || !der) return out;
    out.certificate_der = *der;
    const x509_pointer signer = parse_certificate(*der);
    const auto bytes = tree.canonical(signed_info, *form);
    if (!signer || !bytes) return out;
    out.understood = true;
    out.value_ok = signature_ok(signer.get(), *bytes, *value, *with);
    for (const xmlNode* reference = dsig(signed_info, "Reference"); reference != nullptr;
         reference = next(reference, dsig_namespace, "Reference")) {
        const computed actual = compute(tree, signature, reference);
        const auto stated = from_base64(content(dsig(reference, "DigestValue")));
        out.references.push_back(
            {actual.target, actual.value.has_value() && stated.has_value() && *actual.value == *stated});
    }
    return out;
}

}  // namespace pps::gateway::dmp
