#include "cda/render/coded_words.hpp"
#include "cda/render/codes.hpp"
#include "cda/render/dates.hpp"
#include "cda/render/parts.hpp"
#include "cda/render/sections.hpp"
#include "cda/render/statements.hpp"
#include "cda/render/words.hpp"

#include <array>

namespace pps::render {
namespace {

// The text of a part of a diagnosis after its words, when it says something else.
std::string with_text(std::string words, const narrative_text& text) {
    const auto more = narrative_words(text);
    if (words.find(more) == std::string::npos) append(words, more, "\n");
    return words;
}

// A disease is dated by its beginning; one that is over by both.
std::string since(const interval& when) {
    return when.value.empty() && when.high.value.empty() ? date_words(when.low.value) : period_words(when);
}

void write_site(page& out, const tumour_site& where, shown_texts& shown) {
    auto words = coded_words(where.site);
    append(words, coded_words(where.laterality), ", côté ");
    const auto& text = where.site.original_text.text;
    if (!says_nothing(text) && words.find(text) == std::string::npos) append(words, text, "\n");
    shown.add(words);
    long_fact(out, "Où se trouve la maladie", words);
}

std::string stage_value(const statement& one) {
    std::string out;
    for (const auto& each : one.values)
        append(out, each.code.empty() ? value_words(each) : stage_words(each.code), ", ");
    const auto text = narrative_words(one.text);
    if (text != out) append(out, text, "\n");
    return out;
}

void write_tnm(page& out, const tnm_stage& one) {
    std::string stage = stage_words(one.group);
    const auto edition = coded_words(one.edition);
    append(stage, edition, stage.empty() ? "" : ", classification ");
    append(stage, since(one.stage.time), ", ");
    stage = with_text(std::move(stage), one.stage.text);
    long_fact(out, "Stade", stage);
    if (one.t) long_fact(out, "Taille et étendue de la tumeur (T)", stage_value(*one.t));
    if (one.n) long_fact(out, "Ganglions (N)", stage_value(*one.n));
    if (one.m) long_fact(out, "Métastases (M)", stage_value(*one.m));
    write_rest(out, one.stage);
    for (const auto* part : {&one.t, &one.n, &one.m}) {
        if (*part) write_rest(out, **part);
    }
}

void write_other_stage(page& out, const other_stage& one) {
    std::string label = "Autre classification";
    std::string name;
    if (one.classification) name = values_words(*one.classification);
    if (one.version) append(name, values_words(*one.version), ", version ");
    append(label, name, " : ");
    const auto words = with_text(values_words(one.stage), one.stage.text);
    if (words.empty() && name.empty()) return;
    fact_of(out, label, [&] { paragraphs(out, words.empty() ? words::not_given : std::string_view(words)); });
    write_rest(out, one.stage);
}

void write_one(page& out, const diagnosis& one) {
    const auto kind = narrative_words(one.finding.text);
    const auto morphology = coded_words(one.morphology);
    shown_texts shown;
    shown.add(kind);
    out.raw("<article class=\"card\">");
    heading(out, 3, !kind.empty() ? kind : !morphology.empty() ? morphology : "Tumeur");
    out.raw("<dl>");
    fact(out, "Type de tumeur", morphology.empty() ? words::not_given : std::string_view(morphology));
    const auto& text = one.morphology.original_text.text;
    if (text != morphology && shown.add(text)) long_fact(out, "Précision", text);
    for (const auto& where : one.sites)
        write_site(out, where, shown);
    const auto when = since(one.finding.time);
    fact(out, "Date du diagnostic", when.empty() ? since(one.concern.time) : when);
    for (const auto& stage : one.tnm)
        write_tnm(out, stage);
    for (const auto& stage : one.other_stages)
        write_other_stage(out, stage);
    write_rest(out, one.finding);
    write_rest(out, one.concern);
    out.raw("</dl></article>");
}

void write_answer(page& out, std::string_view label, const std::optional<statement>& one,
                  bool dated_too = false) {
    if (!one) return;
    shown_texts shown;
    auto words = values_words(*one);
    if (words.empty() || one->values.front().boolean() == std::nullopt)
        words = with_text(std::move(words), one->text);
    if (dated_too) append(words, period_words(one->time), ", ");
    long_fact(out, label, words);
    write_rest(out, *one);
}

void write_course(page& out, const plan& document) {
    if (!document.screening && !document.phase) return;
    facts(out, [&] {
        write_answer(out, "Découvert lors d’un dépistage", document.screening);
        if (document.phase) {
            const auto& phase = *document.phase;
            write_answer(out, "Phase de la maladie", phase.phase, true);
            write_answer(out, "Progression de la maladie", phase.progression, true);
            write_answer(out, "Progression locale", phase.local);
            write_answer(out, "Progression régionale", phase.regional);
            write_answer(out, "Progression à distance", phase.distant);
        }
    });
}

void write_codes(page& out, const plan& document) {
    code_table codes;
    for (const auto& one : document.diagnoses) {
        codes.add("Morphologie", one.morphology);
        for (const auto& where : one.sites) {
            codes.add("Topographie", where.site);
            codes.add("Latéralité", where.laterality);
        }
        for (const auto& stage : one.tnm) {
            codes.add("Stade TNM", stage.stage);
            codes.add("Stade", stage.group);
            codes.add("Édition du TNM", stage.edition);
            for (const auto* part : {&stage.t, &stage.n, &stage.m}) {
                if (*part) codes.add("TNM", **part);
            }
        }
        for (const auto& stage : one.other_stages) {
            codes.add("Autre stade", stage.stage);
            if (stage.classification) codes.add("Autre stade", *stage.classification);
            if (stage.version) codes.add("Autre stade", *stage.version);
        }
        codes.add("Diagnostic", one.finding);
        codes.add("Problème", one.concern);
    }
    if (document.screening) codes.add("Dépistage", *document.screening);
    if (document.phase) {
        const auto& phase = *document.phase;
        for (const auto* part :
             {&phase.phase, &phase.progression, &phase.local, &phase.regional, &phase.distant}) {
            if (*part) codes.add("Phase", **part);
        }
    }
    codes.write(out, "maladie");
}

constexpr std::array sections{section_kind::diagnosis, section_kind::discovery, section_kind::phase};

}  // namespace

bool has_diagnosis(const view& seen) {
    if (seen.patient || !seen.document.diagnoses.empty() || seen.document.screening || seen.document.phase)
        return true;
    for (const auto kind : sections) {
        if (seen.document.find(kind) != nullptr) return true;
    }
    return false;
}

void write_diagnosis(page& out, const view& seen) {
    const auto& document = seen.document;
    if (document.diagnoses.empty()) out.raw("<p class=\"none\">Diagnostic : non renseigné</p>");
    for (const auto& one : document.diagnoses)
        write_one(out, one);
    write_course(out, document);
    for (const auto kind : sections)
        write_rest_of(out, document.find(kind));
    write_codes(out, document);
}

}  // namespace pps::render
