#pragma once

#include "cda/document.hpp"
#include "cda/finding.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pugi {
class xml_document;
}

namespace pps::cda::validation {

enum class node_kind : std::uint8_t { document, element, attribute, text, comment, instruction };

using node_id = std::uint32_t;
inline constexpr node_id no_node = 0xffffffff;

/// A node of the XPath data model. Nodes are numbered in document order, attributes directly after their
/// element, so that order, ancestry and descendants are comparisons of integers.
struct node {
    node_kind kind = node_kind::document;
    std::uint16_t attributes = 0;  ///< Of an element: they are the nodes id + 1 … id + attributes.
    std::uint32_t name = 0;        ///< Index in tree::names().
    node_id parent = no_node;
    node_id end = 0;         ///< The first node after the subtree.
    std::string_view value;  ///< Of all kinds but document and element.
};

/// A distinct name of a tree.
struct node_name {
    std::string_view qualified;  ///< As written, with its prefix.
    std::string_view local;
    std::string_view uri;
};

/// An XML document in the XPath data model, as Saxon builds it: comments, instructions and white space are
/// kept, text and CDATA are joined, namespace declarations are no attributes. Immutable.
class tree {
  public:
    ~tree();
    tree(const tree&) = delete;
    tree& operator=(const tree&) = delete;

    /// Parses bytes that are trusted to be an XML document (a file of the bundle); null when they are not.
    static std::unique_ptr<tree> parse(std::string_view bytes, std::string& why);

    const node& at(node_id id) const noexcept { return nodes_[id]; }
    node_id size() const noexcept { return static_cast<node_id>(nodes_.size()); }
    std::span<const node_name> names() const noexcept { return names_; }
    const node_name& name_of(node_id id) const noexcept { return names_[nodes_[id].name]; }
    node_id first_child(node_id id) const noexcept {
        const auto first = id + 1 + nodes_[id].attributes;
        return first < nodes_[id].end ? first : no_node;
    }
    node_id next_sibling(node_id id) const noexcept {
        const auto parent = nodes_[id].parent;
        if (parent == no_node || nodes_[id].kind == node_kind::attribute) return no_node;
        return nodes_[id].end < nodes_[parent].end ? nodes_[id].end : no_node;
    }
    /// Elements of one name in document order.
    std::span<const node_id> elements_named(std::uint32_t name) const noexcept { return by_name_[name]; }
    /// Namespace URI bound to a prefix ("" = default) at an element; false when unbound.
    bool resolve_prefix(node_id element, std::string_view prefix, std::string_view& uri) const noexcept;
    /// The text of a node: `store` is used when several texts have to be joined.
    std::string_view string_value(node_id id, std::string& store) const;
    /// The value of an attribute by local name and no namespace; empty when absent.
    std::string_view attribute(node_id element, std::string_view local) const noexcept;
    /// Bytes held, roughly.
    std::size_t memory() const noexcept;

  private:
    friend struct tree_builder;
    struct declaration {
        node_id element;
        std::string_view prefix;
        std::string_view uri;
    };
    tree();

    std::vector<char> source_;
    std::unique_ptr<pugi::xml_document> xml_;  ///< Only while it holds what the nodes point to.
    bool converted_ = false;
    std::vector<node> nodes_;
    std::vector<node_name> names_;
    std::vector<std::vector<node_id>> by_name_;
    std::vector<declaration> declarations_;
};

/// What the rules see of a self-presenting document: the whole stylesheet, or the ClinicalDocument alone as
/// the official selectCDA.xsl extracts it.
enum class judged_root { whole, clinical_document };

/// `document` is null exactly when `findings` refuses (xml_rules.hpp).
struct parse_outcome {
    std::shared_ptr<const tree> document;
    cda::findings findings;
};

/// Reads a received document for validation with the same defences as read_document. Thread-safe.
parse_outcome parse_document(std::string_view bytes, judged_root root = judged_root::clinical_document,
                             const read_limits& limits = {});
/// The same of the bytes that `read` was read from: they have been through those defences. Thread-safe.
parse_outcome parse_document(const document& read, std::string_view bytes,
                             judged_root root = judged_root::clinical_document);

}  // namespace pps::cda::validation
