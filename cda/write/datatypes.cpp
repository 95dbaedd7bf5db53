#include "cda/write/datatypes.hpp"

#include "cda/pps/defaults.hpp"
#include "cda/write/write_rules.hpp"

#include <algorithm>
#include <array>

namespace pps::cda::writing {
namespace {

// Attributes and children of a type of value.
enum class content { code, scalar, text, period };
struct type_row {
    std::string_view type;
    writing::content content;
};
/// Source: CDA R2 schema, datatypes-base and datatypes. A type of no row needs members that the model has
/// not.
constexpr std::array types{
    type_row{"CD", content::code},        type_row{"CE", content::code},
    type_row{"CV", content::code},        type_row{"CO", content::code},
    type_row{"CS", content::code},        type_row{"BL", content::scalar},
    type_row{"PQ", content::scalar},      type_row{"INT", content::scalar},
    type_row{"REAL", content::scalar},    type_row{"TS", content::scalar},
    type_row{"EIVL_TS", content::scalar}, type_row{"MO", content::scalar},
    type_row{"TEL", content::scalar},     type_row{"ST", content::text},
    type_row{"ED", content::text},        type_row{"IVL_TS", content::period},
};

template <typename Part, typename Table>
void put_parts(page& p, const std::vector<Part>& parts, const Table& table) {
    for (const auto& part : parts) {
        const auto row =
            std::find_if(table.begin(), table.end(), [&](const auto& one) { return one.kind == part.kind; });
        if (row == table.end()) {
            p.xml.text(part.text);
            continue;
        }
        const auto element = p.xml.open(row->element);
        if constexpr (requires { part.qualifier; }) p.xml.optional("qualifier", part.qualifier);
        p.xml.optional("nullFlavor", part.null_flavor);
        p.xml.text(part.text);
    }
}

}  // namespace

deeper::deeper(page& p) : page_(p) {
    if (++p.depth == max_depth + 1) p.report(write_rules::row("write.depth"));
}

void put(page& p, std::string_view element, const identifier& one) {
    if (one.empty()) return;
    const auto id = p.xml.open(element);
    p.xml.optional("nullFlavor", one.null_flavor);
    p.xml.optional("root", one.root);
    p.xml.optional("extension", one.extension);
    p.xml.optional("assigningAuthorityName", one.assigning_authority);
}

void put_all(page& p, std::string_view element, const std::vector<identifier>& all) {
    for (const auto& one : all)
        put(p, element, one);
}

void put_required(page& p, const std::vector<identifier>& all) {
    put_all(p, "id", all);
    if (all.empty()) p.xml.leaf("id", "nullFlavor", defaults::no_information);
}

void put_templates(page& p, tables::templates::list roots) {
    for (const auto root : roots)
        p.xml.leaf("templateId", "root", root);
}

void put(page& p, std::string_view element, const instant& one) {
    if (one.empty()) return;
    const auto time = p.xml.open(element);
    p.xml.optional("nullFlavor", one.null_flavor);
    p.xml.optional("value", one.value);
}

void put_required(page& p, std::string_view element, const instant& one) {
    put(p, element, one);
    if (one.empty()) p.xml.leaf(element, "nullFlavor", defaults::no_information);
}

void put(page& p, std::string_view element, const interval& one, std::string_view type) {
    if (one.empty()) return;
    const auto time = p.xml.open(element);
    p.xml.optional("xsi:type", type);
    p.xml.optional("nullFlavor", one.null_flavor);
    p.xml.optional("value", one.value);
    put(p, "low", one.low);
    put(p, "high", one.high);
}

void put_content(page& p, const coded& one, named_qualifiers more) {
    const deeper level(p);
    if (!level) return;
    p.xml.optional("nullFlavor", one.null_flavor);
    p.xml.optional("code", one.code);
    p.xml.optional("displayName", one.display);
    p.xml.optional("codeSystem", one.system);
    p.xml.optional("codeSystemName", one.system_name);
    p.xml.optional("codeSystemVersion", one.system_version);
    put(p, "originalText", one.original_text);
    for (const auto& each : one.qualifiers) {
        const auto qualifier = p.xml.open("qualifier");
        put(p, "name", each.name);
        put(p, "value", each.value);
    }
    for (const auto& each : more) {
        if (each.value == nullptr || each.value->empty()) continue;
        const auto qualifier = p.xml.open("qualifier");
        if (each.name != nullptr) put(p, "name", *each.name);
        put(p, "value", *each.value, each.value->qualifiers.empty() ? each.value_type : std::string_view{});
    }
    for (const auto& each : one.translations)
        put(p, "translation", each);
}

void put(page& p, std::string_view element, const coded& one, std::string_view type, named_qualifiers more) {
    const auto says = [](const named_qualifier& each) {
        return each.value != nullptr && !each.value->empty();
    };
    if (one.empty() && std::none_of(more.begin(), more.end(), says)) return;
    const auto code = p.xml.open(element);
    p.xml.optional("xsi:type", type);
    put_content(p, one, more);
}

void put_required(page& p, std::string_view element, const coded& one) {
    put(p, element, one);
    if (one.empty()) p.xml.leaf(element, "nullFlavor", defaults::no_information);
}

void put(page& p, std::string_view element, const narrative_text& one) {
    const auto found = p.anchors.find(&one);
    if (found == p.anchors.end() && one.empty()) return;
    const auto text = p.xml.open(element);
    p.xml.optional("nullFlavor", one.null_flavor);
    if (p.kept != nullptr && !one.reference.empty()) {
        p.unresolved = p.unresolved || (!one.text.empty() && !p.kept->contains(one.reference.substr(1)));
        p.xml.leaf("reference", "value", one.reference);
    } else if (found != p.anchors.end()) {
        p.xml.leaf("reference", "value", "#" + found->second);
    } else {
        p.xml.text(one.text);
    }
}

void put(page& p, std::string_view element, const name& one) {
    const auto person = p.xml.open(element);
    p.xml.optional("nullFlavor", one.null_flavor);
    p.xml.optional("use", one.use);
    put_parts(p, one.parts, tables::name_parts);
}

void put(page& p, std::string_view element, const address& one) {
    const auto addr = p.xml.open(element);
    p.xml.optional("nullFlavor", one.null_flavor);
    p.xml.optional("use", one.use);
    put_parts(p, one.parts, tables::address_parts);
}

void put(page& p, std::string_view element, const telecom& one) {
    const auto telecom = p.xml.open(element);
    p.xml.optional("nullFlavor", one.null_flavor);
    p.xml.optional("value", one.value);
    p.xml.optional("use", one.use);
}

void put(page& p, std::string_view element, const value& one, named_qualifiers more) {
    auto type = one.type;
    const auto row =
        std::find_if(types.begin(), types.end(), [&](const type_row& each) { return each.type == type; });
    auto what = row == types.end() ? content::text : row->content;
    if (row == types.end()) {
        p.report(write_rules::row("write.value-type"));
        type = "ST";
        if (!one.code.empty()) {
            type = "CD";
            what = content::code;
        } else if (!one.period.empty()) {
            type = "IVL_TS";
            what = content::period;
        }
    }
    const auto value = p.xml.open(element);
    p.xml.attribute("xsi:type", type);
    // The null of a code or period is the null of the value that it is.
    const bool own = what == content::code && !one.code.null_flavor.empty();
    if (!own)
        p.xml.optional("nullFlavor", one.null_flavor.empty() ? one.period.null_flavor : one.null_flavor);
    switch (what) {
        case content::code:
            put_content(p, one.code, more);
            break;
        case content::scalar:
            p.xml.optional("value", one.text);
            p.xml.optional("unit", one.unit);
            break;
        case content::text:
            p.xml.text(one.text);
            break;
        case content::period:
            p.xml.optional("value", one.period.value);
            put(p, "low", one.period.low);
            put(p, "high", one.period.high);
            break;
    }
}

}  // namespace pps::cda::writing
