#include "cda/conformity/base64.hpp"
#include "cda/pps/names.hpp"
#include "cda/terminology/dmp_codes.hpp"
#include "hl7/fhir/fhir_rules.hpp"
#include "hl7/fhir/reader.hpp"
#include "hl7/fhir/urls.hpp"
#include "hl7/fhir/vocabulary.hpp"

#include <algorithm>

namespace pps::hl7::fhir {

namespace terminology = cda::terminology;

void reader::composition(json_value one) {
    skip_common(one);
    one.peek("status").skip();
    plan_.language = text(one, "language");
    if (const auto id = one.peek("identifier")) plan_.set_id = read_identifier(id);
    if (const auto type = one.peek("type")) plan_.code = read_concept(type);
    plan_.time = read_time(one, "date");
    plan_.title = text(one, "title");
    null_of(one, "title");
    if (plan_.code.code == terminology::type_pps) plan_.kind = plan_kind::care_plan;
    if (plan_.code.code == terminology::type_rcp) plan_.kind = plan_kind::tumour_board;
    if (const auto held = extension(one, own("document-template"))) {
        const auto id = read_identifier(held.peek("valueIdentifier"));
        plan_.kind = id.root == terminology::template_pps   ? plan_kind::care_plan
                     : id.root == terminology::template_rcp ? plan_kind::tumour_board
                                                            : plan_kind::unknown;
        plan_.model_version = id.extension;
    }
    if (const auto code = text(one, "confidentiality"); !code.empty()) {
        plan_.confidentiality.code = code;
        plan_.confidentiality.system = terminology::confidentiality_normal.scheme;
    }
    const auto subject = one.peek("subject");
    if (const auto found = resolve(subject, "Patient")) {
        patient(found);
    } else {
        report(fhir_rules::row("fhir.patient"), subject);
    }
    if (const auto held = one.peek("encounter")) {
        if (const auto found = resolve(held, "Encounter")) encounter(found);
    }
    header_lists(one);
    composition_extensions(one);
    sections(one.peek("section"), plan_.sections, 0);
    for (const auto held : all_extensions(one, own("entry"))) {
        if (const auto found = resolve(held.peek("valueReference")))
            place(found, section_kind::other, nullptr);
    }
}

void reader::header_lists(json_value one) {
    for (const auto who : one.peek("author")) {
        if (!room<author>(who)) break;
        null_of(who);
        if (!who.peek("reference") && !who.peek("identifier")) continue;
        out_.parts.push_back({part_name("authors", plan_.authors.size()), who.pointer()});
        plan_.authors.push_back(read_author(who));
    }
    for (const auto held : one.peek("attester")) {
        if (!room<authenticator>(held)) break;
        authenticator read;
        read.signature = string_of(held, own("signature"));
        read.time = read_time(held, "time");
        if (const auto party = held.peek("party")) read.who = read_party(party);
        if (text(held, "mode") == "legal" && !plan_.legal) {
            out_.parts.push_back({"legal", held.pointer()});
            plan_.legal = std::move(read);
        } else {
            plan_.authenticators.push_back(std::move(read));
        }
    }
    if (const auto held = one.peek("custodian")) out_.parts.push_back({"custodian", held.pointer()});
    if (const auto held = one.peek("custodian")) plan_.custodian = read_organization(held);
    for (const auto held : one.peek("relatesTo")) {
        if (!room<related_document>(held)) break;
        related_document read;
        read.type_code = to_v3(document_relations, text(held, "code"));
        null_of(held, "code");
        if (const auto exact = string_of(held, own("type-code")); !exact.empty()) read.type_code = exact;
        if (const auto id = held.peek("targetIdentifier")) {
            if (auto target = read_identifier(id); !target.empty()) read.ids.push_back(std::move(target));
        }
        for (auto& id : identifiers_of(held, own("identifier")))
            read.ids.push_back(std::move(id));
        const auto part = extension(held, own("part-of-document"));
        read.code = concept_of(part, "code");
        if (const auto id = extension(part, "set-id"))
            read.set_id = read_identifier(id.peek("valueIdentifier"));
        read.version = string_of(part, "version");
        plan_.related.push_back(std::move(read));
    }
    for (const auto held : one.peek("event")) {
        if (!room<service_event>(held)) break;
        service_event read;
        null_of(held);
        read.class_code = string_of(held, own("class-code"));
        read.ids = identifiers_of(held, own("identifier"));
        read.code = read_first_concept(held.peek("code"));
        if (const auto period = held.peek("period")) read.time = read_period(period);
        for (const auto who : all_extensions(held, own("performer")))
            read.performers.push_back(read_performer(who.peek("valueReference"), {}));
        plan_.events.push_back(std::move(read));
    }
}

void reader::composition_extensions(json_value one) {
    plan_.version = string_of(one, url::document_version);
    if (const auto held = extension(one, own("confidentiality")))
        plan_.confidentiality = read_concept(held.peek("valueCodeableConcept"));
    for (const auto held : all_extensions(one, own("informant"))) {
        if (!room<informant>(held)) break;
        const auto reference = held.peek("valueReference");
        informant read;
        if (const auto found = resolve(reference)) {
            read.professional = found.peek("resourceType").raw() != "RelatedPerson";
            read.who = party_of(found);
        }
        const auto kind = from_string<informant_kind>(string_of(reference, own("informant-kind")));
        read.kind = kind.value_or(informant_kind::other);
        read.time = time_of(reference, own("time"));
        plan_.informants.push_back(std::move(read));
    }
    for (const auto held : all_extensions(one, own("information-recipient"))) {
        if (!room<recipient>(held)) break;
        const auto reference = held.peek("valueReference");
        plan_.recipients.push_back({string_of(reference, own("type-code")), read_party(reference)});
    }
    plan_.orders = identifiers_of(one, own("in-fulfillment-of"));
}

void reader::encounter(json_value one) {
    skip_common(one);
    auto& to = plan_.encounter.emplace();
    read_identifiers(one.peek("identifier"), to.ids);
    one.skip_members({"status", "subject"});
    if (const auto type = one.peek("type")) {
        to.code = read_first_concept(type);
        one.peek("class").skip();
    } else if (const auto held = one.peek("class")) {
        to.code.code = text(held, "code");
        to.code.system = root_of(text(held, "system"));
        to.code.display = text(held, "display");
        null_of(held);
    }
    if (const auto period = one.peek("period")) to.time = read_period(period);
    if (const auto held = one.peek("hospitalization").peek("dischargeDisposition"))
        to.discharge = read_concept(held);
    for (const auto held : one.peek("participant")) {
        const auto individual = held.peek("individual");
        if (flag_of(held, own("responsible"))) {
            to.responsible = read_party(individual);
            continue;
        }
        if (!room<performer>(held)) break;
        performer who;
        who.type_code = string_of(held, own("type-code"));
        who.function = concept_of(held, own("function"));
        if (const auto period = held.peek("period")) who.time = read_period(period);
        who.who = read_party(individual);
        to.participants.push_back(std::move(who));
    }
    if (const auto place = one.peek("location").first_child()) {
        if (const auto found = resolve(place.peek("location"), "Location")) {
            skip_common(found);
            read_identifiers(found.peek("identifier"), to.facility_ids);
            to.place = text(found, "name");
            to.facility = read_first_concept(found.peek("type"));
            if (const auto held = found.peek("address")) to.place_address = read_address(held);
        }
    }
    if (const auto held = one.peek("serviceProvider")) to.provider = read_organization(held);
}

void reader::patient(json_value one) {
    out_.parts.push_back({"patient", one.pointer()});
    skip_common(one);
    auto& to = plan_.patient;
    read_identifiers(one.peek("identifier"), to.ids);
    to.names = read_patient_names(one.peek("name"));
    read_telecoms(one.peek("telecom"), to.telecoms);
    read_addresses(one.peek("address"), to.addresses);
    const auto gender = text(one, "gender");
    if (const auto held = extension(one, own("gender"))) {
        to.gender = read_concept(held.peek("valueCodeableConcept"));
    } else if (const auto code = to_v3(genders, gender); !code.empty()) {
        to.gender.code = code;
        to.gender.system = "2.16.840.1.113883.5.1";
    } else if (gender == "unknown") {
        to.gender.null_flavor = "UNK";
    }
    to.birth_time = read_time(one, "birthDate");
    if (const auto held = one.peek("maritalStatus")) to.marital_status = read_concept(held);
    // It follows from the traits that are there.
    extension(one, url::identity_reliability).skip();
    if (const auto held = extension(one, url::birth_place))
        to.birthplace = read_address(held.peek("valueAddress"));
    to.birthplace_name = string_of(one, own("place-name"));
    for (const auto held : one.peek("contact")) {
        if (const auto whole = extension(held, own("party"))) {
            to.guardians.push_back(read_party(whole.peek("valueReference")));
            held.skip_members({"relationship", "name", "telecom", "address"});
        }
    }
    if (const auto held = one.peek("managingOrganization")) to.provider = read_organization(held);
}

/// The wrapper of a level 1 document.
void reader::file(json_value one) {
    skip_common(one);
    one.skip_members({"status", "type", "subject", "description"});
    const auto attachment = one.peek("content").first_child().peek("attachment");
    auto& to = plan_.file.emplace();
    to.media_type = text(attachment, "contentType");
    to.representation = string_of(attachment, own("representation"));
    null_of(attachment);
    if (const auto data = attachment.peek("data")) {
        auto bytes = cda::conformity::base64_decoded(data.text());
        if (!bytes) report(fhir_rules::row("fhir.base64"), data);
        out_.file = std::move(bytes).value_or(std::string());
    }
}

}  // namespace pps::hl7::fhir
