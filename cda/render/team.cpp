#include "cda/render/coded_words.hpp"
#include "cda/render/codes.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/parts.hpp"
#include "cda/render/people.hpp"
#include "cda/render/words.hpp"

namespace pps::render {
namespace {

void write_participant(page& out, markup role, const participant& one) {
    out.raw("<li class=\"card\">");
    heading(out, 3, role.text());
    write_known_party(out, one.who);
    const bool other = one.role == participant_role::other;
    const auto& text = one.function.original_text.text;
    const auto function = coded_words(one.function);
    if (other && function != text && !says_nothing(function)) out.raw("<p>").text(function).raw("</p>");
    if (const auto when = period_words(one.time); !when.empty()) out.raw("<p>").text(when).raw("</p>");
    out.enclose("<div class=\"note\">", "</div>", [&] { paragraphs(out, says_nothing(text) ? "" : text); });
    out.raw("</li>");
}

// Participants of the team, or the others, by role.
void write_roles(page& out, const view& seen, bool team) {
    code_table codes;
    out.enclose("<ul class=\"cards\">", "</ul>", [&] {
        for (const auto& row : words::roles) {
            if (row.team != team) continue;
            bool any = false;
            for (const auto& one : seen.document.participants) {
                if (one.role != row.role) continue;
                any = true;
                write_participant(out, row.title, one);
                codes.add(one.who);
                codes.add(row.title.text(), one.function);
            }
            if (any || !row.expected || !seen.patient) continue;
            write_participant(out, row.title, {});
        }
    });
    codes.write(out, team ? "équipe" : "contacts");
}

}  // namespace

void write_team(page& out, const view& seen) {
    write_roles(out, seen, true);
}

bool has_contacts(const view& seen) {
    for (const auto& one : seen.document.participants) {
        for (const auto& row : words::roles) {
            if (row.role == one.role && !row.team) return true;
        }
    }
    return false;
}

void write_contacts(page& out, const view& seen) {
    write_roles(out, seen, false);
}

}  // namespace pps::render
