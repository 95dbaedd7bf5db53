#include "cda/read/parties.hpp"

#include "cda/pps/tables.hpp"
#include "cda/read/datatypes.hpp"
#include "cda/values.hpp"

#include <algorithm>
#include <array>

namespace pps::cda::reading {
namespace {

/// What a child of a role element is.
enum class role_child { id, code, addr, telecom, person, organization, device, time, ignored };
struct role_child_row {
    std::string_view element;
    role_child what;
};
/// Source: CDA R2 schema, the role classes of POCD_MT000040 and the entities that they scope and play.
constexpr std::array role_children{
    role_child_row{"id", role_child::id},
    role_child_row{"code", role_child::code},
    role_child_row{"addr", role_child::addr},
    role_child_row{"telecom", role_child::telecom},
    role_child_row{"assignedPerson", role_child::person},
    role_child_row{"associatedPerson", role_child::person},
    role_child_row{"relatedPerson", role_child::person},
    role_child_row{"informationRecipient", role_child::person},
    role_child_row{"guardianPerson", role_child::person},
    role_child_row{"playingEntity", role_child::person},
    role_child_row{"representedOrganization", role_child::organization},
    role_child_row{"scopingOrganization", role_child::organization},
    role_child_row{"receivedOrganization", role_child::organization},
    role_child_row{"guardianOrganization", role_child::organization},
    role_child_row{"scopingEntity", role_child::organization},
    role_child_row{"assignedAuthoringDevice", role_child::device},
    role_child_row{"playingDevice", role_child::device},
    role_child_row{"effectiveTime", role_child::time},
    role_child_row{"templateId", role_child::ignored},
};

void read_person(context& c, pugi::xml_node node, party& who) {
    for (const auto element : elements(node)) {
        if (local_name(element) == "name") {
            who.names.push_back(read_name(c, element));
        } else if (local_name(element) != "templateId") {
            c.unread(element);
        }
    }
}

device read_device(context& c, pugi::xml_node node) {
    device read;
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "manufacturerModelName") {
            read.model = text_of(element);
        } else if (name == "softwareName") {
            read.software = text_of(element);
        } else if (name == "code") {
            read.code = read_coded(c, element);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

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

void read_birthplace(context& c, pugi::xml_node birthplace, patient& read) {
    for (const auto element : elements(child(birthplace, "place"))) {
        const auto name = local_name(element);
        if (name == "addr") {
            read.birthplace = read_address(c, element);
        } else if (name == "name") {
            read.birthplace_name = text_of(element);
        } else {
            c.unread(element);
        }
    }
}

void read_person_of(context& c, pugi::xml_node node, patient& read) {
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "name") {
            read.names.push_back(read_name(c, element));
        } else if (name == "administrativeGenderCode") {
            read.gender = read_coded(c, element);
        } else if (name == "birthTime") {
            read.birth_time = read_instant(element);
        } else if (name == "maritalStatusCode") {
            read.marital_status = read_coded(c, element);
        } else if (name == "guardian") {
            read.guardians.push_back(read_party(c, element));
        } else if (name == "birthplace") {
            read_birthplace(c, element, read);
        } else {
            c.unread(element);
        }
    }
}

}  // namespace

organization read_organization(context& c, pugi::xml_node node) {
    organization read;
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "id") {
            add_identifier(read.ids, element);
        } else if (name == "name" || name == "desc") {
            if (auto text = text_of(element); !text.empty()) read.names.push_back(std::move(text));
        } else if (name == "telecom") {
            read.telecoms.push_back(read_telecom(element));
        } else if (name == "addr") {
            read.addresses.push_back(read_address(c, element));
        } else if (name == "standardIndustryClassCode" || name == "code") {
            read.industry = read_coded(c, element);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

party read_party(context& c, pugi::xml_node node, interval* time) {
    party read;
    // The classes of the other roles are fixed by the schema.
    const auto role = local_name(node);
    if (role == "relatedEntity" || role == "associatedEntity" || role == "participantRole") {
        read.class_code = attribute(node, "classCode");
    }
    for (const auto element : elements(node)) {
        const auto row = std::find_if(
            role_children.begin(), role_children.end(),
            [name = local_name(element)](const role_child_row& one) { return one.element == name; });
        if (row == role_children.end() || (row->what == role_child::time && time == nullptr)) {
            c.unread(element);
            continue;
        }
        switch (row->what) {
            case role_child::id:
                add_identifier(read.ids, element);
                break;
            case role_child::code:
                read.code = read_coded(c, element);
                break;
            case role_child::addr:
                read.addresses.push_back(read_address(c, element));
                break;
            case role_child::telecom:
                read.telecoms.push_back(read_telecom(element));
                break;
            case role_child::person:
                read_person(c, element, read);
                break;
            case role_child::organization:
                read.organization = read_organization(c, element);
                break;
            case role_child::device:
                read.device = read_device(c, element);
                break;
            case role_child::time:
                *time = read_interval(c, element);
                break;
            case role_child::ignored:
                break;
        }
    }
    return read;
}

author read_author(context& c, pugi::xml_node node) {
    author read;
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "functionCode") {
            read.function = read_coded(c, element);
        } else if (name == "time") {
            read.time = read_instant(element);
        } else if (name == "assignedAuthor") {
            read.who = read_party(c, element);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

authenticator read_authenticator(context& c, pugi::xml_node node) {
    authenticator read;
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "time") {
            read.time = read_instant(element);
        } else if (name == "signatureCode") {
            read.signature = attribute(element, "code");
        } else if (name == "assignedEntity") {
            read.who = read_party(c, element);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

performer read_performer(context& c, pugi::xml_node node) {
    performer read;
    read.type_code = attribute(node, "typeCode");
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "functionCode") {
            read.function = read_coded(c, element);
        } else if (name == "time") {
            read.time = read_interval(c, element);
        } else if (name == "assignedEntity") {
            read.who = read_party(c, element);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

informant read_informant(context& c, pugi::xml_node node) {
    informant read;
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "relatedEntity" || name == "assignedEntity") {
            read.professional = name == "assignedEntity";
            read.who = read_party(c, element, &read.time);
            read.kind = kind_of(read.who.class_code);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

recipient read_recipient(context& c, pugi::xml_node node) {
    recipient read;
    read.type_code = attribute(node, "typeCode");
    for (const auto element : elements(node)) {
        if (local_name(element) == "intendedRecipient") {
            read.who = read_party(c, element);
        } else if (local_name(element) != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

participant read_participant(context& c, pugi::xml_node node) {
    participant read;
    read.type_code = attribute(node, "typeCode");
    for (const auto element : elements(node)) {
        const auto name = local_name(element);
        if (name == "functionCode") {
            read.function = read_coded(c, element);
            read.role = role_of(read.function);
        } else if (name == "time") {
            read.time = read_interval(c, element);
        } else if (name == "associatedEntity" || name == "participantRole") {
            read.who = read_party(c, element);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

patient read_patient(context& c, pugi::xml_node patient_role) {
    patient read;
    for (const auto element : elements(patient_role)) {
        const auto name = local_name(element);
        if (name == "id") {
            add_identifier(read.ids, element);
        } else if (name == "addr") {
            read.addresses.push_back(read_address(c, element));
        } else if (name == "telecom") {
            read.telecoms.push_back(read_telecom(element));
        } else if (name == "patient") {
            read_person_of(c, element, read);
        } else if (name == "providerOrganization") {
            read.provider = read_organization(c, element);
        } else if (name != "templateId") {
            c.unread(element);
        }
    }
    return read;
}

}  // namespace pps::cda::reading
