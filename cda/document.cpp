#include "cda/document.hpp"

#include "cda/xml_rules.hpp"
#include "cda/xml_scan.hpp"

#include <algorithm>
#include <utility>

namespace pps::cda {
namespace {

constexpr std::string_view xslt_namespace = "http://www.w3.org/1999/XSL/Transform";
constexpr std::string_view wrapper_namespace = "urn:asip-sante:ci-sis";

bool is_element(pugi::xml_node node, std::string_view uri, std::string_view name) noexcept {
    return node.type() == pugi::node_element && local_name(node) == name && namespace_of(node) == uri;
}

// The only child of that name; null when there is none or more than one.
pugi::xml_node only_child(pugi::xml_node parent, std::string_view uri, std::string_view name) noexcept {
    pugi::xml_node found;
    for (const pugi::xml_node node : parent.children()) {
        if (!is_element(node, uri, name)) continue;
        if (found) return {};
        found = node;
    }
    return found;
}

read_outcome refuse(const rule& r, std::string_view bytes, std::size_t offset) {
    const auto before = bytes.substr(0, offset);
    const auto line = std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
    const auto column = std::to_string(offset - (before.rfind('\n') + 1) + 1);
    read_outcome outcome;
    auto refusal = broken(r);
    refusal.fr += " (ligne " + line + ", octet " + column + ")";
    refusal.en += " (line " + line + ", byte " + column + ")";
    outcome.findings.push_back(std::move(refusal));
    return outcome;
}

}  // namespace

struct document_reader {
    static read_outcome read(std::string_view bytes, const read_limits& limits) {
        const auto scan = scan_xml(bytes, limits);
        if (scan.broken != nullptr) return refuse(*scan.broken, bytes, scan.offset);

        auto doc = std::make_unique<document>();
        const auto parsed =
            doc->xml_.load_buffer(bytes.data(), bytes.size(), pugi::parse_default, pugi::encoding_utf8);
        if (!parsed) {
            const auto offset = std::clamp<std::ptrdiff_t>(parsed.offset, 0, std::ssize(bytes));
            return refuse(xml_rules::row("xml.well-formed"), bytes, static_cast<std::size_t>(offset));
        }
        find_root(*doc);
        read_outcome outcome;
        if (!doc->root_) {
            outcome.findings.push_back(broken(xml_rules::row("cda.root")));
            return outcome;
        }
        doc->external_stylesheet_ = scan.external_stylesheet;
        doc->nodes_ = scan.nodes;
        outcome.document = std::move(doc);
        return outcome;
    }

    static void find_root(document& doc) noexcept {
        const auto top = doc.xml_.document_element();
        if (is_element(top, cda_namespace, "ClinicalDocument")) {
            doc.root_ = top;
        } else if (is_element(top, xslt_namespace, "stylesheet")) {
            doc.shape_ = shape::self_presenting;
            const auto wrapper = only_child(top, wrapper_namespace, "Contenu");
            doc.root_ = only_child(wrapper, cda_namespace, "ClinicalDocument");
        }
    }
};

read_outcome read_document(std::string_view bytes, const read_limits& limits) {
    return document_reader::read(bytes, limits);
}

}  // namespace pps::cda
