#include "hl7/v2/profile.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace pps::hl7::v2 {
namespace {

using message_rules::row;

struct type_row {
    std::string_view type;
    std::string_view event;
    std::string_view version;
};

/// Flows 1 and 2 of the volet (acteurs-transactions).
constexpr type_row types[] = {
    {"ORU", "R01", "2.5"},
    {"MDM", "T02", "2.6"},
    {"MDM", "T10", "2.6"},
    {"MDM", "T04", "2.6"},
};

}  // namespace

bool check_message_type(const outline& o, const profile_options& options, cda::findings& all) {
    const auto add = [&](const message_rule& rule) { all.push_back(broken(rule, options.mode)); };
    const auto type = value_of(o.msh.at(9, 1));
    const auto event = value_of(o.msh.at(9, 2));
    const auto same_type = [&](const type_row& r) { return r.type == type; };
    if (std::none_of(std::begin(types), std::end(types), same_type)) {
        add(row("message.type"));
        return false;
    }
    const auto found = std::find_if(std::begin(types), std::end(types),
                                    [&](const type_row& r) { return same_type(r) && r.event == event; });
    if (found == std::end(types)) {
        add(row("message.event"));
        return false;
    }
    if (value_of(o.msh.at(12, 1)) != found->version) add(row("message.version"));
    const auto processing = value_of(o.msh.at(11, 1));
    const bool production = options.environment == cda::environment::production;
    const bool ours = production ? processing == "P" : processing == "T" || processing == "D";
    if (!ours && !processing.empty()) add(row("message.processing"));
    return true;
}

cda::findings check_profile(const message& m, const profile_options& options) {
    cda::findings all;
    const auto o = outline_of(m);
    if (!check_message_type(o, options, all)) return all;
    check_segment_order(m, o, options.mode, all);
    check_fields(m, o, options.mode, all);
    check_coherence(o, options, all);
    return all;
}

}  // namespace pps::hl7::v2
