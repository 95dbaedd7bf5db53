#include "cda/document.hpp"

#include <algorithm>
#include <vector>

namespace pps::cda {
namespace {

std::string_view prefix_of(std::string_view name) noexcept {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
}

// Does this attribute declare the prefix (the default namespace when the prefix is empty)?
bool declares(std::string_view attribute, std::string_view prefix) noexcept {
    if (!attribute.starts_with("xmlns")) return false;
    if (prefix.empty()) return attribute.size() == 5;
    return attribute.size() == 6 + prefix.size() && attribute[5] == ':' && attribute.ends_with(prefix);
}

// Names of documents that were read have one colon at most (scan_xml): the local name is what the name ends
// with.
bool is_called(pugi::xml_node node, std::string_view local) noexcept {
    const std::string_view name = node.name();
    if (!name.ends_with(local)) return false;
    return name.size() == local.size() || name[name.size() - local.size() - 1] == ':';
}

bool matches(pugi::xml_node node, std::string_view name) noexcept {
    return is_called(node, name) && node.type() == pugi::node_element && namespace_of(node) == cda_namespace;
}

pugi::xml_node first_match(pugi::xml_node from, std::string_view name) noexcept {
    while (from && !matches(from, name))
        from = from.next_sibling();
    return from;
}

}  // namespace

std::string_view local_name(pugi::xml_node element) noexcept {
    const std::string_view name = element.name();
    return name.substr(name.find(':') + 1);
}

std::string_view namespace_of(pugi::xml_node element) noexcept {
    if (element.type() != pugi::node_element) return {};
    const auto prefix = prefix_of(element.name());
    if (prefix == "xml") return "http://www.w3.org/XML/1998/namespace";
    for (auto scope = element; scope; scope = scope.parent()) {
        for (auto attribute = scope.first_attribute(); attribute; attribute = attribute.next_attribute()) {
            // Asked of every element that is walked over: few attributes begin so.
            if (*attribute.name() == 'x' && declares(attribute.name(), prefix)) return attribute.value();
        }
    }
    return {};
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name) noexcept {
    return first_match(parent.first_child(), name);
}

pugi::xml_node next(pugi::xml_node sibling, std::string_view name) noexcept {
    return first_match(sibling.next_sibling(), name);
}

pugi::xml_node path(pugi::xml_node from, std::string_view steps) noexcept {
    while (from && !steps.empty()) {
        const auto slash = std::min(steps.find('/'), steps.size());
        from = child(from, steps.substr(0, slash));
        steps.remove_prefix(std::min(slash + 1, steps.size()));
    }
    return from;
}

std::string xpath_of(pugi::xml_node node) {
    while (node && node.type() != pugi::node_element)
        node = node.parent();
    std::vector<pugi::xml_node> ancestry;
    for (; node && node.type() == pugi::node_element; node = node.parent()) {
        ancestry.push_back(node);
        // A self-presenting document is described like a plain one: from its ClinicalDocument.
        if (local_name(node) == "ClinicalDocument" && namespace_of(node) == cda_namespace) break;
    }
    std::string xpath;
    for (auto step = ancestry.rbegin(); step != ancestry.rend(); ++step) {
        const auto name = local_name(*step);
        // A name of another vocabulary is whatever the sender wrote: it is not repeated.
        xpath.append("/").append(namespace_of(*step) == cda_namespace ? name : "*");
        if (step == ancestry.rbegin()) continue;
        std::size_t position = 1;
        for (auto before = step->previous_sibling(); before; before = before.previous_sibling()) {
            if (before.type() == pugi::node_element && local_name(before) == name) ++position;
        }
        xpath.append("[").append(std::to_string(position)).append("]");
    }
    return xpath;
}

}  // namespace pps::cda
