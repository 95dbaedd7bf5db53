#include "cda/render/html.hpp"

#include "cda/render/coded_words.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/parts.hpp"
#include "cda/render/people.hpp"
#include "cda/render/style.hpp"
#include "cda/render/words.hpp"

#include <array>
#include <vector>

namespace pps {
namespace {

using namespace render;

/// A part of the page, in its order (INCa 2019; cda-pps.md "What a person must find in a PPS").
struct part_row {
    markup id;
    markup title;  ///< As said to the person.
    markup board;  ///< As said to professionals, in a tumour board sheet.
    bool (*present)(const view&);
    void (*write)(page&, const view&);
};

template <programme_kind kind>
bool present(const view& seen) {
    return has_entries(seen, kind);
}

constexpr auto always = [](const view&) { return true; };
// What the person looks for in a PPS is told to be missing when it is.
template <programme_kind kind>
bool expected(const view& seen) {
    return seen.patient || has_entries(seen, kind);
}

// clang-format off
constexpr std::array parts{
    part_row{"personne", "Vous et vos proches", "La personne et ses proches", always, write_person},
    part_row{"equipe", "Votre équipe et comment la joindre", "Équipe et contacts", always, write_team},
    part_row{"maladie", "Votre maladie", "Diagnostic", has_diagnosis, write_diagnosis},
    part_row{"programme", "Votre programme de traitement", "Traitements", always, write_programme},
    part_row{"effets", "Prévenir et soulager les effets secondaires", "Gestion des effets secondaires",
        present<programme_kind::side_effect_management>,
        [](page& out, const view& seen) { write_entries(out, seen, programme_kind::side_effect_management); }},
    part_row{"mesures", "Mesures associées", "Mesures associées",
        present<programme_kind::associated_measure>,
        [](page& out, const view& seen) { write_entries(out, seen, programme_kind::associated_measure); }},
    part_row{"suivi", "Votre suivi", "Suivi",
        expected<programme_kind::follow_up>,
        [](page& out, const view& seen) { write_entries(out, seen, programme_kind::follow_up,
            "Aucun suivi n’est inscrit dans ce document."); }},
    part_row{"support", "Vos soins de support", "Soins de support",
        expected<programme_kind::supportive_care>,
        [](page& out, const view& seen) { write_entries(out, seen, programme_kind::supportive_care,
            "Aucun soin de support n’est inscrit dans ce document. Vous pouvez en parler à votre équipe."); }},
    part_row{"social", "Votre accompagnement social et professionnel", "Accompagnement social et professionnel",
        expected<programme_kind::social_support>,
        [](page& out, const view& seen) { write_entries(out, seen, programme_kind::social_support,
            "Aucun accompagnement n’est inscrit dans ce document. Vous pouvez en parler à votre équipe."); }},
    part_row{"autres-soins", "Autres soins", "Autres soins",
        present<programme_kind::other>,
        [](page& out, const view& seen) { write_entries(out, seen, programme_kind::other); }},
    part_row{"contacts", "Structures et contacts utiles", "Structures et contacts", has_contacts, write_contacts},
    part_row{"autres", "Autres informations", "Dossier présenté", has_other_sections, write_other_sections},
    part_row{"document", "À propos de ce document", "À propos de ce document", always, write_about},
    part_row{"references", "Documents liés", "Documents liés", has_documents, write_documents},
    part_row{"donnees", "Vos données personnelles", "Données personnelles", has_personal_data, write_personal_data},
};
// clang-format on

markup name_of(plan_kind kind) noexcept {
    switch (kind) {
        case plan_kind::care_plan:
            return "Programme personnalisé de soins";
        case plan_kind::tumour_board:
            return "Fiche de réunion de concertation pluridisciplinaire";
        default:
            return "Document de soins";
    }
}

void write_head(page& out, const plan& document) {
    out.raw(
           "<!DOCTYPE html>\n"
           "<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\"/>\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'; "
           "base-uri 'none'; form-action 'none'\"/>\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
           "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
           "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
           "<meta name=\"robots\" content=\"noindex\"/>\n"
           "<meta name=\"format-detection\" content=\"telephone=no\"/>\n<title>")
        .raw(name_of(document.kind))
        .raw(" – ")
        .text(display_name(document.patient))
        .raw("</title>\n<style>")
        .raw(style)
        .raw("</style>\n</head>\n");
}

// "Établi le 13 janvier 2021 · Version 1 · approuvé".
std::string edition_words(const plan& document) {
    std::string out;
    if (!document.time.value.empty()) out = "Établi le " + date_words(document.time.value);
    if (!document.version.empty()) out += (out.empty() ? "Version " : " · Version ") + document.version;
    if (document.status && document.status->state) {
        const auto state = values_words(*document.status->state);
        if (!state.empty()) out += (out.empty() ? "" : " · ") + state;
    }
    return out;
}

void write_header(page& out, const plan& document) {
    const auto name = display_name(document.patient);
    const auto born = date_words(document.patient.birth_time.value);
    // Printed at the top of every page; hidden on a screen.
    out.raw("<div class=\"running\" aria-hidden=\"true\">").raw(name_of(document.kind)).raw(" – ").text(name);
    if (!born.empty()) out.raw(", ").text(born);
    if (!document.version.empty()) out.raw(" – version ").text(document.version);
    out.raw("</div>\n<header class=\"top\"><h1>")
        .raw(name_of(document.kind))
        .raw("</h1><p class=\"patient\">")
        .text(name);
    out.raw("</p>");
    if (!born.empty()) out.raw("<p>Date de naissance : ").text(born).raw("</p>");
    if (const auto edition = edition_words(document); !edition.empty())
        out.raw("<p class=\"edition\">").text(edition).raw("</p>");
    out.raw("</header>\n");
}

void write_footer(page& out) {
    out.raw(
        "<footer><p>« Non renseigné » veut dire que l’information n’est pas dans le document. Cette page "
        "reprend "
        "le document de votre équipe de soins ; elle ne remplace pas un échange avec elle.</p></footer>\n");
}

}  // namespace

std::string render_html(const plan& document, const html_options& options) {
    const view seen{document,
                    options.today.empty() ? first_day({document.time.value, {}, {}, {}}) : options.today,
                    document.kind == plan_kind::care_plan};
    std::vector<const part_row*> present;
    for (const auto& part : parts) {
        if (part.present(seen)) present.push_back(&part);
    }
    const auto title = [&](const part_row& part) { return seen.patient ? part.title : part.board; };

    page out;
    write_head(out, document);
    out.raw("<body>\n<a class=\"skip\" href=\"#contenu\">Aller au contenu</a>\n");
    write_header(out, document);
    out.raw(
        "<main id=\"contenu\" tabindex=\"-1\">\n<section class=\"summary\" aria-labelledby=\"en-bref\">"
        "<h2 id=\"en-bref\">En bref</h2>");
    write_summary(out, seen);
    out.raw(
        "</section>\n<div class=\"columns\">\n<nav aria-labelledby=\"sommaire\"><h2 "
        "id=\"sommaire\">Sommaire</h2><ol>");
    for (const auto* part : present)
        out.raw("<li><a href=\"#").raw(part->id).raw("\">").raw(title(*part)).raw("</a></li>");
    out.raw("</ol></nav>\n<div class=\"parts\">\n");
    for (const auto* part : present) {
        out.raw("<section id=\"")
            .raw(part->id)
            .raw("\" aria-labelledby=\"t-")
            .raw(part->id)
            .raw("\"><h2 id=\"t-");
        out.raw(part->id).raw("\">").raw(title(*part)).raw("</h2>");
        part->write(out, seen);
        out.raw("</section>\n");
    }
    out.raw("</div>\n</div>\n</main>\n");
    write_footer(out);
    out.raw("</body>\n</html>\n");
    return std::move(out).take();
}

}  // namespace pps
