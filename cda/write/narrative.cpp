#include "cda/write/narrative.hpp"

#include "cda/pps/words.hpp"
#include "cda/write/narrator.hpp"
#include "cda/write/programme_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pps::cda::writing {
namespace {

using tables::place;

/// statusCode of a concern in words (HL7 ActStatus).
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> states{{
    {"active", "Actif"},
    {"suspended", "Suspendu"},
    {"aborted", "Abandonné"},
    {"completed", "Terminé"},
}};

std::string_view state_words(std::string_view status) noexcept {
    const auto* found =
        std::find_if(states.begin(), states.end(), [&](const auto& one) { return one.first == status; });
    return found == states.end() ? status : found->second;
}

void facts(narrator& out, const narrator::content& title, const narrator::content& rows) {
    out.table(title, {"Élément", "Valeur", "Date"}, rows);
}

void single(narrator& out, std::string_view label, const std::optional<statement>& one) {
    if (one) out.fact(label, *one, words::of_statement(*one));
}

void single(narrator& out, std::string_view label, const statement* one) {
    if (one != nullptr) out.fact(label, *one, words::of_statement(*one));
}

void category(narrator& out, std::string_view label, const std::optional<statement>& one) {
    if (one) out.fact(label, *one, words::of_category(*one));
}

void stages(narrator& out, const diagnosis& one) {
    for (const auto& each : one.tnm) {
        const bool pathological =
            tables::is_at(place::tnm_pathological, each.stage.code.code, each.stage.code.system);
        out.fact(pathological ? "Stade TNM pathologique" : "Stade TNM clinique", each.stage,
                 words::of_stage(each));
        category(out, "TNM (T)", each.t);
        category(out, "TNM (N)", each.n);
        category(out, "TNM (M)", each.m);
    }
    for (const auto& each : one.other_stages) {
        out.fact("Autre classification", each.stage, words::of_statement(each.stage));
        single(out, "Nom de la classification", each.classification);
        single(out, "Version de la classification", each.version);
    }
}

void tumour(narrator& out, const diagnosis& one, bool first_of_concern) {
    facts(
        out, [&] { out.said(one.finding.text, words::tumour); },
        [&] {
            if (first_of_concern) {
                const auto& concern = one.concern;
                const auto status = concern.status.empty() ? std::string_view(defaults::concern_status)
                                                           : std::string_view(concern.status);
                const auto since = words::of_interval(concern.time);
                out.fact("État de la maladie",
                         std::string(state_words(status)) + (since.empty() ? std::string() : ", " + since));
                if (!concern.text.empty()) out.fact("Maladie", [&] { out.said(concern.text, {}); });
                out.hanging(concern);
            }
            out.fact("Date du diagnostic", words::of_interval(one.finding.time));
            for (const auto& site : one.sites) {
                out.fact("Topographie", [&] { out.said(site.site); });
                if (!site.laterality.empty()) out.fact("Latéralité", [&] { out.said(site.laterality); });
            }
            out.fact("Morphologie", [&] { out.said(one.morphology, narrator::original_text::demanded); });
            stages(out, one);
            out.hanging(one.finding);
        });
}

void diagnoses(page& p, narrator& out) {
    const auto& all = p.source.diagnoses;
    for (std::size_t i = 0; i < all.size(); ++i)
        tumour(out, all[i], !defaults::continues_act(all, i));
}

void paediatrics(page& p, narrator& out) {
    if (!p.source.paediatrics) return;
    facts(out, {}, [&] {
        single(out, "Prise en charge pédiatrique", p.source.paediatrics->answer);
        if (const auto* reason = defaults::reason_of(*p.source.paediatrics))
            out.fact("Raison", *reason, words::of_statement(*reason), narrator::original_text::demanded);
    });
}

void phase(page& p, narrator& out) {
    if (!p.source.phase) return;
    const auto& one = *p.source.phase;
    facts(out, {}, [&] {
        single(out, "Phase du cancer", one.phase);
        single(out, "Progression", defaults::progression_of(one));
        single(out, "Progression locale", one.local);
        single(out, "Progression régionale", one.regional);
        single(out, "Progression à distance", one.distant);
    });
}

void status(page& p, narrator& out) {
    if (!p.source.status) return;
    const auto& one = *p.source.status;
    facts(out, {}, [&] {
        single(out, "Statut du document", one.state);
        single(out, "Motif de mise à jour", one.update_reason);
        single(out, "Date de la RCP", one.board_date);
        single(out, "Remise du document au patient", one.handed_over);
    });
}

void referenced(page& p, narrator& out) {
    if (p.source.referenced_documents.empty()) return;
    facts(out, {}, [&] {
        for (const auto& one : p.source.referenced_documents) {
            if (!one.text.empty()) out.fact("Documents", [&] { out.said(one, {}); });
            out.hanging(one);
        }
    });
}

void generic(narrator& out, const section& own) {
    if (own.statements.empty()) return;
    facts(out, {}, [&] {
        for (const auto& one : own.statements) {
            const auto label = words::of_coded(one.code);
            out.fact(label.empty() ? "Information" : label, one, words::of_statement(one));
        }
    });
}

void of_kind(page& p, narrator& out, section_kind kind) {
    switch (kind) {
        case section_kind::paediatrics:
            return paediatrics(p, out);
        case section_kind::diagnosis:
            return diagnoses(p, out);
        case section_kind::discovery:
            if (p.source.screening)
                facts(out, {}, [&] { single(out, "Patient issu du dépistage", p.source.screening); });
            return;
        case section_kind::phase:
            return phase(p, out);
        case section_kind::status:
            return status(p, out);
        case section_kind::referenced_documents:
            return referenced(p, out);
        default:
            put_programme_tables(p, out, kind);
            if (kind == section_kind::programme && p.source.treatments_stopped) {
                facts(out, {}, [&] {
                    single(out, "Arrêt des traitements actifs contre le cancer", p.source.treatments_stopped);
                });
            }
    }
}

}  // namespace

bool told_by_facts(section_kind kind) noexcept {
    switch (kind) {
        case section_kind::paediatrics:
        case section_kind::diagnosis:
        case section_kind::discovery:
        case section_kind::phase:
        case section_kind::programme:
        case section_kind::supportive_care:
        case section_kind::care_plan:
        case section_kind::past_treatments:
        case section_kind::status:
        case section_kind::referenced_documents:
            return true;
        default:
            return false;
    }
}

void put_generated(page& p, const defaults::placed_section& one, std::string prefix) {
    narrator out(p, std::move(prefix));
    const auto kind = one.own != nullptr ? one.own->kind : one.row->kind;
    const bool facts = one.first && defaults::has_facts(p.source, kind);
    const bool statements = one.own != nullptr && !one.own->statements.empty();
    if (facts) of_kind(p, out, kind);
    if (statements) generic(out, *one.own);
    if (facts || statements) return;
    const bool text = one.own != nullptr && !one.own->text.empty();
    const bool notice = !text && kind == section_kind::personal_data;
    out.paragraphs(text ? std::string_view(one.own->text) : notice ? words::personal_data : words::nothing);
}

}  // namespace pps::cda::writing
