#include "cda/pps/names.hpp"
#include "hl7/fhir/times.hpp"
#include "hl7/fhir/writer.hpp"
#include "hl7/fhir/xhtml.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

std::string_view status_of(form as, std::string_view code) noexcept {
    const auto otherwise = as == form::list ? std::string_view("current") : std::string_view("unknown");
    return to_fhir(states_of(as), code, otherwise);
}

/// Items of a list that the element does not hold: all of them when there is no element.
template <class Items, class Add>
void beyond_element(const Items& items, std::size_t held, Add add) {
    for (std::size_t i = held; i < items.size(); ++i)
        add(items[i]);
}

/// Of a list: an item that says nothing still counts.
void add_item(output& out, extensions& to, std::string_view url_text, const coded& code) {
    to.with(url_text, [&] { out.object("valueCodeableConcept", [&] { write_concept(out, code); }); });
}

bool timed(const interval& time) noexcept {
    return !time.value.empty() || !time.low.value.empty() || !time.high.value.empty();
}

/// Are the planned dates shown as the time of the statement, which has none?
bool shows_planned(const pps::statement& one, const interval* planned) noexcept {
    return planned != nullptr && timed(*planned) && !timed(one.time);
}

bool member_of(const related_statement& one) noexcept {
    const auto kind = one.statement.kind;
    return one.type_code == "COMP" &&
           (kind == statement_class::observation || kind == statement_class::organizer);
}

}  // namespace

form writer::form_of(const pps::statement& one) noexcept {
    switch (one.kind) {
        case statement_class::observation:
        case statement_class::organizer:
            return form::observation;
        case statement_class::procedure:
            return one.mood == "EVN" || one.mood.empty() ? form::procedure : form::request;
        default:
            return form::basic;
    }
}

std::string writer::statement(const pps::statement& one) {
    return statement(one, form_of(one), {});
}

std::string writer::observation(const pps::statement& one, role as, std::vector<std::string> members) {
    frame around;
    around.role = as;
    around.members = std::move(members);
    return statement(one, form::observation, std::move(around));
}

std::string writer::statement(const pps::statement& one, form as, frame around) {
    return later(row_of(as).resource, [this, &one, as, around = std::move(around)] {
        out_.object("meta", [&] {
            out_.array("tag", [&] {
                out_.object([&] {
                    out_.text("system", role_system);
                    out_.text("code", row_of(around.role).code);
                });
            });
        });
        put_narrative(out_, one.text.text);
        {
            extensions to(out_);
            statement_extensions(to, one, as, around);
        }
        statement_members(one, as, around);
    });
}

/// What the resource has no element for.
void writer::statement_extensions(extensions& to, const pps::statement& one, form as, const frame& around) {
    const auto& row = row_of(as);
    const auto held = [&](member which, std::size_t count) {
        if (element_of(which, as).empty()) return std::size_t{0};
        return row_of(which).one ? std::min<std::size_t>(1, count) : count;
    };
    if (one.kind != row.kind) to.code(own("class"), to_string(one.kind));
    to.code(own("class-code"), one.class_code);
    if (one.mood != (as == form::request ? to_v3(intents, to_fhir(intents, one.mood, "plan")) : row.mood))
        to.exact_code(own("mood"), one.mood);
    if (one.negated) to.flag(own("negated"), *one.negated);
    to.code(own("kind"), around.kind);
    add_narrative_link(to, one.text);
    if (element_of(member::ids, as).empty()) {
        for (const auto& id : one.ids)
            add_identifier(out_, to, own("identifier"), id);
    }
    if (as == form::concern) add_concept(out_, to, own("concept"), one.code);
    if (element_of(member::status, as).empty()) {
        if (one.status != unsaid_status(as)) to.exact_code(own("status-code"), one.status);
    } else {
        add_exact(to, own("status-code"), states_of(as), one.status, status_of(as, one.status));
    }
    if (element_of(member::time, as).empty() || shows_planned(one, around.planned))
        add_time(out_, to, own("time"), one.time);
    add_concept(out_, to, own("priority"), one.priority);
    const bool value_free = !element_of(member::values, as).empty() && around.value == nullptr;
    if (!(one.values.size() == 1 && value_free && gives_back(one.values.front()))) {
        for (const auto& value : one.values)
            add_value(out_, to, own("value"), value);
    }
    beyond_element(one.interpretations, held(member::interpretations, one.interpretations.size()),
                   [&](const coded& code) { add_item(out_, to, own("interpretation"), code); });
    beyond_element(one.methods, around.edition != nullptr ? 0 : held(member::methods, one.methods.size()),
                   [&](const coded& code) { add_item(out_, to, own("method"), code); });
    const bool many_sites = as == form::procedure || as == form::request;
    beyond_element(one.target_sites,
                   many_sites ? one.target_sites.size() : held(member::sites, one.target_sites.size()),
                   [&](const coded& code) { add_item(out_, to, own("target-site"), code); });
    beyond_element(one.performers, held(member::performers, one.performers.size()),
                   [&](const performer& who) {
                       add_reference(to, own("performer"), party_resource(who.who, true),
                                     [&](extensions& more) { performer_extensions(more, who, true); });
                   });
    for (const auto& who : one.authors)
        add_author(to, who);
    for (const auto& who : one.participants) {
        add_reference(to, own("participant"), party_resource(who.who, true), [&](extensions& more) {
            more.code(own("type-code"), who.type_code);
            if (who.role != role_of(who.function)) more.code(own("role"), to_string(who.role));
            add_concept(out_, more, own("function"), who.function);
            add_time(out_, more, own("time"), who.time);
        });
    }
    beyond_element(one.comments, held(member::comments, one.comments.size()), [&](const comment& said) {
        to.with(own("comment"), [&] { out_.object("valueAnnotation", [&] { comment_members(said); }); });
    });
    if (element_of(member::documents, as).empty()) {
        for (const auto& held_document : one.documents)
            add_reference(to, own("document"), document(held_document));
    }
    related(to, one, as);
    for (const auto& id : one.templates)
        add_identifier(out_, to, own("template"), id);
    if (around.tumour != nullptr) concern_extensions(to, *around.tumour);
    if (as == form::procedure) {
        for (const auto& urn : around.supporting)
            add_reference(to, own("supporting-info"), urn);
    }
}

