#include "cda/validation/tree.hpp"

#include "cda/xml_rules.hpp"
#include "cda/xml_scan.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <cstring>
#include <random>
#include <utility>

namespace pps::cda::validation {
namespace {

// As an XML parser reports a document to XSLT: everything but the declaration and the DOCTYPE.
constexpr unsigned int flags = pugi::parse_pi | pugi::parse_comments | pugi::parse_cdata |
                               pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata |
                               pugi::parse_wconv_attribute;

constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view cda_namespace = "urn:hl7-org:v3";

std::string_view prefix_of(std::string_view name) noexcept {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
}

std::string_view local_of(std::string_view name) noexcept {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool declares(std::string_view attribute, std::string_view& prefix) noexcept {
    if (attribute == "xmlns") {
        prefix = {};
        return true;
    }
    if (!attribute.starts_with("xmlns:")) return false;
    prefix = attribute.substr(6);
    return true;
}

bool is_text(pugi::xml_node n) noexcept {
    return n.type() == pugi::node_pcdata || n.type() == pugi::node_cdata;
}

}  // namespace

struct tree_builder {
    tree& out;
    struct open_element {
        pugi::xml_node source;
        node_id id;
        std::size_t bindings;
    };
    std::vector<open_element> open;
    std::vector<std::pair<std::string_view, std::string_view>> bindings{{"xml", xml_namespace}};
    // Asked for at every node, of short texts. The hash begins anywhere, so that nobody can write names that
    // collide.
    struct name_key {
        std::string_view qualified;
        std::string_view uri;
        std::uint64_t hash;

        name_key(std::string_view name, std::string_view in) noexcept
            : qualified(name), uri(in), hash(begin() ^ name.size()) {
            mix(name);
            mix(in);
        }
        bool operator==(const name_key&) const = default;

      private:
        static std::uint64_t begin() noexcept {
            static const std::uint64_t somewhere = std::random_device{}();
            return somewhere;
        }
        void mix(std::string_view text) noexcept {
            for (; !text.empty(); text.remove_prefix(std::min(text.size(), sizeof(hash)))) {
                std::uint64_t some = 0;
                std::memcpy(&some, text.data(), std::min(text.size(), sizeof(some)));
                hash = (hash ^ some) * 0x9E3779B97F4A7C15U;
                hash ^= hash >> 32U;
            }
        }
    };
    struct name_hash {
        std::size_t operator()(const name_key& key) const noexcept { return key.hash; }
    };
    // What the keys point to lives as long as the tree.
    std::unordered_map<name_key, std::uint32_t, name_hash> names;

    std::uint32_t name(std::string_view qualified, std::string_view uri) {
        const auto [at, fresh] =
            names.try_emplace(name_key{qualified, uri}, static_cast<std::uint32_t>(out.names_.size()));
        if (fresh) {
            out.names_.push_back({qualified, local_of(qualified), uri});
            out.by_name_.emplace_back();
        }
        return at->second;
    }

    std::string_view bound(std::string_view prefix) const noexcept {
        for (auto at = bindings.rbegin(); at != bindings.rend(); ++at) {
            if (at->first == prefix) return at->second;
        }
        return {};
    }

    node_id add(node_kind kind, std::uint32_t name_index, node_id parent, std::string_view value) {
        const auto id = static_cast<node_id>(out.nodes_.size());
        out.nodes_.push_back({kind, 0, name_index, parent, id + 1, value});
        return id;
    }

    void element(pugi::xml_node source, node_id parent) {
        open.push_back({source, static_cast<node_id>(out.nodes_.size()), bindings.size()});
        for (const auto a : source.attributes()) {
            std::string_view prefix;
            if (!declares(a.name(), prefix)) continue;
            bindings.emplace_back(prefix, a.value());
            out.declarations_.push_back({open.back().id, prefix, a.value()});
        }
        const std::string_view qualified = source.name();
        const auto id = add(node_kind::element, name(qualified, bound(prefix_of(qualified))), parent, {});
        out.by_name_[out.nodes_[id].name].push_back(id);
        std::uint16_t count = 0;
        for (const auto a : source.attributes()) {
            std::string_view prefix;
            if (declares(a.name(), prefix)) continue;
            prefix = prefix_of(a.name());
            add(node_kind::attribute, name(a.name(), prefix.empty() ? std::string_view{} : bound(prefix)), id,
                a.value());
            ++count;
        }
        out.nodes_[id].attributes = count;
    }

