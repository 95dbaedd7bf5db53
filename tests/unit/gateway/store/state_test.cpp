#include "gateway/store/store.hpp"

#include <gtest/gtest.h>

#include <array>

namespace pps::gateway::store {
namespace {

constexpr std::array all{delivery_state::queued,     delivery_state::sending, delivery_state::unknown,
                         delivery_state::registered, delivery_state::refused, delivery_state::failed,
                         delivery_state::withdrawn,  delivery_state::deleted};

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

TEST(delivery_state, is_terminal_once_nothing_is_to_be_asked_or_sent) {
    for (const auto state : all)
        EXPECT_EQ(is_terminal(state), state != delivery_state::queued && state != delivery_state::sending &&
                                          state != delivery_state::unknown);
}

}  // namespace
}  // namespace pps::gateway::store
