#include "cda/read/narrative.hpp"

#include "cda/read/context.hpp"
#include "cda/xml_escape.hpp"

#include <algorithm>
#include <iterator>

namespace pps::cda::reading {
namespace {

enum class layout { in_line, block, cell, line_break, silent };

struct element_row {
    std::string_view name;
    reading::layout layout;
};
/// Elements of a narrative block, and how they read. Source: CDA R2 schema, NarrativeBlock.xsd.
constexpr element_row narrative_elements[] = {
    {"td", layout::cell},         {"tr", layout::block},         {"content", layout::in_line},
    {"br", layout::line_break},   {"paragraph", layout::block},  {"th", layout::cell},
    {"table", layout::block},     {"tbody", layout::block},      {"thead", layout::block},
    {"tfoot", layout::block},     {"list", layout::block},       {"item", layout::block},
    {"caption", layout::block},   {"linkHtml", layout::in_line}, {"sub", layout::in_line},
    {"sup", layout::in_line},     {"footnote", layout::in_line}, {"footnoteRef", layout::silent},
    {"colgroup", layout::silent}, {"col", layout::silent},       {"renderMultiMedia", layout::silent},
};

const element_row* row_of_element(std::string_view name) noexcept {
    const auto* found = std::find_if(std::begin(narrative_elements), std::end(narrative_elements),
                                     [&](const element_row& row) { return row.name == name; });
    return found == std::end(narrative_elements) ? nullptr : found;
}

bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_text(pugi::xml_node node) noexcept {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

// The parser leaves out text that is only white space: what parted two words is now two adjacent elements.
bool follows_element(pugi::xml_node node) noexcept {
    const auto before = node.previous_sibling();
    return before && !is_text(before) && local_name(before) == local_name(node);
}

class plain_writer {
  public:
    explicit plain_writer(std::size_t& budget) noexcept : budget_(budget) {}

    void content(pugi::xml_node element) {
        for (const pugi::xml_node node : element.children()) {
            if (budget_ == 0) return;
            --budget_;
            if (is_text(node)) {
                text(node.value());
            } else if (node.type() == pugi::node_element) {
                one(node);
            }
        }
    }
    std::string take() && { return std::move(out_); }

  private:
    // In growing order: of several separators the strongest is written.
    enum class separator { none, space, cell, line };

    void one(pugi::xml_node node) {
        const auto* row = row_of_element(local_name(node));
        const auto how = row == nullptr ? layout::in_line : row->layout;
        if (how == layout::silent) return;
        if (how == layout::block || how == layout::line_break) separate(separator::line);
        if (how == layout::cell && node.previous_sibling()) separate(separator::cell);
        if (how == layout::in_line && follows_element(node)) separate(separator::space);
        content(node);
        if (how == layout::block) separate(separator::line);
    }
    void separate(separator by) noexcept { pending_ = std::max(pending_, by); }
    void text(std::string_view value) {
        const auto length = std::min(value.size(), budget_);
        budget_ -= length;
        for (const char c : value.substr(0, length)) {
            if (is_space(c)) {
                separate(separator::space);
                continue;
            }
            if (!out_.empty()) {
                constexpr std::string_view written[] = {"", " ", " | ", "\n"};
                out_ += written[static_cast<std::size_t>(pending_)];
            }
            pending_ = separator::none;
            out_ += c;
        }
    }

    std::size_t& budget_;
    std::string out_;
    separator pending_ = separator::none;
};

class markup_writer {
  public:
    void content(pugi::xml_node element, bool cda = true) {
        cda_scope scope(element, cda);
        for (const pugi::xml_node node : element.children()) {
            if (is_text(node)) {
                text(node.value());
            } else if (node.type() == pugi::node_element) {
                const bool known = scope.holds(node);
                const auto* row = known ? row_of_element(local_name(node)) : nullptr;
                row == nullptr ? content(node, known) : one(node, *row);
            }
        }
    }
    std::string take() && { return std::move(out_); }

  private:
    void one(pugi::xml_node node, const element_row& row) {
        const bool in_line = row.layout == layout::in_line;
        if (!in_line) {
            at_edge();
        } else if (follows_element(node)) {
            space_ = !edge_;
        }
        flush_space();
        out_.append("<").append(row.name);
        for (const pugi::xml_attribute attribute : node.attributes()) {
            const std::string_view name = attribute.name();
            if (name.find(':') != std::string_view::npos || name == "xmlns") continue;
            out_.append(" ").append(name).append("=\"");
            append_escaped(out_, attribute.value());
            out_ += '"';
        }
        if (!node.first_child()) {
            out_ += "/>";
        } else {
            out_ += '>';
            content(node);
            if (!in_line) at_edge();
            out_.append("</").append(row.name).append(">");
        }
        if (!in_line) at_edge();
    }
    // White space beside the tag of a block means nothing.
    void at_edge() noexcept {
        space_ = false;
        edge_ = true;
    }
    void flush_space() {
        if (space_) out_ += ' ';
        space_ = false;
    }
    void text(std::string_view value) {
        for (const char c : value) {
            if (is_space(c)) {
                space_ = !edge_;
                continue;
            }
            flush_space();
            edge_ = false;
            append_escaped(out_, {&c, 1});
        }
    }

    std::string out_;
    bool space_ = false;
    bool edge_ = true;
};

}  // namespace

narrative::narrative(pugi::xml_node text) {
    // Without recursion: walks the tree by its links.
    for (auto node = text.first_child(); node;) {
        if (const std::string_view id = node.attribute("ID").value(); !id.empty())
            by_id_.try_emplace(id, node);
        if (node.first_child()) {
            node = node.first_child();
            continue;
        }
        while (node != text && !node.next_sibling())
            node = node.parent();
        if (node == text) break;
        node = node.next_sibling();
    }
}

pugi::xml_node narrative::find(std::string_view id) const noexcept {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? pugi::xml_node{} : found->second;
}

std::string plain_text(pugi::xml_node element, std::size_t& budget) {
    plain_writer writer(budget);
    writer.content(element);
    return std::move(writer).take();
}

std::string markup(pugi::xml_node text) {
    markup_writer writer;
    writer.content(text);
    return std::move(writer).take();
}

}  // namespace pps::cda::reading
