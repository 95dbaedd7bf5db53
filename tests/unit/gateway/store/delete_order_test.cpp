#include "fixture.hpp"

#include <gmock/gmock.h>

namespace pps::gateway::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class deletion_order : public store_test {
  protected:
    void end(const leased_delivery& leased, delivery_state how) {
        EXPECT_TRUE(store_.settle(leased.document_id, leased.token, settled(how)));
    }
};

TEST_F(deletion_order, goes_after_every_open_version_of_the_set) {
    store_.accept(version_of("set", 1, 1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    store_.accept(version_of("set", 2, 2));
    store_.accept(version_of("set", 3, 3));
    store_.request_deletion(deletion_of(1));
    for (const auto* id : {"doc-2", "doc-3"}) {
        const auto leased = store_.lease(start + 1min);
        ASSERT_THAT(ids(leased), ElementsAre(id));
        end(leased[0], delivery_state::registered);
    }
    EXPECT_THAT(ids(store_.lease(start + 1min)), ElementsAre("del-1"));
}

TEST_F(deletion_order, goes_before_a_higher_version_that_comes_later) {
    store_.accept(version_of("set", 1, 1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    store_.request_deletion(deletion_of(1));
    store_.accept(version_of("set", 2, 2));
    const auto leased = store_.lease(start + 1min);
    ASSERT_THAT(ids(leased), ElementsAre("del-1"));
    end(leased[0], delivery_state::deleted);
    EXPECT_THAT(ids(store_.lease(start + 1min)), ElementsAre("doc-2"));
}

TEST_F(deletion_order, of_the_latest_version_waits_for_it) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    end(store_.lease(start + 1s).at(0), delivery_state::registered);
    const auto second = store_.lease(start + 1s).at(0);
    store_.request_deletion(deletion_of(2));
    EXPECT_THAT(store_.lease(start + 1min), IsEmpty());
    end(second, delivery_state::registered);
    EXPECT_THAT(ids(store_.lease(start + 1min)), ElementsAre("del-2"));
}

TEST_F(deletion_order, lets_the_next_version_go_when_the_first_is_withdrawn) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    EXPECT_EQ(store_.request_deletion(deletion_of(1)).status.state, delivery_state::withdrawn);
    EXPECT_THAT(ids(store_.lease(start + 1min)), ElementsAre("doc-2"));
}

TEST_F(deletion_order, of_a_version_that_waits_its_turn_withdraws_it_and_leaves_the_others) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    const auto first = store_.lease(start + 1s).at(0);
    EXPECT_EQ(store_.request_deletion(deletion_of(2)).status.state, delivery_state::withdrawn);
    end(first, delivery_state::registered);
    EXPECT_THAT(store_.lease(start + 1min), IsEmpty());
}

TEST_F(deletion_order, keeps_a_document_without_a_set_and_its_deletion_apart_from_others) {
    store_.accept(document(1));
    store_.accept(document(2));
    const auto leased = store_.lease(start + 1s);
    ASSERT_EQ(leased.size(), 2u);
    store_.request_deletion(deletion_of(1));
    store_.request_deletion(deletion_of(2));
    end(leased[1], delivery_state::registered);
    EXPECT_THAT(ids(store_.lease(start + 1min)), ElementsAre("del-2"));
    end(leased[0], delivery_state::registered);
    EXPECT_THAT(ids(store_.lease(start + 1min)), ElementsAre("del-1"));
}

TEST_F(deletion_order, is_held_over_an_expired_lease_of_its_document) {
    store_.accept(document(1));
    store_.lease(start + 1s, 10, 10s);
    store_.request_deletion(deletion_of(1, start + 5s));
    EXPECT_THAT(ids(store_.lease(start + 1min)), ElementsAre("doc-1"));
}

TEST_F(deletion_order, puts_a_replayed_deletion_back_in_its_place) {
    store_.accept(version_of("set", 1, 1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    store_.request_deletion(deletion_of(1));
    store_.lease_and_settle(start + 1min, settled(delivery_state::failed));
    store_.accept(version_of("set", 2, 2));
    store_.replay("del-1", start + 2min);
    EXPECT_THAT(ids(store_.lease(start + 3min)), ElementsAre("del-1"));
}

}  // namespace
}  // namespace pps::gateway::store
