#include "tests/simulator/signature.hpp"

#include "tests/simulator/names.hpp"

#include <libxml/valid.h>
#include <openssl/evp.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#include <array>
#include <stdexcept>

namespace pps::simulator {

namespace {

refusal wrong(std::string text) {
    return faulted("soap:VihfSignatureInvalid", std::move(text));
}

struct free_context {
    void operator()(xmlSecDSigCtx* context) const noexcept { xmlSecDSigCtxDestroy(context); }
};

std::string algorithm(const xmlNode* parent, const char* name) {
    return xml::attribute_or_empty(xml::child(parent, names::dsig, name), "Algorithm");
}

/// Everything about the form of ds:Signature that xmlsec1 would let pass.
verdict check_form(const xmlNode* assertion, const xmlNode* signature, const std::string& id) {
    const xmlNode* info = xml::child(signature, names::dsig, "SignedInfo");
    if (info == nullptr) return wrong("SignedInfo is missing");
    if (algorithm(info, "CanonicalizationMethod") != names::exc_c14n)
        return wrong("CanonicalizationMethod is not exclusive C14N");
    if (!hash_of_signature_method(algorithm(info, "SignatureMethod")))
        return wrong("SignatureMethod is neither rsa-sha256 nor rsa-sha1");
    const auto references = xml::elements(info, names::dsig, "Reference");
    if (references.size() != 1) return wrong("there is not exactly one Reference");
    if (xml::attribute_or_empty(references[0], "URI") != "#" + id)
        return wrong("Reference URI is not the assertion ID");
    const auto transforms =
        xml::elements(xml::child(references[0], names::dsig, "Transforms"), names::dsig, "Transform");
    if (transforms.size() != 2 || xml::attribute_or_empty(transforms[0], "Algorithm") != names::enveloped ||
        xml::attribute_or_empty(transforms[1], "Algorithm") != names::exc_c14n)
        return wrong("the transforms are not enveloped-signature then exclusive C14N");
    if (!hash_of_digest_method(algorithm(references[0], "DigestMethod")))
        return wrong("DigestMethod is neither sha256 nor sha1");
    if (xml::child(signature, names::dsig, "Object") != nullptr)
        return wrong("the signature of the assertion holds an Object");
    // An element with the same ID elsewhere could be verified in the place of the assertion.
    bool unique = true;
    xml::for_each_element(xmlDocGetRootElement(assertion->doc), [&](const xmlNode* node) {
        if (node == assertion) return;
        for (const char* name : {"ID", "Id", "id"})
            if (xml::attribute_or_empty(node, name) == id) unique = false;
    });
    if (!unique) return wrong("the assertion ID is not unique in the message");
    const auto data = xml::elements(xml::child(signature, names::dsig, "KeyInfo"), names::dsig, "X509Data");
    if (data.size() != 1 || xml::elements(data[0], names::dsig, "X509Certificate").size() != 1)
        return wrong("KeyInfo does not hold one X509Certificate");
    return std::nullopt;
}

bool verify_with(xmlNode* signature, const certificate& signer) {
    const std::unique_ptr<xmlSecDSigCtx, free_context> context(xmlSecDSigCtxCreate(nullptr));
    if (!context) throw std::runtime_error("xmlsec1: no context");
    EVP_PKEY_up_ref(signer.key.get());
    xmlSecKeyData* data = xmlSecOpenSSLEvpKeyAdopt(signer.key.get());
    if (data == nullptr) {
        EVP_PKEY_free(signer.key.get());
        throw std::runtime_error("xmlsec1: the key is not accepted");
    }
    context->signKey = xmlSecKeyCreate();
    if (context->signKey == nullptr || xmlSecKeySetValue(context->signKey, data) < 0)
        throw std::runtime_error("xmlsec1: no key");
    context->enabledReferenceUris = xmlSecTransformUriTypeSameDocument;
    const std::array reference{xmlSecTransformEnvelopedId, xmlSecTransformExclC14NId, xmlSecTransformSha1Id,
                               xmlSecTransformSha256Id};
    const std::array signing{xmlSecTransformExclC14NId, xmlSecTransformRsaSha1Id, xmlSecTransformRsaSha256Id};
    for (auto id : reference)
        if (xmlSecDSigCtxEnableReferenceTransform(context.get(), id) < 0)
            throw std::runtime_error("xmlsec1: a transform is missing");
    for (auto id : signing)
        if (xmlSecDSigCtxEnableSignatureTransform(context.get(), id) < 0)
            throw std::runtime_error("xmlsec1: a transform is missing");
    return xmlSecDSigCtxVerify(context.get(), signature) >= 0 && context->status == xmlSecDSigStatusSucceeded;
}

}  // namespace

xmlsec_library::xmlsec_library() {
    xml::initialise();
    if (xmlSecInit() < 0 || xmlSecCryptoAppInit(nullptr) < 0 || xmlSecCryptoInit() < 0)
        throw std::runtime_error("xmlsec1 does not start");
    xmlSecErrorsSetCallback([](const char*, int, const char*, const char*, const char*, int, const char*) {});
}

xmlsec_library::~xmlsec_library() {
    xmlSecCryptoShutdown();
    xmlSecCryptoAppShutdown();
    xmlSecShutdown();
}

std::string embedded_certificate(const xmlNode* signature) {
    const auto data = xml::elements(xml::child(signature, names::dsig, "KeyInfo"), names::dsig, "X509Data");
    if (data.size() != 1) return {};
    const auto found = xml::elements(data[0], names::dsig, "X509Certificate");
    if (found.empty()) return {};
    return from_base64(xml::text(found[0])).value_or(std::string{});
}

checked<std::shared_ptr<const certificate>> verify_assertion(xmlDoc* doc, xmlNode* assertion, trust& issuers,
                                                             instant now) {
    const auto children = xml::elements(assertion);
    const auto signatures = xml::elements(assertion, names::dsig, "Signature");
    if (signatures.size() != 1 || children.size() < 2 || children[1] != signatures[0])
        return wrong("there is not one signature directly after Issuer");
    const auto id = xml::attribute_or_empty(assertion, "ID");
    if (const auto problem = check_form(assertion, signatures[0], id)) return *problem;
    const auto der = embedded_certificate(signatures[0]);
    if (der.empty()) return wrong("X509Certificate is not base64");
    auto signer = issuers.signer(der, now);
    if (!signer) return signer.error();
    xmlAttr* attribute = xmlHasNsProp(assertion, reinterpret_cast<const xmlChar*>("ID"), nullptr);
    xmlAddID(nullptr, doc, reinterpret_cast<const xmlChar*>(id.c_str()), attribute);
    if (!verify_with(signatures[0], **signer)) return wrong("the signature of the assertion does not verify");
    return signer;
}

}  // namespace pps::simulator
