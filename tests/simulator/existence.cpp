#include "tests/simulator/existence.hpp"

#include "tests/simulator/names.hpp"

#include <algorithm>

namespace pps::simulator {

namespace {

refusal wrong(const char* text) {
    return faulted("soap:InvalidBody", text);
}

std::string id_element(const char* name, const xmlNode* from) {
    std::string out = std::string("<") + name;
    if (const auto extension = xml::attribute(from, "extension"))
        out += " extension=\"" + escape_xml(*extension) + "\"";
    return out + " root=\"" + escape_xml(xml::attribute_or_empty(from, "root")) + "\"/>";
}

std::string compact_time(instant now) {
    auto text = to_iso(now);
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    return text;
}

std::string patient_part(const vihf& who, const char* status) {
    return std::string(
               "<subject contextConductionInd=\"false\" typeCode=\"SUBJ\"><registrationEvent "
               "classCode=\"REG\" "
               "moodCode=\"EVN\"><statusCode code=\"completed\"/><subject1 typeCode=\"SBJ\"><patient "
               "classCode=\"PAT\"><id extension=\"") +
           escape_xml(who.patient.id) + "\" root=\"" + escape_xml(who.patient.root) +
           "\"/><statusCode code=\"" + status +
           "\"/></patient></subject1><custodian typeCode=\"CST\"><assignedEntity classCode=\"ASSIGNED\"><id "
           "root=\"1.2.250.1.213.4.1.1.1\"/></assignedEntity></custodian></registrationEvent></subject>";
}

}  // namespace

checked<std::string> answer_existence(const xmlNode* request, const vihf& who, const registry& documents,
                                      instant now) {
    if (!xml::is(request, names::hl7, "PRPA_IN201307UV02") ||
        xml::attribute_or_empty(request, "ITSVersion") != "XML_1.0")
        return wrong("the body is not a PRPA_IN201307UV02");
    const xmlNode* interaction = xml::child(request, names::hl7, "interactionId");
    if (xml::attribute_or_empty(interaction, "root") != "2.16.840.1.113883.1.6" ||
        xml::attribute_or_empty(interaction, "extension") != "PRPA_IN201307UV02")
        return wrong("interactionId is not that of the existence test");
    const xmlNode* message = xml::child(request, names::hl7, "id");
    const xmlNode* sender = xml::path(request, names::hl7, {"sender", "device"});
    const xmlNode* receiver = xml::path(request, names::hl7, {"receiver", "device", "id"});
    if (message == nullptr || xml::child(sender, names::hl7, "id") == nullptr ||
        xml::attribute_or_empty(receiver, "root") != "1.2.250.1.213.4.1.1.1")
        return wrong("id, sender or the receiver DMP is missing");
    const xmlNode* act = xml::child(request, names::hl7, "controlActProcess");
    if (xml::attribute_or_empty(xml::child(act, names::hl7, "reasonCode"), "code") != "TEST_EXST")
        return wrong("reasonCode is not TEST_EXST");
    const xmlNode* query = xml::child(act, names::hl7, "queryByParameter");
    const xmlNode* patient = xml::path(query, names::hl7, {"parameterList", "patientIdentifier", "value"});
    const xmlNode* query_id = xml::child(query, names::hl7, "queryId");
    if (query_id == nullptr || patient == nullptr) return wrong("queryId or patientIdentifier is missing");
    if (xml::attribute_or_empty(patient, "root") != who.patient.root ||
        xml::attribute_or_empty(patient, "extension") != who.patient.id)
        return faulted("soap:PatientMismatch", "the patient of the test is not the resource-id of the VIHF");

    const auto state = documents.state_of(who.patient.id);
    const bool exists = state != registry::patient_state::absent;
    const bool active = state == registry::patient_state::active;
    std::string out =
        "<PRPA_IN201308UV02 ITSVersion=\"XML_1.0\" xmlns=\"urn:hl7-org:v3\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><id root=\"" +
        new_uuid() + "\"/><creationTime value=\"" + compact_time(now) +
        "\"/><interactionId extension=\"PRPA_IN201308UV02\" root=\"2.16.840.1.113883.1.6\"/>"
        "<processingCode code=\"P\"/><processingModeCode code=\"T\"/><acceptAckCode code=\"NE\"/>"
        "<receiver typeCode=\"RCV\"><device classCode=\"DEV\" determinerCode=\"INSTANCE\">" +
        id_element("id", xml::child(sender, names::hl7, "id")) +
        "</device></receiver><sender typeCode=\"SND\"><device classCode=\"DEV\" determinerCode=\"INSTANCE\">"
        "<id root=\"1.2.250.1.213.4.1.1.1\"/><softwareName>DMP</softwareName></device></sender>"
        "<attentionLine><keyWordText code=\"AUTORISATION\" codeSystem=\"1.2.250.1.213.4.1.2.6.1\"/><value "
        "code=\"" +
        (active ? "VALIDE" : "NON_EXISTE") +
        "\" codeSystem=\"1.2.250.1.213.4.1.2.6.2\" xsi:type=\"CV\"/></attentionLine>"
        "<acknowledgement typeCode=\"AA\"><targetMessage>" +
        id_element("id", message) +
        "</targetMessage></acknowledgement><controlActProcess classCode=\"CACT\" moodCode=\"EVN\">"
        "<reasonCode code=\"TEST_EXST\" codeSystem=\"1.2.250.1.213.1.1.4.11\" displayName=\"Test d'existence "
        "de "
        "dossier\"/>";
    if (exists) out += patient_part(who, active ? "active" : "terminated");
    return out + "<queryAck>" + id_element("queryId", query_id) + "<queryResponseCode code=\"" +
           (exists ? "OK" : "NF") + "\"/></queryAck></controlActProcess></PRPA_IN201308UV02>";
}

}  // namespace pps::simulator
