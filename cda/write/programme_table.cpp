#include "cda/write/programme_table.hpp"

#include "cda/pps/words.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace pps::cda::writing {
namespace {

using entries = std::vector<const programme_entry*>;

/// Titles of the tables of a kind and the label of its choice. Source: narrative of the official example.
struct title_row {
    programme_kind kind;
    std::string_view done;
    std::string_view planned;
    std::string_view choice;
};
constexpr std::array titles{
    title_row{programme_kind::treatment, "Synthèse des traitements (réalisés)",
              "Proposition thérapeutique (en cours ou à venir)", "Type de traitement"},
    title_row{programme_kind::side_effect_management,
              "Prévention et gestion médicamenteuse des effets secondaires (réalisées)",
              "Prévention et gestion médicamenteuse des effets secondaires (en cours ou à venir)",
              "Modalité"},
    title_row{programme_kind::associated_measure, "Mesures associées (réalisées)",
              "Mesures associées (en cours ou à venir)", "Type de mesure"},
    title_row{programme_kind::follow_up, "Suivis (réalisés)", "Suivis (en cours ou à venir)",
              "Type de suivi"},
    title_row{programme_kind::supportive_care, "Soins oncologiques de support (réalisés)",
              "Soins oncologiques de support (en cours ou à venir)", "Type de soin"},
    title_row{programme_kind::social_support, "Accompagnement social et socioprofessionnel (réalisé)",
              "Accompagnement social et socioprofessionnel (en cours ou à venir)", "Type d'accompagnement"},
    title_row{programme_kind::proposed_treatment, "Traitements proposés (réalisés)", "Traitements proposés",
              "Type de traitement"},
    title_row{programme_kind::past_treatment, "Traitements passés ou en cours (réalisés)",
              "Traitements passés ou en cours (non réalisés)", "Type de traitement"},
    title_row{programme_kind::other, "Autres actes (réalisés)", "Autres actes (en cours ou à venir)",
              "Type d'acte"},
};

const title_row& title_of(programme_kind kind) noexcept {
    return *std::find_if(titles.begin(), titles.end(), [&](const auto& row) { return row.kind == kind; });
}

bool done(const programme_entry& one) noexcept {
    return one.act.mood == "EVN";
}

std::string place_of(const party& who) {
    return who.organization && !who.organization->names.empty() ? who.organization->names.front()
                                                                : std::string();
}

struct context {
    page& p;
    narrator& out;
};

/// A column: its title, whether an entry has something in it, and its cell.
struct column {
    std::string_view title;  ///< "" for the choice, whose title depends on the kind.
    bool (*used)(const programme_entry&);
    void (*cell)(const context&, const programme_entry&);
};

template <std::optional<statement> programme_entry::*Member>
void part(const context& c, const programme_entry& one, std::string (*words)(const statement&)) {
    if (const auto& held = one.*Member) {
        c.out.cell([&] { c.out.said(*held, words(*held)); });
    } else {
        c.out.cell("");
    }
}

void performers(const context& c, const programme_entry& one) {
    if (one.act.performers.empty()) return c.out.cell("");
    c.out.cell([&] {
        bool first = true;
        for (const auto& each : one.act.performers) {
            for (const auto& line : {place_of(each.who), words::of_person(each.who)}) {
                if (line.empty()) continue;
                if (!first) c.p.xml.raw("<br/>");
                first = false;
                c.p.xml.text(line);
            }
        }
        if (first) c.p.xml.text("-");
    });
}

void reasons(const context& c, const programme_entry& one) {
    if (one.reasons.empty()) return c.out.cell("");
    c.out.cell([&] {
        bool first = true;
        for (const auto& each : one.reasons) {
            if (!first) c.p.xml.raw("<br/>");
            first = false;
            if (const auto label = words::of_coded(each.code); !label.empty()) c.p.xml.text(label + " : ");
            c.out.said(each, words::of_statement(each));
        }
    });
}

constexpr std::array columns{
    // Always there, so that a row of a label and a text has its two columns.
    column{
        "Dates confirmées", [](const programme_entry&) { return true; },
        [](const context& c, const programme_entry& one) { c.out.cell(words::of_interval(one.act.time)); }},
    column{"Dates prévisionnelles", [](const programme_entry& one) { return one.planned.has_value(); },
           [](const context& c, const programme_entry& one) {
               part<&programme_entry::planned>(c, one, words::of_planned);
           }},
    column{"", [](const programme_entry&) { return true; },
           [](const context& c, const programme_entry& one) { c.out.cell([&] { c.out.said_entry(one); }); }},
    column{"Mode d'administration", [](const programme_entry& one) { return one.route.has_value(); },
           [](const context& c, const programme_entry& one) {
               part<&programme_entry::route>(c, one, words::of_statement);
           }},
    column{"Rythme", [](const programme_entry& one) { return one.rhythm.has_value(); },
           [](const context& c, const programme_entry& one) {
               part<&programme_entry::rhythm>(c, one, words::of_rhythm);
           }},
    column{"Lieu / Intervenants", [](const programme_entry& one) { return !one.act.performers.empty(); },
           performers},
    column{"Motif", [](const programme_entry& one) { return !one.reasons.empty(); }, reasons},
};

void hanging(const context& c, const programme_entry& one) {
    if (one.side_effects) {
        c.out.fact("Effets secondaires notables",
                   [&] { c.out.said(*one.side_effects, words::of_statement(*one.side_effects)); });
        c.out.hanging(*one.side_effects);
    }
    for (const auto* part : {&one.planned, &one.rhythm, &one.route}) {
        if (*part) c.out.hanging(**part);
    }
    for (const auto& reason : one.reasons)
        c.out.hanging(reason);
    c.out.hanging(one.act);
}

void table(const context& c, const entries& all) {
    const auto& row = title_of(all.front()->kind);
    std::vector<const column*> shown;
    std::vector<std::string_view> headings;
    for (const auto& each : columns) {
        if (std::none_of(all.begin(), all.end(), [&](const auto* one) { return each.used(*one); })) continue;
        shown.push_back(&each);
        headings.push_back(each.title.empty() ? row.choice : each.title);
    }
    const auto title = [&] { c.p.xml.text(done(*all.front()) ? row.done : row.planned); };
    c.out.table(title, headings, [&] {
        for (const auto* one : all) {
            {
                const auto line = c.p.xml.open("tr");
                for (const auto* each : shown)
                    each->cell(c, *one);
            }
            hanging(c, *one);
        }
    });
}

}  // namespace

void put_programme_tables(page& p, narrator& out, section_kind kind) {
    const context c{p, out};
    std::vector<entries> groups;
    for (const auto& one : p.source.programme) {
        if (one.section != kind) continue;
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const entries& group) {
            return group.front()->kind == one.kind && done(*group.front()) == done(one);
        });
        if (same == groups.end()) {
            groups.push_back({&one});
        } else {
            same->push_back(&one);
        }
    }
    for (const auto& group : groups)
        table(c, group);
}

}  // namespace pps::cda::writing