    // Texts that follow each other are one text node; returns the last of them. They lie in the buffer of the
    // parse one after the other with nothing but the marks of CDATA between them, so they are moved together
    // there: nobody looks at them through the parser again.
    pugi::xml_node text(pugi::xml_node first, node_id parent) {
        std::string_view value;
        auto last = first;
        for (auto piece = first; is_text(piece); piece = piece.next_sibling()) {
            last = piece;
            const std::string_view more = piece.value();
            if (value.empty()) {
                value = more;
            } else if (!more.empty()) {
                std::memmove(const_cast<char*>(value.data()) + value.size(), more.data(), more.size());
                value = {value.data(), value.size() + more.size()};
            }
        }
        if (!value.empty()) add(node_kind::text, 0, parent, value);
        return last;
    }

    // Walks without recursion: the depth of a document is not the depth of the stack.
    void build(pugi::xml_node top) {
        name({}, {});
        const auto document = add(node_kind::document, 0, no_node, {});
        auto current = top.type() == pugi::node_document ? top.first_child() : top;
        const bool only_top = top.type() != pugi::node_document;
        if (only_top) inherit(top);
        while (current) {
            const auto parent = open.empty() ? document : open.back().id;
            if (current.type() == pugi::node_element) {
                element(current, parent);
                if (current.first_child()) {
                    current = current.first_child();
                    continue;
                }
                close();
            } else if (is_text(current)) {
                current = open.empty() ? current : text(current, parent);
            } else if (current.type() == pugi::node_comment) {
                add(node_kind::comment, 0, parent, current.value());
            } else if (current.type() == pugi::node_pi) {
                add(node_kind::instruction, name(current.name(), {}), parent, current.value());
            }
            while (!open.empty() && !current.next_sibling()) {
                current = open.back().source;
                close();
            }
            if (open.empty() && only_top) break;
            current = current.next_sibling();
        }
        out.nodes_[document].end = out.size();
    }

    void close() {
        out.nodes_[open.back().id].end = out.size();
        bindings.resize(open.back().bindings);
        open.pop_back();
    }

    // The namespaces in scope where the ClinicalDocument is taken out of its stylesheet.
    void inherit(pugi::xml_node top) {
        std::vector<pugi::xml_node> ancestors;
        for (auto n = top.parent(); n.type() == pugi::node_element; n = n.parent())
            ancestors.push_back(n);
        for (auto at = ancestors.rbegin(); at != ancestors.rend(); ++at) {
            for (const auto a : at->attributes()) {
                std::string_view prefix;
                if (!declares(a.name(), prefix)) continue;
                bindings.emplace_back(prefix, a.value());
                out.declarations_.push_back({1, prefix, a.value()});
            }
        }
    }

