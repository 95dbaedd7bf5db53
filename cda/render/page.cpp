#include "cda/render/page.hpp"

#include "cda/xml_scan.hpp"

namespace pps::render {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// U+202A to U+202E and U+2066 to U+2069 (Unicode 15, Bidi_Control embeddings, overrides and isolates).
bool direction_control(std::string_view at) noexcept {
    if (at.size() < 3 || at[0] != '\xE2') return false;
    const auto last = static_cast<unsigned char>(at[2]);
    return (at[1] == '\x80' && last >= 0xAA && last <= 0xAE) ||
           (at[1] == '\x81' && last >= 0xA6 && last <= 0xA9);
}

markup entity(char c) noexcept {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

std::string_view trim(std::string_view line) noexcept {
    constexpr std::string_view blank = " \t\r\n";
    const auto from = line.find_first_not_of(blank);
    if (from == std::string_view::npos) return {};
    return line.substr(from, line.find_last_not_of(blank) - from + 1);
}

// The text of a line without the mark of a list item, nullptr when it has none.
bool list_item(std::string_view line, std::string_view& item) noexcept {
    for (const std::string_view mark : {"-", "–", "—", "•", "*"}) {
        if (!line.starts_with(mark)) continue;
        item = trim(line.substr(mark.size()));
        return !item.empty();
    }
    return false;
}

}  // namespace

page& page::text(std::string_view anything) {
    while (!anything.empty()) {
        const cda::rule* broken = nullptr;
        const auto bad = cda::find_bad_character(anything, broken);
        if (bad == std::string_view::npos) {
            escape(anything);
            break;
        }
        escape(anything.substr(0, bad));
        out_ += replacement;
        anything.remove_prefix(bad + 1);
    }
    return *this;
}

void page::escape(std::string_view valid) {
    std::size_t from = 0;
    for (std::size_t at = 0; at < valid.size(); ++at) {
        const markup as = entity(valid[at]);
        const bool dropped = direction_control(valid.substr(at));
        if (as.empty() && !dropped) continue;
        out_ += valid.substr(from, at - from);
        out_ += as.text();
        if (dropped) at += 2;
        from = at + 1;
    }
    if (from < valid.size()) out_ += valid.substr(from);
}

void heading(page& out, unsigned level, std::string_view text) {
    constexpr markup open[] = {"<h2>", "<h3>", "<h4>", "<h5>", "<h6>"};
    constexpr markup close[] = {"</h2>", "</h3>", "</h4>", "</h5>", "</h6>"};
    const auto row = (level < 2 ? 2U : level > 6 ? 6U : level) - 2U;
    out.raw(open[row]).text(text).raw(close[row]);
}

void paragraphs(page& out, std::string_view text) {
    bool listing = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = trim(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (line.empty()) continue;
        std::string_view item;
        const bool in_list = list_item(line, item);
        if (in_list != listing) out.raw(in_list ? markup("<ul>") : markup("</ul>"));
        listing = in_list;
        if (in_list) {
            out.raw("<li>").text(item).raw("</li>");
        } else {
            out.raw("<p>").text(line).raw("</p>");
        }
    }
    if (listing) out.raw("</ul>");
}

void fact(page& out, std::string_view label, std::string_view text) {
    if (!trim(text).empty()) fact_of(out, label, [&] { out.text(text); });
}

void long_fact(page& out, std::string_view label, std::string_view text) {
    fact_of(out, label, [&] { paragraphs(out, text); });
}

}  // namespace pps::render
