#include "cda/read/datatypes.hpp"

#include "cda/pps/tables.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace pps::cda::reading {
namespace {

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
        if (!c.admits(sizeof(Part), element)) break;
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

constexpr member_row<qualifier> qualifier_members[] = {
    {"name", into<&qualifier::name>},
    {"value", into<&qualifier::value>},
};
constexpr member_row<coded> coded_members[] = {
    {"originalText", into<&coded::original_text>},
    {"translation", into<&coded::translations>},
    {"qualifier",
     [](context& c, pugi::xml_node node, coded& read) {
         if (!c.admits(sizeof(qualifier), node)) return;
         read_members(c, node, read.qualifiers.emplace_back(), qualifier_members);
     }},
};
constexpr member_row<interval> interval_members[] = {
    {"low", into<&interval::low>},
    {"high", into<&interval::high>},
};

/// An attribute of a coded element and its member.
struct coded_attribute {
    std::string_view name;
    std::string coded::*member;
};
constexpr coded_attribute coded_attributes[] = {
    {"code", &coded::code},
    {"codeSystem", &coded::system},
    {"displayName", &coded::display},
    {"codeSystemName", &coded::system_name},
    {"nullFlavor", &coded::null_flavor},
    {"codeSystemVersion", &coded::system_version},
};

}  // namespace

void read_into(context& c, pugi::xml_node node, narrative_text& read) {
    read.null_flavor = attribute(node, "nullFlavor");
    if (const auto reference = child_of(node, "reference")) {
        read.reference = attribute(reference, "value");
        read.text = c.resolve(read.reference, reference);
    }
    if (read.text.empty()) read.text = text_of(node);
}

void read_into(context& c, pugi::xml_node node, coded& read) {
    for (const pugi::xml_attribute one : node.attributes()) {
        const auto* row = std::find_if(std::begin(coded_attributes), std::end(coded_attributes),
                                       [name = std::string_view(one.name())](const coded_attribute& known) {
                                           return known.name == name;
                                       });
        if (row != std::end(coded_attributes)) read.*(row->member) = one.value();
    }
    read_members(c, node, read, coded_members);
}

void read_into(context&, pugi::xml_node node, identifier& read) {
    read.root = attribute(node, "root");
    read.extension = attribute(node, "extension");
    read.assigning_authority = attribute(node, "assigningAuthorityName");
    read.null_flavor = attribute(node, "nullFlavor");
}

void read_into(context& c, pugi::xml_node node, std::vector<identifier>& ids) {
    if (!c.admits(sizeof(identifier), node)) return;
    read_into(c, node, ids.emplace_back());
    if (ids.back().empty()) ids.pop_back();
}

void read_into(context&, pugi::xml_node node, instant& read) {
    read.value = attribute(node, "value");
    read.null_flavor = attribute(node, "nullFlavor");
}

void read_into(context& c, pugi::xml_node node, interval& read) {
    read.value = attribute(node, "value");
    read.null_flavor = attribute(node, "nullFlavor");
    read_members(c, node, read, interval_members);
}

void read_into(context& c, pugi::xml_node node, name& read) {
    read.use = attribute(node, "use");
    read.parts = read_parts<name_part>(c, node, tables::name_parts);
    read.null_flavor = attribute(node, "nullFlavor");
}

void read_into(context& c, pugi::xml_node node, address& read) {
    read.use = attribute(node, "use");
    read.parts = read_parts<address_part>(c, node, tables::address_parts);
    read.null_flavor = attribute(node, "nullFlavor");
}

void read_into(context&, pugi::xml_node node, telecom& read) {
    read.value = attribute(node, "value");
    read.use = attribute(node, "use");
    read.null_flavor = attribute(node, "nullFlavor");
}

void read_into(context& c, pugi::xml_node node, value& read) {
    read.type = type_of(node);
    read.null_flavor = attribute(node, "nullFlavor");
    if (is_coded_type(read.type)) {
        read_into(c, node, read.code);
        read.code.null_flavor.clear();
    } else if (read.type == "IVL_TS") {
        read_into(c, node, read.period);
        read.period.null_flavor.clear();
    } else if (read.type == "ST" || read.type == "ED") {
        if (child_of(node, "reference")) {
            read_into(c, node, read.code.original_text);
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
}

}  // namespace pps::cda::reading
