#include "gateway/store/store.hpp"

#include <array>
#include <string_view>

namespace pps::gateway::store {
namespace {

struct state_row {
    delivery_state state;
    std::string_view name;
    bool terminal;
};

constexpr std::array states{
    state_row{delivery_state::queued, "queued", false},
    state_row{delivery_state::sending, "sending", false},
    state_row{delivery_state::unknown, "unknown", false},
    state_row{delivery_state::registered, "registered", true},
    state_row{delivery_state::refused, "refused", true},
    state_row{delivery_state::failed, "failed", true},
    state_row{delivery_state::withdrawn, "withdrawn", true},
    state_row{delivery_state::deleted, "deleted", true},
};

}  // namespace

std::string_view to_string(delivery_state s) noexcept {
    for (const auto& row : states)
        if (row.state == s) return row.name;
    return {};
}

std::optional<delivery_state> delivery_state_from(std::string_view text) noexcept {
    for (const auto& row : states)
        if (row.name == text) return row.state;
    return std::nullopt;
}

bool is_terminal(delivery_state s) noexcept {
    for (const auto& row : states)
        if (row.state == s) return row.terminal;
    return false;
}

}  // namespace pps::gateway::store
