#pragma once

#include "cda/pps/plan.hpp"
#include "cda/render/page.hpp"

#include <array>
#include <string_view>

/// What codes of the model are called on the page, for a person who knows none of them.
namespace pps::render::words {

struct word_row {
    std::string_view code;
    std::string_view words;
};

inline constexpr std::string_view not_given = "non renseigné";

/// Source: HL7 v3 NullFlavor (2.16.840.1.113883.5.1008). Any other one reads "non renseigné".
inline constexpr std::array null_flavors{
    word_row{"NI", not_given},
    word_row{"INV", "valeur non valable"},
    word_row{"DER", "à déduire d’autres informations"},
    word_row{"OTH", "autre"},
    word_row{"NINF", "sans limite inférieure"},
    word_row{"PINF", "sans limite supérieure"},
    word_row{"UNC", "non codé"},
    word_row{"MSK", "masqué"},
    word_row{"NA", "sans objet"},
    word_row{"UNK", "inconnu"},
    word_row{"ASKU", "demandé, réponse non connue"},
    word_row{"NAV", "pas encore connu"},
    word_row{"NASK", "non demandé"},
    word_row{"NAVU", "non disponible"},
    word_row{"QS", "quantité suffisante"},
    word_row{"TRC", "traces"},
    word_row{"NP", not_given},
};

/// Source: HL7 v3 AddressUse, as the CI-SIS takes it for addresses and telecoms.
inline constexpr std::array uses{
    word_row{"H", "domicile"},
    word_row{"HP", "domicile"},
    word_row{"HV", "domicile secondaire"},
    word_row{"WP", "professionnel"},
    word_row{"DIR", "ligne directe"},
    word_row{"PUB", "standard"},
    word_row{"MC", "mobile"},
    word_row{"EC", "en cas d’urgence"},
    word_row{"PG", "messagerie d’alerte"},
    word_row{"AS", "répondeur"},
    word_row{"TMP", "temporaire"},
    word_row{"BAD", "n’est plus valable"},
};

/// Civil titles and those of practitioners, as written before a name. Source: the official examples; JDV_J245
/// civility.
inline constexpr std::array titles{
    word_row{"M", "M."},  word_row{"MR", "M."}, word_row{"MME", "Mme"},         word_row{"MLLE", "Mme"},
    word_row{"DR", "Dr"}, word_row{"PR", "Pr"}, word_row{"MC", "Médecin-chef"},
};

/// statusCode of an act that will not go as planned. Source: HL7 v3 ActStatus.
inline constexpr std::array interrupted{
    word_row{"aborted", "Interrompu"}, word_row{"cancelled", "Annulé"},   word_row{"held", "En attente"},
    word_row{"nullified", "Retiré"},   word_row{"suspended", "Suspendu"},
};

/// relatedDocument/@typeCode. Source: HL7 v3 x_ActRelationshipDocument.
inline constexpr std::array relations{
    word_row{"RPLC", "Remplace"},
    word_row{"APND", "Complète"},
    word_row{"XFRM", "Est une autre forme de"},
};

inline constexpr std::array months{"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                   "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};

/// Who a participant is to the reader, in the order of the page.
struct role_row {
    participant_role role;
    markup title;
    bool team;      ///< Of those who treat; else under useful structures and contacts.
    bool expected;  ///< A reader looks for it: said to be missing when it is not there.
    bool first_to_call;
};
// clang-format off
inline constexpr std::array roles{
    role_row{participant_role::reference_hospital, "Établissement de santé de référence", true, true, true},
    role_row{participant_role::care_team_member, "Équipe de soins", true, false, false},
    role_row{participant_role::treating_physician, "Médecin traitant", true, true, true},
    role_row{participant_role::coordination_centre, "Centre de coordination en cancérologie (3C)", true, true, true},
    role_row{participant_role::reference_correspondent, "Correspondant de l’établissement de référence", true, false, false},
    role_row{participant_role::local_structure, "Structures et professionnels de proximité", true, false, false},
    role_row{participant_role::health_mediator, "Médiateur de santé", true, false, false},
    role_row{participant_role::town_hospital, "Coordination entre la ville et l’hôpital", false, false, false},
    role_row{participant_role::regional_network, "Réseau régional de cancérologie", false, false, false},
    role_row{participant_role::social_body, "Organismes sociaux et maintien dans l’emploi", false, false, false},
    role_row{participant_role::support_structure, "Soutien et information", false, false, false},
    role_row{participant_role::other, "Autres contacts", false, false, false},
};

/// What one entry of a kind is called.
struct kind_row {
    programme_kind kind;
    markup one;
};
inline constexpr std::array kinds{
    kind_row{programme_kind::treatment, "Traitement"},
    kind_row{programme_kind::proposed_treatment, "Traitement proposé"},
    kind_row{programme_kind::past_treatment, "Traitement passé ou en cours"},
    kind_row{programme_kind::side_effect_management, "Gestion des effets secondaires"},
    kind_row{programme_kind::associated_measure, "Mesure associée"},
    kind_row{programme_kind::follow_up, "Suivi"},
    kind_row{programme_kind::supportive_care, "Soin de support"},
    kind_row{programme_kind::social_support, "Accompagnement"},
    kind_row{programme_kind::other, "Soin"},
};
// clang-format on

/// The words of a code, "" when the table has none.
template <typename Table>
constexpr std::string_view find(const Table& table, std::string_view code) noexcept {
    for (const auto& row : table) {
        if (row.code == code) return row.words;
    }
    return {};
}

/// A null flavor in words: "" for none, "non renseigné" for one that is not known.
constexpr std::string_view null_flavor(std::string_view flavor) noexcept {
    if (flavor.empty()) return {};
    const auto found = find(null_flavors, flavor);
    return found.empty() ? not_given : found;
}

}  // namespace pps::render::words
