#include "cda/pps/facts.hpp"

#include "cda/pps/defaults.hpp"
#include "cda/pps/words.hpp"
#include "cda/values.hpp"

#include <algorithm>
#include <utility>

namespace pps {
namespace {

using tables::place;

void tidy(std::string& text) {
    text = cda::collapse(text);
}

bool is_no_information(std::string_view flavor) noexcept {
    return flavor == defaults::no_information;
}

template <typename Text>
void supply(std::string& text, const Text& otherwise) {
    if (text.empty()) text = otherwise;
}

class normaliser {
  public:
    explicit normaliser(plan& document) : plan_(document) {}

    void run() {
        // The layout asks for the facts as they are given.
        sections();
        header();
        body();
    }

  private:
    // Data types
    void fix(instant& one) {
        if (one.value.empty() && is_no_information(one.null_flavor)) one = {};
    }
    void fix(interval& one) {
        fix(one.low);
        fix(one.high);
        if (one.value.empty() && one.low.empty() && one.high.empty() && is_no_information(one.null_flavor))
            one = {};
    }
    static bool says_nothing(const identifier& one) noexcept {
        return one.root.empty() && one.extension.empty() &&
               (one.null_flavor.empty() || is_no_information(one.null_flavor));
    }
    static void fix(identifier& one) {
        if (says_nothing(one)) one = {};
    }
    void fix(std::vector<identifier>& all) {
        std::erase_if(all, [&](const identifier& one) {
            return says_nothing(one) || defaults::is_entry_id(plan_, one);
        });
    }
    void fix(narrative_text& one, std::string_view words = {}) {
        one.reference.clear();
        tidy(one.text);
        if (one.text == cda::collapse(words)) one.text.clear();
    }
    void fix(coded& one) {
        auto coded_only = one;
        coded_only.original_text = {};
        fix(one.original_text, words::of_coded(coded_only));
        for (auto& each : one.translations)
            fix(each);
        for (auto& each : one.qualifiers) {
            fix(each.name);
            fix(each.value);
        }
        coded none;
        none.null_flavor = defaults::no_information;
        if (one == none) one = {};
    }
    void fix(coded& one, const coded& otherwise) {
        fix(one);
        if (one.empty()) one = otherwise;
    }
    void fix(std::vector<coded>& all) {
        for (auto& one : all)
            fix(one);
    }
    template <typename Parts>
    void fix_parts(Parts& parts) {
        for (auto& one : parts)
            tidy(one.text);
    }
    void fix(address& one) { fix_parts(one.parts); }
    void fix(std::vector<value>& all) {
        for (auto& one : all) {
            if (one.null_flavor.empty()) one.null_flavor = std::exchange(one.code.null_flavor, {});
            if (one.null_flavor.empty()) one.null_flavor = std::exchange(one.period.null_flavor, {});
            fix(one.code);
            fix(one.period);
            if (one.type == "ST" || one.type == "ED") tidy(one.text);
        }
        std::erase_if(all, [](const value& one) {
            return is_no_information(one.null_flavor) && one.code.empty() && one.text.empty() &&
                   one.period.empty();
        });
    }

