#include "fixture.hpp"

#include <gmock/gmock.h>

namespace pps::gateway::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class lease : public store_test {};

TEST_F(lease, takes_what_is_due_oldest_first_up_to_the_wanted_number) {
    for (const int n : {3, 1, 2})
        store_.accept(document(n));
    EXPECT_THAT(ids(store_.lease(start + 1s, 2)), ElementsAre("doc-1", "doc-2"));
    EXPECT_THAT(ids(store_.lease(start + 1s, 2)), ElementsAre("doc-3"));
}

TEST_F(lease, leaves_what_is_not_due_yet) {
    store_.accept(document(10));
    EXPECT_THAT(store_.lease(start + 9ms), IsEmpty());
    EXPECT_THAT(store_.lease(start + 10ms), testing::SizeIs(1));
}

TEST_F(lease, takes_nothing_when_nothing_is_wanted) {
    store_.accept(document(1));
    EXPECT_THAT(store_.lease(start + 1s, 0), IsEmpty());
    EXPECT_THAT(store_.lease(start + 1s, -1), IsEmpty());
    EXPECT_EQ(store_.figures().queued, 1);
}

TEST_F(lease, gives_the_delivery_a_state_a_token_and_a_first_attempt) {
    store_.accept(document(1));
    const auto leased = store_.lease(start + 1s).at(0);
    EXPECT_EQ(leased.previous, delivery_state::queued);
    EXPECT_EQ(leased.attempts, 0);
    EXPECT_EQ(leased.first_attempt_at, start + 1s);
    const auto status = store_.find("doc-1");
    EXPECT_EQ(status->state, delivery_state::sending);
    EXPECT_EQ(status->next_attempt, std::nullopt);
    EXPECT_THAT(event_names(*status), ElementsAre("accepted", "sending"));
}

TEST_F(lease, sets_the_first_attempt_only_once) {
    store_.accept(document(1));
    const auto first = store_.lease(start + 1s).at(0);
    store_.settle("doc-1", first.token, settled(delivery_state::queued));
    const auto second = store_.lease(start + 2h).at(0);
    EXPECT_EQ(second.first_attempt_at, start + 1s);
    EXPECT_EQ(second.attempts, 1);
    EXPECT_GT(second.token, first.token);
}

TEST_F(lease, returns_an_expired_one_as_unknown_with_another_token) {
    store_.accept(document(1));
    const auto first = store_.lease(start + 1s, 1, 60s).at(0);
    EXPECT_THAT(store_.lease(start + 60s), IsEmpty());
    const auto second = store_.lease(start + 61s).at(0);
    EXPECT_EQ(second.previous, delivery_state::unknown);
    EXPECT_NE(second.token, first.token);
    EXPECT_FALSE(store_.settle("doc-1", first.token, settled(delivery_state::registered)));
    EXPECT_TRUE(store_.settle("doc-1", second.token, settled(delivery_state::registered)));
    EXPECT_THAT(event_names(*store_.find("doc-1")),
                ElementsAre("accepted", "sending", "unknown", "sending", "registered"));
}

TEST_F(lease, lets_a_late_holder_settle_as_long_as_nobody_took_over) {
    store_.accept(document(1));
    const auto late = store_.lease(start + 1s, 1, 60s).at(0);
    EXPECT_THAT(store_.lease(start + 2h, 0), IsEmpty());
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::unknown);
    EXPECT_TRUE(store_.settle("doc-1", late.token, settled(delivery_state::registered)));
    EXPECT_FALSE(store_.settle("doc-1", late.token, settled(delivery_state::registered)));
}

TEST_F(lease, of_an_unknown_one_asks_first) {
    store_.accept(document(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::unknown));
    EXPECT_EQ(store_.find("doc-1")->next_attempt, start + 1h);
    EXPECT_THAT(store_.lease(start + 59min), IsEmpty());
    EXPECT_EQ(store_.lease(start + 1h).at(0).previous, delivery_state::unknown);
}

TEST_F(lease, of_one_that_the_endpoint_does_not_have_sends_again) {
    store_.accept(document(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::unknown));
    store_.lease_and_settle(start + 1h, settled(delivery_state::queued));
    EXPECT_EQ(store_.lease(start + 2h).at(0).previous, delivery_state::queued);
}

TEST_F(lease, of_a_dead_process_has_expired_when_the_store_opens) {
    temporary_folder folder;
    {
        auto dead = open_in(folder / "store");
        dead.accept(document(1));
        ASSERT_EQ(dead.lease(start + 1s, 1, 1h).size(), 1u);
    }
    auto reopened = open_in(folder / "store");
    EXPECT_LE(*reopened.next_due(), start);
    const auto leased = reopened.lease(start + 2s);
    ASSERT_EQ(leased.size(), 1u);
    EXPECT_EQ(leased[0].previous, delivery_state::unknown);
}

TEST_F(lease, tells_when_the_next_delivery_is_due) {
    EXPECT_EQ(store_.next_due(), std::nullopt);
    store_.accept(document(5));
    store_.accept(document(9));
    EXPECT_EQ(store_.next_due(), start + 5ms);
    const auto first = store_.lease(start + 5ms, 1, 10s).at(0);
    EXPECT_EQ(store_.next_due(), start + 9ms);
    store_.lease(start + 9ms, 1, 20s);
    EXPECT_EQ(store_.next_due(), start + 5ms + 10s);
    store_.settle(first.document_id, first.token, settled(delivery_state::unknown));
    EXPECT_EQ(store_.next_due(), start + 9ms + 20s);
}

}  // namespace
}  // namespace pps::gateway::store
