#pragma once

#include "cda/pps/parties.hpp"
#include "cda/pps/templates.hpp"

#include <array>
#include <string_view>

namespace pps::tables {

inline constexpr std::string_view correspondent_system = "1.2.250.1.213.1.1.4.2.280";
inline constexpr std::string_view team_member_system = "1.2.250.1.213.1.6.1.107";
inline constexpr std::string_view function_system = "2.16.840.1.113883.5.88";

/// A role of a header participant. A participant is of the first row whose function code (or null, when the
/// row has none) and translation it has; of the first row of its translation when no row has both.
struct participant_row {
    participant_role role;
    std::string_view type_code;   ///< participant/@typeCode.
    std::string_view class_code;  ///< associatedEntity/@classCode.
    concept_row function;         ///< functionCode; empty: nullFlavor="NA".
    concept_row translation;      ///< functionCode/translation, empty when there is none.
    bool required;                ///< 1..*, else 0..*.
};

/// Source: cda-pps.md "participant roles of a PPS"; typeCode, classCode, displays, order: official example.
// clang-format off
inline constexpr std::array participants{
    participant_row{participant_role::reference_hospital, "RESP", "PROV", {},
        {"ORG-177", ta_asip, "Etablissement de santé de référence"}, false},
    participant_row{participant_role::care_team_member, "PRF", "PROV",
        {"353", team_member_system, "Membre de l'équipe de soins"},
        {"ORG-177", ta_asip, "Etablissement de santé de référence"}, false},
    participant_row{participant_role::reference_correspondent, "PRF", "AGNT",
        {"CORRE", correspondent_system, "Correspondant"},
        {"ORG-177", ta_asip, "Etablissement de santé de référence"}, false},
    participant_row{participant_role::coordination_centre, "PRF", "PROV",
        {"CORRE", correspondent_system, "Correspondant"},
        {"ORG-190", ta_asip, "Centre de coordination de cancérologie (3C)"}, true},
    participant_row{participant_role::local_structure, "PRF", "PROV",
        {"CORRE", correspondent_system, "Correspondant"},
        {"ORG-178", ta_asip, "Structure et professionnels de proximité impliqués dans les soins"}, false},
    participant_row{participant_role::health_mediator, "INF", "AGNT",
        {"CORRE", correspondent_system, "Correspondant"},
        {"ORG-188", ta_asip,
         "Structures et professionnels de proximité impliqués dans les soins - Médiateur de santé"}, false},
    participant_row{participant_role::treating_physician, "INF", "PROV",
        {"PCP", function_system, "Médecin Traitant"}, {}, true},
    participant_row{participant_role::town_hospital, "CON", "AGNT",
        {"CORRE", correspondent_system, "Correspondant"},
        {"ORG-179", ta_asip, "Structure de coordination ou d'interface ville-hôpital"}, false},
    participant_row{participant_role::regional_network, "CON", "AGNT",
        {"CORRE", correspondent_system, "Correspondant"},
        {"ORG-191", ta_asip, "Réseau régional de cancérologie (RRC)"}, false},
    participant_row{participant_role::social_body, "INF", "AGNT",
        {"CORRE", correspondent_system, "Correspondant"},
        {"ORG-180", ta_asip, "Organisme social et de maintien dans l'emploi"}, false},
    participant_row{participant_role::support_structure, "INF", "AGNT",
        {"CORRE", correspondent_system, "Correspondant"},
        {"ORG-181", ta_asip, "Structure de soutien et d'information"}, false},
};

/// relatedEntity/@classCode of an informant. Source: cda-pps.md "Header".
struct informant_row {
    informant_kind kind;
    std::string_view class_code;
};
inline constexpr std::array informants{
    informant_row{informant_kind::trusted_person, "NOK"},
    informant_row{informant_kind::emergency_contact, "ECON"},
};

/// CDA element of each part of a name and of an address. Source: CDA R2 schema, datatypes-base (EN, AD).
struct name_part_row {
    name_part_kind kind;
    std::string_view element;
};
inline constexpr std::array name_parts{
    name_part_row{name_part_kind::family, "family"}, name_part_row{name_part_kind::given, "given"},
    name_part_row{name_part_kind::prefix, "prefix"}, name_part_row{name_part_kind::suffix, "suffix"},
    name_part_row{name_part_kind::delimiter, "delimiter"},
};
struct address_part_row {
    address_part_kind kind;
    std::string_view element;
};
inline constexpr std::array address_parts{
    address_part_row{address_part_kind::house_number, "houseNumber"},
    address_part_row{address_part_kind::street_name, "streetName"},
    address_part_row{address_part_kind::postal_code, "postalCode"},
    address_part_row{address_part_kind::city, "city"},
    address_part_row{address_part_kind::country, "country"},
    address_part_row{address_part_kind::county, "county"},
    address_part_row{address_part_kind::unit_id, "unitID"},
    address_part_row{address_part_kind::unit_type, "unitType"},
    address_part_row{address_part_kind::additional_locator, "additionalLocator"},
    address_part_row{address_part_kind::street_address_line, "streetAddressLine"},
    address_part_row{address_part_kind::house_number_numeric, "houseNumberNumeric"},
    address_part_row{address_part_kind::street_name_base, "streetNameBase"},
    address_part_row{address_part_kind::street_name_type, "streetNameType"},
    address_part_row{address_part_kind::post_box, "postBox"},
    address_part_row{address_part_kind::precinct, "precinct"},
    address_part_row{address_part_kind::delivery_address_line, "deliveryAddressLine"},
    address_part_row{address_part_kind::state, "state"},
};
// clang-format on

}  // namespace pps::tables
