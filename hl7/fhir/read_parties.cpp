#include "hl7/fhir/fhir_rules.hpp"
#include "hl7/fhir/reader.hpp"
#include "hl7/fhir/urls.hpp"

namespace pps::hl7::fhir {

device reader::read_device(json_value resource) {
    device out;
    skip_common(resource);
    for (const auto one : resource.peek("deviceName")) {
        const auto type = one.peek("type").raw();
        auto& to = type == "model-name" ? out.model : out.software;
        if (!to.empty()) continue;
        to = text(one, "name");
        one.peek("type").skip();
    }
    if (const auto type = resource.peek("type")) out.code = read_concept(type);
    return out;
}

organization reader::read_organization(json_value reference) {
    organization out;
    const auto resource = resolve(reference, "Organization");
    if (!resource) return out;
    skip_common(resource);
    read_identifiers(resource.peek("identifier"), out.ids);
    if (auto name = text(resource, "name"); !name.empty()) out.names.push_back(std::move(name));
    resource.peek("_name").skip();
    for (const auto one : resource.peek("alias"))
        out.names.emplace_back(one.text());
    read_telecoms(resource.peek("telecom"), out.telecoms);
    read_addresses(resource.peek("address"), out.addresses);
    if (const auto type = resource.peek("type")) out.industry = read_first_concept(type);
    return out;
}

party reader::read_party(json_value reference) {
    const auto resource = resolve(reference);
    if (resource) return party_of(resource);
    party out;
    // A logical reference: what it says is who, not where.
    if (const auto id = reference.peek("identifier")) out.ids.push_back(read_identifier(id));
    return out;
}

party reader::party_of(json_value resource) {
    party out;
    skip_common(resource);
    const auto type = resource.peek("resourceType").raw();
    out.class_code = string_of(resource, own("class-code"));
    const auto person = [&](json_value held) {
        skip_common(held);
        read_identifiers(held.peek("identifier"), out.ids);
        for (auto& one : read_names(held.peek("name")))
            out.names.push_back(std::move(one));
        read_addresses(held.peek("address"), out.addresses);
        read_telecoms(held.peek("telecom"), out.telecoms);
    };
    const auto device = [&] {
        if (const auto held = extension(resource, own("device")))
            if (const auto found = resolve(held.peek("valueReference"), "Device"))
                out.device = read_device(found);
    };
    if (type == "PractitionerRole") {
        device();
        if (const auto held = resource.peek("practitioner"))
            if (const auto found = resolve(held, "Practitioner")) person(found);
        read_identifiers(resource.peek("identifier"), out.ids);
        if (const auto held = resource.peek("organization")) out.organization = read_organization(held);
        out.code = read_first_concept(resource.peek("code"));
        read_telecoms(resource.peek("telecom"), out.telecoms);
    } else if (type == "Practitioner") {
        person(resource);
    } else if (type == "RelatedPerson") {
        device();
        if (const auto held = extension(resource, own("organization")))
            out.organization = read_organization(held.peek("valueReference"));
        person(resource);
        out.code = read_first_concept(resource.peek("relationship"));
        resource.peek("patient").skip();
    } else if (type == "Device") {
        out.device = read_device(resource);
        read_identifiers(resource.peek("identifier"), out.ids);
        if (const auto held = resource.peek("owner")) out.organization = read_organization(held);
        read_telecoms(resource.peek("contact"), out.telecoms);
        out.code = concept_of(resource, own("function"));
        for (const auto one : all_extensions(resource, own("name")))
            out.names.push_back(read_name(one.peek("valueHumanName")));
        for (const auto one : all_extensions(resource, own("address")))
            out.addresses.push_back(read_address(one.peek("valueAddress")));
    } else if (type == "Organization") {
        organization held;
        read_identifiers(resource.peek("identifier"), held.ids);
        if (auto name = text(resource, "name"); !name.empty()) held.names.push_back(std::move(name));
        read_telecoms(resource.peek("telecom"), held.telecoms);
        read_addresses(resource.peek("address"), held.addresses);
        held.industry = read_first_concept(resource.peek("type"));
        out.organization = std::move(held);
    } else if (type == "Patient") {
        read_identifiers(resource.peek("identifier"), out.ids);
        out.names = read_patient_names(resource.peek("name"));
    } else {
        report(fhir_rules::row("fhir.reference-type"), resource);
    }
    return out;
}

author reader::read_author(json_value reference) {
    author out;
    out.function = concept_of(reference, own("function"));
    out.time = read_time(extension(reference, own("time")), "valueDateTime");
    out.who = read_party(reference);
    return out;
}

}  // namespace pps::hl7::fhir
