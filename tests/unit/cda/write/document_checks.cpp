#include "document_checks.hpp"

#include <pugixml.hpp>

#include <set>

namespace pps::tests {
namespace {

void words(pugi::xml_node node, std::string& out) {
    for (const auto child : node.children()) {
        const std::string_view name = child.name();
        if (child.type() == pugi::node_pcdata) out += child.value();
        if ((name == "td" || name == "th") && child.previous_sibling()) out += '|';
        if (name == "br") out += ' ';
        words(child, out);
        if (name == "tr" || name == "paragraph") out += '/';
    }
}

}  // namespace

std::vector<std::string> broken_references(std::string_view document) {
    pugi::xml_document parsed;
    if (!parsed.load_buffer(document.data(), document.size())) return {"not parsed"};
    std::vector<std::string> broken;
    std::set<std::string> ids;
    for (const auto& one : parsed.select_nodes("//section/text//@ID")) {
        if (!ids.insert(one.attribute().value()).second) broken.emplace_back(one.attribute().value());
    }
    for (const auto& one : parsed.select_nodes("//reference/@value")) {
        const std::string value = one.attribute().value();
        if (!value.starts_with('#') || !ids.contains(value.substr(1))) broken.push_back(value);
    }
    return broken;
}

std::string narrative_of(std::string_view document, std::string_view section_code) {
    pugi::xml_document parsed;
    parsed.load_buffer(document.data(), document.size());
    std::string out;
    for (const auto& one : parsed.select_nodes("//section")) {
        const auto code = one.node().child("code");
        if (section_code == code.attribute("code").value() ||
            section_code == code.child("translation").attribute("code").value())
            words(one.node().child("text"), out);
    }
    return out;
}

}  // namespace pps::tests
