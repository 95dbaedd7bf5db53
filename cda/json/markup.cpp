#include "cda/json/markup.hpp"

#include "cda/document.hpp"
#include "cda/read/narrative.hpp"
#include "cda/xml_scan.hpp"

#include <pugixml.hpp>

namespace pps::json {

std::optional<std::string> normal_markup(std::string_view markup) {
    static constexpr std::string_view start = "<text xmlns=\"urn:hl7-org:v3\">";
    static constexpr std::string_view end = "</text>";
    std::string whole;
    whole.reserve(start.size() + markup.size() + end.size());
    whole.append(start).append(markup).append(end);
    // A narrative is not nested as deep as a document may be.
    cda::read_limits bounds;
    bounds.max_depth = 50;
    bounds.max_nodes = 100'000;
    if (cda::scan_xml(whole, bounds).broken != nullptr) return std::nullopt;
    pugi::xml_document tree;
    if (!tree.load_buffer(whole.data(), whole.size(), pugi::parse_default, pugi::encoding_utf8)) {
        return std::nullopt;
    }
    return cda::reading::markup(tree.document_element());
}

}  // namespace pps::json