    // Parses a copy of the bytes in place: what the tree points to are those bytes, so that the nodes of the
    // parser, several times as large, can go.
    static pugi::xml_parse_result load(tree& t, std::string_view bytes, pugi::xml_encoding encoding) {
        t.source_.assign(bytes.begin(), bytes.end());
        t.xml_ = std::make_unique<pugi::xml_document>();
        auto result = t.xml_->load_buffer_inplace(t.source_.data(), t.source_.size(), flags, encoding);
        t.converted_ = result.encoding != pugi::encoding_utf8;
        return result;
    }
    static std::unique_ptr<tree> make() { return std::unique_ptr<tree>(new tree); }
    static pugi::xml_document& xml(tree& t) { return *t.xml_; }
    // `expected` nodes, 0 when that is not known.
    static void finish(tree& t, pugi::xml_node top, std::size_t expected) {
        t.nodes_.reserve(expected);
        tree_builder{t, {}, {{"xml", xml_namespace}}, {}}.build(top);
        if (expected == 0) t.nodes_.shrink_to_fit();
        // In another encoding the texts are in a buffer of the parser.
        if (!t.converted_) t.xml_.reset();
    }
};

tree::tree() = default;
tree::~tree() = default;

std::unique_ptr<tree> tree::parse(std::string_view bytes, std::string& why) {
    auto made = tree_builder::make();
    const auto parsed = tree_builder::load(*made, bytes, pugi::encoding_auto);
    if (!parsed) {
        why = parsed.description();
        return nullptr;
    }
    tree_builder::finish(*made, *made->xml_, 0);
    return made;
}

bool tree::resolve_prefix(node_id element, std::string_view prefix, std::string_view& uri) const noexcept {
    if (prefix == "xml") {
        uri = xml_namespace;
        return true;
    }
    for (auto id = element; id != no_node; id = nodes_[id].parent) {
        auto at = std::upper_bound(declarations_.begin(), declarations_.end(), id,
                                   [](node_id value, const declaration& d) { return value < d.element; });
        while (at != declarations_.begin() && (at - 1)->element == id) {
            --at;
            if (at->prefix != prefix) continue;
            uri = at->uri;
            return prefix.empty() || !uri.empty();
        }
    }
    uri = {};
    return prefix.empty();
}

std::string_view tree::string_value(node_id id, std::string& store) const {
    const auto& n = nodes_[id];
    if (n.kind != node_kind::element && n.kind != node_kind::document) return n.value;
    std::string_view only;
    bool several = false;
    for (auto at = id + 1; at < n.end; ++at) {
        if (nodes_[at].kind != node_kind::text) continue;
        if (several) {
            store += nodes_[at].value;
        } else if (only.empty()) {
            only = nodes_[at].value;
        } else {
            several = true;
            store.assign(only).append(nodes_[at].value);
        }
    }
    return several ? std::string_view{store} : only;
}

std::string_view tree::attribute(node_id element, std::string_view local) const noexcept {
    for (node_id a = element + 1; a <= element + nodes_[element].attributes; ++a) {
        const auto& n = name_of(a);
        if (n.local == local && n.uri.empty()) return nodes_[a].value;
    }
    return {};
}

std::size_t tree::memory() const noexcept {
    std::size_t total = source_.size() + nodes_.capacity() * sizeof(node);
    for (const auto& list : by_name_)
        total += list.capacity() * sizeof(node_id);
    return total;
}

namespace {

/// Bytes that scan_xml has judged, which counted so many nodes.
parse_outcome parse_scanned(std::string_view bytes, judged_root root, std::size_t nodes) {
    parse_outcome outcome;
    auto made = tree_builder::make();
    if (!tree_builder::load(*made, bytes, pugi::encoding_utf8)) {
        outcome.findings.push_back(broken(xml_rules::row("xml.well-formed")));
        return outcome;
    }
    const auto& xml = tree_builder::xml(*made);
    pugi::xml_node top = xml;
    if (root == judged_root::clinical_document && local_name(xml.document_element()) == "stylesheet") {
        for (const auto wrapper : xml.document_element().children()) {
            for (const auto inner : wrapper.children()) {
                if (inner.type() == pugi::node_element && local_name(inner) == "ClinicalDocument" &&
                    namespace_of(inner) == cda_namespace) {
                    top = inner;
                }
            }
        }
    }
    // A text comes with most elements; pages that are not used cost nothing.
    tree_builder::finish(*made, top, 2 * nodes);
    outcome.document = std::move(made);
    return outcome;
}

}  // namespace

parse_outcome parse_document(std::string_view bytes, judged_root root, const read_limits& limits) {
    const auto scan = scan_xml(bytes, limits);
    if (scan.broken == nullptr) return parse_scanned(bytes, root, scan.nodes);
    parse_outcome outcome;
    outcome.findings.push_back(broken(*scan.broken));
    return outcome;
}

parse_outcome parse_document(const document& read, std::string_view bytes, judged_root root) {
    return parse_scanned(bytes, root, read.nodes());
}

}  // namespace pps::cda::validation
