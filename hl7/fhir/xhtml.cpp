#include "hl7/fhir/xhtml.hpp"

#include "cda/read/narrative.hpp"
#include "cda/xml_escape.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace pps::hl7::fhir {
namespace {

constexpr std::size_t max_depth = 100;
constexpr std::ptrdiff_t max_tags = 500'000;  ///< A tag of four bytes becomes a node of sixty.
constexpr std::string_view marker = "cda-";
constexpr std::string_view div_start = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
constexpr std::string_view div_end = "</div>";

/// An element of both narratives; `marked`: the XHTML one carries the class "cda-<name>". Sources: CDA R2
/// NarrativeBlock.xsd; FHIR R4 Narrative (HTML 4.0 chapters 7 to 11 and 15).
struct element_row {
    std::string_view cda;
    std::string_view xhtml;
    bool marked;
};
constexpr element_row elements[] = {
    {"td", "td", false},
    {"tr", "tr", false},
    {"content", "span", false},
    {"br", "br", false},
    {"paragraph", "p", false},
    {"th", "th", false},
    {"table", "table", false},
    {"tbody", "tbody", false},
    {"thead", "thead", false},
    {"tfoot", "tfoot", false},
    {"item", "li", false},
    {"list", "ul", false},
    {"sub", "sub", false},
    {"sup", "sup", false},
    {"linkHtml", "a", false},
    {"colgroup", "colgroup", false},
    {"col", "col", false},
    {"caption", "caption", false},
    {"footnote", "span", true},
    {"footnoteRef", "span", true},
    {"renderMultiMedia", "span", true},
};
/// XHTML that CDA has no element for, and what it becomes with that styleCode.
struct foreign_row {
    std::string_view xhtml;
    std::string_view cda;
    std::string_view style;
};
constexpr foreign_row foreign[] = {
    {"b", "content", "Bold"},        {"strong", "content", "Bold"}, {"i", "content", "Italics"},
    {"em", "content", "Italics"},    {"u", "content", "Underline"}, {"h1", "paragraph", "Bold"},
    {"h2", "paragraph", "Bold"},     {"h3", "paragraph", "Bold"},   {"h4", "paragraph", "Bold"},
    {"h5", "paragraph", "Bold"},     {"h6", "paragraph", "Bold"},   {"pre", "paragraph", ""},
    {"blockquote", "paragraph", ""}, {"dt", "paragraph", "Bold"},   {"dd", "paragraph", ""},
};
/// Attributes that mean the same on both sides.
struct attribute_row {
    std::string_view cda;
    std::string_view xhtml;
};
constexpr attribute_row attributes[] = {
    {"ID", "id"},
    {"styleCode", "class"},
    {"href", "href"},
    {"colspan", "colspan"},
    {"rowspan", "rowspan"},
    {"align", "align"},
    {"valign", "valign"},
    {"width", "width"},
    {"border", "border"},
    {"summary", "summary"},
    {"scope", "scope"},
    {"abbr", "abbr"},
    {"axis", "axis"},
    {"headers", "headers"},
    {"span", "span"},
    {"rules", "rules"},
    {"frame", "frame"},
    {"title", "title"},
    {"cellpadding", "cellpadding"},
    {"cellspacing", "cellspacing"},
};

const element_row* element_of(std::string_view cda) noexcept {
    const auto* row = std::find_if(std::begin(elements), std::end(elements),
                                   [&](const element_row& one) { return one.cda == cda; });
    return row == std::end(elements) ? nullptr : row;
}

bool link_ok(std::string_view href) noexcept {
    constexpr std::string_view allowed[] = {"http:", "https:", "mailto:", "tel:", "#"};
    return std::any_of(std::begin(allowed), std::end(allowed),
                       [&](std::string_view one) { return href.starts_with(one); });
}

class xhtml_writer {
  public:
    bool content(pugi::xml_node parent, std::size_t depth) {
        if (depth > max_depth) return false;
        for (const pugi::xml_node node : parent.children()) {
            if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
                cda::append_escaped(out, node.value());
            } else if (node.type() == pugi::node_element && !one(node, depth)) {
                return false;
            }
        }
        return true;
    }
    std::string out;

