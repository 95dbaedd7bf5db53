#include "cda/pps/names.hpp"
#include "hl7/fhir/fhir_rules.hpp"
#include "hl7/fhir/reader.hpp"
#include "hl7/fhir/urls.hpp"
#include "hl7/fhir/vocabulary.hpp"
#include "hl7/fhir/xhtml.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace pps::hl7::fhir {

void reader::sections(json_value list, std::vector<section>& to, std::size_t depth) {
    for (const auto one : list) {
        if (flag_of(one, own("file"))) {
            one.peek("title").skip();
            for (const auto entry : one.peek("entry")) {
                if (const auto found = resolve(entry, "DocumentReference")) file(found);
            }
            continue;
        }
        if (!room<section>(one)) break;
        one_section(one, to.emplace_back(), depth);
    }
}

void reader::one_section(json_value one, section& to, std::size_t depth) {
    if (depth >= limits_.max_nesting) {
        report(fhir_rules::row("fhir.nesting"), one);
        return;
    }
    if (const auto code = one.peek("code")) to.code = read_concept(code);
    const auto kind = from_string<section_kind>(string_of(one, own("section-kind")));
    to.kind = kind.value_or(kind_of(to.code, plan_.kind));
    to.ids = identifiers_of(one, own("identifier"));
    to.templates = identifiers_of(one, own("template"));
    to.title = text(one, "title");
    to.title_null_flavor = null_of(one, "title");
    for (const auto who : one.peek("author"))
        if (room<author>(who)) to.authors.push_back(read_author(who));
    narrative(one, to);
    for (const auto entry : one.peek("entry")) {
        if (const auto found = resolve(entry)) place(found, to.kind, &to);
    }
    sections(one.peek("section"), to.subsections, depth + 1);
}

void reader::narrative(json_value one, section& to) {
    const auto held = one.peek("text");
    const auto status = held.peek("status").text();
    const auto div = held.peek("div");
    const auto exact = extension(one, own("narrative-markup"));
    const std::string markup(exact.peek("valueString").text());
    if (status == "empty") {
        div.skip();
    } else if (exact && is_normal(markup)) {
        div.skip();
        to.markup = markup;
    } else if (!div.raw().empty()) {
        const auto read = to_markup(div.text());
        if (!read) report(fhir_rules::row("fhir.narrative"), div);
        to.markup = read.value_or(std::string());
    }
    const auto plain = extension(one, own("plain-text"));
    to.text = plain ? std::string(plain.peek("valueString").text()) : plain_text(to.markup);
}

/// Where the plan holds a statement of that role, null when it has no place for it.
std::optional<statement>* reader::place_of(role as) {
    const auto paediatrics = [&]() -> pps::paediatrics& {
        return plan_.paediatrics ? *plan_.paediatrics : plan_.paediatrics.emplace();
    };
    const auto phase = [&]() -> clinical_phase& {
        return plan_.phase ? *plan_.phase : plan_.phase.emplace();
    };
    const auto status = [&]() -> document_status& {
        return plan_.status ? *plan_.status : plan_.status.emplace();
    };
    switch (as) {
        case role::paediatric_answer:
            return &paediatrics().answer;
        case role::paediatric_reason:
            return &paediatrics().reason;
        case role::screening:
            return &plan_.screening;
        case role::phase:
            return &phase().phase;
        case role::progression:
            return &phase().progression;
        case role::progression_local:
            return &phase().local;
        case role::progression_regional:
            return &phase().regional;
        case role::progression_distant:
            return &phase().distant;
        case role::treatments_stopped:
            return &plan_.treatments_stopped;
        case role::document_state:
            return &status().state;
        case role::update_reason:
            return &status().update_reason;
        case role::board_date:
            return &status().board_date;
        case role::handed_over:
            return &status().handed_over;
        default:
            return nullptr;
    }
}

