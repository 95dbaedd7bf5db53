#pragma once

#include "gateway/forward/dmp/profile.hpp"

#include <libxml/tree.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::dmp {

/// How nodes become bytes: Canonical XML 1.0 or Exclusive Canonical XML 1.0.
struct canonical_form {
    bool exclusive = false;
    bool comments = false;
    std::vector<std::string> inclusive_prefixes;  ///< Exclusive only; "#default" is the default namespace.
};

/// A parsed XML document that can be canonicalised. Nothing is fetched, nothing is expanded, a DTD is
/// refused, the parser's own limits stand (depth 256, 10 MB per text node). Use from one thread at a time.
class xml_tree {
  public:
    /// nullopt when `xml` is not a well-formed document without DTD.
    static std::optional<xml_tree> parse(std::string_view xml);

    xmlNode* root() const noexcept;

    /// The element whose un-prefixed attribute Id or ID equals `id`. Attributes are compared as text, because
    /// the ids of the official signatures are not always NCNames (dmp-wire §3.1). nullptr when there is none
    /// or more than one: an ambiguous id must not choose what is verified.
    xmlNode* find_id(std::string_view id) const;

    /// Canonical bytes of the subtree `apex` without the subtree `without` (nullptr: nothing left out).
    /// nullopt when the tree has no canonical form (for example relative namespace URIs).
    std::optional<std::string> canonical(const xmlNode* apex, const canonical_form& form,
                                         const xmlNode* without = nullptr) const;

  private:
    explicit xml_tree(xmlDoc* document);
    std::unique_ptr<xmlDoc, void (*)(xmlDoc*)> document_;
};

/// Raw digest of a whole document in Canonical XML 1.0 with comments, computed without holding the canonical
/// bytes. nullopt when `xml` has no canonical form. Thread-safe.
std::optional<std::string> canonical_digest(std::string_view xml, digest with);

/// Walking by namespace URI and local name; the first match in document order, nullptr when there is none.
xmlNode* child(const xmlNode* parent, std::string_view name_space, std::string_view name);
xmlNode* next(const xmlNode* sibling, std::string_view name_space, std::string_view name);
bool is(const xmlNode* node, std::string_view name_space, std::string_view name);
std::string attribute(const xmlNode* element, const char* name);  ///< "" when absent.
std::string content(const xmlNode* element);                      ///< All text below; "" for nullptr.

}  // namespace pps::gateway::dmp
