#include "cda/write/markup.hpp"

#include "cda/xml_scan.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <iterator>

namespace pps::cda::writing {
namespace {

/// Source: CDA R2 schema, NarrativeBlock.xsd. renderMultiMedia is left out: the model holds no media to show.
constexpr std::string_view elements[] = {
    "br",    "caption",  "col",   "colgroup",  "content", "footnote", "footnoteRef",
    "item",  "linkHtml", "list",  "paragraph", "sub",     "sup",      "table",
    "tbody", "td",       "tfoot", "th",        "thead",   "tr",
};
constexpr std::string_view attributes[] = {
    "ID",        "IDREF",   "abbr",    "align",   "axis",    "border", "cellpadding", "cellspacing",
    "char",      "charoff", "colspan", "frame",   "headers", "href",   "language",    "listType",
    "name",      "rel",     "rev",     "revised", "rowspan", "rules",  "scope",       "span",
    "styleCode", "summary", "title",   "valign",  "width",
};
constexpr std::string_view schemes[] = {"#", "http://", "https://", "mailto:"};

template <typename List>
bool in(const List& list, std::string_view name) noexcept {
    return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

bool sound(pugi::xml_node node, std::unordered_set<std::string>& ids) {
    if (node.type() != pugi::node_element)
        return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
    if (!in(elements, node.name())) return false;
    for (const auto one : node.attributes()) {
        const std::string_view name = one.name();
        const std::string_view value = one.value();
        if (!in(attributes, name)) return false;
        if (name == "ID" && !ids.emplace(value).second) return false;
        if (name == "href" &&
            std::none_of(std::begin(schemes), std::end(schemes),
                         [&](std::string_view scheme) { return value.starts_with(scheme); }))
            return false;
    }
    return true;
}

}  // namespace

bool sound_markup(std::string_view markup, std::unordered_set<std::string>& ids) {
    std::string whole = "<text>";
    whole.append(markup).append("</text>");
    if (scan_xml(whole, {}).broken != nullptr) return false;
    pugi::xml_document parsed;
    if (!parsed.load_buffer(whole.data(), whole.size(), pugi::parse_full, pugi::encoding_utf8)) return false;
    const auto text = parsed.first_child();
    if (text.next_sibling()) return false;
    // Without recursion: walks the tree by its links.
    for (auto node = text.first_child(); node;) {
        if (!sound(node, ids)) return false;
        if (node.first_child()) {
            node = node.first_child();
            continue;
        }
        while (node != text && !node.next_sibling())
            node = node.parent();
        if (node == text) break;
        node = node.next_sibling();
    }
    return true;
}

}  // namespace pps::cda::writing
