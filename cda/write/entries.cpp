#include "cda/write/entries.hpp"

#include "cda/pps/defaults.hpp"
#include "cda/write/statements.hpp"
#include "cda/write/write_rules.hpp"

#include <algorithm>
#include <string>

namespace pps::cda::writing {
namespace {

using tables::place;

std::string at(std::string_view list, std::size_t index, std::string_view member) {
    return std::string("plan.")
        .append(list)
        .append("[")
        .append(std::to_string(index))
        .append("].")
        .append(member);
}

void put_single(page& p, const char* part, place where, const std::optional<statement>& one,
                const parts& inner = {}) {
    if (!one) return;
    const part_mark mark(p, part);
    put_entry(p, *one, placing_of(where), inner);
}

void put_optional(page& p, place where, const std::optional<statement>& one, unsigned nth = 0) {
    if (one) put_part(p, where, *one, nth);
}

void put_tnm(page& p, const tnm_stage& one) {
    static const auto group_name = defaults::code_of(place::stage_group_name);
    static const auto edition_name = defaults::code_of(place::tnm_edition_name);
    const bool pathological =
        tables::is_at(place::tnm_pathological, one.stage.code.code, one.stage.code.system);
    const auto where = pathological ? place::tnm_pathological : place::tnm_clinical;
    const named_qualifier qualifiers[] = {{&group_name, &one.group, "CD"},
                                          {&edition_name, &one.edition, "CD"}};
    auto how = placing_of(where);
    how.id = false;
    how.value_qualifiers = qualifiers;
    const auto& row = tables::statement_of(where);
    const unsigned nth = pathological ? 1 : 0;
    put_related(p, one.stage, how, row.type_code, row.inversion, [&] {
        put_optional(p, place::tnm_t, one.t, nth);
        put_optional(p, place::tnm_n, one.n, nth);
        put_optional(p, place::tnm_m, one.m, nth);
    });
}

void put_other_stage(page& p, const other_stage& one) {
    const auto& row = tables::statement_of(place::other_stage);
    put_related(p, one.stage, placing_of(place::other_stage), row.type_code, row.inversion, [&] {
        put_optional(p, place::stage_classification, one.classification);
        put_optional(p, place::stage_version, one.version);
    });
}

void put_cancer(page& p, const diagnosis& one) {
    const auto& row = tables::statement_of(place::cancer);
    auto how = placing_of(place::cancer);
    how.morphology = &one.morphology;
    how.sites = &one.sites;
    put_related(p, one.finding, how, row.type_code, row.inversion, [&] {
        for (const auto& stage : one.tnm)
            put_tnm(p, stage);
        for (const auto& stage : one.other_stages)
            put_other_stage(p, stage);
    });
}

void put_diagnoses(page& p) {
    placing how;
    how.kind = statement_class::act;
    how.templates = tables::templates::problem_concern;
    how.code.null_flavor = "NA";
    how.status = defaults::concern_status;
    how.period = true;
    const auto& all = p.source.diagnoses;
    for (std::size_t i = 0; i < all.size();) {
        auto end = i + 1;
        while (end < all.size() && defaults::continues_act(all, end))
            ++end;
        if (all[i].concern.status.empty())
            p.report(write_rules::row("write.concern-status"), at("diagnoses", i, "concern.status"));
        const part_mark mark(p, part_name("diagnoses", i));
        put_entry(p, all[i].concern, how, [&] {
            for (auto each = i; each < end; ++each) {
                const part_mark inner(p, part_name("diagnoses", each));
                put_cancer(p, all[each]);
            }
        });
        i = end;
    }
}

void put_reason(page& p, const statement& one) {
    for (const auto where : {place::weight, place::tobacco}) {
        if (tables::is_at(where, one.code.code, one.code.system)) {
            put_part(p, where, one);
            return;
        }
    }
    placing how;
    how.templates = tables::templates::simple_observation;
    how.value_type = "CD";
    put_related(p, one, how, "RSON", "false");
}

void put_programme_entry(page& p, const programme_entry& one, std::size_t index) {
    const part_mark mark(p, part_name("programme", index));
    placing how;
    how.kind = statement_class::procedure;
    how.mood = defaults::programme_mood;
    how.templates = one.act.mood == "EVN" ? tables::templates::list(tables::templates::procedure_done)
                                          : tables::templates::list(tables::templates::procedure_planned);
    if (one.act.mood.empty())
        p.report(write_rules::row("write.programme-mood"), at("programme", index, "act.mood"));
    const auto* row = tables::programme_of(one.kind);
    if (row != nullptr) {
        how.code = defaults::of(row->code);
        if (one.choice.empty())
            p.report(write_rules::row("write.programme-choice"), at("programme", index, "choice"));
    }
    const named_qualifier choice[] = {{nullptr, &one.choice, {}}};
    how.code_qualifiers = choice;
    put_entry(p, one.act, how, [&] {
        put_optional(p, place::planned_dates, one.planned);
        put_optional(p, place::rhythm, one.rhythm);
        put_optional(p, place::route, one.route);
        put_optional(p, place::side_effects, one.side_effects);
        for (const auto& reason : one.reasons)
            put_reason(p, reason);
    });
}

void put_programme(page& p, section_kind kind) {
    const auto& all = p.source.programme;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].section == kind) put_programme_entry(p, all[i], i);
    }
    if (kind == section_kind::programme)
        put_single(p, "treatments_stopped", place::treatments_stopped, p.source.treatments_stopped);
}

