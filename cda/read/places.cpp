#include "cda/read/places.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace pps::cda::reading {
namespace {

using tables::place;

// The value of the first qualifier of that name, taken out of the code; empty when there is none.
coded take_qualifier(coded& code, place name) {
    const auto found = std::find_if(
        code.qualifiers.begin(), code.qualifiers.end(),
        [&](const qualifier& one) { return tables::is_at(name, one.name.code, one.name.system); });
    if (found == code.qualifiers.end()) return {};
    auto taken = std::move(found->value);
    code.qualifiers.erase(found);
    return taken;
}

// A coded value as the concept that it is, its null flavor included.
coded concept_of(value&& said) {
    auto code = std::move(said.code);
    code.null_flavor = std::move(said.null_flavor);
    return code;
}

tnm_stage read_tnm(context& c, statement_node&& node) {
    tnm_stage read;
    read.t = take(c, node, place::tnm_t);
    read.n = take(c, node, place::tnm_n);
    read.m = take(c, node, place::tnm_m);
    auto& values = node.said.values;
    if (!values.empty()) {
        read.group = take_qualifier(values.front().code, place::stage_group_name);
        read.edition = take_qualifier(values.front().code, place::tnm_edition_name);
        // What is left is the shell around the two; a value that says more stays.
        if (values.front().code.empty() && values.front().null_flavor.empty()) values.erase(values.begin());
    }
    read.stage = placed(c, std::move(node), level::nested);
    return read;
}

other_stage read_other_stage(context& c, statement_node&& node) {
    other_stage read;
    read.classification = take(c, node, place::stage_classification);
    read.version = take(c, node, place::stage_version);
    read.stage = placed(c, std::move(node), level::nested);
    return read;
}

diagnosis read_diagnosis(context& c, statement_node&& node) {
    diagnosis read;
    for (const auto kind : {place::tnm_clinical, place::tnm_pathological}) {
        for (auto& stage : take_all(node, kind))
            read.tnm.push_back(read_tnm(c, std::move(stage)));
    }
    for (auto& stage : take_all(node, place::other_stage))
        read.other_stages.push_back(read_other_stage(c, std::move(stage)));
    auto& values = node.said.values;
    if (!values.empty()) {
        read.morphology = concept_of(std::move(values.front()));
        values.erase(values.begin());
    }
    for (auto& site : node.said.target_sites) {
        auto laterality = take_qualifier(site, place::laterality_name);
        read.sites.push_back({std::move(site), std::move(laterality)});
    }
    node.said.target_sites.clear();
    read.finding = placed(c, std::move(node), level::nested);
    return read;
}

bool place_diagnosis(context& c, section_kind, statement_node& entry, plan& plan) {
    if (entry.said.kind != statement_class::act) return false;
    auto cancers = take_all(entry, place::cancer);
    if (cancers.empty()) return false;
    const auto first = plan.diagnoses.size();
    for (auto& cancer : cancers) {
        if (c.admits(sizeof(diagnosis), cancer.element)) {
            plan.diagnoses.push_back(read_diagnosis(c, std::move(cancer)));
        }
    }
    auto concern = placed(c, std::move(entry), level::entry);
    if (plan.diagnoses.size() > first) plan.diagnoses[first].concern = std::move(concern);
    return true;
}

programme_kind kind_of(const coded& code, section_kind where) noexcept {
    if (where == section_kind::care_plan) return programme_kind::proposed_treatment;
    if (where == section_kind::past_treatments) return programme_kind::past_treatment;
    for (const auto& row : tables::programme) {
        if (row.code.code == code.code && row.code.scheme == code.system) return row.kind;
    }
    return programme_kind::other;
}

// The choice is the qualifier without a name (cda-pps.md "Programme entries").
coded take_choice(coded& code) {
    const auto found = std::find_if(code.qualifiers.begin(), code.qualifiers.end(),
                                    [](const qualifier& one) { return one.name.empty(); });
    if (found == code.qualifiers.end()) return {};
    auto taken = std::move(found->value);
    code.qualifiers.erase(found);
    return taken;
}

bool place_procedure(context& c, section_kind where, statement_node& entry, plan& plan) {
    if (entry.said.kind != statement_class::procedure) return false;
    const auto kind = kind_of(entry.said.code, where);
    if (kind == programme_kind::other || !c.admits(sizeof(programme_entry), entry.element)) return false;
    programme_entry read;
    read.kind = kind;
    read.section = where;
    read.choice = take_choice(entry.said.code);
    read.planned = take(c, entry, place::planned_dates);
    read.rhythm = take(c, entry, place::rhythm);
    read.route = take(c, entry, place::route);
    read.side_effects = take(c, entry, place::side_effects);
    auto& parts = entry.parts;
    const auto reasons = std::stable_partition(parts.begin(), parts.end(), [](const statement_node& part) {
        return part.relation != "RSON" || part.said.kind != statement_class::observation;
    });
    std::for_each(reasons, parts.end(), [&](statement_node& part) {
        read.reasons.push_back(placed(c, std::move(part), level::nested));
    });
    parts.erase(reasons, parts.end());
    read.act = placed(c, std::move(entry), level::entry);
    plan.programme.push_back(std::move(read));
    return true;
}

bool place_documents(context& c, section_kind, statement_node& entry, plan& plan) {
    if (entry.said.documents.empty()) return false;
    plan.referenced_documents.push_back(placed(c, std::move(entry), level::entry));
    return true;
}

template <typename Group>
Group& in(std::optional<Group>& group) {
    return group ? *group : group.emplace();
}

using slot = std::optional<pps::statement>;

/// A statement that stands in an entry of its own, once: the place, the kind of section, the member of the
/// plan.
struct single_row {
    tables::place place;
    section_kind section;
    slot& (*of)(plan&);
};
constexpr std::array singles{
    single_row{place::paediatric_answer, section_kind::paediatrics,
               [](plan& p) -> slot& { return in(p.paediatrics).answer; }},
    single_row{place::paediatric_reason, section_kind::paediatrics,
               [](plan& p) -> slot& { return in(p.paediatrics).reason; }},
    single_row{place::screening, section_kind::discovery, [](plan& p) -> slot& { return p.screening; }},
    single_row{place::phase, section_kind::phase, [](plan& p) -> slot& { return in(p.phase).phase; }},
    single_row{place::progression, section_kind::phase,
               [](plan& p) -> slot& { return in(p.phase).progression; }},
    single_row{place::treatments_stopped, section_kind::programme,
               [](plan& p) -> slot& { return p.treatments_stopped; }},
    single_row{place::document_state, section_kind::status,
               [](plan& p) -> slot& { return in(p.status).state; }},
    single_row{place::update_reason, section_kind::status,
               [](plan& p) -> slot& { return in(p.status).update_reason; }},
    single_row{place::board_date, section_kind::status,
               [](plan& p) -> slot& { return in(p.status).board_date; }},
    single_row{place::handed_over, section_kind::status,
               [](plan& p) -> slot& { return in(p.status).handed_over; }},
};

void take_extent(context& c, statement_node& progression, clinical_phase& phase) {
    phase.local = take(c, progression, place::progression_local);
    phase.regional = take(c, progression, place::progression_regional);
    phase.distant = take(c, progression, place::progression_distant);
}

bool place_single(context& c, section_kind where, statement_node& entry, plan& plan) {
    if (entry.said.kind != statement_class::observation) return false;
    for (const auto& row : singles) {
        if (row.section != where || !stands_at(entry, row.place)) continue;
        auto& member = row.of(plan);
        if (member) return false;  // A second one: kept with its section.
        if (row.place == place::progression) take_extent(c, entry, *plan.phase);
        member = placed(c, std::move(entry), level::entry);
        return true;
    }
    return false;
}

/// Places of whole entries, by kind of section.
struct placing_row {
    section_kind section;
    bool (*place)(context&, section_kind, statement_node&, plan&);
};
constexpr std::array placings{
    placing_row{section_kind::diagnosis, place_diagnosis},
    placing_row{section_kind::programme, place_procedure},
    placing_row{section_kind::supportive_care, place_procedure},
    placing_row{section_kind::care_plan, place_procedure},
    placing_row{section_kind::past_treatments, place_procedure},
    placing_row{section_kind::referenced_documents, place_documents},
};

}  // namespace

bool place_entry(context& c, section_kind where, statement_node& entry, plan& plan) {
    const auto fits = [&](const placing_row& row) {
        return row.section == where && row.place(c, where, entry, plan);
    };
    return std::any_of(placings.begin(), placings.end(), fits) || place_single(c, where, entry, plan);
}

}  // namespace pps::cda::reading
