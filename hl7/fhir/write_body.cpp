#include "cda/pps/names.hpp"
#include "hl7/fhir/times.hpp"
#include "hl7/fhir/writer.hpp"
#include "hl7/fhir/xhtml.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

void collect(const std::vector<section>& all, std::vector<section_kind>& kinds) {
    for (const auto& one : all) {
        kinds.push_back(one.kind);
        collect(one.subsections, kinds);
    }
}

template <class Item>
bool contains(const std::vector<Item>& all, const Item& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

/// Groups the programme entries by section, in the order in which the sections are written, and numbers them
/// when that is not the order of the plan.
void writer::plan_programme() {
    std::vector<section_kind> order;
    collect(plan_.sections, order);
    for (const auto& [kind, word] : names<section_kind>::table)
        order.push_back(kind);
    std::vector<const programme_entry*> written;
    for (const auto kind : order) {
        const bool there = std::any_of(programme_.begin(), programme_.end(),
                                       [&](const programme_place& one) { return one.kind == kind; });
        if (there) continue;
        auto& place = programme_.emplace_back(programme_place{kind, {}});
        for (const auto& one : plan_.programme) {
            if (one.section == kind) place.entries.push_back(&one);
        }
        written.insert(written.end(), place.entries.begin(), place.entries.end());
    }
    if (std::is_sorted(written.begin(), written.end())) return;
    for (const auto* one : written)
        positions_.emplace_back(one, static_cast<unsigned>(one - plan_.programme.data()));
}

void writer::sections(const std::vector<section>& all) {
    out_.list("section", all, [&](const section& one) { out_.object([&] { one_section(one); }); });
}

void writer::one_section(const section& one) {
    auto div = one.markup.empty() ? std::string() : to_xhtml(one.markup).value_or(std::string());
    if (div.empty() && !one.text.empty()) div = text_div(one.text);
    std::vector<std::string> entries;
    if (!contains(served_, one.kind)) {
        served_.push_back(one.kind);
        entries = named_entries(one.kind, false);
    }
    for (const auto& said : one.statements)
        entries.push_back(statement(said));
    {
        extensions to(out_);
        if (kind_of(one.code, plan_.kind) != one.kind) to.code(own("section-kind"), to_string(one.kind));
        for (const auto& id : one.ids)
            add_identifier(out_, to, own("identifier"), id);
        for (const auto& id : one.templates)
            add_identifier(out_, to, own("template"), id);
        section_narrative(to, one, div);
    }
    out_.text("title", one.title);
    extensions(out_, "title").null(one.title_null_flavor);
    put_concept(out_, "code", one.code);
    out_.list("author", one.authors, [&](const author& who) {
        out_.object([&] {
            reference_with(party_resource(who.who, true),
                           [&](extensions& to) { author_extensions(to, who); });
        });
    });
    const bool empty = div.empty() && entries.empty() && one.subsections.empty();
    if (!div.empty() || empty) {
        out_.object("text", [&] {
            out_.text("status", empty ? "empty" : "additional");
            out_.text("div", empty ? text_div("-") : div);
        });
    }
    out_.list("entry", entries,
              [&](const std::string& urn) { out_.object([&] { reference_members(urn); }); });
    sections(one.subsections);
}

/// What the XHTML of the narrative does not give back.
void writer::section_narrative(extensions& to, const section& one, const std::string& div) {
    const auto back = div.empty() ? std::string() : to_markup(div).value_or(std::string());
    if (back != one.markup) to.exact_text(own("narrative-markup"), one.markup);
    if (plain_text(one.markup) != one.text) to.exact_text(own("plain-text"), one.text);
}

std::vector<std::string> writer::named_entries(section_kind where, bool homeless) {
    std::vector<std::string> out;
    const auto add = [&](const std::optional<pps::statement>& one, role as,
                         std::vector<std::string> members = {}) {
        if (one) out.push_back(observation(*one, as, std::move(members)));
    };
    const auto add_member = [&](std::vector<std::string>& to, const std::optional<pps::statement>& one,
                                role as) {
        if (one) to.push_back(observation(*one, as));
    };
    switch (where) {
        case section_kind::paediatrics:
            if (!plan_.paediatrics) break;
            add(plan_.paediatrics->answer, role::paediatric_answer);
            add(plan_.paediatrics->reason, role::paediatric_reason);
            break;
        case section_kind::diagnosis:
            for (const auto& one : plan_.diagnoses)
                out.push_back(condition(one));
            break;
        case section_kind::discovery:
            add(plan_.screening, role::screening);
            break;
        case section_kind::phase: {
            if (!plan_.phase) break;
            add(plan_.phase->phase, role::phase);
            std::vector<std::string> parts;
            add_member(parts, plan_.phase->local, role::progression_local);
            add_member(parts, plan_.phase->regional, role::progression_regional);
            add_member(parts, plan_.phase->distant, role::progression_distant);
            if (plan_.phase->progression) {
                add(plan_.phase->progression, role::progression, std::move(parts));
            } else {
                out.insert(out.end(), parts.begin(), parts.end());
            }
            break;
        }
        case section_kind::status:
            if (!plan_.status) break;
            add(plan_.status->state, role::document_state);
            add(plan_.status->update_reason, role::update_reason);
            add(plan_.status->board_date, role::board_date);
            add(plan_.status->handed_over, role::handed_over);
            break;
        case section_kind::referenced_documents:
            for (const auto& one : plan_.referenced_documents) {
                frame around;
                around.role = role::referenced_documents;
                out.push_back(statement(one, form::list, std::move(around)));
            }
            break;
        default:
            break;
    }
    for (const auto& place : programme_) {
        if (place.kind == where && !place.entries.empty()) out.push_back(care_plan(place, homeless));
    }
    if (where == section_kind::programme) add(plan_.treatments_stopped, role::treatments_stopped);
    return out;
}

std::string writer::condition(const diagnosis& one) {
    frame around;
    around.role = role::diagnosis;
    around.tumour = &one;
    return statement(one.finding, form::finding, std::move(around));
}

void writer::concern_extensions(extensions& to, const diagnosis& one) {
    to.nested(own("concern"), [&](extensions& parts) {
        statement_extensions(parts, one.concern, form::concern, {});
        if (one.concern.text.text.empty()) {
            if (!parts.any()) parts.flag("empty", true);
        } else {
            parts.text("text", one.concern.text.text);
        }
    });
}

void writer::condition_members(const diagnosis& one) {
    const auto in_list = [&](const coded& code, const coded* side = nullptr) {
        out_.object([&] { write_concept(out_, code, side); });
    };
    // What the extension "concern" says in full, for FHIR readers. An empty concern is that of the diagnosis
    // before: the same act holds both.
    const auto* concern = &one;
    while (concern->concern == pps::statement{} && concern != plan_.diagnoses.data())
        --concern;
    const auto& act = concern->concern;
    if (const auto status = to_fhir(condition_states, act.status); !status.empty()) {
        out_.object("clinicalStatus", [&] {
            out_.array("coding", [&] {
                out_.object([&] {
                    out_.text("system", "http://terminology.hl7.org/CodeSystem/condition-clinical");
                    out_.text("code", status);
                });
            });
        });
    }
    out_.text("recordedDate", to_date_time(act.time.low.value));
    put_identifiers(out_, "identifier", one.concern.ids);
    put_concept(out_, "code", one.morphology);
    out_.list("bodySite", one.sites, [&](const tumour_site& site) { in_list(site.site, &site.laterality); });
    if (one.tnm.empty() && one.other_stages.empty()) return;
    const auto stage = [&](const coded& summary, const std::string& urn) {
        out_.object([&] {
            put_concept(out_, "summary", summary);
            out_.array("assessment", [&] { out_.object([&] { reference_members(urn); }); });
        });
    };
    out_.array("stage", [&] {
        for (const auto& held : one.tnm)
            stage(held.group, tnm(held));
        for (const auto& held : one.other_stages)
            stage({}, other(held));
    });
}

std::string writer::tnm(const tnm_stage& one) {
    frame around;
    around.role = role::tnm;
    around.value = &one.group;
    around.edition = &one.edition;
    const auto add = [&](const std::optional<pps::statement>& part, role as) {
        if (part) around.members.push_back(observation(*part, as));
    };
    add(one.t, role::tnm_t);
    add(one.n, role::tnm_n);
    add(one.m, role::tnm_m);
    return statement(one.stage, form::observation, std::move(around));
}

std::string writer::other(const other_stage& one) {
    std::vector<std::string> members;
    if (one.classification) members.push_back(observation(*one.classification, role::stage_classification));
    if (one.version) members.push_back(observation(*one.version, role::stage_version));
    return observation(one.stage, role::other_stage, std::move(members));
}

std::string writer::care_plan(const programme_place& place, bool says_kind) {
    return later("CarePlan", [this, &place, says_kind] {
        {
            extensions to(out_);
            if (says_kind) to.code(own("section-kind"), to_string(place.kind));
        }
        out_.text("status", "active");
        out_.text("intent", "plan");
        const auto* section = tables::section_of(place.kind, plan_.kind);
        if (section != nullptr) out_.text("title", section->title);
        put_reference("subject", patient_resource());
        if (!plan_.participants.empty())
            out_.array("careTeam", [&] { out_.object([&] { reference_members(care_team()); }); });
        out_.list("activity", place.entries, [&](const programme_entry* one) {
            out_.object([&] {
                const auto position = std::find_if(positions_.begin(), positions_.end(),
                                                   [&](const auto& held) { return held.first == one; });
                if (position != positions_.end()) {
                    extensions to(out_);
                    to.with(own("position"), [&] { out_.integer("valueInteger", position->second); });
                }
                // CarePlan.activity.reference leads to requests only: what is done is an outcome.
                const bool done = one->act.mood == "EVN" || one->act.mood.empty();
                if (done) {
                    out_.array("outcomeReference",
                               [&] { out_.object([&] { reference_members(programme(*one)); }); });
                } else {
                    put_reference("reference", programme(*one));
                }
            });
        });
    });
}

std::string writer::programme(const programme_entry& one) {
    const bool done = one.act.mood == "EVN" || one.act.mood.empty();
    frame around;
    around.role = role::programme;
    around.choice = &one.choice;
    if (kind_of(one.act.code, one.section) != one.kind) around.kind = to_string(one.kind);
    const auto add = [&](const std::optional<pps::statement>& part, role as) {
        if (part) around.supporting.push_back(observation(*part, as));
    };
    add(one.planned, role::planned_dates);
    add(one.rhythm, role::rhythm);
    add(one.route, role::route);
    add(one.side_effects, role::side_effects);
    if (!done && one.planned) around.planned = &one.planned->time;
    const auto& instruction = done ? one.side_effects : one.rhythm;
    if (instruction) around.instruction = instruction->free_text();
    std::vector<std::string> reasons;
    for (const auto& reason : one.reasons)
        reasons.push_back(observation(reason, role::reason));
    around.references.emplace_back("reasonReference", std::move(reasons));
    return statement(one.act, done ? form::procedure : form::request, std::move(around));
}

std::string writer::care_team() {
    if (!care_team_.empty()) return care_team_;
    care_team_ = later("CareTeam", [this] {
        put_reference("subject", patient_resource());
        out_.list("participant", plan_.participants, [&](const participant& one) {
            out_.object([&] {
                {
                    extensions to(out_);
                    to.code(own("type-code"), one.type_code);
                    if (one.role != role_of(one.function)) to.code(own("role"), to_string(one.role));
                }
                if (!one.function.empty())
                    out_.array("role", [&] { out_.object([&] { write_concept(out_, one.function); }); });
                put_reference("member", party_resource(one.who, false));
                put_period(out_, "period", one.time);
            });
        });
    });
    return care_team_;
}

}  // namespace pps::hl7::fhir
