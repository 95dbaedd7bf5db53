#include "gateway/store/store.hpp"

#include <gtest/gtest.h>

#include <array>

namespace pps::gateway::store {
namespace {

constexpr std::array all{delivery_state::queued,     delivery_state::sending, delivery_state::unknown,
                         delivery_state::registered, delivery_state::refused, delivery_state::failed};

TEST(delivery_state, has_a_name_that_reads_back) {
    for (const auto state : all) {
        EXPECT_FALSE(to_string(state).empty());
        EXPECT_EQ(delivery_state_from(to_string(state)), state);
    }
}

TEST(delivery_state, does_not_read_other_names) {
    EXPECT_EQ(delivery_state_from("Queued"), std::nullopt);
    EXPECT_EQ(delivery_state_from(""), std::nullopt);
}

TEST(delivery_state, is_terminal_once_registered_refused_or_failed) {
    for (const auto state : all)
        EXPECT_EQ(is_terminal(state), state == delivery_state::registered ||
                                          state == delivery_state::refused ||
                                          state == delivery_state::failed);
}

}  // namespace
}  // namespace pps::gateway::store
