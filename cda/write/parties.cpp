#include "cda/write/parties.hpp"

#include "cda/pps/defaults.hpp"
#include "cda/write/datatypes.hpp"

namespace pps::cda::writing {
namespace {

std::string_view or_else(const std::string& given, std::string_view otherwise) noexcept {
    return given.empty() ? otherwise : std::string_view(given);
}

void put_reach(page& p, const std::vector<address>& addresses, const std::vector<telecom>& telecoms) {
    for (const auto& one : addresses)
        put(p, "addr", one);
    for (const auto& one : telecoms)
        put(p, "telecom", one);
}

void put_reach(page& p, const organization& one) {
    for (const auto& each : one.telecoms)
        put(p, "telecom", each);
    for (const auto& each : one.addresses)
        put(p, "addr", each);
}

void put_names(page& p, const std::vector<std::string>& names) {
    for (const auto& one : names) {
        const auto name = p.xml.open("name");
        p.xml.text(one);
    }
}

void put_person(page& p, std::string_view element, const std::vector<name>& names) {
    if (names.empty()) return;
    const auto person = p.xml.open(element);
    for (const auto& one : names)
        put(p, "name", one);
}

void put_device(page& p, std::string_view element, const device& one) {
    const auto device = p.xml.open(element);
    put(p, "code", one.code);
    const auto text = [&](std::string_view name, const std::string& value) {
        if (value.empty()) return;
        const auto part = p.xml.open(name);
        p.xml.text(value);
    };
    text("manufacturerModelName", one.model);
    text("softwareName", one.software);
}

void put_performed(page& p, const performer& one) {
    put(p, "time", one.time);
    put(p, "assignedEntity", one.who, assigned_entity);
}

}  // namespace

void put(page& p, std::string_view element, const organization& one) {
    const auto organization = p.xml.open(element);
    put_all(p, "id", one.ids);
    put_names(p, one.names);
    put_reach(p, one);
    put(p, "standardIndustryClassCode", one.industry);
}

void put(page& p, std::string_view element, const party& who, const role_shape& shape,
         std::string_view class_code, const interval* time) {
    const auto role = p.xml.open(element);
    p.xml.optional("classCode", or_else(who.class_code, class_code.empty() ? shape.class_code : class_code));
    if (shape.id_required) {
        put_required(p, who.ids);
    } else if (shape.has_ids) {
        put_all(p, "id", who.ids);
    }
    put(p, "code", who.code);
    put_reach(p, who.addresses, who.telecoms);
    if (time != nullptr) put(p, "effectiveTime", *time);
    put_person(p, shape.person, who.names);
    if (who.device) put_device(p, "assignedAuthoringDevice", *who.device);
    if (who.organization && !shape.organization.empty()) put(p, shape.organization, *who.organization);
}

void put(page& p, const author& one) {
    const auto author = p.xml.open("author");
    put(p, "functionCode", one.function);
    put_required(p, "time", one.time);
    put(p, "assignedAuthor", one.who, assigned_entity);
}

void put(page& p, std::string_view element, const authenticator& one) {
    const auto authenticator = p.xml.open(element);
    put_required(p, "time", one.time);
    p.xml.leaf("signatureCode", "code", or_else(one.signature, defaults::signature));
    put(p, "assignedEntity", one.who, assigned_entity);
}

void put(page& p, const informant& one) {
    const auto informant = p.xml.open("informant");
    if (one.professional) {
        put(p, "assignedEntity", one.who, assigned_entity);
        return;
    }
    std::string_view class_code;
    for (const auto& row : tables::informants) {
        if (row.kind == one.kind) class_code = row.class_code;
    }
    put(p, "relatedEntity", one.who, related_entity, class_code, &one.time);
}

void put(page& p, const recipient& one) {
    const auto recipient = p.xml.open("informationRecipient");
    p.xml.optional("typeCode", one.type_code);
    put(p, "intendedRecipient", one.who, intended_recipient);
}

void put(page& p, const performer& one) {
    const auto performer = p.xml.open("performer");
    p.xml.attribute("typeCode", or_else(one.type_code, defaults::performer_type));
    put(p, "functionCode", one.function);
    put_performed(p, one);
}

void put_encounter_participant(page& p, const performer& one) {
    const auto participant = p.xml.open("encounterParticipant");
    p.xml.attribute("typeCode", or_else(one.type_code, defaults::encounter_participant_type));
    put_performed(p, one);
}

void put_statement_performer(page& p, const performer& one) {
    const auto performer = p.xml.open("performer");
    p.xml.attribute("typeCode", or_else(one.type_code, defaults::performer_type));
    // An extension of the schema (CDA_extended.xsd): CDA R2 itself has no function there.
    put(p, "sdtc:functionCode", one.function);
    put_performed(p, one);
}

void put(page& p, const participant& one) {
    const auto* row = defaults::row_of(one.role);
    const auto participant = p.xml.open("participant");
    p.xml.attribute("typeCode",
                    or_else(one.type_code, row != nullptr ? row->type_code : defaults::performer_type));
    if (!one.function.empty() || row == nullptr) {
        put(p, "functionCode", one.function);
    } else {
        put(p, "functionCode", defaults::function_of(*row));
    }
    put(p, "time", one.time, "IVL_TS");
    if (one.time.empty()) {
        const auto time = p.xml.open("time");
        p.xml.attribute("xsi:type", "IVL_TS");
        p.xml.attribute("nullFlavor", defaults::no_information);
    }
    put(p, "associatedEntity", one.who, associated_entity,
        row != nullptr ? row->class_code : std::string_view{});
}

void put_statement_participant(page& p, const participant& one) {
    const auto participant = p.xml.open("participant");
    p.xml.attribute("typeCode", or_else(one.type_code, defaults::statement_participant_type));
    put(p, "time", one.time);
    const auto role = p.xml.open("participantRole");
    const auto& who = one.who;
    p.xml.optional("classCode", who.class_code);
    put_all(p, "id", who.ids);
    put(p, "code", who.code);
    put_reach(p, who.addresses, who.telecoms);
    if (who.device) {
        put_device(p, "playingDevice", *who.device);
    } else {
        put_person(p, "playingEntity", who.names);
    }
    if (!who.organization) return;
    const auto scoping = p.xml.open("scopingEntity");
    put_all(p, "id", who.organization->ids);
    put(p, "code", who.organization->industry);
    for (const auto& name : who.organization->names) {
        const auto description = p.xml.open("desc");
        p.xml.text(name);
    }
}

void put_place(page& p, std::string_view element, const std::string& name,
               const std::optional<address>& where) {
    const auto place = p.xml.open(element);
    if (!name.empty()) {
        const auto said = p.xml.open("name");
        p.xml.text(name);
    }
    if (where) put(p, "addr", *where);
}

void put(page& p, const patient& one) {
    const auto target = p.xml.open("recordTarget");
    const auto role = p.xml.open("patientRole");
    put_required(p, one.ids);
    put_reach(p, one.addresses, one.telecoms);
    {
        const auto patient = p.xml.open("patient");
        for (const auto& name : one.names)
            put(p, "name", name);
        put_required(p, "administrativeGenderCode", one.gender);
        put_required(p, "birthTime", one.birth_time);
        put(p, "maritalStatusCode", one.marital_status);
        for (const auto& guardian : one.guardians)
            put(p, "guardian", guardian, guardian_role);
        if (one.birthplace || !one.birthplace_name.empty()) {
            const auto birthplace = p.xml.open("birthplace");
            put_place(p, "place", one.birthplace_name, one.birthplace);
        }
    }
    if (one.provider) put(p, "providerOrganization", *one.provider);
}

void put_custodian(page& p, const organization& one) {
    const auto custodian = p.xml.open("custodian");
    const auto assigned = p.xml.open("assignedCustodian");
    const auto organization = p.xml.open("representedCustodianOrganization");
    put_required(p, one.ids);
    put_names(p, one.names);
    put_reach(p, one);
}

}  // namespace pps::cda::writing
