#include "gateway/app/filing_identity.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace pps::gateway::app {
namespace {

void act_as(dmp::identity& who, const authenticate::acting& structure) {
    who.structure_id = structure.structure_id;
    who.structure_name = structure.structure_name;
    who.activity_sector = structure.activity_sector;
    if (!structure.responsible_id.empty()) who.responsible_id = structure.responsible_id;
    if (!structure.system_id.empty()) who.system_id = structure.system_id;
}

/// First digit of a local id by that of its structure's Struct_IdNat (dmp-wire §2.6: ADELI, FINESS, SIREN,
/// SIRET, RPPS-rang).
constexpr std::array<std::pair<char, char>, 5> local_prefixes{
    {{'0', '1'}, {'1', '3'}, {'2', '4'}, {'3', '5'}, {'4', '6'}}};

/// PS_IdNat form of what a structure has numbered itself.
std::string local_id(std::string structure, std::string_view local) {
    for (const auto& [of_structure, of_local] : local_prefixes) {
        if (structure.empty() || structure.front() != of_structure) continue;
        structure.front() = of_local;
        break;
    }
    return structure.append("/").append(local);
}

}  // namespace

dmp::identity filing_identity(const dmp::identity& own, const authenticate::platform* from,
                              const process::filing& how) {
    dmp::identity who = own;
    if (from == nullptr) return who;
    if (from->acts_as) act_as(who, *from->acts_as);
    if (!how.by || !from->messages_name_submitter) return who;
    const auto sender =
        std::ranges::find(from->senders, how.by->structure_id, &authenticate::acting::structure_id);
    if (sender != from->senders.end()) act_as(who, *sender);
    if (!how.by->person.empty())
        who.professional = *how.by;
    else if (!how.by->device.empty())
        who.system_id = local_id(who.structure_id, how.by->device);
    return who;
}

}  // namespace pps::gateway::app
