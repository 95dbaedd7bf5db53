#include "gateway/forward/dmp/request.hpp"

#include "gateway/forward/dmp/dsg.hpp"
#include "gateway/forward/dmp/ebrim.hpp"
#include "gateway/forward/dmp/mtom.hpp"
#include "gateway/forward/dmp/text.hpp"
#include "gateway/forward/dmp/vihf.hpp"

#include <array>

namespace pps::gateway::dmp {
namespace {

/// SOAP actions (dmp-wire §2.1).
constexpr std::string_view provide_and_register = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b";
constexpr std::string_view update_document_set = "urn:ihe:iti:2010:UpdateDocumentSet";
constexpr std::string_view stored_query = "urn:ihe:iti:2007:RegistryStoredQuery";
/// Stored query GetDocuments (IHE ITI TF-2 §3.18.4.1.2.4).
constexpr std::string_view get_documents = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";

/// Everything up to and with the opening of the body. Only prefixed namespaces: a default one would be in
/// scope in the assertion, where the InclusiveNamespaces variant of its signature counts it.
void append_head(std::string& out, std::string_view action, std::string_view message_id,
                 std::string_view vihf) {
    append(out, {"<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\""
                 " xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><soap:Header><wsa:MessageID>",
                 escaped(message_id),
                 "</wsa:MessageID><wsa:To></wsa:To><wsa:ReplyTo soap:mustUnderstand=\"true\"><wsa:Address>"
                 "http://www.w3.org/2005/08/addressing/anonymous</wsa:Address></wsa:ReplyTo>"
                 "<wsa:Action soap:mustUnderstand=\"true\">",
                 action,
                 "</wsa:Action><wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/"
                 "oasis-200401-wss-wssecurity-secext-1.0.xsd\">",
                 vihf, "</wsse:Security></soap:Header><soap:Body>"});
}

constexpr std::string_view tail = "</soap:Body></soap:Envelope>";

/// A request without attachments.
soap_request plain(std::string_view action) {
    soap_request out;
    append(out.content_type, {"application/soap+xml; charset=UTF-8; action=\"", action, "\""});
    return out;
}

std::string content_id_of(std::string_view object) {
    return std::string{object} + "@pps-gateway";
}

void append_document(std::string& out, std::string_view object) {
    append(out, {"<xds:Document id=\"", object,
                 "\"><xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:",
                 content_id_of(object), "\"/></xds:Document>"});
}

/// A string literal of the stored query language: quotes are doubled (IHE ITI TF-2 §3.18.4.1.2.3.5).
std::string query_literal(std::string_view value) {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out += '\'';
}

}  // namespace

soap_request build_provide_and_register(const submission& what, const identity& who, const profile& how,
                                        const signing_key& key, instant now) {
    const std::array documents{signed_document{what.entry.unique_id, what.document}};
    const std::string signature = build_dsg(
        {what.signature_id, what.submission_set_id, documents, what.submitted_at}, key, how.xades_digest);

    std::string envelope;
    envelope.reserve(32768);
    append_head(envelope, provide_and_register, what.message_id,
                build_vihf(what.entry.patient_id, what.secret_connection, who, how, key, now));
    envelope += "<xds:ProvideAndRegisterDocumentSetRequest xmlns:xds=\"urn:ihe:iti:xds-b:2007\">";
    append_submit_objects_request(envelope, what, who, how, signature);
    append_document(envelope, document_object);
    append_document(envelope, signature_object);
    append(envelope, {"</xds:ProvideAndRegisterDocumentSetRequest>", tail});

    const std::string document_cid = content_id_of(document_object);
    const std::string signature_cid = content_id_of(signature_object);
    const std::array attachments{attachment{document_cid, what.entry.mime_type, what.document},
                                 attachment{signature_cid, "text/xml", signature}};
    return write_mtom(envelope, attachments, provide_and_register);
}

soap_request build_delete(const removal& what, const identity& who, const profile& how,
                          const signing_key& key, instant now) {
    soap_request out = plain(update_document_set);
    append_head(out.body, update_document_set, what.message_id,
                build_vihf(what.patient_id, what.secret_connection, who, how, key, now));
    append_delete_request(out.body, what, who, how);
    out.body += tail;
    return out;
}

soap_request build_find_by_unique_id(std::string_view unique_id, std::string_view patient_id,
                                     std::string_view message_id, const identity& who, const profile& how,
                                     const signing_key& key, instant now) {
    soap_request out = plain(stored_query);
    append_head(out.body, stored_query, message_id, build_vihf(patient_id, false, who, how, key, now));
    append(out.body,
           {"<query:AdhocQueryRequest xmlns:query=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\""
            " xmlns:rim=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\">"
            "<query:ResponseOption returnComposedObjects=\"true\" returnType=\"LeafClass\"/>"
            "<rim:AdhocQuery id=\"",
            get_documents, "\"><rim:Slot name=\"$XDSDocumentEntryUniqueId\"><rim:ValueList><rim:Value>(",
            escaped(query_literal(unique_id)),
            ")</rim:Value></rim:ValueList></rim:Slot></rim:AdhocQuery></query:AdhocQueryRequest>", tail});
    return out;
}

}  // namespace pps::gateway::dmp
