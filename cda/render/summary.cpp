#include "cda/render/coded_words.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/entries.hpp"
#include "cda/render/parts.hpp"
#include "cda/render/people.hpp"
#include "cda/render/words.hpp"

namespace pps::render {
namespace {

constexpr std::size_t most = 4;

void write_next(page& out, const view& seen) {
    const auto next = next_dates(seen.document, seen.today);
    out.raw("<div class=\"card\">");
    heading(out, 3, "Prochaines dates");
    if (next.empty()) {
        out.raw("<p>Aucune date à venir n’est inscrite dans ce document.</p>");
    } else {
        out.raw("<ul class=\"next\">");
        for (std::size_t i = 0; i < next.size() && i < most; ++i) {
            const auto& one = *next[i].entry;
            out.raw("<li><p class=\"when\">").text(period_words(dates_of(one))).raw("</p><p>");
            write_link(out, next[i]);
            out.raw("</p><p>");
            write_badge(out, one);
            out.raw("</p></li>");
        }
        out.raw("</ul>");
    }
    if (!seen.document.programme.empty()) {
        out.raw("<p><a href=\"#calendrier\">Voir tout le calendrier</a>");
        if (next.size() > most) out.raw(" (").number(next.size() - most).raw(" autres dates à venir)");
        out.raw("</p>");
    }
    out.raw("</div>");
}

void write_calls(page& out, const view& seen) {
    out.raw("<div class=\"card\">");
    heading(out, 3, seen.patient ? "Qui appeler" : "Contacts");
    bool any = false;
    for (const auto& row : words::roles) {
        if (!row.first_to_call) continue;
        for (const auto& one : seen.document.participants) {
            const auto ways = telecoms_of(one.who);
            if (one.role != row.role || ways.empty()) continue;
            out.raw(any ? markup("<li>") : markup("<ul class=\"calls\"><li>"));
            any = true;
            out.raw("<p class=\"kind\">").raw(row.title).raw("</p>");
            auto name = person_words(one.who);
            if (name.empty() && one.who.organization) name = organization_name(*one.who.organization);
            if (!name.empty()) out.raw("<p class=\"name\">").text(name).raw("</p>");
            write_telecoms(out, ways);
            out.raw("</li>");
        }
    }
    out.raw(any ? markup("</ul>") : markup("<p>Aucun numéro n’est inscrit dans ce document.</p>"));
    if (seen.patient)
        out.raw(
            "<p class=\"urgent\">En cas d’urgence vitale, à tout moment : <a class=\"reach\" "
            "href=\"tel:15\">15</a> "
            "(Samu) ou <a class=\"reach\" href=\"tel:112\">112</a>.</p>");
    out.raw("</div>");
}

}  // namespace

void write_summary(page& out, const view& seen) {
    out.raw("<div class=\"pair\">");
    write_next(out, seen);
    write_calls(out, seen);
    out.raw("</div>");
}

}  // namespace pps::render
