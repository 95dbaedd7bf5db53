#pragma once

#include "cda/pps/defaults.hpp"
#include "cda/write/page.hpp"

#include <optional>
#include <string>
#include <string_view>

/// People and organizations, in the order of the CDA R2 schema.
namespace pps::cda::writing {

/// How a role is written: the elements of its entities, and what its schema type has.
struct role_shape {
    std::string_view person;        ///< assignedPerson…
    std::string_view organization;  ///< representedOrganization…
    bool id_required = false;
    bool has_ids = true;
    std::string_view class_code{};  ///< The default of a required @classCode.
};

inline constexpr role_shape assigned_entity{"assignedPerson", "representedOrganization", true};
inline constexpr role_shape related_entity{"relatedPerson", {}, false, false, defaults::informant_class};
inline constexpr role_shape associated_entity{"associatedPerson", "scopingOrganization", false, true,
                                              defaults::participant_class};
inline constexpr role_shape intended_recipient{"informationRecipient", "receivedOrganization"};
inline constexpr role_shape guardian_role{"guardianPerson", "guardianOrganization"};

/// `class_code`: instead of the shape's, for a role that says its own. `time`: of a relatedEntity.
void put(page& p, std::string_view element, const party& who, const role_shape& shape,
         std::string_view class_code = {}, const interval* time = nullptr);
void put(page& p, std::string_view element, const organization& one);
/// A place by its name and address, as far as they are there.
void put_place(page& p, std::string_view element, const std::string& name,
               const std::optional<address>& where);

void put(page& p, const author& one);
void put(page& p, std::string_view element, const authenticator& one);
void put(page& p, const informant& one);
void put(page& p, const recipient& one);
/// performer of a serviceEvent.
void put(page& p, const performer& one);
void put_encounter_participant(page& p, const performer& one);
/// performer of a statement.
void put_statement_performer(page& p, const performer& one);
/// participant of the header.
void put(page& p, const participant& one);
void put_statement_participant(page& p, const participant& one);
void put(page& p, const patient& one);
void put_custodian(page& p, const organization& one);

}  // namespace pps::cda::writing