void put_paediatrics(page& p) {
    if (!p.source.paediatrics) return;
    const part_mark mark(p, "paediatrics");
    put_single(p, "paediatrics", place::paediatric_answer, p.source.paediatrics->answer);
    if (const auto* reason = defaults::reason_of(*p.source.paediatrics))
        put_entry(p, *reason, placing_of(place::paediatric_reason));
}

void put_phase(page& p) {
    if (!p.source.phase) return;
    const auto& phase = *p.source.phase;
    const part_mark mark(p, "phase");
    put_single(p, "phase", place::phase, phase.phase);
    const auto* progression = defaults::progression_of(phase);
    if (progression == nullptr) return;
    put_entry(p, *progression, placing_of(place::progression), [&] {
        put_optional(p, place::progression_local, phase.local);
        put_optional(p, place::progression_regional, phase.regional);
        put_optional(p, place::progression_distant, phase.distant);
    });
}

void put_status(page& p) {
    if (!p.source.status) return;
    put_single(p, "status", place::document_state, p.source.status->state);
    put_single(p, "status", place::update_reason, p.source.status->update_reason);
    put_single(p, "status", place::board_date, p.source.status->board_date);
    put_single(p, "status", place::handed_over, p.source.status->handed_over);
}

void put_referenced(page& p) {
    placing how;
    how.kind = statement_class::act;
    how.templates = tables::templates::external_references;
    how.code.null_flavor = "NA";
    how.status = {};
    how.time = false;
    const auto& all = p.source.referenced_documents;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const part_mark mark(p, part_name("referenced_documents", i));
        put_entry(p, all[i], how);
    }
}

}  // namespace

void put_entries(page& p, section_kind kind) {
    switch (kind) {
        case section_kind::paediatrics:
            return put_paediatrics(p);
        case section_kind::diagnosis:
            return put_diagnoses(p);
        case section_kind::discovery:
            return put_single(p, "screening", place::screening, p.source.screening);
        case section_kind::phase:
            return put_phase(p);
        case section_kind::status:
            return put_status(p);
        case section_kind::referenced_documents:
            return put_referenced(p);
        default:
            return put_programme(p, kind);
    }
}

void put_entries(page& p, const section& one) {
    for (const auto& statement : one.statements)
        put_entry(p, statement, placing_of(statement));
}

}  // namespace pps::cda::writing
