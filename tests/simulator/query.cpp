#include "tests/simulator/query.hpp"

#include "tests/simulator/names.hpp"
#include "tests/simulator/text.hpp"

#include <algorithm>
#include <map>

namespace pps::simulator {

namespace {

constexpr const char* find_documents = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";
constexpr const char* get_documents = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";
constexpr const char* patient_parameter = "$XDSDocumentEntryPatientId";
constexpr const char* status_parameter = "$XDSDocumentEntryStatus";
constexpr const char* unique_id_parameter = "$XDSDocumentEntryUniqueId";
constexpr const char* entry_uuid_parameter = "$XDSDocumentEntryEntryUUID";

// Control characters cannot be in XML, so they cannot be in a value either.
constexpr char entry_place = '\x01';
constexpr char fresh_place = '\x02';

std::string render_slot(const slot& one) {
    std::string out = "<ns4:Slot name=\"" + escape_xml(one.name) + "\"><ns4:ValueList>";
    for (const auto& value : one.values)
        out += "<ns4:Value>" + escape_xml(value) + "</ns4:Value>";
    return out + "</ns4:ValueList></ns4:Slot>";
}

std::string render_name(const char* element, const std::string& value) {
    return std::string("<ns4:") + element + "><ns4:LocalizedString charset=\"UTF8\" value=\"" +
           escape_xml(value) + "\" xml:lang=\"FR\"/></ns4:" + element + ">";
}

std::string render_classification(const classification& one) {
    std::string out = "<ns4:Classification classificationScheme=\"" + escape_xml(one.scheme.value_or("")) +
                      "\" classifiedObject=\"" + entry_place + "\" id=\"" + fresh_place +
                      "\" nodeRepresentation=\"" + escape_xml(one.code.value_or("")) + "\">";
    for (const auto& each : one.slots)
        out += render_slot(each);
    if (!one.display.empty()) out += render_name("Name", one.display);
    return out + "</ns4:Classification>";
}

std::string render_identifier(const external_identifier& one) {
    return "<ns4:ExternalIdentifier id=\"" + std::string(1, fresh_place) + "\" identificationScheme=\"" +
           escape_xml(one.scheme) + "\" registryObject=\"" + entry_place + "\" value=\"" +
           escape_xml(one.value) + "\">" + render_name("Name", one.name) + "</ns4:ExternalIdentifier>";
}

std::string respond(const std::vector<registered_entry>& found, bool leaves) {
    std::string out =
        "<ns3:AdhocQueryResponse startIndex=\"0\" "
        "status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success\""
        " totalResultCount=\"" +
        std::to_string(found.size()) +
        "\" xmlns:ns2=\"urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0\""
        " xmlns:ns3=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\""
        " xmlns:ns4=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\"><ns4:RegistryObjectList>";
    for (const auto& entry : found)
        out += leaves ? render_entry(entry) : "<ns4:ObjectRef id=\"" + escape_xml(entry.entry_uuid) + "\"/>";
    return out + "</ns4:RegistryObjectList></ns3:AdhocQueryResponse>";
}

using parameters = std::map<std::string, std::vector<std::string>, std::less<>>;

checked<parameters> read_parameters(const xmlNode* query) {
    parameters out;
    for (const auto& one : read_slots(query)) {
        auto values = query_values(one);
        if (!values || values->empty())
            return failed("XDSRegistryError", "a parameter of the stored query is malformed");
        auto& all = out[one.name];
        all.insert(all.end(), values->begin(), values->end());
    }
    return out;
}

verdict only_known(const parameters& given, std::initializer_list<const char*> known) {
    for (const auto& [name, values] : given)
        if (std::find(known.begin(), known.end(), name) == known.end())
            return failed("XDSStoredQueryParamNumber",
                          "a parameter is not one that this stored query takes here");
    return std::nullopt;
}

checked<std::vector<registered_entry>> find(const parameters& given, const vihf& who,
                                            const registry& documents) {
    if (auto problem = only_known(given, {patient_parameter, status_parameter})) return *problem;
    const auto patient = given.find(patient_parameter);
    const auto status = given.find(status_parameter);
    if (patient == given.end() || status == given.end())
        return failed("XDSStoredQueryMissingParam", "FindDocuments takes a patient and a status");
    const auto id = patient->second.size() == 1 ? parse_cx(patient->second.front()) : std::nullopt;
    if (!id) return failed("XDSRegistryError", "the patient of the query is not one CX");
    if (id->id != who.patient.id || id->root != who.patient.root)
        return failed("XDSPatientIdDoesNotMatch", "the patient of the query is not that of the VIHF");
    auto found = documents.by_patient(patient_key(id->root, id->id));
    std::erase_if(found, [&status](const registered_entry& entry) {
        return std::find(status->second.begin(), status->second.end(), urn_of(entry.status)) ==
               status->second.end();
    });
    return found;
}

checked<std::vector<registered_entry>> get(const parameters& given, const vihf& who,
                                           const registry& documents) {
    if (auto problem = only_known(given, {unique_id_parameter, entry_uuid_parameter})) return *problem;
    if (given.empty())
        return failed("XDSStoredQueryMissingParam", "GetDocuments takes a uniqueId or an entryUUID");
    if (given.size() > 1)
        return failed("XDSStoredQueryParamNumber", "GetDocuments takes a uniqueId or an entryUUID, not both");
    const bool by_unique_id = given.contains(unique_id_parameter);
    std::vector<registered_entry> out;
    for (const auto& value : given.begin()->second) {
        auto found = by_unique_id ? documents.by_unique_id(value) : documents.by_entry_uuid(value);
        out.insert(out.end(), found.begin(), found.end());
    }
    const auto patient = patient_key(who.patient.root, who.patient.id);
    std::erase_if(out, [&patient](const registered_entry& entry) { return entry.patient != patient; });
    return out;
}

}  // namespace

std::optional<std::vector<std::string>> query_values(const slot& parameter) {
    std::vector<std::string> out;
    for (const auto& raw : parameter.values) {
        std::string_view text = trim(raw);
        const bool list = text.starts_with('(');
        if (list) {
            if (!text.ends_with(')')) return std::nullopt;
            text = trim(text.substr(1, text.size() - 2));
        }
        while (true) {
            if (!text.starts_with('\'')) return std::nullopt;
            text.remove_prefix(1);
            std::string value;
            while (true) {
                if (text.empty()) return std::nullopt;
                const char c = text.front();
                text.remove_prefix(1);
                if (c == '\'') {
                    if (!text.starts_with('\''))
                        break;  // a doubled quote is a quote (ITI TF-2 3.18.4.1.2.3.5)
                    text.remove_prefix(1);
                }
                value += c;
            }
            out.push_back(std::move(value));
            text = trim(text);
            if (text.empty()) break;
            if (!list || text.front() != ',') return std::nullopt;
            text = trim(text.substr(1));
        }
    }
    return out;
}

std::vector<std::string> answer_fragments(const registry_object& object, const std::string& hash,
                                          std::int64_t size) {
    std::map<std::string, std::string> slots;  // the DMP answers them in alphabetical order
    for (const auto& one : object.slots)
        slots[one.name] = render_slot(one);
    slots["hash"] = render_slot({"hash", {hash}});
    slots["size"] = render_slot({"size", {std::to_string(size)}});
    slots["repositoryUniqueId"] = render_slot({"repositoryUniqueId", {names::repository_id}});
    std::vector<std::string> out;
    for (auto& [name, rendered] : slots)
        out.push_back(std::move(rendered));
    out.push_back(render_name("Name", object.title));
    if (!object.comments.empty()) out.push_back(render_name("Description", object.comments));
    out.emplace_back("<ns4:VersionInfo versionName=\"1\"/>");
    for (const auto& one : object.classifications)
        out.push_back(render_classification(one));
    for (const auto& one : object.identifiers)
        out.push_back(render_identifier(one));
    return out;
}

std::string render_entry(const registered_entry& entry) {
    const auto uuid = escape_xml(entry.entry_uuid);
    std::string out = "<ns4:ExtrinsicObject id=\"" + uuid + "\" isOpaque=\"false\" lid=\"" + uuid +
                      "\" mimeType=\"" + escape_xml(entry.mime_type) + "\" objectType=\"" +
                      names::document_object + "\" status=\"" + std::string(urn_of(entry.status)) + "\">";
    for (const auto fragment : entry.fragments) {
        for (char c : fragment) {
            if (c == entry_place) {
                out += uuid;
            } else if (c == fresh_place) {
                out += "urn:uuid:" + new_uuid();
            } else {
                out += c;
            }
        }
    }
    return out + "</ns4:ExtrinsicObject>";
}

checked<std::string> answer_query(const xmlNode* adhoc_query_request, const vihf& who,
                                  const registry& documents) {
    if (!xml::is(adhoc_query_request, names::query, "AdhocQueryRequest"))
        return faulted("soap:InvalidBody", "the body is not an AdhocQueryRequest");
    const auto type = xml::attribute_or_empty(xml::child(adhoc_query_request, names::query, "ResponseOption"),
                                              "returnType");
    if (type != "LeafClass" && type != "ObjectRef")
        return failed("XDSRegistryError", "returnType is neither LeafClass nor ObjectRef");
    const xmlNode* query = xml::child(adhoc_query_request, names::rim, "AdhocQuery");
    const auto id = xml::attribute_or_empty(query, "id");
    if (id != find_documents && id != get_documents)
        return failed("XDSUnknownStoredQuery", "the stored query is not one that is open here");
    const auto given = read_parameters(query);
    if (!given) return given.error();
    const auto found = id == find_documents ? find(*given, who, documents) : get(*given, who, documents);
    if (!found) return found.error();
    return respond(*found, type == "LeafClass");
}

}  // namespace pps::simulator
