#include "cda/render/narrative.hpp"

#include "cda/render/coded_words.hpp"
#include "cda/values.hpp"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace pps::render {
namespace {

constexpr unsigned deepest = 64;

// Elements of the CDA narrative block (CDA R2, NarrativeBlock.xsd) and what they become. Any other element is
// replaced by its content; renderMultiMedia and what a footnote refers to have none.
struct element_row {
    std::string_view name;
    markup open;
    markup close;
    bool block;
};
constexpr std::array elements{
    element_row{"paragraph", "<p>", "</p>", true},
    element_row{"caption", "<p class=\"caption\">", "</p>", true},
    element_row{"sub", "<sub>", "</sub>", false},
    element_row{"sup", "<sup>", "</sup>", false},
};

const element_row* row_of(std::string_view name) noexcept {
    for (const auto& row : elements) {
        if (row.name == name) return &row;
    }
    return nullptr;
}

std::string_view name_of(pugi::xml_node node) noexcept {
    return node.name();
}

bool is_block(pugi::xml_node node) noexcept {
    const auto name = name_of(node);
    const auto* row = row_of(name);
    return name == "table" || name == "list" || (row != nullptr && row->block);
}

bool bold(pugi::xml_node cell) noexcept {
    return cda::attribute(cell, "styleCode").find("Bold") != std::string_view::npos;
}

// Text of a node and everything in it. Not deeper than the tree was measured to be.
void append_text(std::string& out, pugi::xml_node node) {
    for (const auto child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
            out += child.value();
        } else {
            out += ' ';
            append_text(out, child);
        }
    }
}

bool blank(pugi::xml_node node) {
    std::string text;
    append_text(text, node);
    return says_nothing(text);
}

bool contains_block(pugi::xml_node node) noexcept {
    for (const auto child : node.children()) {
        if (is_block(child) || contains_block(child)) return true;
    }
    return false;
}

unsigned depth_of(pugi::xml_node root) noexcept {
    unsigned deep = 0;
    unsigned now = 0;
    for (auto node = root.first_child(); node;) {
        if (node.first_child()) {
            node = node.first_child();
            deep = std::max(deep, ++now);
            continue;
        }
        while (node != root && !node.next_sibling()) {
            node = node.parent();
            if (now > 0) --now;
        }
        if (node == root) break;
        node = node.next_sibling();
    }
    return deep;
}

class narrative_writer {
  public:
    explicit narrative_writer(page& out) : out_(out) {}

    // The content of an element that may hold blocks: runs of text between blocks become paragraphs.
    void flow(pugi::xml_node parent) {
        bool open = false;
        const auto paragraph = [&](bool wanted) {
            if (wanted != open) out_.raw(wanted ? markup("<p>") : markup("</p>"));
            open = wanted;
        };
        for (const auto child : parent.children()) {
            if (is_block(child)) {
                paragraph(false);
                block(child);
            } else if (contains_block(child)) {
                paragraph(false);
                flow(child);
            } else if (name_of(child) == "br") {
                paragraph(false);
            } else if (!blank_text(child)) {
                paragraph(true);
                phrase(child);
            }
        }
        paragraph(false);
    }

  private:
    static bool blank_text(pugi::xml_node node) {
        return node.first_child()
                   ? blank(node)
                   : std::string_view(node.value()).find_first_not_of(" \t\r\n") == std::string_view::npos;
    }

    void block(pugi::xml_node node) {
        if (blank(node)) return;
        if (name_of(node) == "table") {
            table(node);
        } else if (name_of(node) == "list") {
            list(node);
        } else if (contains_block(node)) {
            flow(node);
        } else {
            const auto* row = row_of(name_of(node));
            out_.raw(row->open);
            phrases(node);
            out_.raw(row->close);
        }
    }

    void phrases(pugi::xml_node parent) {
        for (const auto child : parent.children())
            phrase(child);
    }

