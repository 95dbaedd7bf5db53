#include "cda/render/statements.hpp"

#include "cda/render/coded_words.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/people.hpp"
#include "cda/render/words.hpp"

#include <algorithm>

namespace pps::render {
namespace {

// A CDA document is refused by its reader long before (read_limits); a plan built otherwise must not exhaust
// the stack.
constexpr unsigned deepest = 64;

std::string list_words(const std::vector<coded>& all) {
    std::string out;
    for (const auto& one : all)
        append(out, coded_words(one), ", ");
    return out;
}

// What a line of the narrative, whose cells are separated by " | ", says beside a text in it: "Fiche RCP".
std::string label_of(std::string_view text, std::string_view narrative) {
    std::string out;
    while (!text.empty() && !narrative.empty()) {
        auto line = narrative.substr(0, narrative.find('\n'));
        narrative.remove_prefix(std::min(narrative.size(), line.size() + 1));
        if (line.find(text) == std::string_view::npos) continue;
        while (!line.empty()) {
            const auto cell = line.substr(0, line.find(" | "));
            line.remove_prefix(std::min(line.size(), cell.size() + 3));
            if (cell.find(text) == std::string_view::npos && !says_nothing(cell)) append(out, cell, ", ");
        }
        return out;
    }
    return out;
}

std::string statement_words(const statement& one) {
    std::string out;
    if (one.negated.value_or(false)) out = "Non";
    append(out, values_words(one), " : ");
    append(out, period_words(one.time), ", ");
    append(out, list_words(one.target_sites), ", ");
    append(out, list_words(one.methods), ", ");
    append(out, list_words(one.interpretations), ", ");
    append(out, coded_words(one.priority), ", ");
    const auto text = narrative_words(one.text);
    if (text != out) append(out, text, "\n");
    for (const auto& by : one.performers)
        append(out, performer_words(by.who), "\n");
    for (const auto& by : one.authors)
        append(out, performer_words(by.who), "\n");
    for (const auto& with : one.participants)
        append(out, performer_words(with.who), "\n");
    for (const auto& which : one.documents)
        append(out, document_words(which), "\n");
    return out;
}

}  // namespace

bool shown_texts::add(std::string_view text) {
    std::string folded(text);
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (says_nothing(text) || std::find(texts_.begin(), texts_.end(), folded) != texts_.end()) return false;
    texts_.push_back(std::move(folded));
    return true;
}

void write_comments(page& out, const std::vector<comment>& comments) {
    for (const auto& one : comments) {
        const auto text = narrative_words(one.text);
        if (text.empty()) continue;
        out.enclose("<div class=\"comment\"><dt>Commentaire</dt><dd>", "</dd></div>", [&] {
            paragraphs(out, text);
            std::string from;
            for (const auto& by : one.authors)
                append(from, performer_words(by.who), ", ");
            append(from, period_words(one.time), ", ");
            if (!from.empty()) out.raw("<p class=\"from\">").text(from).raw("</p>");
        });
    }
}

void write_statement(page& out, const statement& one, unsigned depth) {
    if (depth > deepest) return;
    auto label = coded_words(one.code);
    auto said = statement_words(one);
    if (label.empty() || !one.code.null_flavor.empty()) label = "Information";
    if (!said.empty()) {
        fact_of(out, label, [&] { paragraphs(out, said); });
    }
    write_comments(out, one.comments);
    write_related(out, one.related, depth + 1);
}

void write_statements(page& out, const std::vector<statement>& all) {
    for (const auto& one : all)
        write_statement(out, one);
}

void write_related(page& out, const std::vector<related_statement>& all, unsigned depth) {
    for (const auto& one : all)
        write_statement(out, one.statement, depth);
}

void write_rest(page& out, const statement& one) {
    for (const auto& which : one.documents)
        fact(out, "Document", document_words(which));
    write_related(out, one.related);
    write_comments(out, one.comments);
}

std::string document_words(const external_document& which, std::string_view narrative) {
    std::string out = coded_words(which.code);
    const auto text = narrative_words(which.text);
    if (out.empty()) out = label_of(text, narrative);
    if (text != out && text.find_first_not_of("0123456789.") != std::string::npos) append(out, text, " : ");
    if (out.empty()) {
        for (const auto& id : which.ids)
            append(out, id.extension, ", ");
    }
    if (out.empty()) out = "Document";
    if (!which.version.empty()) out += " (version " + which.version + ')';
    return out;
}

std::string performer_words(const party& who) {
    std::string out = person_words(who);
    append(out, coded_words(who.code), ", ");
    if (who.organization) append(out, organization_name(*who.organization), ", ");
    return out;
}

}  // namespace pps::render
