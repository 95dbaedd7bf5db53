#include "gateway/process/origin.hpp"

#include "cda/document.hpp"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <charconv>

namespace pps::gateway::process {
namespace {

/// The node that a path of names and positions leads to, as far as it leads to one.
pugi::xml_node node_at(pugi::xml_node root, std::string_view xpath) {
    pugi::xml_node at = root;
    bool first = true;
    while (!xpath.empty() && at) {
        xpath.remove_prefix(xpath.front() == '/' ? 1 : 0);
        const std::size_t end = std::min(xpath.find('/'), xpath.size());
        std::string_view step = xpath.substr(0, end);
        xpath.remove_prefix(end);
        if (step.starts_with('@')) break;
        std::size_t position = 1;
        if (const std::size_t bracket = step.find('['); bracket != std::string_view::npos) {
            std::from_chars(step.data() + bracket + 1, step.data() + step.size(), position);
            step = step.substr(0, bracket);
        }
        if (const std::size_t colon = step.find(':'); colon != std::string_view::npos)
            step.remove_prefix(colon + 1);
        if (first) {
            first = false;
            continue;
        }
        pugi::xml_node next = cda::child(at, step);
        for (; next && position > 1; --position)
            next = cda::next(next, step);
        if (!next) break;
        at = next;
    }
    return at;
}

}  // namespace

std::string source_place(std::string_view generated, const std::vector<part_bytes>& parts,
                         std::string_view xpath, const place_of_part& place) {
    const cda::read_outcome read = cda::read_document(generated);
    if (!read.document || xpath.empty()) return {};
    const std::ptrdiff_t offset = node_at(read.document->root(), xpath).offset_debug();
    if (offset < 0) return {};
    const auto position = static_cast<std::size_t>(offset);
    std::string found;
    // Inner parts come after those around them.
    for (const auto& one : parts)
        if (one.begin <= position && position < one.end) found = one.part;
    return found.empty() ? found : place(found);
}

std::string existing_pointer(std::string_view json, std::string pointer) {
    rapidjson::Document parsed;
    parsed.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    if (parsed.HasParseError()) return {};
    while (!pointer.empty()) {
        const rapidjson::Pointer wanted{pointer.data(), pointer.size()};
        if (wanted.IsValid() && wanted.Get(parsed) != nullptr) break;
        pointer.resize(pointer.rfind('/'));
    }
    return pointer;
}

std::string part_of_path(std::string_view path) {
    constexpr std::string_view start = "plan.";
    if (path.starts_with(start)) path.remove_prefix(start.size());
    const std::size_t bracket = path.find(']');
    const std::size_t dot = path.find('.');
    if (bracket != std::string_view::npos && bracket < dot) return std::string{path.substr(0, bracket + 1)};
    return std::string{path.substr(0, dot)};
}

}  // namespace pps::gateway::process
