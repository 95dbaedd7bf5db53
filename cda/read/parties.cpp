#include "cda/read/parties.hpp"

#include "cda/pps/tables.hpp"
#include "cda/read/datatypes.hpp"

#include <algorithm>

/// Source of the rows: CDA R2 schema, POCD_MT000040.
namespace pps::cda::reading {
namespace {

constexpr std::string_view sdtc_namespace = "urn:hl7-org:sdtc";

participant_role role_of(const coded& function) noexcept {
    const auto same = [](const coded& code, const tables::concept_row& row) {
        return code.code == row.code && code.system == row.scheme;
    };
    const tables::participant_row* by_translation = nullptr;
    for (const auto& row : tables::participants) {
        const bool function_fits =
            row.function.code.empty() ? function.code.empty() : same(function, row.function);
        const bool translation_fits =
            std::any_of(function.translations.begin(), function.translations.end(),
                        [&](const coded& one) { return same(one, row.translation); });
        if (function_fits && (translation_fits || row.translation.code.empty())) return row.role;
        if (translation_fits && by_translation == nullptr) by_translation = &row;
    }
    return by_translation == nullptr ? participant_role::other : by_translation->role;
}

informant_kind kind_of(std::string_view class_code) noexcept {
    for (const auto& row : tables::informants) {
        if (row.class_code == class_code) return row.kind;
    }
    return informant_kind::other;
}

constexpr member_row<organization> organization_members[] = {
    {"id", into<&organization::ids>},
    {"name", [](context&, pugi::xml_node node, organization& read) { read.names.push_back(text_of(node)); }},
    {"telecom", into<&organization::telecoms>},
    {"addr", into<&organization::addresses>},
    {"standardIndustryClassCode", into<&organization::industry>},
    // Of a scopingEntity
    {"desc", [](context&, pugi::xml_node node, organization& read) { read.names.push_back(text_of(node)); }},
    {"code", into<&organization::industry>},
};

constexpr member_row<device> device_members[] = {
    {"manufacturerModelName", text_into<&device::model>},
    {"softwareName", text_into<&device::software>},
    {"code", into<&device::code>},
};

constexpr member_row<party> person_members[] = {
    {"name", into<&party::names>},
};
void person(context& c, pugi::xml_node node, party& read) {
    read_members(c, node, read, person_members);
}
void device_of(context& c, pugi::xml_node node, party& read) {
    read_members(c, node, read.device.emplace(), device_members);
}

constexpr member_row<party> party_members[] = {
    {"id", into<&party::ids>},
    {"code", into<&party::code>},
    {"addr", into<&party::addresses>},
    {"telecom", into<&party::telecoms>},
    {"assignedPerson", person},
    {"associatedPerson", person},
    {"relatedPerson", person},
    {"informationRecipient", person},
    {"guardianPerson", person},
    {"playingEntity", person},
    {"representedOrganization", into<&party::organization>},
    {"scopingOrganization", into<&party::organization>},
    {"receivedOrganization", into<&party::organization>},
    {"guardianOrganization", into<&party::organization>},
    {"scopingEntity", into<&party::organization>},
    {"assignedAuthoringDevice", device_of},
    {"playingDevice", device_of},
    // Only a relatedEntity has it: its informant reads it.
    {"effectiveTime", ignore<party>},
};

constexpr member_row<author> author_members[] = {
    {"functionCode", into<&author::function>},
    {"time", into<&author::time>},
    {"assignedAuthor", into<&author::who>},
};

constexpr member_row<authenticator> authenticator_members[] = {
    {"time", into<&authenticator::time>},
    {"signatureCode", code_into<&authenticator::signature>},
    {"assignedEntity", into<&authenticator::who>},
};

constexpr member_row<performer> performer_members[] = {
    {"functionCode", into<&performer::function>},
    {"time", into<&performer::time>},
    {"assignedEntity", into<&performer::who>},
};

void related_entity(context& c, pugi::xml_node node, informant& read) {
    read_into(c, node, read.who);
    read.kind = kind_of(read.who.class_code);
    if (const auto time = child_of(node, "effectiveTime")) read_into(c, time, read.time);
}
constexpr member_row<informant> informant_members[] = {
    {"relatedEntity", related_entity},
    {"assignedEntity",
     [](context& c, pugi::xml_node node, informant& read) {
         read.professional = true;
         read_into(c, node, read.who);
     }},
};

constexpr member_row<recipient> recipient_members[] = {
    {"intendedRecipient", into<&recipient::who>},
};

constexpr member_row<participant> participant_members[] = {
    {"functionCode",
     [](context& c, pugi::xml_node node, participant& read) {
         read_into(c, node, read.function);
         read.role = role_of(read.function);
     }},
    {"time", into<&participant::time>},
    {"associatedEntity", into<&participant::who>},
    {"participantRole", into<&participant::who>},
};

constexpr member_row<patient> place_members[] = {
    {"addr", into<&patient::birthplace>},
    {"name", text_into<&patient::birthplace_name>},
};

constexpr member_row<patient> person_of_patient_members[] = {
    {"name", into<&patient::names>},
    {"administrativeGenderCode", into<&patient::gender>},
    {"birthTime", into<&patient::birth_time>},
    {"maritalStatusCode", into<&patient::marital_status>},
    {"guardian", into<&patient::guardians>},
    {"birthplace", [](context& c, pugi::xml_node node,
                      patient& read) { read_members(c, child_of(node, "place"), read, place_members); }},
};

constexpr member_row<patient> patient_members[] = {
    {"id", into<&patient::ids>},
    {"addr", into<&patient::addresses>},
    {"telecom", into<&patient::telecoms>},
    {"patient", [](context& c, pugi::xml_node node,
                   patient& read) { read_members(c, node, read, person_of_patient_members); }},
    {"providerOrganization", into<&patient::provider>},
};

}  // namespace

void read_into(context& c, pugi::xml_node node, organization& read) {
    read_members(c, node, read, organization_members);
    std::erase(read.names, "");
}

void read_into(context& c, pugi::xml_node node, party& read) {
    // The classes of the other roles are fixed by the schema.
    const auto role = local_name(node);
    if (role == "relatedEntity" || role == "associatedEntity" || role == "participantRole") {
        read.class_code = attribute(node, "classCode");
    }
    read_members(c, node, read, party_members);
}

void read_into(context& c, pugi::xml_node node, author& read) {
    read_members(c, node, read, author_members);
}

void read_into(context& c, pugi::xml_node node, authenticator& read) {
    read_members(c, node, read, authenticator_members);
}

void read_into(context& c, pugi::xml_node node, performer& read) {
    read.type_code = attribute(node, "typeCode");
    read_members(c, node, read, performer_members);
    // A statement's performer has it as an extension (schema of the ANS, CDA_extended.xsd).
    for (const pugi::xml_node extension : node.children()) {
        if (local_name(extension) == "functionCode" && namespace_of(extension) == sdtc_namespace)
            read_into(c, extension, read.function);
    }
}

void read_into(context& c, pugi::xml_node node, informant& read) {
    read_members(c, node, read, informant_members);
}

void read_into(context& c, pugi::xml_node node, recipient& read) {
    read.type_code = attribute(node, "typeCode");
    read_members(c, node, read, recipient_members);
}

void read_into(context& c, pugi::xml_node node, participant& read) {
    read.type_code = attribute(node, "typeCode");
    read_members(c, node, read, participant_members);
}

void read_into(context& c, pugi::xml_node node, patient& read) {
    read_members(c, node, read, patient_members);
}

}  // namespace pps::cda::reading
