#pragma once

/// XML namespaces and fixed identifiers of the wire format (dmp-wire §1 to §3).
namespace pps::simulator::names {

inline constexpr const char* soap12 = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr const char* addressing = "http://www.w3.org/2005/08/addressing";
inline constexpr const char* anonymous = "http://www.w3.org/2005/08/addressing/anonymous";
inline constexpr const char* wsse =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
inline constexpr const char* saml = "urn:oasis:names:tc:SAML:2.0:assertion";
inline constexpr const char* hl7 = "urn:hl7-org:v3";
inline constexpr const char* xop = "http://www.w3.org/2004/08/xop/include";
inline constexpr const char* xdsb = "urn:ihe:iti:xds-b:2007";
inline constexpr const char* lcm = "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0";
inline constexpr const char* rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
inline constexpr const char* rs = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
inline constexpr const char* query = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";

inline constexpr const char* dsig = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr const char* xades = "http://uri.etsi.org/01903/v1.1.1#";
inline constexpr const char* exc_c14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr const char* c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr const char* c14n_comments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
inline constexpr const char* enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
inline constexpr const char* rsa_sha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
inline constexpr const char* rsa_sha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
inline constexpr const char* sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
inline constexpr const char* sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

inline constexpr const char* document_object = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";
inline constexpr const char* submission_set_node = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd";
inline constexpr const char* repository_id = "1.2.250.1.213.4.1.1.1.2";

inline constexpr const char* author_of_set = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d";
inline constexpr const char* author_of_entry = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d";
inline constexpr const char* content_type_code = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500";
inline constexpr const char* class_code = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a";
inline constexpr const char* type_code = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";
inline constexpr const char* confidentiality_code = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";
inline constexpr const char* format_code = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d";
inline constexpr const char* facility_type_code = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1";
inline constexpr const char* practice_setting_code = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead";
inline constexpr const char* event_code = "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4";
inline constexpr const char* set_patient_id = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446";
inline constexpr const char* set_source_id = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832";
inline constexpr const char* set_unique_id = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8";
inline constexpr const char* entry_patient_id = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";
inline constexpr const char* entry_unique_id = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";

inline constexpr const char* has_member = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember";
inline constexpr const char* signs = "urn:ihe:iti:2007:AssociationType:signs";
inline constexpr const char* replaces = "urn:ihe:iti:2007:AssociationType:RPLC";
inline constexpr const char* update_status = "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus";

inline constexpr const char* approved = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
inline constexpr const char* deprecated = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated";
inline constexpr const char* deleted = "urn:asip:ci-sis:2010:StatusType:Deleted";

inline constexpr const char* purpose_of_signature = "1.2.840.10065.1.12.1.14";

inline constexpr const char* action_provide = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b";
inline constexpr const char* action_query = "urn:ihe:iti:2007:RegistryStoredQuery";
inline constexpr const char* action_update = "urn:ihe:iti:2010:UpdateDocumentSet";
inline constexpr const char* action_existence = "urn:hl7-org:v3:PRPA_IN201307UV02";

}  // namespace pps::simulator::names
