#include "cda/read/datatypes.hpp"

#include "cda/pps/tables.hpp"
#include "cda/values.hpp"

#include <algorithm>

namespace pps::cda::reading {
namespace {

bool has_reference(pugi::xml_node node) noexcept {
    return static_cast<bool>(child(node, "reference"));
}

// Character data of the element, then its elements by their row in `table`, in the order sent.
template <typename Part, typename Table>
std::vector<Part> read_parts(context& c, pugi::xml_node node, const Table& table) {
    std::vector<Part> parts;
    if (auto text = text_of(node); !text.empty()) {
        parts.emplace_back();
        parts.back().text = std::move(text);
    }
    for (const auto element : elements(node)) {
        const auto row = std::find_if(table.begin(), table.end(),
                                      [&](const auto& one) { return one.element == local_name(element); });
        if (row == table.end()) {
            c.unread(element);
            continue;
        }
        Part part;
        part.kind = row->kind;
        part.text = text_of(element);
        part.null_flavor = attribute(element, "nullFlavor");
        if constexpr (requires { part.qualifier; }) part.qualifier = attribute(element, "qualifier");
        parts.push_back(std::move(part));
    }
    return parts;
}

// xsi:type, without the prefix that the document gives to the types of HL7.
std::string_view type_of(pugi::xml_node node) noexcept {
    for (const pugi::xml_attribute one : node.attributes()) {
        if (!std::string_view(one.name()).ends_with(":type")) continue;
        const std::string_view type = one.value();
        return type.substr(type.find(':') + 1);
    }
    return {};
}

bool is_coded_type(std::string_view type) noexcept {
    constexpr std::string_view coded_types[] = {"CD", "CE", "CV", "CO", "CS"};
    return std::find(std::begin(coded_types), std::end(coded_types), type) != std::end(coded_types);
}

}  // namespace

std::string text_attribute(pugi::xml_node node, const char* name) {
    return std::string(attribute(node, name));
}

narrative_text read_text(context& c, pugi::xml_node node) {
    narrative_text text;
    text.null_flavor = attribute(node, "nullFlavor");
    if (has_reference(node)) {
        const auto reference = child(node, "reference");
        text.reference = attribute(reference, "value");
        text.text = c.resolve(text.reference, reference);
    }
    if (text.text.empty()) text.text = text_of(node);
    return text;
}

coded read_coded(context& c, pugi::xml_node node) {
    coded read;
    for (const pugi::xml_attribute one : node.attributes()) {
        const std::string_view name = one.name();
        if (name == "code") {
            read.code = one.value();
        } else if (name == "codeSystem") {
            read.system = one.value();
        } else if (name == "codeSystemName") {
            read.system_name = one.value();
        } else if (name == "codeSystemVersion") {
            read.system_version = one.value();
        } else if (name == "displayName") {
            read.display = one.value();
        } else if (name == "nullFlavor") {
            read.null_flavor = one.value();
        }
    }
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "originalText") {
            read.original_text = read_text(c, element);
        } else if (name == "translation") {
            read.translations.push_back(read_coded(c, element));
        } else if (name == "qualifier") {
            auto& added = read.qualifiers.emplace_back();
            if (const auto named = child(element, "name")) added.name = read_coded(c, named);
            if (const auto value = child(element, "value")) added.value = read_coded(c, value);
        } else {
            c.unread(element);
        }
    }
    return read;
}

identifier read_identifier(pugi::xml_node node) {
    return {text_attribute(node, "root"), text_attribute(node, "extension"),
            text_attribute(node, "assigningAuthorityName"), text_attribute(node, "nullFlavor")};
}

void add_identifier(std::vector<identifier>& ids, pugi::xml_node node) {
    if (auto id = read_identifier(node); !id.empty()) ids.push_back(std::move(id));
}

instant read_instant(pugi::xml_node node) {
    return {text_attribute(node, "value"), text_attribute(node, "nullFlavor")};
}

interval read_interval(context& c, pugi::xml_node node) {
    interval read;
    read.value = attribute(node, "value");
    read.null_flavor = attribute(node, "nullFlavor");
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "low") {
            read.low = read_instant(element);
        } else if (name == "high") {
            read.high = read_instant(element);
        } else {
            c.unread(element);
        }
    }
    return read;
}

name read_name(context& c, pugi::xml_node node) {
    return {text_attribute(node, "use"), read_parts<name_part>(c, node, tables::name_parts),
            text_attribute(node, "nullFlavor")};
}

address read_address(context& c, pugi::xml_node node) {
    return {text_attribute(node, "use"), read_parts<address_part>(c, node, tables::address_parts),
            text_attribute(node, "nullFlavor")};
}

telecom read_telecom(pugi::xml_node node) {
    return {text_attribute(node, "value"), text_attribute(node, "use"), text_attribute(node, "nullFlavor")};
}

value read_value(context& c, pugi::xml_node node) {
    value read;
    read.type = type_of(node);
    read.null_flavor = attribute(node, "nullFlavor");
    if (is_coded_type(read.type)) {
        read.code = read_coded(c, node);
        read.code.null_flavor.clear();
    } else if (read.type == "IVL_TS") {
        read.period = read_interval(c, node);
        read.period.null_flavor.clear();
    } else if (read.type == "ST" || read.type == "ED") {
        if (has_reference(node)) {
            read.code.original_text = read_text(c, node);
            read.code.original_text.null_flavor.clear();
        } else {
            read.text = text_of(node);
        }
    } else {
        read.text = attribute(node, "value");
        read.unit = attribute(node, "unit");
        for (const auto element : elements(node))
            c.unread(element);
    }
    return read;
}

}  // namespace pps::cda::reading
