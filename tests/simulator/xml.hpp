#pragma once

#include "tests/simulator/digest.hpp"

#include <libxml/tree.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator::xml {

struct free_document {
    void operator()(xmlDoc* doc) const noexcept { xmlFreeDoc(doc); }
};
using document = std::unique_ptr<xmlDoc, free_document>;

/// Must be called once before any thread parses.
void initialise();

/// Parses without network, entities or DTD: a document type declaration makes it fail. Null when not
/// well-formed.
document parse(std::string_view bytes);

bool is(const xmlNode* node, const char* ns, const char* name) noexcept;
bool in_namespace(const xmlNode* node, const char* ns) noexcept;
std::string_view local_name(const xmlNode* node) noexcept;

/// Element children, in order; all of them, or those of that name.
std::vector<xmlNode*> elements(const xmlNode* parent);
std::vector<xmlNode*> elements(const xmlNode* parent, const char* ns, const char* name);

/// First child element of that name, or null.
xmlNode* child(const xmlNode* parent, const char* ns, const char* name) noexcept;

/// First child by a path of names of one namespace, or null.
xmlNode* path(const xmlNode* from, const char* ns, std::initializer_list<const char*> names) noexcept;

/// First element of that name, `from` itself included, in document order; or null.
xmlNode* find(xmlNode* from, const char* ns, const char* name) noexcept;

/// Calls `visit` with `from` and every element below it, in document order.
template <class Visitor>
void for_each_element(const xmlNode* from, const Visitor& visit) {
    const xmlNode* at = from;
    while (at != nullptr) {
        if (at->type == XML_ELEMENT_NODE) visit(at);
        if (at->type == XML_ELEMENT_NODE && at->children != nullptr) {
            at = at->children;
            continue;
        }
        while (at != nullptr && at != from && at->next == nullptr)
            at = at->parent;
        at = at == nullptr || at == from ? nullptr : at->next;
    }
}

/// An attribute that is in no namespace.
std::optional<std::string> attribute(const xmlNode* node, const char* name);
std::string attribute_or_empty(const xmlNode* node, const char* name);
std::optional<std::string> attribute(const xmlNode* node, const char* name, const char* ns);

/// Text content with its descendants', blanks trimmed.
std::string text(const xmlNode* node);

/// Inclusive Canonical XML 1.0 of the whole document (null `apex`) or of the subtree of `apex`.
std::string canonical(xmlDoc* doc, xmlNode* apex, bool with_comments);
/// Its hash, raw bytes, without building the canonical text. nullopt when libxml2 refuses.
std::optional<std::string> canonical_digest(hash kind, xmlDoc* doc, xmlNode* apex, bool with_comments);

}  // namespace pps::simulator::xml
