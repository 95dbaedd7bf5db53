#include "cda/json/left_out.hpp"

#include "cda/pps/choices.hpp"

#include <algorithm>
#include <array>

namespace pps::json {
namespace {

using tables::concept_row;
using tables::place;

/// What the value of a statement may be given by: values of the place's value set.
struct place_words {
    tables::place where;
    vocabulary words;
};

/// JDV_PhaseCancer.
constexpr concept_row phases[] = {{"MED-268", tables::ta_asip, "Phase initiale du cancer"},
                                  {"MED-244", tables::ta_asip, "Rechute du cancer"}};
/// JDV_ModeAdministration.
constexpr concept_row routes[] = {
    {"20035000", tables::edqm, "Voie intramusculaire"}, {"20030000", tables::edqm, "Voie intradermique"},
    {"20045000", tables::edqm, "Voie intraveineuse"},   {"20066000", tables::edqm, "Voie sous-cutanée"},
    {"20053000", tables::edqm, "Voie orale"},           {"20062000", tables::edqm, "Autre(s)"},
};
/// JDV_StatutTabagique.
constexpr concept_row smoking[] = {
    {"449868002", tables::snomed, "fumeur(-euse) quotidien(ne)"},
    {"428041000124106", tables::snomed, "fumeur(-euse) occasionnel(le)"},
    {"8517006", tables::snomed, "ancien(ne) fumeur(-euse)"},
    {"266919005", tables::snomed, "n'a jamais fumé"},
    {"266927001", tables::snomed, "Tobacco smoking consumption unknown"},
    {"56771006", tables::snomed, "gros(se) fumeur(-euse) (plus de 20 cigarettes par jour)"},
    {"56578002", tables::snomed, "fumeur(-euse) modéré(e) (20 cigarettes ou moins par jour)"},
};
/// JDV_StatutDoc.
constexpr concept_row states[] = {
    {"385651009", tables::snomed, "en cours d'exécution"},
    {"398166005", tables::snomed, "réalisé"},
    {"9571008", tables::snomed, "approuvé"},
    {"29179001", tables::snomed, "clôturé"},
};
/// JDV_MotifMiseAJour.
constexpr concept_row update_reasons[] = {
    {"263855007", tables::snomed, "rechute"},
    {"MED-103", tables::ta_asip, "Non réponse ou évolution sous traitement"},
    {"MED-104", tables::ta_asip, "Refus de traitement"},
    {"MED-105", tables::ta_asip, "Décision de prise en soins palliatifs"},
    {"MED-556", tables::ta_asip, "Fenêtre thérapeutique"},
    {"MED-560", tables::ta_asip, "Réajustement du programme thérapeutique et de suivi"},
    {"MED-561", tables::ta_asip, "Réajustement des soins de support et accompagnements"},
    {"GEN-175", tables::ta_asip, "Modification d’informations administratives"},
    {"GEN-176", tables::ta_asip, "Modification de calendrier"},
    {"GEN-092.08.02", tables::ta_asip, "Autre motif de mise à jour"},
};

constexpr place_words value_vocabularies[] = {
    {place::phase, {tables::ta_asip, phases}},
    {place::route, {tables::edqm, routes}},
    {place::tobacco, {tables::snomed, smoking}},
    {place::document_state, {tables::snomed, states}},
    {place::update_reason, {{}, update_reasons}},
    {place::tnm_t, words::tnm},
    {place::tnm_n, words::tnm},
    {place::tnm_m, words::tnm},
};

/// The choices in a row each, so that a vocabulary can be a part of them.
constexpr auto choice_rows = [] {
    std::array<concept_row, tables::choices.size()> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = tables::choices[i].choice;
    return out;
}();

const tables::statement_row* row_of(const coded& code) noexcept {
    for (const auto& row : tables::statements) {
        if (row.code.code == code.code && row.code.scheme == code.system) return &row;
    }
    return nullptr;
}

}  // namespace

statement act(statement_class kind, std::string_view mood) {
    statement out;
    out.kind = kind;
    out.mood = mood;
    return out;
}

statement at(place where) {
    auto out = act(statement_class::observation, defaults::mood);
    out.code = defaults::code_of(where);
    out.status = defaults::status;
    if (where == place::planned_dates) {
        // The dates are its time; it has no value of its own.
        auto& none = out.values.emplace_back();
        none.type = "CD";
        none.null_flavor = "NA";
    }
    return out;
}

statement programme_act(programme_kind kind) {
    auto out = act(statement_class::procedure, defaults::programme_mood);
    if (const auto* row = tables::programme_of(kind)) out.code = defaults::of(row->code);
    out.status = defaults::status;
    return out;
}

statement concern(const interval& time) {
    auto out = act(statement_class::act, defaults::mood);
    out.code.null_flavor = "NA";
    out.status = defaults::concern_status;
    out.time.low = time.low;
    return out;
}

statement documents() {
    auto out = act(statement_class::act, defaults::mood);
    out.code.null_flavor = "NA";
    return out;
}

coded document_code(plan_kind kind) {
    return kind == plan_kind::unknown ? coded{} : defaults::type_of(kind);
}

std::string_view document_title(plan_kind kind) {
    return kind == plan_kind::unknown ? std::string_view{} : defaults::title_of(kind);
}

std::vector<service_event> main_act(const plan& whole) {
    const auto author = std::find_if(whole.authors.begin(), whole.authors.end(),
                                     [](const pps::author& one) { return !one.who.device; });
    if (author == whole.authors.end()) return {};
    service_event event;
    event.class_code = defaults::event_class;
    event.time.low = whole.time;
    performer done;
    done.type_code = defaults::performer_type;
    done.who = author->who;
    event.performers.push_back(std::move(done));
    return {std::move(event)};
}

coded section_code(section_kind kind, plan_kind document) {
    const auto* row = tables::section_of(kind, document);
    return row == nullptr ? coded{} : defaults::code_of(*row);
}

std::string_view section_title(section_kind kind, plan_kind document) {
    const auto* row = tables::section_of(kind, document);
    return row == nullptr ? std::string_view{} : row->title;
}

std::string_view value_type(const coded& code) noexcept {
    const auto* row = row_of(code);
    return row == nullptr ? std::string_view{} : row->value_type;
}

vocabulary value_words(const coded& code) noexcept {
    if (const auto* row = row_of(code)) {
        for (const auto& one : value_vocabularies) {
            if (one.where == row->place) return one.words;
        }
    }
    return {};
}

vocabulary choice_words(programme_kind kind) noexcept {
    const auto is_kind = [&](const tables::choice_row& row) { return row.kind == kind; };
    const auto first = std::find_if(tables::choices.begin(), tables::choices.end(), is_kind);
    const auto last = std::find_if_not(first, tables::choices.end(), is_kind);
    const auto offset = static_cast<std::size_t>(first - tables::choices.begin());
    if (first == last) return {};
    return {{}, std::span(choice_rows).subspan(offset, static_cast<std::size_t>(last - first))};
}

}  // namespace pps::json