  private:
    bool one(pugi::xml_node node, std::size_t depth) {
        const std::string_view name = node.name();
        const auto* row = element_of(name);
        if (row == nullptr) return content(node, depth + 1);
        auto tag = row->xhtml;
        std::string_view kind = row->marked ? name : std::string_view{};
        const std::string_view around = node.parent().name();
        if (name == "list") {
            const std::string_view type = node.attribute("listType").value();
            if (type == "ordered") tag = "ol";
            if (type == "unordered") kind = "unordered";
        } else if (name == "caption" && around != "table") {
            tag = around == "list" ? "li" : "span";
            kind = name;
        }
        out.append("<").append(tag);
        write_attributes(node, kind);
        if (tag == "br" || tag == "col") {
            out.append("/>");
            return true;
        }
        out.append(">");
        if (!content(node, depth + 1)) return false;
        out.append("</").append(tag).append(">");
        return true;
    }
    void write_attributes(pugi::xml_node node, std::string_view kind) {
        bool classed = kind.empty();
        for (const pugi::xml_attribute held : node.attributes()) {
            const std::string_view name = held.name();
            const std::string_view value = held.value();
            const auto* row = std::find_if(std::begin(attributes), std::end(attributes),
                                           [&](const attribute_row& one) { return one.cda == name; });
            if (row == std::end(attributes) || (row->cda == "href" && !link_ok(value))) continue;
            out.append(" ").append(row->xhtml).append("=\"");
            if (row->xhtml == "class" && !classed) {
                out.append(marker).append(kind).append(" ");
                classed = true;
            }
            cda::append_escaped(out, value);
            out.append("\"");
        }
        if (!classed) out.append(" class=\"").append(marker).append(kind).append("\"");
    }
};

/// Visits a tree in document order, without recursion: what is visited may be nested at will. `visit` gets a
/// node and its depth, and returns false to end the walk; walk() then returns false.
template <class Visit>
bool walk(pugi::xml_node root, Visit visit) {
    std::size_t depth = 0;
    for (pugi::xml_node node = root;;) {
        if (!visit(node, depth)) return false;
        if (node.first_child()) {
            node = node.first_child();
            ++depth;
            continue;
        }
        while (node != root && !node.next_sibling()) {
            node = node.parent();
            --depth;
        }
        if (node == root) return true;
        node = node.next_sibling();
    }
}

bool parse(std::string_view fragment, pugi::xml_document& out, bool in_element) {
    if (std::count(fragment.begin(), fragment.end(), '<') > max_tags) return false;
    // A root of our own: text beside elements is then content like any other.
    std::string whole;
    if (in_element) {
        whole.reserve(fragment.size() + 16);
        whole.append("<text>").append(fragment).append("</text>");
        fragment = whole;
    }
    constexpr auto options = pugi::parse_default | pugi::parse_ws_pcdata;
    if (!out.load_buffer(fragment.data(), fragment.size(), options, pugi::encoding_utf8)) return false;
    if (out.first_child() != out.last_child() || !out.document_element()) return false;
    // What comes after recurses.
    return walk(out.document_element(), [](pugi::xml_node, std::size_t depth) { return depth <= max_depth; });
}

bool block(pugi::xml_node node) noexcept {
    constexpr std::string_view names[] = {"p", "table", "ul", "ol", "div", "paragraph", "list", "dl", "pre"};
    return std::find(std::begin(names), std::end(names), std::string_view(node.name())) != std::end(names);
}

void rename(pugi::xml_node node, std::string_view name) {
    node.set_name(std::string(name).c_str());
}

/// The attributes of an element under their CDA names, those that CDA does not have taken away.
/// Returns the class that says which CDA element it was, "" for none.
std::string rename_attributes(pugi::xml_node node) {
    std::string kind;
    for (auto held = node.first_attribute(); held;) {
        const auto following = held.next_attribute();
        const std::string_view name = held.name();
        const auto* row = std::find_if(std::begin(attributes), std::end(attributes),
                                       [&](const attribute_row& one) { return one.xhtml == name; });
        const bool refused = row == std::end(attributes) || (row->cda == "href" && !link_ok(held.value()));
        if (refused) {
            node.remove_attribute(held);
        } else {
            std::string_view value = held.value();
            held.set_name(std::string(row->cda).c_str());
            if (row->xhtml == "class" && value.starts_with(marker)) {
                const auto end = std::min(value.find(' '), value.size());
                kind = value.substr(marker.size(), end - marker.size());
                const std::string rest(value.substr(std::min(end + 1, value.size())));
                if (rest.empty()) {
                    node.remove_attribute(held);
                } else {
                    held.set_value(rest.c_str());
                }
            }
        }
        held = following;
    }
    return kind;
}

