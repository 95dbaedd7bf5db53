#include "fixture.hpp"

#include <gmock/gmock.h>

namespace pps::gateway::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class set_order : public store_test {};

TEST_F(set_order, sends_a_version_after_the_one_before_is_settled) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    store_.accept(version_of("set", 3, 3));
    for (const auto* id : {"doc-1", "doc-2", "doc-3"}) {
        const auto leased = store_.lease(start + 1s);
        ASSERT_THAT(ids(leased), ElementsAre(id));
        ASSERT_THAT(store_.lease(start + 1s), IsEmpty());
        store_.settle(id, leased[0].token, settled(delivery_state::registered));
    }
}

TEST_F(set_order, puts_a_lower_version_first_although_it_came_later) {
    store_.accept(version_of("set", 2, 1));
    store_.accept(version_of("set", 1, 2));
    EXPECT_THAT(ids(store_.lease(start + 1s)), ElementsAre("doc-2"));
}

TEST_F(set_order, puts_the_same_version_in_order_of_receipt) {
    store_.accept(version_of("set", 1, 2));
    store_.accept(version_of("set", 1, 1));
    EXPECT_THAT(ids(store_.lease(start + 1s)), ElementsAre("doc-2"));
}

TEST_F(set_order, keeps_a_later_version_waiting_while_the_first_is_retried) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    store_.lease_and_settle(start + 1s, settled(delivery_state::queued));
    EXPECT_THAT(store_.lease(start + 59min), IsEmpty());
    EXPECT_EQ(store_.next_due(), start + 1h);
    EXPECT_THAT(ids(store_.lease(start + 1h)), ElementsAre("doc-1"));
}

TEST_F(set_order, keeps_a_later_version_waiting_while_the_first_is_unknown) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    store_.lease_and_settle(start + 1s, settled(delivery_state::unknown));
    EXPECT_THAT(store_.lease(start + 59min), IsEmpty());
}

TEST_F(set_order, never_leases_two_of_a_set_even_if_a_lower_version_comes_meanwhile) {
    store_.accept(version_of("set", 2, 2));
    const auto second = store_.lease(start + 1s);
    store_.accept(version_of("set", 1, 3));
    EXPECT_THAT(store_.lease(start + 1s), IsEmpty());
    store_.settle("doc-2", second.at(0).token, settled(delivery_state::queued));
    EXPECT_THAT(ids(store_.lease(start + 2h)), ElementsAre("doc-3"));
}

TEST_F(set_order, goes_on_after_a_version_was_refused_or_failed) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    store_.accept(version_of("set", 3, 3));
    EXPECT_EQ(store_.lease_and_settle(start + 1s, settled(delivery_state::refused)), "doc-1");
    EXPECT_EQ(store_.lease_and_settle(start + 1s, settled(delivery_state::failed)), "doc-2");
    EXPECT_THAT(ids(store_.lease(start + 1s)), ElementsAre("doc-3"));
}

TEST_F(set_order, puts_a_replayed_version_back_in_its_place) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    store_.lease_and_settle(start + 1s, settled(delivery_state::failed));
    store_.replay("doc-1", start + 2s);
    EXPECT_THAT(ids(store_.lease(start + 3s)), ElementsAre("doc-1"));
}

TEST_F(set_order, lets_go_of_a_released_version_before_a_later_one) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    const auto leased = store_.lease(start + 1s).at(0);
    store_.release({{leased.document_id, leased.token}});
    EXPECT_THAT(ids(store_.lease(start + 1s)), ElementsAre("doc-1"));
}

TEST_F(set_order, holds_over_an_expired_lease) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    store_.lease(start + 1s, 10, 10s);
    EXPECT_THAT(ids(store_.lease(start + 1min)), ElementsAre("doc-1"));
}

TEST_F(set_order, does_not_bind_other_sets_or_documents_without_a_set) {
    store_.accept(version_of("set", 1, 1));
    store_.accept(version_of("set", 2, 2));
    store_.accept(version_of("other", 2, 3));
    store_.accept(document(4));
    store_.accept(document(5));
    EXPECT_THAT(ids(store_.lease(start + 1s)), UnorderedElementsAre("doc-1", "doc-3", "doc-4", "doc-5"));
}

}  // namespace
}  // namespace pps::gateway::store
