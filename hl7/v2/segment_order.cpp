#include "hl7/v2/location.hpp"
#include "hl7/v2/profile.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace pps::hl7::v2 {
namespace {

using message_rules::row;

constexpr std::size_t many = 1'000'000;

/// One segment of a structure: how often, and behind which it may stand.
struct place_row {
    std::string_view segment;
    std::size_t least;
    std::size_t most;
    std::string_view after;
    tolerance absent = tolerance::none;
};

/// MSH PID PV1 { ORC OBR [{NTE}] [{TQ1}] { OBX [{PRT}] [{NTE}] } } (volet 2.1, Profil du message ORU_R01).
/// One order group is taken: a message is one request. PV1 is in a group of usage RE.
constexpr place_row oru[] = {
    {"MSH", 1, 1, ""},
    {"PID", 1, 1, "MSH"},
    {"PV1", 1, 1, "PID", tolerance::lenient},
    {"ORC", 1, 1, "PV1 PID"},
    {"OBR", 1, 1, "ORC"},
    {"TQ1", 0, many, "OBR NTE TQ1"},
    {"OBX", 1, many, "OBR NTE TQ1 OBX PRT"},
    {"PRT", 0, many, "OBX PRT"},
    {"NTE", 0, many, "OBR NTE OBX PRT"},
};

/// MSH EVN PID PV1 { ORC [TQ1 [TQ2]] OBR [{NTE}] } TXA { OBX [{PRT}] [{NTE}] } (Profil du message MDM).
constexpr place_row mdm[] = {
    {"MSH", 1, 1, ""},           {"EVN", 1, 1, "MSH"},
    {"PID", 1, 1, "EVN MSH"},    {"PV1", 1, 1, "PID"},
    {"ORC", 1, 1, "PV1 PID"},    {"TQ1", 0, many, "ORC TQ1 TQ2"},
    {"TQ2", 0, many, "TQ1 TQ2"}, {"OBR", 1, 1, "ORC TQ1 TQ2"},
    {"TXA", 1, 1, "OBR NTE"},    {"OBX", 1, many, "TXA OBX PRT NTE"},
    {"PRT", 0, many, "OBX PRT"}, {"NTE", 0, many, "OBR NTE OBX PRT"},
};

// Names of three characters separated by spaces.
bool lists(std::string_view names, std::string_view name) noexcept {
    for (; names.size() >= 3; names.remove_prefix(std::min<std::size_t>(names.size(), 4))) {
        if (names.starts_with(name)) return true;
    }
    return false;
}

}  // namespace

void check_segment_order(const message& m, const outline& o, strictness mode, cda::findings& all) {
    const std::span<const place_row> rows =
        o.structure == structure::oru ? std::span<const place_row>(oru) : std::span<const place_row>(mdm);
    std::map<std::string_view, std::size_t> counts;
    std::string_view before;
    for (std::size_t i = 0; i < m.size(); ++i) {
        const auto s = m.at(i);
        const auto place =
            std::find_if(rows.begin(), rows.end(), [&](const place_row& r) { return r.segment == s.name(); });
        if (place == rows.end()) {
            all.push_back(broken(row("segment.ignored"), mode, to_string(location_of(s))));
            continue;
        }
        if (++counts[place->segment] > place->most) {
            all.push_back(broken(row("segment.repeated"), mode, to_string(location_of(s))));
        } else if (i > 0 && !lists(place->after, before)) {
            all.push_back(broken(row("segment.order"), mode, to_string(location_of(s))));
        }
        before = place->segment;
    }
    for (const auto& place : rows) {
        if (counts[place.segment] >= place.least) continue;
        auto rule = row("segment.missing");
        rule.tolerated = place.absent;
        all.push_back(broken(rule, mode, to_string(location{.segment = std::string(place.segment)})));
    }
}

}  // namespace pps::hl7::v2