/// XHTML to CDA, in place. An element without a row keeps a name that is none of CDA's: only its content
/// stays.
void rename_element(pugi::xml_node node) {
    const std::string name = node.name();
    const auto kind = rename_attributes(node);
    const auto* marked = kind.empty() ? nullptr : element_of(kind);
    const auto* row = std::find_if(std::begin(elements), std::end(elements),
                                   [&](const element_row& one) { return !one.marked && one.xhtml == name; });
    if (marked != nullptr && (name == "span" || (name == "li" && kind == "caption"))) {
        rename(node, kind);
    } else if (row != std::end(elements)) {
        rename(node, row->cda);
        if (kind == "unordered") node.prepend_attribute("listType") = "unordered";
    } else if (name == "ol") {
        rename(node, "list");
        node.prepend_attribute("listType") = "ordered";
    } else if (name == "div") {
        const auto inner = node.children();
        rename(node, std::any_of(inner.begin(), inner.end(), block) ? "x" : "paragraph");
    } else {
        const auto* other = std::find_if(std::begin(foreign), std::end(foreign),
                                         [&](const foreign_row& one) { return one.xhtml == name; });
        rename(node, other == std::end(foreign) ? "x" : other->cda);
        if (other != std::end(foreign) && !other->style.empty() && !node.attribute("styleCode"))
            node.append_attribute("styleCode") = std::string(other->style).c_str();
        if (name == "script" || name == "style") node.remove_children();
    }
}

}  // namespace

std::optional<std::string> to_xhtml(std::string_view markup) {
    pugi::xml_document parsed;
    if (!parse(markup, parsed, true)) return std::nullopt;
    xhtml_writer writer;
    writer.out.reserve(markup.size() * 5 / 4 + 64);
    writer.out.append(div_start);
    if (!writer.content(parsed.document_element(), 1)) return std::nullopt;
    writer.out.append(div_end);
    return std::move(writer.out);
}

std::string text_div(std::string_view text) {
    std::string out(div_start);
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        out.append("<p>");
        cda::append_escaped(out, text.substr(from, end - from));
        out.append("</p>");
        from = end + 1;
    }
    return out.append(div_end);
}

std::optional<std::string> to_markup(std::string_view div) {
    pugi::xml_document parsed;
    if (!parse(div, parsed, false)) return std::nullopt;
    const pugi::xml_node root = parsed.document_element();
    walk(root, [&](pugi::xml_node node, std::size_t) {
        if (node != root && node.type() == pugi::node_element) rename_element(node);
        return true;
    });
    pugi::xml_node renamed = root;
    while (renamed.first_attribute())
        renamed.remove_attribute(renamed.first_attribute());
    rename(renamed, "text");
    return cda::reading::markup(renamed);
}

namespace {
std::optional<std::string> normalized(std::string_view markup) {
    pugi::xml_document parsed;
    if (!parse(markup, parsed, true)) return std::nullopt;
    return cda::reading::markup(parsed.document_element());
}
}  // namespace

bool is_normal(std::string_view markup) {
    const auto normal = normalized(markup);
    if (!normal) return false;
    // A quotation mark in text may be written either way.
    const auto quoted = [](std::string_view text) {
        std::string out;
        for (std::size_t from = 0; from < text.size();) {
            const auto at = std::min(text.find("&quot;", from), text.size());
            out.append(text.substr(from, at - from));
            if (at < text.size()) out += '"';
            from = at + 6;
        }
        return out;
    };
    return *normal == markup || quoted(*normal) == quoted(markup);
}

std::string plain_text(std::string_view markup) {
    pugi::xml_document parsed;
    if (!parse(markup, parsed, true)) return {};
    auto budget = std::numeric_limits<std::size_t>::max();
    return cda::reading::plain_text(parsed.document_element(), budget);
}

std::string text_of_div(std::string_view div) {
    pugi::xml_document parsed;
    std::string out;
    if (!parse(div, parsed, false)) return out;
    const pugi::xml_node root = parsed.document_element();
    bool line = false;
    walk(root, [&](pugi::xml_node node, std::size_t) {
        if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
            out.append(node.value());
        } else if (block(node) || std::string_view(node.name()) == "br") {
            if (line) out += '\n';
            line = node != root;
        }
        return true;
    });
    return out;
}

}  // namespace pps::hl7::fhir
