#include "make.hpp"
#include "narrative.hpp"

namespace pps::tests::make {
namespace {

using tables::place;

/// What the parts of the body are made with.
struct context {
    random& dice;
    const calendar& dates;
    plan& out;
};

section& open_section(context& c, section_kind kind) {
    const auto& row = *tables::section_of(kind, plan_kind::care_plan);
    auto& out = c.out.sections.emplace_back();
    out.kind = kind;
    if (c.dice.chance(70)) out.ids.push_back(entry_id(c.dice));
    out.code = code_of(row.code);
    if (!row.translation.code.empty()) out.code.translations.push_back(code_of(row.translation));
    out.title = c.dice.chance(90) ? row.title : "Titre choisi par la plateforme & l'équipe";
    return out;
}

comment some_comment(context& c, narrative& lines, std::string_view label) {
    comment out;
    if (c.dice.chance(20)) out.ids.push_back(entry_id(c.dice));
    out.text = lines.line(label, narrative_words(c.dice));
    out.status = "completed";
    if (c.dice.chance(20)) out.time.value = c.dates.day(c.dice, 0);
    return out;
}

statement observation(context& c, const concept_row& code, narrative_text text) {
    statement out;
    out.mood = "EVN";
    if (c.dice.chance(20)) out.negated = false;
    out.ids.push_back(entry_id(c.dice));
    out.code = code_of(code);
    out.text = std::move(text);
    out.status = "completed";
    if (c.dice.chance(60)) {
        out.time.value = c.dates.day(c.dice, 0);
    } else {
        out.time.null_flavor = c.dice.chance(50) ? "NA" : "NAV";
    }
    return out;
}

statement observation(context& c, place where, narrative_text text) {
    return observation(c, tables::statement_of(where).code, std::move(text));
}

value coded_value(coded code) {
    value out;
    out.type = "CD";
    out.code = std::move(code);
    return out;
}

value null_value(std::string_view type, std::string_view flavor) {
    value out;
    out.type = type;
    out.null_flavor = flavor;
    return out;
}

value boolean_value(context& c, bool may_be_null) {
    if (may_be_null && c.dice.chance(10)) return null_value("BL", "UNK");
    value out;
    out.type = "BL";
    out.text = c.dice.chance(50) ? "true" : "false";
    return out;
}

/// An observation whose answer is yes or no, with its line.
statement answer(context& c, narrative& lines, place where, std::string_view label, bool may_be_null) {
    auto held = boolean_value(c, may_be_null);
    const auto yes = held.boolean();
    auto out = observation(c, where, lines.line(label, !yes ? "Non renseigné" : *yes ? "Oui" : "Non"));
    out.values.push_back(std::move(held));
    return out;
}

/// An observation of which only the text says something.
statement told(context& c, place where, narrative_text text) {
    auto out = observation(c, where, text);
    coded what;
    what.original_text = std::move(text);
    out.values.push_back(coded_value(std::move(what)));
    return out;
}

void patient_comment(context& c) {
    auto& out = open_section(c, section_kind::patient_comment);
    narrative lines(c.dice, "patient");
    lines.plain("Commentaire", narrative_words(c.dice));
    lines.finish(out);
}

void paediatrics(context& c) {
    auto& out = open_section(c, section_kind::paediatrics);
    narrative lines(c.dice, "pediatrie");
    pps::paediatrics held;
    held.answer = answer(c, lines, place::paediatric_answer, "Pédiatrie", false);
    if (c.dice.chance(60)) held.answer->comments.push_back(some_comment(c, lines, "Commentaire"));
    if (c.dice.chance(50)) {
        const auto text = lines.line("Raison", narrative_words(c.dice));
        held.reason = observation(c, place::paediatric_reason, text);
        held.reason->time = {};
        held.reason->time.low.null_flavor = "UNK";
        auto what = code_of({"42349-1", tables::loinc, "Raison de la recommandation"});
        what.original_text = text;
        held.reason->values.push_back(coded_value(std::move(what)));
    }
    c.out.paediatrics = std::move(held);
    lines.finish(out);
}

tnm_stage some_tnm(context& c, narrative& lines, const std::string& since) {
    tnm_stage out;
    out.stage = observation(c, place::tnm_clinical, lines.line("Stade TNM clinique", "Voir le détail"));
    out.stage.time = {};
    out.stage.time.low.value = since;
    if (c.dice.chance(70)) out.group = code_of(c.dice.pick(words::stages));
    out.edition = code_of(c.dice.pick(words::editions));
    const auto part = [&](place where, const concept_row& row) {
        auto made = observation(c, where, lines.line(row.code, row.display));
        auto code = code_of(row);
        code.system_version = out.edition.code;
        made.values.push_back(c.dice.chance(10) ? null_value("CD", "UNK") : coded_value(std::move(code)));
        return made;
    };
    if (c.dice.chance(80)) out.t = part(place::tnm_t, c.dice.pick(words::tumours));
    if (c.dice.chance(80)) out.n = part(place::tnm_n, c.dice.pick(words::nodes));
    if (c.dice.chance(80)) out.m = part(place::tnm_m, c.dice.pick(words::metastases));
    return out;
}

statement some_concern(context& c, const std::string& since) {
    statement out;
    out.kind = statement_class::act;
    out.mood = "EVN";
    out.ids.push_back(entry_id(c.dice));
    out.code.null_flavor = "NA";
    static constexpr std::string_view states[] = {"active", "active", "suspended", "completed", "aborted"};
    out.status = c.dice.pick(states);
    out.time.low.value = since;
    if (out.status == "completed" || out.status == "aborted") out.time.high.value = c.dates.day(c.dice, 0);
    return out;
}

void diagnoses(context& c) {
    auto& out = open_section(c, section_kind::diagnosis);
    narrative lines(c.dice, "diagnostic");
    for (auto left = c.dice.chance(70) ? 1U : c.dice.between(2, 3); left > 0; --left) {
        const auto since = c.dates.day(c.dice, -1);
        diagnosis one;
        // An act may hold several tumours: their concern is that of the first.
        const bool same = !c.out.diagnoses.empty() && c.dice.chance(40);
        if (!same) one.concern = some_concern(c, since);
        one.finding = observation(c, place::cancer, lines.line("Tumeur", "Tumeur primitive"));
        one.finding.time = {};
        one.finding.time.low.value = since;
        if (c.dice.chance(8)) {
            one.morphology.null_flavor = "UNK";
        } else {
            one.morphology = code_of(c.dice.pick(words::morphologies));
            one.morphology.original_text = lines.line("Morphologie", one.morphology.display);
        }
        auto& site = one.sites.emplace_back();
        site.site = code_of(c.dice.pick(words::sites));
        if (c.dice.chance(60)) site.site.original_text = lines.line("Topographie", site.site.display);
        if (c.dice.chance(60)) {
            site.laterality = code_of(c.dice.pick(words::sides));
            if (c.dice.chance(60))
                site.laterality.original_text = lines.line("Latéralité", site.laterality.display);
        }
        if (c.dice.chance(60)) one.tnm.push_back(some_tnm(c, lines, since));
        for (auto others = c.dice.below(6) / 4; others > 0; --others) {
            other_stage stage;
            stage.stage =
                told(c, place::other_stage, lines.line("Autre classification", narrative_words(c.dice)));
            if (c.dice.chance(40))
                stage.classification =
                    told(c, place::stage_classification, lines.line("Nom", "Classification d'essai"));
            if (c.dice.chance(40))
                stage.version = told(c, place::stage_version, lines.line("Version", "2020"));
            one.other_stages.push_back(std::move(stage));
        }
        for (auto comments = c.dice.below(3); comments > 0; --comments)
            one.finding.comments.push_back(some_comment(c, lines, "Commentaire"));
        c.out.diagnoses.push_back(std::move(one));
    }
    lines.finish(out);
}

void discovery(context& c) {
    auto& out = open_section(c, section_kind::discovery);
    narrative lines(c.dice, "decouverte");
    c.out.screening = answer(c, lines, place::screening, "Découverte par dépistage", true);
    if (c.dice.chance(20)) {
        // Has no named place in the model.
        auto height = observation(c, {"8302-2", tables::loinc, "Taille"}, lines.line("Taille", "172 cm"));
        value size;
        size.type = "PQ";
        size.text = "172";
        size.unit = "cm";
        height.values.push_back(std::move(size));
        if (c.dice.chance(50))
            height.methods.push_back(code_of({"GEN-000", tables::ta_asip, "Méthode d'essai"}));
        for (const auto root : tables::templates::simple_observation)
            height.templates.push_back(id_of(std::string(root)));
        out.statements.push_back(std::move(height));
    }
    lines.finish(out);
}

void phase(context& c) {
    auto& out = open_section(c, section_kind::phase);
    narrative lines(c.dice, "phase");
    clinical_phase held;
    const auto& row = c.dice.pick(words::phases);
    const auto text = lines.line("Phase", row.display);
    held.phase = observation(c, place::phase, text);
    auto code = code_of(row);
    if (c.dice.chance(50)) code.original_text = text;
    held.phase->values.push_back(c.dice.chance(10) ? null_value("CD", "UNK") : coded_value(std::move(code)));
    if (c.dice.chance(50)) held.phase->comments.push_back(some_comment(c, lines, "Commentaire"));
    if (c.dice.chance(70)) {
        held.progression = answer(c, lines, place::progression, "Progression", true);
        if (c.dice.chance(60)) held.local = answer(c, lines, place::progression_local, "Locale", true);
        if (c.dice.chance(60))
            held.regional = answer(c, lines, place::progression_regional, "Régionale", true);
        if (c.dice.chance(60))
            held.distant = answer(c, lines, place::progression_distant, "À distance", true);
    }
    c.out.phase = std::move(held);
    lines.finish(out);
}

statement some_reason(context& c, narrative& lines) {
    if (c.dice.chance(50)) {
        auto out = observation(c, place::weight, lines.line("Poids", "70,5 kg"));
        value weight;
        weight.type = "PQ";
        weight.text = "70.5";
        weight.unit = "kg";
        out.values.push_back(std::move(weight));
        if (c.dice.chance(30)) out.ids.clear();
        return out;
    }
    const auto& row = c.dice.pick(words::smoking);
    auto out = observation(c, place::tobacco, lines.line("Tabac", row.display));
    out.values.push_back(c.dice.chance(30) ? null_value("CD", "NA") : coded_value(code_of(row)));
    return out;
}

programme_entry some_act(context& c, narrative& lines, const words::choice_row& choice) {
    const auto& row = *tables::programme_of(choice.kind);
    const bool done = c.dice.chance(40);
    programme_entry out;
    out.kind = choice.kind;
    out.section = row.section;
    out.act.kind = statement_class::procedure;
    out.act.mood = done ? "EVN" : "INT";
    if (c.dice.chance(70)) out.act.negated = false;
    out.act.ids.push_back(entry_id(c.dice));
    out.act.code = code_of(row.code);
    out.act.text = lines.line(row.code.display, choice.choice.display);
    out.act.status = "completed";
    out.act.time = some_time(c.dice, c.dates, done ? -1 : 1);
    for (auto left = c.dice.below(3); left > 0; --left)
        out.act.performers.push_back(some_performer(c.dice, c.dates));
    out.choice = code_of(choice.choice);
    if (c.dice.chance(50)) {
        const bool nowhere = c.dice.chance(30);
        out.planned = observation(
            c, place::planned_dates,
            nowhere ? narrative_text{"#", {}, {}} : lines.line("Dates prévues", "Voir ci-contre"));
        out.planned->time = some_time(c.dice, c.dates, 1);
        out.planned->values.push_back(null_value("CD", "NA"));
    }
    if (c.dice.chance(40)) {
        out.rhythm = answer(c, lines, place::rhythm, "Rythme", true);
        if (c.dice.chance(10))
            out.rhythm->code = code_of({"ORG-116", tables::ta_asip, "Rythme d'administration"});
    }
    if (c.dice.chance(30)) {
        const auto& route = c.dice.pick(words::routes);
        out.route = observation(c, place::route, lines.line("Mode", route.display));
        out.route->values.push_back(coded_value(code_of(route)));
    }
    if (c.dice.chance(40))
        out.side_effects =
            told(c, place::side_effects, lines.line("Effets secondaires", narrative_words(c.dice)));
    for (auto left = c.dice.below(4) / 2; left > 0; --left)
        out.act.comments.push_back(some_comment(c, lines, "Commentaire"));
    if (c.dice.chance(15)) out.reasons.push_back(some_reason(c, lines));
    return out;
}

void programme(context& c, section_kind where, std::string prefix, unsigned least) {
    auto& out = open_section(c, where);
    narrative lines(c.dice, std::move(prefix));
    for (auto left = c.dice.between(least, 8); left > 0;) {
        const auto& choice = c.dice.pick(words::choices);
        if (tables::programme_of(choice.kind)->section != where) continue;
        c.out.programme.push_back(some_act(c, lines, choice));
        --left;
    }
    if (where == section_kind::programme && c.dice.chance(40)) {
        c.out.treatments_stopped =
            answer(c, lines, place::treatments_stopped, "Arrêt de tous les traitements actifs", false);
        if (c.dice.chance(50)) c.out.treatments_stopped->ids.clear();
    }
    if (least == 0) lines.plain("Information", "Aucun autre soin prévu à ce jour.");
    lines.finish(out);
}

void status(context& c) {
    auto& out = open_section(c, section_kind::status);
    narrative lines(c.dice, "statut");
    document_status held;
    const auto& state = c.dice.pick(words::states);
    held.state = observation(c, place::document_state, lines.line("Statut du document", state.display));
    held.state->values.push_back(coded_value(code_of(state)));
    if (c.dice.chance(40)) held.state->comments.push_back(some_comment(c, lines, "Commentaire"));
    if (c.out.version != "1") {
        const auto& reason = c.dice.pick(words::update_reasons);
        held.update_reason =
            observation(c, place::update_reason, lines.line("Motif de mise à jour", reason.display));
        held.update_reason->values.push_back(coded_value(code_of(reason)));
        if (c.dice.chance(40)) held.update_reason->ids.clear();
        if (c.dice.chance(50)) held.update_reason->comments.push_back(some_comment(c, lines, "Précision"));
    }
    const auto dated = [&](place where, std::string_view label) {
        const auto day = c.dates.day(c.dice, 0);
        auto made = observation(c, where, lines.line(label, day));
        made.time = {};
        made.time.value = day;
        value when;
        when.type = "EIVL_TS";
        when.text = day;
        made.values.push_back(std::move(when));
        return made;
    };
    if (c.dice.chance(85)) held.board_date = dated(place::board_date, "Date de la RCP");
    if (c.dice.chance(85)) {
        held.handed_over = dated(place::handed_over, "Remis au patient le");
        if (c.dice.chance(70)) held.handed_over->performers.push_back(some_performer(c.dice, c.dates));
        if (c.dice.chance(40)) held.handed_over->ids.clear();
    }
    c.out.status = std::move(held);
    lines.finish(out);
}

void referenced_documents(context& c) {
    auto& out = open_section(c, section_kind::referenced_documents);
    narrative lines(c.dice, "documents");
    statement act;
    act.kind = statement_class::act;
    act.mood = "EVN";
    act.ids.push_back(entry_id(c.dice));
    act.code.null_flavor = "NA";
    act.text = lines.line("Documents", "Liste des documents référencés");
    for (auto left = c.dice.between(1, 3); left > 0; --left) {
        external_document one;
        one.type_code = c.dice.chance(80) ? "REFR" : "SPRT";
        one.ids.push_back(id_of("1.2.250.1.999.7.8", "FRCP-2021-" + std::to_string(c.dice.below(9999))));
        if (c.dice.chance(30)) one.code = code_of({"34794-8", tables::loinc, "Fiche RCP"});
        if (c.dice.chance(80)) one.text = lines.line("Document", narrative_words(c.dice));
        if (c.dice.chance(20)) one.set_id = id_of("1.2.250.1.999.7.8.1");
        if (c.dice.chance(20)) one.version = "2";
        act.documents.push_back(std::move(one));
    }
    c.out.referenced_documents.push_back(std::move(act));
    lines.finish(out);
}

void personal_data(context& c) {
    auto& out = open_section(c, section_kind::personal_data);
    narrative lines(c.dice, "donnees");
    lines.plain("Vos droits", words::sentence.substr(0, words::sentence.size() - 1));
    lines.finish(out);
}

}  // namespace

void fill_body(random& dice, const calendar& dates, plan& out) {
    context c{dice, dates, out};
    if (dice.chance(60)) patient_comment(c);
    if (dice.chance(50)) paediatrics(c);
    diagnoses(c);
    if (dice.chance(75)) discovery(c);
    if (dice.chance(75)) phase(c);
    programme(c, section_kind::programme, "programme", 1);
    if (dice.chance(70)) programme(c, section_kind::supportive_care, "support", 0);
    if (dice.chance(95)) status(c);
    if (dice.chance(50)) referenced_documents(c);
    if (dice.chance(95)) personal_data(c);
}

}  // namespace pps::tests::make
