#include "gateway/process/submitter.hpp"

#include "cda/identifiers.hpp"
#include "cda/values.hpp"
#include "cda/xds/composites.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace pps::gateway::process {
namespace {

using cda::xds::coded;
using cda::xds::submitter;

/// Where the header names professionals, with their profession beside the id (cda-pps.md "Header").
struct part_row {
    std::string_view repeated;  ///< Child of the ClinicalDocument, each of them.
    std::string_view inside;    ///< From there to what has the id and the code.
};
constexpr part_row parts[] = {
    {"author", "assignedAuthor"},
    {"legalAuthenticator", "assignedEntity"},
    {"authenticator", "assignedEntity"},
    {"dataEnterer", "assignedEntity"},
    {"documentationOf", "serviceEvent/performer/assignedEntity"},
    {"componentOf", "encompassingEncounter/responsibleParty/assignedEntity"},
    {"componentOf", "encompassingEncounter/encounterParticipant/assignedEntity"},
    {"participant", "associatedEntity"},
};

/// Professions with their know-how, "G15_10/SM26" (JDV_J01-XdsAuthorSpecialty-CISIS).
constexpr std::string_view profession_and_knowhow = "1.2.250.1.213.1.1.4.5";

struct profession_row {
    std::string_view prefix;  ///< Of the code above, before the profession.
    std::string_view scheme;  ///< Of the profession alone.
};
constexpr profession_row professions[] = {
    {"G15_", "1.2.250.1.71.1.2.7"},  // TRE_G15-ProfessionSante
    {"G16_", "1.2.250.1.71.1.2.8"},  // TRE_G16-ProfessionFormation
};

/// Professions whose know-how the DMP wants as a second role (dmp-wire §1.4, rule 2).
struct knowhow_row {
    std::string_view profession;
    std::string_view scheme;
};
constexpr knowhow_row knowhows[] = {
    {"G15_10", "1.2.250.1.71.4.2.5"},  // doctors: TRE_R01-EnsembleSavoirFaire-CISIS
    {"G15_21", "1.2.250.1.71.4.2.6"},  // pharmacists: TRE_G05-SousSectionTableauCNOP
};

/// Code systems of JDV_J65 whose codes are a role as they stand: TRE_A00, TRE_R95, TRE_R94, TRE_R291.
constexpr std::string_view whole_roles[] = {"1.2.250.1.213.1.1.4.6", "1.2.250.1.213.1.6.1.109",
                                            "1.2.250.1.213.1.6.1.4", "1.2.250.1.213.1.6.1.107"};

bool is_of(pugi::xml_node part, std::string_view person) {
    for (auto id = cda::child(part, "id"); id; id = cda::next(id, "id"))
        if (cda::attribute(id, "root") == cda::person_root && cda::attribute(id, "extension") == person)
            return cda::has_code(cda::child(part, "code"));
    return false;
}

pugi::xml_node code_of(std::string_view person, pugi::xml_node root) {
    for (const auto& row : parts)
        for (auto from = cda::child(root, row.repeated); from; from = cda::next(from, row.repeated))
            if (const auto part = cda::path(from, row.inside); is_of(part, person))
                return cda::child(part, "code");
    return {};
}

/// "Médecin - Oncologie (SM)" names the profession, then the know-how.
std::pair<std::string, std::string> names_of(const std::string& display) {
    const auto dash = display.find(" - ");
    if (dash == display.npos) return {display, display};
    return {display.substr(0, dash), display.substr(dash + 3)};
}

/// Roles of the VIHF, empty when the DMP would take none of them.
std::vector<coded> roles_of(const std::string& code, const std::string& scheme, const std::string& display) {
    if (display.empty()) return {};
    if (std::ranges::find(whole_roles, scheme) != std::end(whole_roles)) return {{code, scheme, display}};
    if (scheme != profession_and_knowhow) return {};
    const auto slash = std::min(code.find('/'), code.size());
    const std::string profession = code.substr(0, slash);
    const std::string knowhow = slash < code.size() ? code.substr(slash + 1) : "";
    const auto row = std::ranges::find_if(
        professions, [&](const profession_row& one) { return profession.starts_with(one.prefix); });
    if (row == std::end(professions)) return {};
    const auto [first, second] = names_of(display);
    std::vector<coded> roles{{profession.substr(row->prefix.size()), std::string{row->scheme}, first}};
    const auto wanted = std::ranges::find(knowhows, profession, &knowhow_row::profession);
    if (wanted == std::end(knowhows)) return roles;
    if (knowhow.empty()) return {};
    roles.push_back({knowhow, std::string{wanted->scheme}, second});
    return roles;
}

/// PS_IdNat: some senders write a RPPS without its prefix (dmp-wire §2.6).
std::string national_id(const hl7::v2::participant& told) {
    constexpr std::size_t rpps_digits = 11;
    const bool bare = told.person_id_type == "RPPS" && told.person_id.size() == rpps_digits;
    return bare ? "8" + told.person_id : told.person_id;
}

/// False: the DMP cannot be told of that professional.
bool take_professional(const hl7::v2::participant& told, const cda::document& document, submitter& who) {
    if (told.person_id.empty() || told.person_authority != cda::person_root || told.family.empty())
        return false;
    const std::string person = national_id(told);
    const pugi::xml_node code = code_of(person, document.root());
    const std::string value{cda::attribute(code, "code")};
    const std::string scheme{cda::attribute(code, "codeSystem")};
    const std::string display = cda::collapse(cda::attribute(code, "displayName"));
    who.roles = roles_of(value, scheme, display);
    if (who.roles.empty()) return false;
    who.person = person;
    who.family = told.family;
    who.given = told.given;
    who.specialty = cda::xds::specialty(code);
    return true;
}

}  // namespace

submitter submitter_of(const hl7::v2::participant& told, const cda::document& document) {
    submitter who;
    who.structure_id = told.structure_id();
    if (!take_professional(told, document, who)) who.device = told.device_id;
    return who;
}

}  // namespace pps::gateway::process
