#include "cda/render/coded_words.hpp"
#include "cda/render/codes.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/entries.hpp"
#include "cda/render/parts.hpp"
#include "cda/render/sections.hpp"
#include "cda/render/statements.hpp"
#include "cda/render/words.hpp"

#include <array>

namespace pps::render {
namespace {

struct group_row {
    programme_kind kind;
    markup title;
};
// Kinds shown with the calendar; the others have parts of their own.
constexpr std::array groups{
    group_row{programme_kind::treatment, "Traitements"},
    group_row{programme_kind::proposed_treatment, "Traitements proposés"},
    group_row{programme_kind::past_treatment, "Traitements passés ou en cours"},
};

void add_codes(code_table& codes, const programme_entry& one) {
    const auto title = entry_title(one);
    codes.add(title, one.choice);
    codes.add(title, one.act);
    for (const auto* part : {&one.planned, &one.rhythm, &one.route, &one.side_effects}) {
        if (*part) codes.add(title, **part);
    }
    for (const auto& reason : one.reasons)
        codes.add(title, reason);
}

void write_stop(page& out, const statement& stopped) {
    const auto said = values_words(stopped);
    facts(out, [&] {
        fact(out, "Arrêt des traitements directement actifs contre le cancer",
             said.empty() ? words::not_given : std::string_view(said));
        if (dated(stopped.time)) fact(out, "Date d’arrêt", period_words(stopped.time));
        const auto text = narrative_words(stopped.text);
        if (text != said) long_fact(out, "Précision", text);
        write_rest(out, stopped);
    });
}

}  // namespace

void write_programme(page& out, const view& seen) {
    const auto& document = seen.document;
    code_table codes;
    if (document.treatments_stopped) {
        write_stop(out, *document.treatments_stopped);
        codes.add("Arrêt des traitements", *document.treatments_stopped);
    }
    out.raw("<div id=\"calendrier\">");
    heading(out, 3, "Calendrier");
    if (document.programme.empty()) {
        out.raw("<p class=\"none\">Aucun soin n’est inscrit dans ce document.</p>");
    } else {
        write_calendar(out, document);
    }
    out.raw("</div>");
    for (const auto& group : groups) {
        const auto entries = by_date(document, std::array{group.kind});
        if (entries.empty()) continue;
        heading(out, 3, group.title.text());
        for (const auto& one : entries) {
            write_entry(out, one, 4);
            add_codes(codes, *one.entry);
        }
    }
    write_rest_of(out, document.find(section_kind::programme));
    codes.write(out, "traitements");
}

bool has_entries(const view& seen, programme_kind kind) {
    for (const auto& one : seen.document.programme) {
        if (one.kind == kind) return true;
    }
    return false;
}

void write_entries(page& out, const view& seen, programme_kind kind, markup none) {
    code_table codes;
    const auto entries = by_date(seen.document, std::array{kind});
    if (entries.empty()) out.raw("<p class=\"none\">").raw(none).raw("</p>");
    for (const auto& one : entries) {
        write_entry(out, one, 3);
        add_codes(codes, *one.entry);
    }
    if (kind == programme_kind::supportive_care)
        write_rest_of(out, seen.document.find(section_kind::supportive_care));
    codes.write(out, kind_words(kind));
}

}  // namespace pps::render