    // Parties
    void fix(organization& one) {
        fix(one.ids);
        for (auto& name : one.names)
            tidy(name);
        for (auto& address : one.addresses)
            fix(address);
        fix(one.industry);
    }
    /// A role says its own class only where its schema type leaves it open.
    void fix(party& one, bool own_class = false) {
        if (!own_class) one.class_code.clear();
        fix(one.ids);
        fix(one.code);
        for (auto& address : one.addresses)
            fix(address);
        for (auto& name : one.names)
            fix_parts(name.parts);
        if (one.organization) fix(*one.organization);
        if (one.device) {
            tidy(one.device->model);
            tidy(one.device->software);
            fix(one.device->code);
        }
    }
    void fix(author& one) {
        fix(one.function);
        fix(one.time);
        fix(one.who);
    }
    void fix(authenticator& one) {
        fix(one.time);
        supply(one.signature, defaults::signature);
        fix(one.who);
    }
    void fix(performer& one, std::string_view type = defaults::performer_type) {
        supply(one.type_code, type);
        fix(one.function);
        fix(one.time);
        fix(one.who);
    }
    void fix_header(participant& one) {
        if (const auto* row = defaults::row_of(one.role)) {
            supply(one.type_code, row->type_code);
            if (one.function.empty()) one.function = defaults::function_of(*row);
            supply(one.who.class_code, row->class_code);
        }
        supply(one.type_code, defaults::performer_type);
        supply(one.who.class_code, defaults::participant_class);
        fix(one.function);
        fix(one.time);
        fix(one.who, true);
    }
    void fix_informant(informant& one) {
        if (!one.professional) {
            for (const auto& row : tables::informants) {
                if (row.kind == one.kind) supply(one.who.class_code, row.class_code);
            }
            supply(one.who.class_code, defaults::informant_class);
        }
        fix(one.who, !one.professional);
        fix(one.time);
    }

    // Statements
    void fix(comment& one) {
        fix(one.ids);
        fix(one.text);
        supply(one.status, defaults::status);
        fix(one.time);
        for (auto& author : one.authors)
            fix(author);
    }
    void fix(external_document& one) {
        supply(one.type_code, defaults::reference_type);
        const auto said = words::of_document(one);
        fix(one.ids);
        fix(one.code);
        fix(one.text, said);
    }
    /// What every statement has; `words` are those its text may leave out.
    void fix(statement& one, std::string_view words) {
        supply(one.mood, defaults::mood);
        if (one.kind != statement_class::organizer) one.class_code.clear();
        // A value coded from what the statement says.
        const auto said = cda::collapse(one.text.text.empty() ? words : std::string_view(one.text.text));
        for (auto& each : one.values)
            fix(each.code.original_text, said);
        fix(one.text, words);
        fix(one.ids);
        fix(one.code);
        fix(one.time);
        fix(one.priority);
        fix(one.values);
        fix(one.interpretations);
        fix(one.methods);
        fix(one.target_sites);
        for (auto& each : one.performers)
            fix(each);
        for (auto& each : one.authors)
            fix(each);
        for (auto& each : one.participants) {
            supply(each.type_code, defaults::statement_participant_type);
            fix(each.time);
            fix(each.who, true);
        }
        for (auto& each : one.comments)
            fix(each);
        for (auto& each : one.documents)
            fix(each);
        for (auto& each : one.related) {
            supply(each.type_code, defaults::relation_type);
            if (one.kind == statement_class::organizer) each.inverted.reset();
            fix_generic(each.statement);
        }
    }
    void fix_generic(statement& one) {
        if (one.kind == statement_class::organizer) {
            supply(one.status, defaults::status);
            supply(one.class_code, defaults::organizer_class);
        }
        fix(one, words::of_statement(one));
    }
    static void start(statement& one) {
        if (one.time.empty()) one.time.low.null_flavor = defaults::unknown_start;
    }
    void fix_placed(statement& one, place where, std::string_view words, unsigned nth = 0) {
        one.kind = statement_class::observation;
        supply(one.status, defaults::status);
        fix(one, words);
        if (one.code.empty()) one.code = defaults::code_of(where, nth);
        if (defaults::has_start(where)) start(one);
    }
    void fix(std::optional<statement>& one, place where) {
        if (one) fix_placed(*one, where, words::of_statement(*one));
    }
    void category(std::optional<statement>& one, place where, unsigned nth) {
        if (one) fix_placed(*one, where, words::of_category(*one), nth);
    }

