#include "cda/write/narrator.hpp"

#include "cda/pps/words.hpp"

#include <algorithm>

namespace pps::cda::writing {
namespace {

constexpr std::string_view unsaid = "-";  ///< In a cell of nothing, as the official example writes it.

// Does the text say the words, in capitals or not (of ASCII)?
bool holds(std::string_view text, std::string_view words) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::search(text.begin(), text.end(), words.begin(), words.end(),
                       [&](char a, char b) { return lower(a) == lower(b); }) != text.end() ||
           words.empty();
}

template <typename Line>
void each_line(std::string_view text, Line line) {
    while (true) {
        const auto end = text.find('\n');
        line(text.substr(0, end));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

void narrator::table(const content& title, const std::vector<std::string_view>& headings,
                     const content& rows) {
    columns_ = headings.size();
    const auto table = p_.xml.open("table");
    p_.xml.attribute("border", "0");
    {
        const auto head = p_.xml.open("thead");
        // Not a caption: its schema type has no content element, so nothing could refer to it.
        if (title) {
            const auto row = p_.xml.open("tr");
            const auto cell = p_.xml.open("th");
            if (columns_ > 1) p_.xml.attribute("colspan", std::to_string(columns_));
            title();
        }
        const auto row = p_.xml.open("tr");
        for (const auto heading : headings) {
            const auto cell = p_.xml.open("th");
            p_.xml.text(heading);
        }
    }
    const auto body = p_.xml.open("tbody");
    rows();
}

void narrator::cell(std::string_view text) {
    const auto cell = p_.xml.open("td");
    lines(text.empty() ? unsaid : text);
}

void narrator::cell(const content& in) {
    const auto cell = p_.xml.open("td");
    in();
}

void narrator::fact(std::string_view label, const content& in) {
    const auto row = p_.xml.open("tr");
    {
        const auto name = p_.xml.open("td");
        p_.xml.attribute("styleCode", "Bold");
        p_.xml.text(label);
    }
    const auto cell = p_.xml.open("td");
    if (columns_ > 2) p_.xml.attribute("colspan", std::to_string(columns_ - 1));
    in();
}

void narrator::fact(std::string_view label, std::string_view text) {
    fact(label, [&] { lines(text.empty() ? unsaid : text); });
}

void narrator::fact(std::string_view label, const statement& one, std::string_view words,
                    original_text originals) {
    {
        const auto row = p_.xml.open("tr");
        {
            const auto name = p_.xml.open("td");
            p_.xml.attribute("styleCode", "Bold");
            p_.xml.text(label);
        }
        cell([&] {
            said(one, words, originals);
            performers(one);
        });
        cell(words::of_interval(one.time));
    }
    hanging(one);
}

void narrator::lines(std::string_view text) {
    bool first = true;
    each_line(text, [&](std::string_view line) {
        if (!first) p_.xml.raw("<br/>");
        first = false;
        p_.xml.text(line);
    });
}

void narrator::paragraphs(std::string_view text) {
    each_line(text, [&](std::string_view line) {
        const auto paragraph = p_.xml.open("paragraph");
        p_.xml.text(line);
    });
}

std::string_view narrator::anchor(const narrative_text& text) {
    std::string id;
    do {
        id = prefix_ + "-" + std::to_string(++next_);
    } while (p_.taken.contains(id));
    return p_.anchors.insert_or_assign(&text, std::move(id)).first->second;
}

void narrator::under(std::string_view id, std::string_view text) {
    const auto marked = p_.xml.open("content");
    p_.xml.attribute("ID", id);
    lines(text);
}

void narrator::said(const narrative_text& text, std::string_view words) {
    if (!text.null_flavor.empty()) {
        p_.xml.text(words.empty() ? unsaid : words);
        return;
    }
    under(anchor(text), text.text.empty() ? words : std::string_view(text.text));
}

void narrator::original(const coded& one, std::string_view id, std::string_view shown) {
    const auto& text = one.original_text;
    if (text.empty() || !text.null_flavor.empty()) return;
    if (text.text == shown) {
        p_.anchors.insert_or_assign(&text, id);
        return;
    }
    p_.xml.raw("<br/>");
    said(text, {});
}

void narrator::put_originals(const statement& one, std::string_view id, std::string_view shown,
                             original_text originals) {
    original(one.code, id, shown);
    for (const auto& value : one.values) {
        // Of a text the value is the text itself, written in place.
        if (value.text.empty()) original(value.code, id, shown);
        if (originals == original_text::demanded && value.null_flavor.empty() &&
            value.code.original_text.empty())
            p_.anchors.insert_or_assign(&value.code.original_text, std::string(id));
    }
    for (const auto& code : one.interpretations)
        original(code, id, shown);
    for (const auto& code : one.methods)
        original(code, id, shown);
    for (const auto& code : one.target_sites)
        original(code, id, shown);
}

void narrator::said(const statement& one, std::string_view words, original_text originals) {
    if (!one.text.null_flavor.empty()) {
        p_.xml.text(words.empty() ? unsaid : words);
        return;
    }
    const std::string_view shown = one.text.text.empty() ? words : std::string_view(one.text.text);
    // The map may grow below: the ID is copied.
    const std::string id(anchor(one.text));
    under(id, shown);
    if (shown.empty()) p_.xml.text(unsaid);
    const bool valued = std::any_of(one.values.begin(), one.values.end(),
                                    [](const value& each) { return each.null_flavor.empty(); });
    // Words for nulls alone add nothing to a text.
    const bool more = valued || words != words::of_statement(one);
    if (!one.text.text.empty() && more && !holds(shown, words)) {
        p_.xml.text(" (");
        lines(words);
        p_.xml.text(")");
    }
    put_originals(one, id, shown, originals);
}

void narrator::said_entry(const programme_entry& one) {
    const auto words = words::of_entry(one);
    said(one.act, words);
    if (!one.act.text.text.empty() && !holds(one.act.text.text, words)) p_.xml.text(" (" + words + ")");
    const auto& text = one.choice.original_text;
    if (text.empty() || !text.null_flavor.empty()) return;
    p_.xml.raw("<br/>");
    said(text, {});
}

void narrator::said(const coded& one, original_text originals) {
    const auto words = words::of_coded(one);
    if (originals == original_text::demanded && one.original_text.empty() && one.null_flavor.empty()) {
        said(one.original_text, words);
    } else {
        p_.xml.text(words.empty() ? unsaid : std::string_view(words));
    }
    if (!one.code.empty()) {
        p_.xml.text(" [");
        p_.xml.text(one.code);
        if (!one.system_name.empty()) {
            p_.xml.text(", ");
            p_.xml.text(one.system_name);
        }
        p_.xml.text("]");
    }
    if (one.original_text.empty() || !one.original_text.null_flavor.empty()) return;
    p_.xml.raw("<br/>");
    said(one.original_text, {});
}

void narrator::performers(const statement& one) {
    for (const auto& each : one.performers) {
        const auto who = words::of_party(each.who);
        if (who.empty()) continue;
        p_.xml.raw("<br/>");
        p_.xml.text("Par : ");
        p_.xml.text(who);
    }
}

void narrator::hanging(const statement& one) {
    const deeper level(p_);
    if (!level) return;
    for (const auto& each : one.comments)
        fact("Commentaire", [&] { said(each.text, {}); });
    for (const auto& each : one.documents) {
        fact("Document", [&] { said(each.text, words::of_document(each)); });
    }
    for (const auto& each : one.related) {
        const auto& statement = each.statement;
        const auto words = words::of_statement(statement);
        fact(words::of_coded(statement.code), [&] {
            said(statement, words);
            if (const auto when = words::of_interval(statement.time); !when.empty()) p_.xml.text(", " + when);
            performers(statement);
        });
        hanging(statement);
    }
}

}  // namespace pps::cda::writing
