#include "tests/simulator/soap.hpp"

#include "tests/simulator/names.hpp"
#include "tests/simulator/text.hpp"

namespace pps::simulator {

namespace {

constexpr const char* success_status = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success";
constexpr const char* failure_status = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure";
constexpr const char* error_severity = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error";
constexpr const char* fault_action = "http://www.w3.org/2005/08/addressing/soap/fault";
// observed wording: dmp-wire §2.1
constexpr const char* header_required =
    "A required header representing a Message Addressing Property is not present";

constexpr const char* namespaces =
    " xmlns:ns2=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\""
    " xmlns:ns3=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\""
    " xmlns:ns4=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\""
    " xmlns:ns5=\"urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0\"";

bool is_true(const std::optional<std::string>& value) {
    return value && (*value == "1" || *value == "true");
}

refusal required(const char* name) {
    return faulted("wsa:MessageAddressingHeaderRequired", std::string(header_required) + " (" + name + ")");
}

}  // namespace

checked<envelope> read_envelope(std::string_view bytes) {
    envelope out;
    out.doc = xml::parse(bytes);
    if (!out.doc) return faulted("soap:InvalidXml", "the SOAP envelope is not well-formed XML without DTD");
    xmlNode* root = xmlDocGetRootElement(out.doc.get());
    if (!xml::is(root, names::soap12, "Envelope"))
        return faulted("soap:NotSoap12", "the root element is not a SOAP 1.2 Envelope", "VersionMismatch");
    const auto children = xml::elements(root);
    if (children.size() != 2 || !xml::is(children[0], names::soap12, "Header") ||
        !xml::is(children[1], names::soap12, "Body"))
        return faulted("soap:InvalidEnvelope", "the envelope is not one Header then one Body");
    out.header = children[0];
    const auto payload = xml::elements(children[1]);
    if (payload.size() != 1) return faulted("soap:InvalidEnvelope", "the body does not hold one element");
    out.body = payload[0];
    const auto ids = xml::elements(out.header, names::addressing, "MessageID");
    if (ids.size() == 1 && is_uuid_urn(xml::text(ids[0]))) out.message_id = xml::text(ids[0]);
    return out;
}

std::string action_of(const envelope& message) {
    return xml::text(xml::child(message.header, names::addressing, "Action"));
}

verdict check_addressing(const envelope& message, std::string_view expected_action) {
    for (const char* name : {"MessageID", "To", "ReplyTo", "Action"}) {
        const auto found = xml::elements(message.header, names::addressing, name);
        if (found.empty()) return required(name);
        if (found.size() > 1)
            return faulted("wsa:InvalidAddressingHeader", std::string(name) + " is there more than once");
    }
    if (message.message_id.empty())
        return faulted("wsa:InvalidAddressingHeader", "MessageID is not urn:uuid:<UUID>");
    const auto reply = xml::path(message.header, names::addressing, {"ReplyTo", "Address"});
    if (xml::text(reply) != names::anonymous)
        return faulted("wsa:OnlyAnonymousAddressSupported", "ReplyTo is not the anonymous address");
    if (action_of(message).empty()) return required("Action");
    if (action_of(message) != expected_action)
        return faulted("wsa:ActionNotSupported", "The [action] cannot be processed at the receiver");
    for (const xmlNode* node : xml::elements(message.header))
        if (!xml::in_namespace(node, names::addressing) &&
            is_true(xml::attribute(node, "mustUnderstand", names::soap12)))
            return faulted("soap:HeaderNotUnderstood", "a header that must be understood is not",
                           "MustUnderstand");
    return std::nullopt;
}

std::string wrap(std::string_view action, std::string_view relates_to, std::string_view payload) {
    std::string out =
        "<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\"><soap:Header>"
        "<Action xmlns=\"http://www.w3.org/2005/08/addressing\">";
    out += escape_xml(action);
    out += "</Action><MessageID xmlns=\"http://www.w3.org/2005/08/addressing\">urn:uuid:" + new_uuid() +
           "</MessageID><To xmlns=\"http://www.w3.org/2005/08/addressing\">" + names::anonymous + "</To>";
    if (!relates_to.empty())
        out += "<RelatesTo xmlns=\"http://www.w3.org/2005/08/addressing\">" + escape_xml(relates_to) +
               "</RelatesTo>";
    out += "</soap:Header><soap:Body>";
    out += payload;
    out += "</soap:Body></soap:Envelope>";
    return out;
}

std::string registry_success() {
    return std::string("<ns2:RegistryResponse status=\"") + success_status + "\"" + namespaces + "/>";
}

std::string registry_failure(const std::vector<refusal>& errors, bool query) {
    const std::string element = query ? "ns3:AdhocQueryResponse" : "ns2:RegistryResponse";
    std::string out = "<" + element + " status=\"" + failure_status + "\"" + namespaces +
                      "><ns2:RegistryErrorList highestSeverity=\"" + error_severity + "\">";
    for (const auto& error : errors)
        out += "<ns2:RegistryError codeContext=\"" + escape_xml(error.text) + "\" errorCode=\"" +
               escape_xml(error.code) + "\" location=\"\" severity=\"" + error_severity + "\"/>";
    out += "</ns2:RegistryErrorList>";
    // query:AdhocQueryResponse requires the object list (ebRS 3.0 query.xsd)
    if (query) out += "<ns4:RegistryObjectList/>";
    return out + "</" + element + ">";
}

answer answer_refusals(const std::vector<refusal>& errors, std::string_view response_action,
                       std::string_view relates_to, bool query) {
    answer out;
    const refusal& first = errors.front();
    out.code = first.code;
    if (first.kind == refusal_kind::failure) {
        out.body = wrap(response_action, relates_to, registry_failure(errors, query));
        return out;
    }
    out.status = first.http_status;
    if (first.kind == refusal_kind::http) {
        out.content_type = "text/plain; charset=UTF-8";
        out.body = first.text + "\n";
        return out;
    }
    out.body =
        wrap(fault_action, relates_to,
             "<soap:Fault xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><soap:Code><soap:Value>soap:" +
                 first.fault_code + "</soap:Value><soap:Subcode><soap:Value>" + escape_xml(first.code) +
                 "</soap:Value></soap:Subcode></soap:Code><soap:Reason><soap:Text xml:lang=\"fr\">" +
                 escape_xml(first.text) + "</soap:Text></soap:Reason></soap:Fault>");
    return out;
}

}  // namespace pps::simulator