    void phrase(pugi::xml_node node) {
        if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
            out_.text(node.value());
            return;
        }
        if (name_of(node) == "br") {
            out_.raw("<br/>");
            return;
        }
        const auto* row = row_of(name_of(node));
        const bool strong = name_of(node) == "content" && bold(node) && !blank(node);
        if (row != nullptr && !row->block) out_.raw(row->open);
        if (strong) out_.raw("<strong>");
        phrases(node);
        if (strong) out_.raw("</strong>");
        if (row != nullptr && !row->block) out_.raw(row->close);
    }

    void list(pugi::xml_node node) {
        const bool ordered = cda::attribute(node, "listType") == "ordered";
        for (const auto caption : node.children("caption"))
            block(caption);
        if (!node.child("item")) return;
        out_.raw(ordered ? markup("<ol>") : markup("<ul>"));
        for (const auto item : node.children("item")) {
            out_.raw("<li>");
            content(item);
            out_.raw("</li>");
        }
        out_.raw(ordered ? markup("</ol>") : markup("</ul>"));
    }

    void content(pugi::xml_node node) {
        if (contains_block(node)) {
            flow(node);
        } else {
            phrases(node);
        }
    }

    static bool has_headings(pugi::xml_node table) {
        for (const auto* group : {"thead", "tbody", "tfoot"}) {
            for (const auto part : table.children(group)) {
                for (const auto row : part.children("tr")) {
                    for (const auto cell : row.children()) {
                        if (name_of(cell) == "th" || bold(cell)) return true;
                    }
                }
            }
        }
        for (const auto row : table.children("tr")) {
            if (row.child("th") || bold(row.first_child())) return true;
        }
        return false;
    }

    template <typename Each>
    static void rows(pugi::xml_node table, Each each) {
        for (const auto* group : {"thead", "tbody", "tfoot"}) {
            for (const auto part : table.children(group)) {
                for (const auto row : part.children("tr"))
                    each(row);
            }
        }
        for (const auto row : table.children("tr"))
            each(row);
    }

    void table(pugi::xml_node node) {
        if (!has_headings(node)) {
            rows(node, [&](pugi::xml_node row) { layout_row(row); });
            return;
        }
        out_.raw(
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Tableau, à faire "
            "défiler\"><table>");
        if (const auto caption = node.child("caption"); caption && !blank(caption)) {
            out_.raw("<caption>");
            phrases(caption);
            out_.raw("</caption>");
        }
        out_.raw("<tbody>");
        rows(node, [&](pugi::xml_node row) { table_row(row); });
        out_.raw("</tbody></table></div>");
    }

    // A table used for its looks: "libellé : valeur" as one paragraph, cells of their own otherwise.
    void layout_row(pugi::xml_node row) {
        for (const auto cell : row.children()) {
            if (!blank(cell)) flow(cell);
        }
    }

    void table_row(pugi::xml_node row) {
        if (blank(row)) return;
        std::size_t headings = 0;
        std::size_t cells = 0;
        for (const auto cell : row.children()) {
            if (name_of(cell) != "th" && name_of(cell) != "td") continue;
            ++cells;
            if (name_of(cell) == "th" || bold(cell) || blank(cell)) ++headings;
        }
        out_.raw("<tr>");
        for (const auto cell : row.children()) {
            if (name_of(cell) != "th" && name_of(cell) != "td") continue;
            const bool head = (name_of(cell) == "th" || bold(cell)) && !blank(cell);
            out_.raw(!head               ? markup("<td")
                     : headings == cells ? markup("<th scope=\"col\"")
                                         : markup("<th scope=\"row\""));
            span(cell, "colspan", " colspan=\"");
            span(cell, "rowspan", " rowspan=\"");
            out_.raw(">");
            content(cell);
            out_.raw(head ? markup("</th>") : markup("</td>"));
        }
        out_.raw("</tr>");
    }

    void span(pugi::xml_node cell, const char* name, markup open) {
        const auto count = cell.attribute(name).as_uint();
        if (count > 1 && count <= 100) out_.raw(open).number(count).raw("\"");
    }

    page& out_;
};

// True when the markup can be read, is not too deep and gives text.
bool read_markup(pugi::xml_document& tree, const section& one) {
    constexpr unsigned how = pugi::parse_fragment | pugi::parse_escapes | pugi::parse_cdata |
                             pugi::parse_eol | pugi::parse_ws_pcdata;
    if (one.markup.empty()) return false;
    const auto read = tree.load_buffer(one.markup.data(), one.markup.size(), how, pugi::encoding_utf8);
    return read && depth_of(tree) <= deepest && !blank(tree);
}

}  // namespace

bool has_narrative(const section& one) {
    pugi::xml_document tree;
    return !says_nothing(one.text) || read_markup(tree, one);
}

void write_narrative(page& out, const section& one) {
    pugi::xml_document tree;
    if (read_markup(tree, one)) {
        narrative_writer(out).flow(tree);
    } else {
        paragraphs(out, one.text);
    }
}

}  // namespace pps::render