/// An entry of a section.
void reader::place(json_value resource, section_kind where, section* into) {
    const auto type = resource.peek("resourceType").raw();
    if (type == "CareTeam") return care_team(resource);
    if (!take(resource)) return;
    if (type == "CarePlan") return care_plan(resource, where);
    if (type == "Condition") return diagnosis_of(resource);
    const auto as = form_of(resource);
    if (!as) {
        report(fhir_rules::row("fhir.reference-type"), resource);
        return;
    }
    const auto which = role_of(resource);
    if (*as == form::list) {
        plan_.referenced_documents.push_back(read_statement(resource, form::list));
        return;
    }
    const bool act = *as == form::procedure || *as == form::request;
    const bool planned = where == section_kind::programme || where == section_kind::supportive_care ||
                         where == section_kind::past_treatments || where == section_kind::care_plan;
    if (which == role::programme || (which == role::none && act && planned))
        return programme(resource, where, std::nullopt);
    if (const auto* row = which == role::none ? nullptr : &row_of(which);
        row != nullptr && *as == form::observation && which != role::statement) {
        auto* to = place_of(which);
        if (to != nullptr && !to->has_value()) {
            to->emplace();
            frame around;
            if (which == role::progression) {
                around.take = [this](role part, json_value held) {
                    return fill(part, held,
                                {{role::progression_local, &plan_.phase->local},
                                 {role::progression_regional, &plan_.phase->regional},
                                 {role::progression_distant, &plan_.phase->distant}});
                };
            }
            auto held = read_statement(resource, *as, around);
            **to = std::move(held);
            return;
        }
    }
    if (into == nullptr) {
        report(fhir_rules::row("fhir.reference-type"), resource);
        return;
    }
    into->statements.push_back(read_statement(resource, *as));
}

void reader::diagnosis_of(json_value one) {
    diagnosis out;
    out.finding = read_statement(one, form::finding);
    if (out.finding.code.empty() && role_of(one) == role::none) {
        const auto& row = tables::statement_of(tables::place::cancer).code;
        out.finding.code.code = row.code;
        out.finding.code.system = row.scheme;
        out.finding.code.display = row.display;
    }
    out.concern.kind = statement_class::act;
    out.concern.mood = row_of(form::concern).mood;
    if (const auto held = extension(one, own("concern"))) {
        read_extensions(held, out.concern, {});
        out.concern.text = read_narrative(held, string_of(held, "text"));
        flag_of(held, "empty");
        one.peek("clinicalStatus").skip();
        one.peek("recordedDate").skip();
    } else {
        if (const auto status = one.peek("clinicalStatus"))
            out.concern.status = to_v3(condition_states, read_concept(status).code);
        out.concern.time.low = read_time(one, "recordedDate");
    }
    read_identifiers(one.peek("identifier"), out.concern.ids);
    if (const auto code = one.peek("code")) out.morphology = read_concept(code);
    for (const auto site : one.peek("bodySite"))
        out.sites.push_back({read_concept(site), concept_of(site, own("laterality"))});
    stages(one, out);
    out_.parts.push_back({part_name("diagnoses", plan_.diagnoses.size()), one.pointer()});
    plan_.diagnoses.push_back(std::move(out));
}

void reader::stages(json_value one, diagnosis& to) {
    for (const auto stage : one.peek("stage")) {
        for (const auto reference : stage.peek("assessment")) {
            const auto resource = resolve(reference);
            if (!resource || form_of(resource) != form::observation || !take(resource)) continue;
            stage.peek("summary").skip();
            stage.peek("type").skip();
            frame around;
            if (role_of(resource) == role::other_stage) {
                auto& held = to.other_stages.emplace_back();
                around.take = [&](role part, json_value found) {
                    return fill(part, found,
                                {{role::stage_classification, &held.classification},
                                 {role::stage_version, &held.version}});
                };
                held.stage = read_statement(resource, form::observation, around);
                continue;
            }
            auto& held = to.tnm.emplace_back();
            around.value = &held.group;
            around.edition = &held.edition;
            around.take = [&](role part, json_value found) {
                return fill(part, found,
                            {{role::tnm_t, &held.t}, {role::tnm_n, &held.n}, {role::tnm_m, &held.m}});
            };
            held.stage = read_statement(resource, form::observation, around);
        }
    }
}

