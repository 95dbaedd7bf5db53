#include "cda/json/json.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pps::json {
namespace {

// Members of `plan` that the form calls otherwise (plan_forms.hpp).
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> renamed{{
    {"legal", "signed_by"},
    {"authenticators", "also_signed_by"},
    {"informants", "relatives"},
    {"participants", "team"},
    {"events", "acts"},
    {"related", "replaces"},
}};

}  // namespace

std::string pointer_of(std::string_view part) {
    if (part.empty()) return {};
    const std::size_t bracket = std::min(part.find('['), part.size());
    std::string_view member = part.substr(0, bracket);
    for (const auto& [ours, theirs] : renamed)
        if (member == ours) {
            member = theirs;
            break;
        }
    std::string pointer = "/";
    pointer += member;
    if (bracket < part.size()) {
        pointer += '/';
        pointer += part.substr(bracket + 1, part.find(']') - bracket - 1);
    }
    return pointer;
}

}  // namespace pps::json
