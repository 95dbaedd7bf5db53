#include "tests/simulator/metadata.hpp"

#include "tests/simulator/names.hpp"

#include <algorithm>

namespace pps::simulator {

namespace {

const slot* find_slot(const std::vector<slot>& slots, std::string_view name) {
    const auto at =
        std::find_if(slots.begin(), slots.end(), [name](const slot& s) { return s.name == name; });
    return at == slots.end() ? nullptr : &*at;
}

std::string first_value(const slot* found) {
    return found == nullptr || found->values.empty() ? std::string{} : found->values.front();
}

std::string localized(const xmlNode* parent) {
    return xml::attribute_or_empty(xml::child(parent, names::rim, "LocalizedString"), "value");
}

classification read_classification(const xmlNode* node) {
    classification out;
    out.scheme = xml::attribute(node, "classificationScheme");
    out.node = xml::attribute(node, "classificationNode");
    out.classified_object = xml::attribute(node, "classifiedObject");
    out.code = xml::attribute(node, "nodeRepresentation");
    out.slots = read_slots(node);
    out.display = localized(xml::child(node, names::rim, "Name"));
    return out;
}

external_identifier read_identifier(const xmlNode* node) {
    external_identifier out;
    out.scheme = xml::attribute_or_empty(node, "identificationScheme");
    out.value = xml::attribute_or_empty(node, "value");
    out.registry_object = xml::attribute(node, "registryObject");
    out.name = localized(xml::child(node, names::rim, "Name"));
    return out;
}

int schema_rank(const xmlNode* node) {
    constexpr std::string_view order[] = {"Slot",        "Name",           "Description",
                                          "VersionInfo", "Classification", "ExternalIdentifier"};
    if (!xml::in_namespace(node, names::rim)) return -1;
    const auto* at = std::find(std::begin(order), std::end(order), xml::local_name(node));
    return at == std::end(order) ? -1 : static_cast<int>(at - std::begin(order));
}

registry_object read_object(const xmlNode* node) {
    registry_object out;
    out.id = xml::attribute_or_empty(node, "id");
    out.mime_type = xml::attribute_or_empty(node, "mimeType");
    out.object_type = xml::attribute_or_empty(node, "objectType");
    out.status = xml::attribute(node, "status");
    out.slots = read_slots(node);
    out.title = localized(xml::child(node, names::rim, "Name"));
    out.comments = localized(xml::child(node, names::rim, "Description"));
    for (const xmlNode* at : xml::elements(node, names::rim, "Classification"))
        out.classifications.push_back(read_classification(at));
    for (const xmlNode* at : xml::elements(node, names::rim, "ExternalIdentifier"))
        out.identifiers.push_back(read_identifier(at));
    int last = 0;
    for (const xmlNode* at : xml::elements(node)) {
        const int rank = schema_rank(at);
        if (rank < last) out.in_schema_order = false;
        last = std::max(last, rank);
    }
    return out;
}

}  // namespace

const slot* classification::find(std::string_view name) const {
    return find_slot(slots, name);
}

std::string classification::coding_scheme() const {
    const auto* found = find("codingScheme");
    return found != nullptr && found->values.size() == 1 ? found->values.front() : std::string{};
}

const slot* registry_object::find(std::string_view name) const {
    return find_slot(slots, name);
}

std::string registry_object::slot_value(std::string_view name) const {
    return first_value(find(name));
}

std::string registry_object::identifier(std::string_view scheme) const {
    for (const auto& one : identifiers)
        if (one.scheme == scheme) return one.value;
    return {};
}

bool registry_object::is_signature() const {
    return std::any_of(classifications.begin(), classifications.end(), [](const classification& one) {
        return one.scheme == names::format_code && one.code == names::dsig;
    });
}

std::string association::slot_value(std::string_view name) const {
    return first_value(find_slot(slots, name));
}

std::vector<slot> read_slots(const xmlNode* parent) {
    std::vector<slot> out;
    for (const xmlNode* node : xml::elements(parent, names::rim, "Slot")) {
        slot one;
        one.name = xml::attribute_or_empty(node, "name");
        for (const xmlNode* value :
             xml::elements(xml::child(node, names::rim, "ValueList"), names::rim, "Value"))
            one.values.push_back(xml::text(value));
        out.push_back(std::move(one));
    }
    return out;
}

std::optional<object_list> read_objects(const xmlNode* submit_objects_request) {
    if (!xml::is(submit_objects_request, names::lcm, "SubmitObjectsRequest")) return std::nullopt;
    const xmlNode* list = xml::child(submit_objects_request, names::rim, "RegistryObjectList");
    if (list == nullptr) return std::nullopt;
    object_list out;
    for (const xmlNode* node : xml::elements(list)) {
        if (xml::is(node, names::rim, "RegistryPackage")) {
            out.packages.push_back(read_object(node));
        } else if (xml::is(node, names::rim, "ExtrinsicObject")) {
            out.entries.push_back(read_object(node));
        } else if (xml::is(node, names::rim, "Association")) {
            out.associations.push_back({xml::attribute_or_empty(node, "id"),
                                        xml::attribute_or_empty(node, "associationType"),
                                        xml::attribute_or_empty(node, "sourceObject"),
                                        xml::attribute_or_empty(node, "targetObject"), read_slots(node)});
        } else {
            out.unknown.emplace_back(xml::local_name(node));
        }
    }
    return out;
}

}  // namespace pps::simulator
