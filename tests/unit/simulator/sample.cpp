#include "tests/unit/simulator/sample.hpp"

#include "tests/simulator/names.hpp"
#include "tests/simulator/signature.hpp"

#include <stdexcept>

namespace pps::simulator::sample {

namespace {

std::string slot_text(const std::string& name, const std::vector<std::string>& values) {
    std::string out = "<Slot name=\"" + name + "\"><ValueList>";
    for (const auto& value : values)
        out += "<Value>" + escape_xml(value) + "</Value>";
    return out + "</ValueList></Slot>";
}

std::string name_text(const std::string& value) {
    return "<Name><LocalizedString charset=\"UTF8\" value=\"" + escape_xml(value) +
           "\" xml:lang=\"FR\"/></Name>";
}

std::string code_text(const std::string& owner, const std::string& scheme, const std::string& code,
                      const std::string& system, const std::string& display) {
    return "<Classification classificationScheme=\"" + scheme + "\" classifiedObject=\"" + owner +
           "\" id=\"c-" + new_uuid() + "\" nodeRepresentation=\"" + code + "\">" +
           slot_text("codingScheme", {system}) + name_text(display) + "</Classification>";
}

std::string identifier_text(const std::string& owner, const std::string& scheme, const std::string& name,
                            const std::string& value) {
    return "<ExternalIdentifier id=\"e-" + new_uuid() + "\" identificationScheme=\"" + scheme +
           "\" registryObject=\"" + owner + "\" value=\"" + escape_xml(value) + "\">" + name_text(name) +
           "</ExternalIdentifier>";
}

constexpr const char* person = "10B0127189/1^PASSERELLE^PPS^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI";

std::string author_text(const std::string& owner, const std::string& scheme, const std::string& structure) {
    return "<Classification classificationScheme=\"" + scheme + "\" classifiedObject=\"" + owner +
           "\" id=\"c-" + new_uuid() + "\">" + slot_text("authorPerson", {person}) +
           slot_text("authorSpecialty", {"DISPOSITIF^dispositif médical^1.2.250.1.213.1.1.4.6"}) +
           slot_text("authorInstitution",
                     {"CENTRE DE SANTE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^" + structure}) +
           "</Classification>";
}

std::string association_text(const std::string& id, const std::string& type, const std::string& source,
                             const std::string& target) {
    return "<Association associationType=\"" + type + "\" id=\"" + id + "\" sourceObject=\"" + source +
           "\" targetObject=\"" + target + "\">" + slot_text("SubmissionSetStatus", {"Original"}) +
           "</Association>";
}

std::string attribute_text(const std::string& name, const std::string& value) {
    return "<Attribute Name=\"" + name + "\"><AttributeValue>" + value + "</AttributeValue></Attribute>";
}

std::string common_codes(const std::string& owner) {
    return code_text(owner, names::facility_type_code, "SA01", "1.2.250.1.71.4.2.4",
                     "Etablissement public de santé") +
           code_text(owner, names::practice_setting_code, "ETABLISSEMENT", "1.2.250.1.213.1.1.4.9",
                     "Etablissement de santé");
}

void apply(const request_text::edit& edit, std::string& text) {
    if (edit) edit(text);
}

const char* method(hash with) {
    return with == hash::sha1 ? names::sha1 : names::sha256;
}
const char* signing_method(hash with) {
    return with == hash::sha1 ? names::rsa_sha1 : names::rsa_sha256;
}

std::string opening(const std::string& element, const std::string& with_namespace) {
    return "<" + element + " xmlns=\"" + with_namespace + "\"";
}

}  // namespace

const char* const mtom_content_type =
    "multipart/related; boundary=\"MIMEBoundary_1\"; type=\"application/xop+xml\"; start=\"<root@sample>\"; "
    "start-info=\"application/soap+xml\"; action=\"urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b\"";
const char* const soap_content_type = "application/soap+xml; charset=UTF-8";

void replace(std::string& in, std::string_view from, std::string_view to) {
    const auto at = in.find(from);
    if (at == std::string::npos) throw std::logic_error("nothing to replace: " + std::string(from));
    in.replace(at, from.size(), to);
}

request_text::edit replacing(std::string from, std::string to) {
    return [from = std::move(from), to = std::move(to)](std::string& text) { replace(text, from, to); };
}

std::string request_text::patient_cx() const {
    return ins + "^^^&" + ins_root + "&ISO^NH";
}

std::string request_text::cda() const {
    if (!document.empty()) return document;
    return "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><id root=\"" + document_id +
           "\"></id><title>Programme personnalisé de soins</title><recordTarget><patientRole><id "
           "extension=\"" +
           ins + "\" root=\"" + ins_root + "\"></id></patientRole></recordTarget></ClinicalDocument>";
}

std::string request_text::object_list() const {
    const std::string set = "SubmissionSet01";
    const std::string entry = "Document01";
    const std::string signature = "Signature01";
    std::string out =
        "<RegistryObjectList xmlns=\"" + std::string(names::rim) + "\"><RegistryPackage id=\"" + set + "\">" +
        slot_text("submissionTime", {"20260115100000"}) + author_text(set, names::author_of_set, structure) +
        code_text(set, names::content_type_code, "07", "1.2.250.1.213.2.2", "Consultation") +
        "<Classification classificationNode=\"" + names::submission_set_node + "\" classifiedObject=\"" +
        set + "\" id=\"c-node\"/>" +
        identifier_text(set, names::set_patient_id, "XDSSubmissionSet.patientId", patient_cx()) +
        identifier_text(set, names::set_source_id, "XDSSubmissionSet.sourceId", "1.2.250.1.999.1") +
        identifier_text(set, names::set_unique_id, "XDSSubmissionSet.uniqueId", set_id) +
        "</RegistryPackage>";
    out +=
        "<ExtrinsicObject id=\"" + entry + "\" mimeType=\"text/xml\" objectType=\"" + names::document_object +
        "\">" + slot_text("creationTime", {"20260110080000"}) + slot_text("languageCode", {"fr-FR"}) +
        slot_text("legalAuthenticator", {"899900063480^LIBRE^MAX^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"}) +
        slot_text("serviceStartTime", {"20260110"}) + slot_text("serviceStopTime", {"20260111"}) +
        slot_text("sourcePatientId", {"0456789999^^^&1.2.250.1.999.1.1.7898.2&ISO^PI"}) +
        slot_text("sourcePatientInfo", {"PID-5|NESSI^RUTH^^^^^L", "PID-7|19790328", "PID-8|F"}) +
        name_text("Programme personnalisé de soins") + author_text(entry, names::author_of_entry, structure) +
        code_text(entry, names::class_code, "44", "1.2.250.1.213.1.1.4.1", "Plan de soins") +
        code_text(entry, names::type_code, "18776-5", "2.16.840.1.113883.6.1", "Plan personnalisé de soins") +
        code_text(entry, names::confidentiality_code, "N", "2.16.840.1.113883.5.25", "Normal") +
        code_text(entry, names::format_code, "urn:asip:ci-sis:pps-cancer:2017", "1.2.250.1.213.1.1.4.2.282",
                  "Cancer - PPS") +
        common_codes(entry) +
        identifier_text(entry, names::entry_patient_id, "XDSDocumentEntry.patientId", patient_cx()) +
        identifier_text(entry, names::entry_unique_id, "XDSDocumentEntry.uniqueId", document_id) +
        "</ExtrinsicObject>";
    out +=
        "<ExtrinsicObject id=\"" + signature + "\" mimeType=\"text/xml\" objectType=\"" +
        names::document_object + "\">" + slot_text("creationTime", {"20260115100000"}) +
        slot_text("languageCode", {"art"}) + slot_text("legalAuthenticator", {person}) +
        slot_text("serviceStartTime", {"20260115100000"}) + slot_text("serviceStopTime", {"20260115100000"}) +
        slot_text("sourcePatientId", {patient_cx()}) + name_text("Source") +
        author_text(signature, names::author_of_entry, structure) +
        code_text(signature, names::class_code, "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN",
                  "Digital Signature") +
        code_text(signature, names::type_code, "E1762", "ASTM", "Full Document") +
        code_text(signature, names::confidentiality_code, "N", "2.16.840.1.113883.5.25", "Normal") +
        code_text(signature, names::confidentiality_code, "MASQUE_PS", "1.2.250.1.213.1.1.4.13",
                  "Masqué aux professionnels de santé") +
        code_text(signature, names::confidentiality_code, "INVISIBLE_PATIENT", "1.2.250.1.213.1.1.4.13",
                  "Non visible par le patient") +
        code_text(signature, names::format_code, names::dsig, "URN", "Default Signature Style") +
        common_codes(signature) +
        code_text(signature, names::event_code, "1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12", "Source") +
        identifier_text(signature, names::entry_patient_id, "XDSDocumentEntry.patientId", patient_cx()) +
        identifier_text(signature, names::entry_unique_id, "XDSDocumentEntry.uniqueId", signature_id) +
        "</ExtrinsicObject>";
    out += association_text("a1", names::has_member, set, entry) +
           association_text("a2", names::has_member, set, signature) +
           association_text("a3", names::signs, signature, set);
    if (!replaces.empty()) out += association_text("a4", names::replaces, entry, replaces);
    out += "</RegistryObjectList>";
    apply(edit_objects, out);
    return out;
}

// The texts below are written in canonical form, so that no canonicaliser takes part in making the vectors.
std::string request_text::assertion(const identity& signer) const {
    const std::string id = assertion_id.empty() ? "_" + new_uuid() : assertion_id;
    const std::string at = issued_at.empty() ? to_iso(now()) : issued_at;
    const std::string subject = "CN=Cachet,OU=10B0127189,O=CENTRE\\, DE SANTE,C=FR";
    std::string head = "<Assertion xmlns=\"" + std::string(names::saml) + "\" ID=\"" + id +
                       "\" IssueInstant=\"" + at +
                       "\" Version=\"2.0\"><Issuer "
                       "Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName\">" +
                       subject + "</Issuer>";
    std::string tail =
        "<Subject><NameID>10B0127189/1</NameID></Subject><AuthnStatement AuthnInstant=\"" + at +
        "\"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
        "</AuthnContextClassRef></AuthnContext></AuthnStatement><AttributeStatement>" +
        attribute_text("VIHF_Version", "3.0") + attribute_text("Authentification_Mode", "INDIRECTE") +
        attribute_text("Identifiant_Structure", structure) +
        attribute_text("Secteur_Activite", "SA01^1.2.250.1.71.4.2.4") +
        attribute_text("urn:oasis:names:tc:xspa:1.0:subject:subject-id", "PASSERELLE,PPS") +
        attribute_text(
            "urn:oasis:names:tc:xacml:2.0:subject:role",
            "<Role xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            "code=\"AUTOMATE\" codeSystem=\"1.2.250.1.213.1.1.4.6\" displayName=\"AUTOMATE\" "
            "xsi:type=\"CE\"></Role>") +
        attribute_text("urn:oasis:names:tc:xacml:2.0:resource:resource-id", escape_xml(patient_cx())) +
        attribute_text("Ressource_URN", "urn:dmp") +
        attribute_text("urn:oasis:names:tc:xspa:1.0:subject:purposeofuse",
                       "<PurposeOfUse xmlns=\"urn:hl7-org:v3\" "
                       "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" code=\"normal\" "
                       "codeSystem=\"1.2.250.1.213.1.1.4.248\" codeSystemName=\"mode acces VIHF 2.0\" "
                       "displayName=\"Accès normal\" xsi:type=\"CE\"></PurposeOfUse>") +
        attribute_text("LPS_Nom", "PPS") + attribute_text("LPS_Version", "1") +
        attribute_text("LPS_ID_HOMOLOGATION_DMP", "NumAutorisation") + "</AttributeStatement></Assertion>";
    std::string whole = head + tail;
    apply(edit_assertion, whole);
    const std::string info_content =
        "<CanonicalizationMethod Algorithm=\"" + std::string(names::exc_c14n) +
        "\"></CanonicalizationMethod><SignatureMethod Algorithm=\"" + signing_method(vihf_hash) +
        "\"></SignatureMethod><Reference URI=\"#" + id + "\"><Transforms><Transform Algorithm=\"" +
        names::enveloped + "\"></Transform><Transform Algorithm=\"" + names::exc_c14n +
        "\"></Transform></Transforms><DigestMethod Algorithm=\"" + method(vihf_hash) +
        "\"></DigestMethod><DigestValue>" + to_base64(digest(vihf_hash, whole)) +
        "</DigestValue></Reference></SignedInfo>";
    const std::string value = signer.sign(vihf_hash, opening("SignedInfo", names::dsig) + ">" + info_content);
    const std::string signature =
        opening("Signature", names::dsig) + "><SignedInfo>" + info_content + "<SignatureValue>" +
        to_base64(value) + "</SignatureValue><KeyInfo><X509Data><X509Certificate>" + to_base64(signer.der) +
        "</X509Certificate></X509Data></KeyInfo></Signature>";
    whole.insert(whole.find("</Issuer>") + 9, signature);
    apply(edit_signed_assertion, whole);
    return whole;
}

std::string request_text::dsg(const identity& signer) const {
    const std::string id = "0421d1cc-b27b-4b0d-bab2-7ebcd54d47f6";  // not an NCName, as in accepted messages
    const std::string digested = document_canonical.empty() ? cda() : document_canonical;
    std::string manifest =
        opening("Manifest", names::dsig) + " Id=\"IHEManifest\"><Reference URI=\"urn:oid:" + set_id +
        "\"><DigestMethod Algorithm=\"" + method(dsg_hash) +
        "\"></DigestMethod><DigestValue>AA==</DigestValue></Reference><Reference URI=\"urn:oid:" +
        document_id + "\"><Transforms><Transform Algorithm=\"" + names::c14n_comments +
        "\"></Transform></Transforms><DigestMethod Algorithm=\"" + method(dsg_hash) +
        "\"></DigestMethod><DigestValue>" + to_base64(digest(dsg_hash, digested)) +
        "</DigestValue></Reference></Manifest>";
    apply(edit_manifest, manifest);
    std::string properties =
        opening("SignedProperties", names::xades) +
        " Id=\"S0-SignedProperties\"><SignedSignatureProperties>" + "<SigningTime>" + signed_at +
        "</SigningTime><SigningCertificate><Cert><CertDigest><DigestMethod Algorithm=\"" + method(dsg_hash) +
        "\"></DigestMethod><DigestValue>" + to_base64(digest(dsg_hash, signer.der)) +
        "</DigestValue></CertDigest><IssuerSerial>" + opening("X509IssuerName", names::dsig) +
        ">CN=TEST AC SAMPLE,O=ASIP-SANTE,C=FR</X509IssuerName>" + opening("X509SerialNumber", names::dsig) +
        ">" + signer.serial_decimal +
        "</X509SerialNumber></IssuerSerial></Cert></SigningCertificate><SignaturePolicyIdentifier>"
        "<SignaturePolicyImplied></SignaturePolicyImplied></SignaturePolicyIdentifier>"
        "</SignedSignatureProperties><SignedDataObjectProperties></SignedDataObjectProperties></"
        "SignedProperties>";
    apply(edit_properties, properties);
    auto reference = [this](const char* type, const char* uri, const std::string& canonical) {
        return std::string("<Reference Type=\"") + type + "\" URI=\"" + uri +
               "\"><DigestMethod Algorithm=\"" + method(dsg_hash) + "\"></DigestMethod><DigestValue>" +
               to_base64(digest(dsg_hash, canonical)) + "</DigestValue></Reference>";
    };
    const std::string info_content =
        "<CanonicalizationMethod Algorithm=\"" + std::string(names::c14n_comments) +
        "\"></CanonicalizationMethod><SignatureMethod Algorithm=\"" + signing_method(dsg_hash) +
        "\"></SignatureMethod>" +
        reference("http://www.w3.org/2000/09/xmldsig#Manifest", "#IHEManifest", manifest) +
        reference("http://uri.etsi.org/01903/v1.1.1#SignedProperties", "#S0-SignedProperties", properties) +
        "</SignedInfo>";
    const std::string value = signer.sign(dsg_hash, opening("SignedInfo", names::dsig) + ">" + info_content);
    // in place, the elements inherit the default namespace
    std::string inherited_manifest = manifest;
    replace(inherited_manifest, opening("Manifest", names::dsig), "<Manifest");
    std::string inherited_properties = properties;
    replace(inherited_properties, opening("SignedProperties", names::xades), "<SignedProperties");
    std::string out =
        opening("Signature", names::dsig) + " Id=\"" + id + "\"><SignedInfo>" + info_content +
        "<SignatureValue>" + to_base64(value) + "</SignatureValue><KeyInfo><X509Data><X509Certificate>" +
        to_base64(signer.der) + "</X509Certificate></X509Data></KeyInfo><Object>" + inherited_manifest +
        "</Object><Object><SignatureProperties xmlns=\"\"><SignatureProperty Id=\"purposeOfSignature\" "
        "Target=\"#" +
        id + "\">1.2.840.10065.1.12.1.14</SignatureProperty></SignatureProperties></Object><Object>" +
        opening("QualifyingProperties", names::xades) + " Target=\"#" + id + "\">" + inherited_properties +
        "</QualifyingProperties></Object></Signature>";
    apply(edit_signature, out);
    return out;
}

std::string request_text::envelope(const std::string& payload, const identity& signer) const {
    const std::string id = message_id.empty() ? "urn:uuid:" + new_uuid() : message_id;
    std::string out =
        "<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\" "
        "xmlns:a=\"http://www.w3.org/2005/08/addressing\"><soap:Header><a:MessageID>" +
        id +
        "</a:MessageID><a:To/><a:ReplyTo soap:mustUnderstand=\"true\"><a:Address>"
        "http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo><a:Action "
        "soap:mustUnderstand=\"true\">" +
        action +
        "</a:Action><wsse:Security "
        "xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">" +
        assertion(signer) + "</wsse:Security></soap:Header><soap:Body>" + payload +
        "</soap:Body></soap:Envelope>";
    apply(edit_envelope, out);
    return out;
}

std::string request_text::payload() const {
    auto include = [](const char* id, const char* cid) {
        return std::string("<x:Document id=\"") + id +
               "\"><xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:" + cid +
               "\"/></x:Document>";
    };
    return "<x:ProvideAndRegisterDocumentSetRequest "
           "xmlns:x=\"urn:ihe:iti:xds-b:2007\"><l:SubmitObjectsRequest "
           "xmlns:l=\"urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0\">" +
           object_list() + "</l:SubmitObjectsRequest>" + include("Document01", "document%2B1@sample") +
           include("Signature01", "signature@sample") + "</x:ProvideAndRegisterDocumentSetRequest>";
}

std::string request_text::body(const identity& signer) const {
    auto part = [](const std::string& type, const std::string& id, const std::string& content) {
        return "--MIMEBoundary_1\r\nContent-Type: " + type +
               "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + id + ">\r\n\r\n" + content + "\r\n";
    };
    std::string out = part("application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"", "root@sample",
                           envelope(payload(), signer)) +
                      part("text/xml", "document+1@sample", cda()) +
                      part("text/xml", "signature@sample", dsg(signer)) + "--MIMEBoundary_1--\r\n";
    apply(edit_package, out);
    return out;
}

std::string request_text::plain(const std::string& action_uri, const std::string& payload,
                                const identity& signer) const {
    auto copy = *this;
    copy.action = action_uri;
    return copy.envelope(payload, signer);
}

bench::bench(dmp_settings settings, const std::string& state_file)
    : signer(certificates.issue("Cachet", profile::sign)),
      issuers(certificates.trusted_file(), certificates.crl_file()),
      documents(state_file),
      service(
          [this, &settings] {
              settings.now = [this] { return clock; };
              return settings;
          }(),
          issuers, documents) {}

answer bench::submit(const request_text& text) {
    return submit_as(text, signer);
}

answer bench::submit_as(const request_text& text, const identity& as) {
    const auto body = text.body(as);
    return service.handle({"/si-dmp-server/v2/services/repository", mtom_content_type, body, client_units});
}

answer bench::ask(const std::string& service_name, const std::string& body, fault_mode fault) {
    const std::string path = "/si-dmp-server/v2/services/" + service_name;
    return service.handle({path, soap_content_type, body, client_units}, fault);
}

bench::libraries::libraries() {
    start_libraries();
}

void start_libraries() {
    static const xmlsec_library started;
}

}  // namespace pps::simulator::sample
