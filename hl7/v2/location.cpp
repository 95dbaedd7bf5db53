#include "hl7/v2/location.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace pps::hl7::v2 {
namespace {

// Segments of the profiles, and those of the standard that may stand between them.
constexpr std::array<std::string_view, 31> known{"ARV", "AL1", "CON", "CTD", "CTI", "DG1", "DSC", "ERR",
                                                 "EVN", "FT1", "GT1", "IN1", "IN2", "MSA", "MSH", "NK1",
                                                 "NTE", "OBR", "OBX", "ORC", "PD1", "PID", "PRT", "PV1",
                                                 "PV2", "ROL", "SFT", "SPM", "TQ1", "TQ2", "TXA"};

// A number of at most six digits, taken from the front.
std::optional<std::size_t> take_number(std::string_view& text) {
    std::size_t number = 0;
    const auto last = text.data() + std::min<std::size_t>(text.size(), 6);
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (error != std::errc{} || number == 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

// A number behind `opening`, and before `closing` unless that is 0; `into` stays when there is none.
bool take_part(std::string_view& text, char opening, char closing, std::size_t& into) {
    if (!take(text, opening)) return true;
    const auto number = take_number(text);
    if (!number) return false;
    into = *number;
    return closing == 0 || take(text, closing);
}

}  // namespace

bool known_segment(std::string_view name) noexcept {
    return std::find(known.begin(), known.end(), name) != known.end();
}

location location_of(const segment& s, std::size_t field, std::size_t component, std::size_t subcomponent,
                     std::size_t repetition) {
    const bool named = known_segment(s.name());
    return {named ? std::string(s.name()) : std::string(),
            named ? s.sequence() : s.index() + 1,
            field,
            repetition,
            component,
            subcomponent};
}

std::string to_string(const location& where) {
    std::string out = where.segment + '[' + std::to_string(where.sequence) + ']';
    if (where.field == 0) return out;
    out += '-' + std::to_string(where.field);
    if (where.repetition > 1) out += '[' + std::to_string(where.repetition) + ']';
    if (where.component > 0) out += '.' + std::to_string(where.component);
    if (where.component > 0 && where.subcomponent > 0) out += '.' + std::to_string(where.subcomponent);
    return out;
}

std::optional<location> parse_location(std::string_view path) {
    location where;
    if (!path.starts_with('[')) {
        where.segment = path.substr(0, 3);
        if (!known_segment(where.segment)) return std::nullopt;
        path.remove_prefix(3);
    }
    if (!path.starts_with('[') || !take_part(path, '[', ']', where.sequence)) return std::nullopt;
    const bool whole = take_part(path, '-', 0, where.field) && take_part(path, '[', ']', where.repetition) &&
                       take_part(path, '.', 0, where.component) &&
                       take_part(path, '.', 0, where.subcomponent);
    if (!whole || !path.empty()) return std::nullopt;
    return where;
}

}  // namespace pps::hl7::v2
