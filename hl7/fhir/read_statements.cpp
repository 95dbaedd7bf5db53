#include "cda/pps/names.hpp"
#include "hl7/fhir/fhir_rules.hpp"
#include "hl7/fhir/reader.hpp"
#include "hl7/fhir/urls.hpp"
#include "hl7/fhir/vocabulary.hpp"
#include "hl7/fhir/xhtml.hpp"

#include <algorithm>
#include <iterator>

namespace pps::hl7::fhir {
namespace {

template <class Item>
void append(std::vector<Item>& to, std::vector<Item> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<coded> concepts_of(json_value element, std::string_view url_text) {
    std::vector<coded> out;
    for (const auto one : all_extensions(element, url_text))
        out.push_back(read_concept(one.peek("valueCodeableConcept")));
    return out;
}

}  // namespace

role reader::role_of(json_value resource) {
    for (const auto tag : resource.peek("meta").peek("tag")) {
        if (tag.peek("system").raw() != role_system) continue;
        const auto code = tag.peek("code").raw();
        for (const auto& row : role_rows) {
            if (row.code == code) return row.role;
        }
    }
    const auto coding = resource.peek("code").peek("coding").first_child();
    const auto code = coding.peek("code").raw();
    const auto system = root_of(coding.peek("system").raw());
    for (const auto& row : role_rows) {
        if (!row.by_code) continue;
        for (const auto place : row.places) {
            if (tables::is_at(place, code, system)) return row.role;
        }
    }
    return role::none;
}

std::optional<form> reader::form_of(json_value resource) {
    const auto type = resource.peek("resourceType").raw();
    for (const auto& row : form_rows) {
        if (!row.resource.empty() && row.resource == type) return row.form;
    }
    return std::nullopt;
}

statement reader::read_statement(json_value resource, form as, const frame& around) {
    statement out;
    skip_common(resource);
    const auto& row = row_of(as);
    out.kind = row.kind;
    if (nesting_ >= limits_.max_nesting) {
        report(fhir_rules::row("fhir.nesting"), resource);
        return out;
    }
    ++nesting_;
    std::string said;
    if (const auto narrative = resource.peek("text")) {
        // The narrative that we generate is the text of the statement; that of others repeats the resource.
        const bool ours = role_of(resource) != role::none && resource.peek("meta").peek("tag");
        const bool generated = narrative.peek("status").text() == "generated";
        if (ours || !generated) said = text_of_div(narrative.peek("div").text());
    }
    out.text = read_narrative(resource, std::move(said));
    out.mood = row.mood;
    out.status = unsaid_status(as);
    read_elements(resource, as, out, around);
    read_extensions(resource, out, around);
    --nesting_;
    return out;
}

void reader::read_code(json_value resource, form as, statement& to, const frame& around) {
    const auto code = resource.peek("code");
    if (as == form::finding) {
        to.code = read_first_concept(resource.peek("category"));
        return;
    }
    if (around.choice == nullptr || !resource.peek("category")) {
        if (code) to.code = read_concept(code);
        return;
    }
    to.code = read_first_concept(resource.peek("category"));
    if (code) *around.choice = read_concept(code);
}

void reader::read_elements(json_value resource, form as, statement& to, const frame& around) {
    const auto list = [&](member which) {
        const auto name = element_of(which, as);
        return name.empty() ? json_value{} : resource.peek(name);
    };
    read_identifiers(list(member::ids), to.ids);
    read_code(resource, as, to, around);
    if (const auto name = element_of(member::status, as); !name.empty())
        to.status = to_v3(states_of(as), text(resource, name));
    if (const auto base = element_of(member::time, as); !base.empty())
        to.time = read_time_choice(resource, base);
    if (as == form::observation) {
        if (around.value != nullptr) {
            if (const auto held = resource.peek("valueCodeableConcept")) *around.value = read_concept(held);
        } else if (auto held = read_value(resource)) {
            to.values.push_back(std::move(*held));
        }
        append(to.interpretations, read_concepts(resource.peek("interpretation")));
        if (const auto held = resource.peek("method")) {
            if (around.edition != nullptr) {
                *around.edition = read_concept(held);
            } else {
                to.methods.push_back(read_concept(held));
            }
        }
        for (const auto one : resource.peek("hasMember"))
            add_related(one, "COMP", around, to);
        for (const auto one : resource.peek("derivedFrom"))
            add_related(one, "DRIV", around, to);
    }
    if (const auto sites = list(member::sites))
        append(to.target_sites, as == form::finding ? std::vector<coded>{} : read_concepts(sites));
    for (const auto one : list(member::performers)) {
        if (!room<performer>(one)) break;
        to.performers.push_back(read_performer(one, as == form::procedure ? "actor" : ""));
    }
    for (const auto one : list(member::comments)) {
        if (!room<comment>(one)) break;
        to.comments.push_back(read_comment(one));
    }
    if (as == form::list) {
        resource.peek("mode").skip();
        for (const auto one : resource.peek("entry")) {
            if (!room<external_document>(one)) break;
            to.documents.push_back(read_document(one.peek("item")));
        }
    }
    if (as == form::request) {
        to.mood = to_v3(intents, text(resource, "intent"));
        const auto never = resource.peek("doNotPerform");
        if (never.text() == "true") to.negated = true;
        for (const auto one : resource.peek("supportingInfo"))
            add_related(one, "COMP", around, to);
    }
    if (as == form::procedure) {
        for (const auto one : all_extensions(resource, own("supporting-info")))
            add_related(one.peek("valueReference"), "COMP", around, to);
    }
    if (as == form::procedure || as == form::request) {
        for (const auto one : resource.peek("reasonReference"))
            add_related(one, "RSON", around, to);
    }
    resource.peek("subject").skip();
}

void reader::read_extensions(json_value element, statement& to, const frame& around) {
    if (const auto kind = from_string<statement_class>(string_of(element, own("class")))) to.kind = *kind;
    to.class_code = string_of(element, own("class-code"));
    if (const auto held = extension(element, own("mood"))) to.mood = held.peek("valueCode").text();
    if (extension(element, own("negated"))) to.negated = flag_of(element, own("negated"));
    append(to.ids, identifiers_of(element, own("identifier")));
    if (const auto held = extension(element, own("concept")))
        to.code = read_concept(held.peek("valueCodeableConcept"));
    if (const auto held = extension(element, own("status-code"))) to.status = held.peek("valueCode").text();
    if (auto time = time_of(element, own("time")); !time.empty()) to.time = std::move(time);
    to.priority = concept_of(element, own("priority"));
    if (const auto exact = all_extensions(element, own("value")); !exact.empty()) {
        to.values.clear();
        for (const auto one : exact)
            to.values.push_back(read_exact_value(one));
    }
    append(to.interpretations, concepts_of(element, own("interpretation")));
    append(to.methods, concepts_of(element, own("method")));
    append(to.target_sites, concepts_of(element, own("target-site")));
    for (const auto one : all_extensions(element, own("performer"))) {
        if (!room<performer>(one)) break;
        to.performers.push_back(read_performer(one.peek("valueReference"), {}));
    }
    for (const auto one : all_extensions(element, own("author"))) {
        if (!room<author>(one)) break;
        to.authors.push_back(read_author(one.peek("valueReference")));
    }
    for (const auto one : all_extensions(element, own("participant"))) {
        if (!room<participant>(one)) break;
        to.participants.push_back(read_participant(one.peek("valueReference")));
    }
    for (const auto one : all_extensions(element, own("comment"))) {
        if (!room<comment>(one)) break;
        to.comments.push_back(read_comment(one.peek("valueAnnotation")));
    }
    for (const auto one : all_extensions(element, own("document"))) {
        if (!room<external_document>(one)) break;
        to.documents.push_back(read_document(one.peek("valueReference")));
    }
    for (const auto one : all_extensions(element, own("related"))) {
        const auto held = one.peek("valueReference");
        add_related(held, string_of(held, own("type-code")), around, to);
    }
    append(to.templates, identifiers_of(element, own("template")));
}

/// A statement that another one refers to: in its place, or as related.
void reader::add_related(json_value reference, std::string type, const frame& around, statement& to) {
    const auto resource = resolve(reference);
    if (!resource) return;
    const auto as = form_of(resource);
    if (!as || *as == form::finding) {
        report(fhir_rules::row("fhir.reference-type"), reference);
        return;
    }
    if (!take(resource)) return;
    if (const auto which = role_of(resource);
        which != role::statement && around.take && around.take(which, resource))
        return;
    if (!room<related_statement>(reference)) return;
    related_statement part;
    part.type_code = std::move(type);
    if (extension(reference, own("inversion"))) part.inverted = flag_of(reference, own("inversion"));
    part.statement = read_statement(resource, *as);
    to.related.push_back(std::move(part));
}

bool reader::fill(role as, json_value resource,
                  std::initializer_list<std::pair<role, std::optional<statement>*>> places) {
    for (const auto& [wanted, to] : places) {
        if (wanted != as || to->has_value() || form_of(resource) != form::observation) continue;
        to->emplace();
        auto held = read_statement(resource, form::observation);
        **to = std::move(held);
        return true;
    }
    return false;
}

comment reader::read_comment(json_value element) {
    comment out;
    out.ids = identifiers_of(element, own("identifier"));
    const auto status = extension(element, own("status-code"));
    out.status = status ? status.peek("valueCode").text() : comment_status;
    out.time = time_of(element, own("time"));
    if (out.time.empty()) {
        auto read = read_time(element, "time");
        out.time.value = std::move(read.value);
        out.time.null_flavor = std::move(read.null_flavor);
    }
    out.text = read_narrative(element, text(element, "text"));
    element.peek("_text").skip();
    for (const auto one : all_extensions(element, own("author"))) {
        if (!room<author>(one)) break;
        out.authors.push_back(read_author(one.peek("valueReference")));
    }
    if (const auto held = element.peek("authorReference")) {
        out.authors.push_back(read_author(held));
    } else if (auto said = text(element, "authorString"); !said.empty()) {
        author who;
        who.who.names.push_back({{}, {{name_part_kind::text, {}, std::move(said), {}}}, {}});
        out.authors.push_back(std::move(who));
    }
    return out;
}

external_document reader::read_document(json_value reference) {
    external_document out;
    const auto resource = resolve(reference, "DocumentReference");
    if (!resource) return out;
    skip_common(resource);
    out.type_code = string_of(resource, own("type-code"));
    if (const auto id = resource.peek("masterIdentifier")) out.ids.push_back(read_identifier(id));
    read_identifiers(resource.peek("identifier"), out.ids);
    if (const auto type = resource.peek("type")) out.code = read_concept(type);
    out.text = read_narrative(resource, text(resource, "description"));
    const auto part = extension(resource, own("part-of-document"));
    if (const auto id = extension(part, "set-id")) out.set_id = read_identifier(id.peek("valueIdentifier"));
    out.version = string_of(part, "version");
    resource.skip_members({"status", "subject"});
    for (const auto one : resource.peek("content")) {
        // The place that the identifier gives.
        const auto where = one.peek("attachment").peek("url");
        one.peek("attachment").peek("_url").skip();
        if (out.ids.empty() || where.raw() == uri_of(out.ids.front().root)) where.skip();
    }
    return out;
}

performer reader::read_performer(json_value element, std::string_view who) {
    performer out;
    const auto type = extension(element, own("type-code"));
    out.type_code = type ? type.peek("valueCode").text() : performer_type;
    out.function = who.empty()
                       ? concept_of(element, own("function"))
                       : (element.peek("function") ? read_concept(element.peek("function")) : coded{});
    out.time = time_of(element, own("time"));
    out.who = read_party(who.empty() ? element : element.peek(who));
    return out;
}

participant reader::read_participant(json_value reference) {
    participant out;
    out.type_code = string_of(reference, own("type-code"));
    out.function = concept_of(reference, own("function"));
    const auto role = from_string<participant_role>(string_of(reference, own("role")));
    out.role = role.value_or(fhir::role_of(out.function));
    out.time = time_of(reference, own("time"));
    out.who = read_party(reference);
    return out;
}

}  // namespace pps::hl7::fhir
