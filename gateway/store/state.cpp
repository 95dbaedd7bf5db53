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

constexpr std::array<std::pair<receipt_state, std::string_view>, 4> receipt_states{{
    {receipt_state::waiting, "waiting"},
    {receipt_state::due, "due"},
    {receipt_state::acknowledged, "acknowledged"},
    {receipt_state::given_up, "given-up"},
}};

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

std::string_view to_string(receipt_state s) noexcept {
    for (const auto& [state, name] : receipt_states)
        if (state == s) return name;
    return {};
}

}  // namespace pps::gateway::store