void writer::related(extensions& to, const pps::statement& one, form as) {
    const bool members =
        as == form::observation && std::all_of(one.related.begin(), one.related.end(), member_of);
    if (members) return;
    for (const auto& part : one.related) {
        add_reference(to, own("related"), statement(part.statement), [&](extensions& more) {
            more.code(own("type-code"), part.type_code);
            if (part.inverted) more.flag(own("inversion"), *part.inverted);
        });
    }
}

/// The elements that a resource requires.
void writer::required_members(const pps::statement& one, form as) {
    if (!element_of(member::status, as).empty()) out_.text("status", status_of(as, one.status));
    switch (as) {
        case form::request:
            out_.text("intent", to_fhir(intents, one.mood, "plan"));
            if (one.negated.value_or(false)) out_.flag("doNotPerform", true);
            break;
        case form::list:
            out_.text("mode", "snapshot");
            break;
        default:
            break;
    }
    put_reference("subject", patient_resource());
}

void writer::statement_members(const pps::statement& one, form as, const frame& around) {
    required_members(one, as);
    if (!element_of(member::ids, as).empty()) put_identifiers(out_, "identifier", one.ids);

    const bool chosen = around.choice != nullptr && !around.choice->empty();
    const auto in_list = [&](const coded& code) { out_.object([&] { write_concept(out_, code); }); };
    if (chosen && as == form::request) {
        out_.array("category", [&] { in_list(one.code); });
    } else if (chosen) {
        out_.object("category", [&] { write_concept(out_, one.code); });
    } else if (as == form::finding) {
        if (!one.code.empty()) out_.array("category", [&] { in_list(one.code); });
    }
    if (chosen) {
        put_concept(out_, "code", *around.choice);
    } else if (as != form::finding) {
        const bool required = as == form::observation || as == form::basic;
        if (required || !one.code.empty()) out_.object("code", [&] { write_concept(out_, one.code); });
    }

    if (const auto base = element_of(member::time, as); !base.empty()) {
        if (shows_planned(one, around.planned)) {
            const auto& time = *around.planned;
            if (time.low.empty() && time.high.empty()) {
                extensions(out_, joined(base, "DateTime")).flag(own("derived"), true);
                out_.text(joined(base, "DateTime"), to_date_time(time.value));
            } else {
                out_.object(joined(base, "Period"), [&] {
                    extensions(out_).flag(own("derived"), true);
                    put_time(out_, "start", time.low);
                    put_time(out_, "end", time.high);
                });
            }
        } else {
            put_time_choice(out_, base, one.time);
        }
    }
    if (as == form::observation) {
        if (around.value != nullptr) {
            put_concept(out_, "valueCodeableConcept", *around.value);
        } else if (!one.values.empty() && shows(one.values.front())) {
            put_value(out_, "value", one.values.front());
        } else if (!one.values.empty()) {
            out_.object("dataAbsentReason", [&] {
                out_.array("coding", [&] {
                    out_.object([&] {
                        out_.text("system", "http://terminology.hl7.org/CodeSystem/data-absent-reason");
                        out_.text("code", to_fhir(absent_reasons, one.values.front().null_flavor, "unknown"));
                    });
                });
            });
        }
        put_concepts(out_, "interpretation", one.interpretations);
        if (around.edition != nullptr) {
            if (!around.edition->empty()) put_concept(out_, "method", *around.edition);
        } else if (!one.methods.empty()) {
            out_.object("method", [&] { write_concept(out_, one.methods.front()); });
        }
        if (!one.target_sites.empty())
            out_.object("bodySite", [&] { write_concept(out_, one.target_sites.front()); });
        auto members = around.members;
        std::vector<const related_statement*> parts;
        if (std::all_of(one.related.begin(), one.related.end(), member_of)) {
            for (const auto& part : one.related)
                parts.push_back(&part);
        }
        if (!members.empty() || !parts.empty()) {
            out_.array("hasMember", [&] {
                for (const auto& urn : members)
                    out_.object([&] { reference_members(urn); });
                for (const auto* part : parts) {
                    out_.object([&] {
                        reference_with(statement(part->statement), [&](extensions& more) {
                            if (part->inverted) more.flag(own("inversion"), *part->inverted);
                        });
                    });
                }
            });
        }
    }
    if (around.tumour != nullptr) condition_members(*around.tumour);
    if (as == form::procedure || as == form::request) put_concepts(out_, "bodySite", one.target_sites);
    if (!element_of(member::performers, as).empty()) put_performers(one.performers, as);
    for (const auto& [key, urns] : around.references) {
        out_.list(key, urns, [&](const std::string& urn) { out_.object([&] { reference_members(urn); }); });
    }
    if (as == form::request) {
        out_.list("supportingInfo", around.supporting,
                  [&](const std::string& urn) { out_.object([&] { reference_members(urn); }); });
        out_.text("patientInstruction", around.instruction);
    } else if (as == form::procedure && !around.instruction.empty()) {
        out_.array("complication", [&] { out_.object([&] { out_.text("text", around.instruction); }); });
    }
    if (!element_of(member::comments, as).empty()) put_comments(one.comments);
    if (as == form::list && !one.documents.empty()) {
        out_.list("entry", one.documents, [&](const external_document& held) {
            out_.object([&] { put_reference("item", document(held)); });
        });
    }
}

