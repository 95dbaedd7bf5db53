#pragma once

#include "cda/pps/plan.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

/// The enumerations of the model in words, for JSON, reports and other forms that need them. Stable: part of
/// the JSON form of a plan.
namespace pps {

template <typename Enumeration>
struct names;  ///< names<E>::table: the word of each enumerator, in order.

template <>
struct names<name_part_kind> {
    static constexpr std::array table{
        std::pair{name_part_kind::family, std::string_view("family")},
        std::pair{name_part_kind::given, std::string_view("given")},
        std::pair{name_part_kind::prefix, std::string_view("prefix")},
        std::pair{name_part_kind::suffix, std::string_view("suffix")},
        std::pair{name_part_kind::delimiter, std::string_view("delimiter")},
        std::pair{name_part_kind::text, std::string_view("text")},
    };
};
template <>
struct names<address_part_kind> {
    static constexpr std::array table{
        std::pair{address_part_kind::street_address_line, std::string_view("street_address_line")},
        std::pair{address_part_kind::house_number, std::string_view("house_number")},
        std::pair{address_part_kind::house_number_numeric, std::string_view("house_number_numeric")},
        std::pair{address_part_kind::street_name, std::string_view("street_name")},
        std::pair{address_part_kind::street_name_base, std::string_view("street_name_base")},
        std::pair{address_part_kind::street_name_type, std::string_view("street_name_type")},
        std::pair{address_part_kind::additional_locator, std::string_view("additional_locator")},
        std::pair{address_part_kind::unit_id, std::string_view("unit_id")},
        std::pair{address_part_kind::unit_type, std::string_view("unit_type")},
        std::pair{address_part_kind::post_box, std::string_view("post_box")},
        std::pair{address_part_kind::precinct, std::string_view("precinct")},
        std::pair{address_part_kind::delivery_address_line, std::string_view("delivery_address_line")},
        std::pair{address_part_kind::postal_code, std::string_view("postal_code")},
        std::pair{address_part_kind::city, std::string_view("city")},
        std::pair{address_part_kind::county, std::string_view("county")},
        std::pair{address_part_kind::state, std::string_view("state")},
        std::pair{address_part_kind::country, std::string_view("country")},
        std::pair{address_part_kind::text, std::string_view("text")},
    };
};
template <>
struct names<informant_kind> {
    static constexpr std::array table{
        std::pair{informant_kind::trusted_person, std::string_view("trusted_person")},
        std::pair{informant_kind::emergency_contact, std::string_view("emergency_contact")},
        std::pair{informant_kind::other, std::string_view("other")},
    };
};
template <>
struct names<participant_role> {
    static constexpr std::array table{
        std::pair{participant_role::other, std::string_view("other")},
        std::pair{participant_role::reference_hospital, std::string_view("reference_hospital")},
        std::pair{participant_role::care_team_member, std::string_view("care_team_member")},
        std::pair{participant_role::reference_correspondent, std::string_view("reference_correspondent")},
        std::pair{participant_role::coordination_centre, std::string_view("coordination_centre")},
        std::pair{participant_role::local_structure, std::string_view("local_structure")},
        std::pair{participant_role::health_mediator, std::string_view("health_mediator")},
        std::pair{participant_role::treating_physician, std::string_view("treating_physician")},
        std::pair{participant_role::town_hospital, std::string_view("town_hospital")},
        std::pair{participant_role::regional_network, std::string_view("regional_network")},
        std::pair{participant_role::social_body, std::string_view("social_body")},
        std::pair{participant_role::support_structure, std::string_view("support_structure")},
    };
};
template <>
struct names<statement_class> {
    static constexpr std::array table{
        std::pair{statement_class::act, std::string_view("act")},
        std::pair{statement_class::encounter, std::string_view("encounter")},
        std::pair{statement_class::observation, std::string_view("observation")},
        std::pair{statement_class::observation_media, std::string_view("observation_media")},
        std::pair{statement_class::organizer, std::string_view("organizer")},
        std::pair{statement_class::procedure, std::string_view("procedure")},
        std::pair{statement_class::region_of_interest, std::string_view("region_of_interest")},
        std::pair{statement_class::substance_administration, std::string_view("substance_administration")},
        std::pair{statement_class::supply, std::string_view("supply")},
    };
};
template <>
struct names<plan_kind> {
    static constexpr std::array table{
        std::pair{plan_kind::unknown, std::string_view("unknown")},
        std::pair{plan_kind::care_plan, std::string_view("care_plan")},
        std::pair{plan_kind::tumour_board, std::string_view("tumour_board")},
    };
};
template <>
struct names<section_kind> {
    static constexpr std::array table{
        std::pair{section_kind::other, std::string_view("other")},
        std::pair{section_kind::patient_comment, std::string_view("patient_comment")},
        std::pair{section_kind::paediatrics, std::string_view("paediatrics")},
        std::pair{section_kind::diagnosis, std::string_view("diagnosis")},
        std::pair{section_kind::discovery, std::string_view("discovery")},
        std::pair{section_kind::phase, std::string_view("phase")},
        std::pair{section_kind::programme, std::string_view("programme")},
        std::pair{section_kind::supportive_care, std::string_view("supportive_care")},
        std::pair{section_kind::status, std::string_view("status")},
        std::pair{section_kind::referenced_documents, std::string_view("referenced_documents")},
        std::pair{section_kind::personal_data, std::string_view("personal_data")},
        std::pair{section_kind::board_reason, std::string_view("board_reason")},
        std::pair{section_kind::history, std::string_view("history")},
        std::pair{section_kind::active_problems, std::string_view("active_problems")},
        std::pair{section_kind::functional_status, std::string_view("functional_status")},
        std::pair{section_kind::results, std::string_view("results")},
        std::pair{section_kind::past_treatments, std::string_view("past_treatments")},
        std::pair{section_kind::operative_report, std::string_view("operative_report")},
        std::pair{section_kind::pathology_report, std::string_view("pathology_report")},
        std::pair{section_kind::genetics_report, std::string_view("genetics_report")},
        std::pair{section_kind::case_summary, std::string_view("case_summary")},
        std::pair{section_kind::board_proposal, std::string_view("board_proposal")},
        std::pair{section_kind::care_plan, std::string_view("care_plan")},
        std::pair{section_kind::proposal_context, std::string_view("proposal_context")},
    };
};
template <>
struct names<programme_kind> {
    static constexpr std::array table{
        std::pair{programme_kind::other, std::string_view("other")},
        std::pair{programme_kind::treatment, std::string_view("treatment")},
        std::pair{programme_kind::side_effect_management, std::string_view("side_effect_management")},
        std::pair{programme_kind::associated_measure, std::string_view("associated_measure")},
        std::pair{programme_kind::follow_up, std::string_view("follow_up")},
        std::pair{programme_kind::supportive_care, std::string_view("supportive_care")},
        std::pair{programme_kind::social_support, std::string_view("social_support")},
        std::pair{programme_kind::proposed_treatment, std::string_view("proposed_treatment")},
        std::pair{programme_kind::past_treatment, std::string_view("past_treatment")},
    };
};

/// The word of an enumerator, its own name.
template <typename Enumeration>
constexpr std::string_view to_string(Enumeration one) noexcept requires requires {
    names<Enumeration>::table;
}
{ return names<Enumeration>::table[static_cast<std::size_t>(one)].second; }

/// The enumerator of a word, nullopt for any other text.
template <typename Enumeration>
constexpr std::optional<Enumeration> from_string(std::string_view word) noexcept requires requires {
    names<Enumeration>::table;
}
{
    for (const auto& [one, known] : names<Enumeration>::table) {
        if (known == word) return one;
    }
    return std::nullopt;
}

}  // namespace pps