    // The body
    void fix_concern(statement& concern) {
        concern.kind = statement_class::act;
        supply(concern.status, defaults::concern_status);
        fix(concern, {});
        start(concern);
        if (concern.code.empty()) concern.code.null_flavor = "NA";
    }
    void fix_concerns() {
        auto& all = plan_.diagnoses;
        // From the last: whether one stands in the act before is told by those before.
        for (auto i = all.size(); i-- > 0;) {
            if (defaults::continues_act(all, i)) {
                all[i].concern = {};
            } else {
                fix_concern(all[i].concern);
            }
        }
    }
    void fix(diagnosis& one) {
        fix_placed(one.finding, place::cancer, words::tumour);
        fix(one.morphology);
        for (auto& site : one.sites) {
            fix(site.site);
            fix(site.laterality);
        }
        for (auto& stage : one.tnm) {
            const bool pathological =
                tables::is_at(place::tnm_pathological, stage.stage.code.code, stage.stage.code.system);
            const unsigned nth = pathological ? 1 : 0;
            fix_placed(stage.stage, pathological ? place::tnm_pathological : place::tnm_clinical,
                       words::of_stage(stage));
            fix(stage.group);
            fix(stage.edition);
            category(stage.t, place::tnm_t, nth);
            category(stage.n, place::tnm_n, nth);
            category(stage.m, place::tnm_m, nth);
        }
        // The clinical stages are read first.
        std::stable_partition(one.tnm.begin(), one.tnm.end(), [](const tnm_stage& stage) {
            return !tables::is_at(place::tnm_pathological, stage.stage.code.code, stage.stage.code.system);
        });
        for (auto& stage : one.other_stages) {
            fix_placed(stage.stage, place::other_stage, words::of_statement(stage.stage));
            fix(stage.classification, place::stage_classification);
            fix(stage.version, place::stage_version);
        }
    }
    void fix(programme_entry& one) {
        const auto said = words::of_entry(one);
        one.act.kind = statement_class::procedure;
        supply(one.act.mood, defaults::programme_mood);
        supply(one.act.status, defaults::status);
        fix(one.act, said);
        if (const auto* row = tables::programme_of(one.kind); row != nullptr && one.act.code.empty())
            one.act.code = defaults::of(row->code);
        fix(one.choice);
        if (one.planned) fix_placed(*one.planned, place::planned_dates, words::of_planned(*one.planned));
        if (one.rhythm) fix_placed(*one.rhythm, place::rhythm, words::of_rhythm(*one.rhythm));
        fix(one.route, place::route);
        fix(one.side_effects, place::side_effects);
        for (auto& reason : one.reasons) {
            reason.kind = statement_class::observation;
            supply(reason.status, defaults::status);
            fix(reason, words::of_statement(reason));
        }
    }
    void body() {
        fix_concerns();
        for (auto& one : plan_.diagnoses)
            fix(one);
        if (plan_.paediatrics) {
            auto& reason = plan_.paediatrics->reason;
            if (!reason && defaults::reason_of(*plan_.paediatrics) != nullptr) reason.emplace();
            fix(plan_.paediatrics->answer, place::paediatric_answer);
            fix(plan_.paediatrics->reason, place::paediatric_reason);
            if (*plan_.paediatrics == paediatrics{}) plan_.paediatrics.reset();
        }
        fix(plan_.screening, place::screening);
        if (plan_.phase) {
            auto& phase = *plan_.phase;
            if (!phase.progression && defaults::progression_of(phase) != nullptr) phase.progression.emplace();
            fix(phase.phase, place::phase);
            fix(phase.progression, place::progression);
            fix(phase.local, place::progression_local);
            fix(phase.regional, place::progression_regional);
            fix(phase.distant, place::progression_distant);
            if (phase == clinical_phase{}) plan_.phase.reset();
        }
        for (auto& one : plan_.programme)
            fix(one);
        // A document lists them by the section they stand in.
        const auto rank = [&](section_kind kind) {
            return std::find_if(plan_.sections.begin(), plan_.sections.end(),
                                [&](const section& one) { return one.kind == kind; });
        };
        std::stable_sort(plan_.programme.begin(), plan_.programme.end(),
                         [&](const auto& a, const auto& b) { return rank(a.section) < rank(b.section); });
        fix(plan_.treatments_stopped, place::treatments_stopped);
        if (plan_.status) {
            fix(plan_.status->state, place::document_state);
            fix(plan_.status->update_reason, place::update_reason);
            fix(plan_.status->board_date, place::board_date);
            fix(plan_.status->handed_over, place::handed_over);
            if (*plan_.status == document_status{}) plan_.status.reset();
        }
        for (auto& one : plan_.referenced_documents) {
            one.kind = statement_class::act;
            fix(one, {});
            if (one.code.empty()) one.code.null_flavor = "NA";
        }
    }