void reader::care_plan(json_value one, section_kind where) {
    skip_common(one);
    one.skip_members({"status", "intent", "title", "subject"});
    where = from_string<section_kind>(string_of(one, own("section-kind"))).value_or(where);
    for (const auto team : one.peek("careTeam")) {
        if (const auto found = resolve(team, "CareTeam")) care_team(found);
    }
    for (const auto activity : one.peek("activity")) {
        std::optional<unsigned> position;
        if (const auto held = extension(activity, own("position"))) {
            const auto digits = held.peek("valueInteger").text();
            unsigned number = 0;
            const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (read.ec == std::errc()) position = number;
        }
        const auto add = [&](json_value reference) {
            const auto found = resolve(reference);
            const auto as = found ? form_of(found) : std::nullopt;
            if (!as || (*as != form::procedure && *as != form::request)) return;
            if (take(found)) programme(found, where, position);
        };
        if (const auto reference = activity.peek("reference")) add(reference);
        for (const auto reference : activity.peek("outcomeReference"))
            add(reference);
    }
}

void reader::programme(json_value one, section_kind where, std::optional<unsigned> position) {
    programme_entry out;
    out.section = where;
    frame around;
    around.choice = &out.choice;
    around.take = [&](role part, json_value found) {
        if (part == role::reason && form_of(found) == form::observation) {
            out.reasons.push_back(read_statement(found, form::observation));
            return true;
        }
        return fill(part, found,
                    {{role::planned_dates, &out.planned},
                     {role::rhythm, &out.rhythm},
                     {role::route, &out.route},
                     {role::side_effects, &out.side_effects}});
    };
    out.act = read_statement(one, *form_of(one), around);
    const auto kind = from_string<programme_kind>(string_of(one, own("kind")));
    out.kind = kind.value_or(kind_of(out.act.code, where));
    // They repeat what the observations say.
    if (out.rhythm) one.peek("patientInstruction").skip();
    if (out.side_effects) one.peek("complication").skip();
    plan_.programme.push_back(std::move(out));
    positions_.push_back(position);
    programme_at_.push_back(one.pointer());
}

/// Puts the programme entries back into the order of the plan, when the Bundle says it.
void reader::order_programme() {
    const auto all = plan_.programme.size();
    for (std::size_t i = 0; i < all; ++i)
        out_.parts.push_back({part_name("programme", i), programme_at_[i]});
    if (!std::all_of(positions_.begin(), positions_.end(), [](const auto& one) { return one.has_value(); }))
        return;
    std::vector<std::size_t> order(all);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return *positions_[a] < *positions_[b]; });
    std::vector<programme_entry> sorted;
    sorted.reserve(all);
    out_.parts.resize(out_.parts.size() - all);
    for (const auto place : order) {
        out_.parts.push_back({part_name("programme", sorted.size()), programme_at_[place]});
        sorted.push_back(std::move(plan_.programme[place]));
    }
    plan_.programme = std::move(sorted);
}

void reader::care_team(json_value one) {
    // Several plans of care have the same team.
    if (!taken_.insert(one.index()).second) return;
    skip_common(one);
    one.skip_members({"status", "subject", "encounter"});
    for (const auto held : one.peek("participant")) {
        if (!room<participant>(held)) break;
        participant who;
        who.type_code = string_of(held, own("type-code"));
        who.function = read_first_concept(held.peek("role"));
        const auto said = from_string<participant_role>(string_of(held, own("role")));
        who.role = said.value_or(fhir::role_of(who.function));
        if (const auto period = held.peek("period")) who.time = read_period(period);
        if (const auto member = held.peek("member")) who.who = read_party(member);
        out_.parts.push_back({part_name("participants", plan_.participants.size()), held.pointer()});
        plan_.participants.push_back(std::move(who));
    }
}

}  // namespace pps::hl7::fhir