void writer::put_performers(const std::vector<performer>& all, form as) {
    out_.list("performer", all, [&](const performer& one) {
        out_.object([&] {
            if (as != form::procedure) {
                reference_with(party_resource(one.who, as == form::request),
                               [&](extensions& to) { performer_extensions(to, one, true); });
                return;
            }
            {
                extensions to(out_);
                performer_extensions(to, one, false);
            }
            put_concept(out_, "function", one.function);
            put_reference("actor", party_resource(one.who, true));
        });
    });
}

void writer::put_comments(const std::vector<comment>& all) {
    out_.list("note", all, [&](const comment& one) { out_.object([&] { comment_members(one); }); });
}

void writer::comment_members(const comment& one) {
    const bool point = one.time.low.empty() && one.time.high.empty() && one.time.null_flavor.empty();
    {
        extensions to(out_);
        for (const auto& id : one.ids)
            add_identifier(out_, to, own("identifier"), id);
        if (one.status != comment_status) to.exact_code(own("status-code"), one.status);
        if (!point) add_time(out_, to, own("time"), one.time);
        for (const auto& who : one.authors)
            add_author(to, who);
        add_narrative_link(to, one.text);
    }
    if (point) put_time(out_, "time", {one.time.value, {}});
    put_required(out_, "text", one.text.text);
}

std::string writer::document(const external_document& one) {
    return later("DocumentReference", [this, &one] {
        {
            extensions to(out_);
            to.code(own("type-code"), one.type_code);
            if (!one.set_id.empty() || !one.version.empty()) {
                to.nested(own("part-of-document"), [&](extensions& parts) {
                    if (!one.set_id.empty()) add_identifier(out_, parts, "set-id", one.set_id);
                    parts.text("version", one.version);
                });
            }
            add_narrative_link(to, one.text);
        }
        if (!one.ids.empty())
            out_.object("masterIdentifier", [&] { write_identifier(out_, one.ids.front()); });
        if (one.ids.size() > 1) {
            out_.array("identifier", [&] {
                for (auto id = one.ids.begin() + 1; id != one.ids.end(); ++id)
                    out_.object([&] { write_identifier(out_, *id); });
            });
        }
        out_.text("status", "current");
        put_concept(out_, "type", one.code);
        put_reference("subject", patient_resource());
        out_.text("description", one.text.text);
        out_.array("content", [&] {
            out_.object([&] {
                out_.object("attachment", [&] {
                    put_required(out_, "url", one.ids.empty() ? std::string() : uri_of(one.ids.front().root));
                });
            });
        });
    });
}

}  // namespace pps::hl7::fhir