    void fix(section& one, const tables::section_row* row, bool facts) {
        if (row != nullptr) {
            fix(one.code, defaults::code_of(*row));
            if (one.title.empty() && one.title_null_flavor.empty()) one.title = row->title;
        }
        fix(one.code);
        fix(one.ids);
        tidy(one.title);
        tidy(one.text);
        one.markup.clear();
        const bool notice =
            one.kind == section_kind::personal_data && one.text == cda::collapse(words::personal_data);
        if (facts || !one.statements.empty() || one.text == words::nothing || notice) one.text.clear();
        for (auto& each : one.authors)
            fix(each);
        for (auto& each : one.statements)
            fix_generic(each);
        for (auto& each : one.subsections)
            fix(each, tables::section_of(each.kind, defaults::kind_of(plan_)), false);
    }
    void sections() {
        std::vector<section> all;
        for (const auto& one : defaults::layout(plan_)) {
            section copy;
            if (one.own != nullptr) {
                copy = *one.own;
            } else {
                copy.kind = one.row->kind;
            }
            fix(copy, one.row, one.first && defaults::has_facts(plan_, copy.kind));
            all.push_back(std::move(copy));
        }
        plan_.sections = std::move(all);
    }

    void header() {
        auto& p = plan_;
        const auto kind = defaults::kind_of(p);
        p.kind = kind;
        supply(p.model_version, cda::terminology::model_version);
        fix(p.code, defaults::type_of(kind));
        supply(p.title, defaults::title_of(kind));
        tidy(p.title);
        fix(p.time);
        fix(p.confidentiality, defaults::confidentiality());
        supply(p.language, defaults::language);
        fix(p.id);
        fix(p.set_id);
        if (p.set_id.empty()) p.set_id = defaults::set_of(p);
        supply(p.version, defaults::first_version);
        patient();
        for (auto& one : p.authors)
            fix(one);
        for (auto& one : p.informants)
            fix_informant(one);
        if (p.custodian) fix(*p.custodian);
        for (auto& one : p.recipients)
            fix(one.who);
        if (p.legal) fix(*p.legal);
        for (auto& one : p.authenticators)
            fix(one);
        for (auto& one : p.participants)
            fix_header(one);
        for (auto& one : p.events) {
            fix(one.ids);
            fix(one.code);
            fix(one.time);
            for (auto& each : one.performers)
                fix(each);
        }
        for (auto& one : p.related) {
            fix(one.ids);
            fix(one.code);
        }
        if (p.encounter) encounter(*p.encounter);
    }
    void patient() {
        auto& one = plan_.patient;
        fix(one.ids);
        for (auto& each : one.addresses)
            fix(each);
        for (auto& each : one.names)
            fix_parts(each.parts);
        fix(one.gender);
        fix(one.birth_time);
        fix(one.marital_status);
        for (auto& each : one.guardians)
            fix(each);
        if (one.birthplace) fix(*one.birthplace);
        tidy(one.birthplace_name);
        if (one.provider) fix(*one.provider);
    }
    void encounter(pps::encounter& one) {
        fix(one.ids);
        fix(one.code);
        fix(one.time);
        fix(one.discharge);
        if (one.responsible) fix(*one.responsible);
        for (auto& each : one.participants)
            fix(each, defaults::encounter_participant_type);
        fix(one.facility_ids);
        fix(one.facility);
        tidy(one.place);
        if (one.place_address) fix(*one.place_address);
        if (one.provider) fix(*one.provider);
    }

    plan& plan_;
};

}  // namespace

plan normalise(plan one) {
    normaliser(one).run();
    return one;
}

bool same_facts(const plan& one, const plan& other) {
    return normalise(one) == normalise(other);
}

}  // namespace pps
