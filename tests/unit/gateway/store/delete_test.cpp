#include "fixture.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace pps::gateway::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class deletion : public store_test {
  protected:
    void SetUp() override { store_.accept(document(1)); }

    /// Document 1 in a state, its last lease at start + 1s.
    void bring_to(delivery_state state, bool uncertain = false) {
        auto how = settled(state, "code");
        how.uncertain = uncertain;
        store_.lease_and_settle(start + 1s, how);
    }
    leased_delivery lease_one(instant at) {
        const auto leased = store_.lease(at);
        EXPECT_EQ(leased.size(), 1u);
        return leased.empty() ? leased_delivery{} : leased[0];
    }
};

TEST_F(deletion, of_what_was_not_sent_withdraws_it_at_once) {
    const auto asked = store_.request_deletion(deletion_of(1));
    EXPECT_EQ(asked.outcome, deletion_outcome::requested);
    EXPECT_EQ(asked.status.state, delivery_state::withdrawn);
    EXPECT_EQ(asked.status.settled_at, start + 1min);
    ASSERT_TRUE(asked.status.deletion);
    EXPECT_EQ(asked.status.deletion->state, delivery_state::deleted);
    EXPECT_EQ(asked.status.deletion->last_code, never_sent);
    EXPECT_EQ(asked.status.deletion->reason, "error");
    EXPECT_THAT(event_names(asked.status), ElementsAre("accepted", "deletion-requested", "withdrawn"));
    EXPECT_THAT(store_.lease(start + 24h), IsEmpty());
    EXPECT_EQ(store_.next_due(), std::nullopt);
    EXPECT_EQ(store_.tally_of("withdrawn"), 1);
    EXPECT_EQ(store_.tally_of("deleted"), 0);
}

TEST_F(deletion, of_what_waits_for_a_retry_withdraws_it_and_says_no_more_that_it_will_be_tried) {
    bring_to(delivery_state::queued);
    const auto status = store_.request_deletion(deletion_of(1)).status;
    EXPECT_EQ(status.state, delivery_state::withdrawn);
    EXPECT_EQ(status.last_code, "");
    EXPECT_THAT(store_.lease(start + 24h), IsEmpty());
}

TEST_F(deletion, of_a_registered_document_is_delivered_with_what_it_needs) {
    bring_to(delivery_state::registered);
    const auto asked = store_.request_deletion(deletion_of(1));
    EXPECT_EQ(asked.status.state, delivery_state::registered);
    EXPECT_EQ(asked.status.deletion->state, delivery_state::queued);
    EXPECT_EQ(asked.status.deletion->next_attempt, start + 1min);
    const auto leased = lease_one(start + 1min);
    EXPECT_EQ(leased.document_id, "del-1");
    EXPECT_EQ(leased.target, "doc-1");
    EXPECT_EQ(leased.unique_id, document(1).unique_id);
    EXPECT_EQ(leased.metadata, document(1).metadata);
    EXPECT_TRUE(leased.payload.empty());
    EXPECT_EQ(leased.submission_set_id, "1.2.250.4.1");
    EXPECT_EQ(leased.message_id, "urn:uuid:deletion-1");
    EXPECT_EQ(leased.platform, "platform-a");
    EXPECT_EQ(leased.region, "bretagne");
    EXPECT_EQ(leased.previous, delivery_state::queued);

    ASSERT_TRUE(store_.settle("del-1", leased.token, settled(delivery_state::deleted), start + 2min));
    const auto done = store_.find("doc-1");
    EXPECT_EQ(done->state, delivery_state::registered);
    EXPECT_EQ(done->deletion->state, delivery_state::deleted);
    EXPECT_EQ(done->deletion->settled_at, start + 2min);
    EXPECT_EQ(done->history.back().name, "deleted");
    EXPECT_EQ(store_.tally_of("deleted"), 1);
    EXPECT_EQ(store_.tally_of("registered"), 1);
}

TEST_F(deletion, is_asked_for_once_and_keeps_its_first_reason) {
    bring_to(delivery_state::registered);
    const auto first = store_.request_deletion(deletion_of(1));
    auto other = deletion_of(1, start + 2min);
    other.id = "del-other";
    other.reason = "wrong-patient";
    const auto again = store_.request_deletion(other);
    EXPECT_EQ(again.outcome, deletion_outcome::repeated);
    EXPECT_EQ(again.status.deletion->id, "del-1");
    EXPECT_EQ(again.status.deletion->reason, "error");
    EXPECT_EQ(again.status.deletion->requested_at, first.status.deletion->requested_at);
    EXPECT_EQ(store_.figures().queued, 1);
}

TEST_F(deletion, can_name_the_document_by_its_unique_id) {
    auto asked = deletion_of(1);
    asked.document.clear();
    EXPECT_EQ(store_.request_deletion(asked).outcome, deletion_outcome::not_found);
    asked.unique_id = document(1).unique_id;
    EXPECT_EQ(store_.request_deletion(asked).outcome, deletion_outcome::requested);
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::withdrawn);
    asked.unique_id = "deletion:del-1";
    EXPECT_EQ(store_.request_deletion(asked).outcome, deletion_outcome::not_found);
}

TEST_F(deletion, is_only_for_the_platform_that_submitted) {
    auto other = deletion_of(1);
    other.platform = "platform-b";
    EXPECT_EQ(store_.request_deletion(other).outcome, deletion_outcome::not_found);
    EXPECT_EQ(store_.request_deletion(deletion_of(2)).outcome, deletion_outcome::not_found);
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::queued);
    EXPECT_FALSE(store_.find("doc-1")->deletion);
}

TEST_F(deletion, is_no_document_itself) {
    bring_to(delivery_state::registered);
    store_.request_deletion(deletion_of(1));
    EXPECT_EQ(store_.find("del-1"), std::nullopt);
    EXPECT_EQ(store_.find_by_unique_id("platform-a", "deletion:del-1"), std::nullopt);
    EXPECT_FALSE(store_.content("platform-a", "del-1"));
    auto of_deletion = deletion_of(9);
    of_deletion.document = "del-1";
    EXPECT_EQ(store_.request_deletion(of_deletion).outcome, deletion_outcome::not_found);
    EXPECT_EQ(store_.accept(document(1)).outcome, accept_outcome::repeated);
}

TEST_F(deletion, of_what_the_dmp_refused_has_nothing_to_delete_and_forbids_a_replay) {
    for (const auto end : {delivery_state::refused, delivery_state::failed}) {
        const int n = end == delivery_state::refused ? 1 : 2;
        if (n == 2) store_.accept(document(2));
        store_.lease_and_settle(start + 1s, settled(end, "code"));
        const auto status = store_.request_deletion(deletion_of(n)).status;
        EXPECT_EQ(status.state, end);
        EXPECT_EQ(status.deletion->state, delivery_state::deleted);
        EXPECT_EQ(status.deletion->last_code, not_registered);
        EXPECT_EQ(status.history.back().name, "nothing-to-delete");
        EXPECT_FALSE(store_.replay(status.id));
    }
    EXPECT_EQ(store_.tally_of("deleted"), 0);
    EXPECT_EQ(store_.tally_of("withdrawn"), 0);
}

TEST_F(deletion, of_what_failed_in_doubt_is_delivered) {
    bring_to(delivery_state::failed, true);
    store_.request_deletion(deletion_of(1));
    EXPECT_FALSE(store_.replay("doc-1"));
    EXPECT_EQ(lease_one(start + 1min).document_id, "del-1");
}

TEST_F(deletion, waits_while_its_document_is_being_sent) {
    const auto sending = lease_one(start + 1s);
    EXPECT_FALSE(sending.deletion_waits);
    EXPECT_EQ(store_.request_deletion(deletion_of(1)).status.state, delivery_state::sending);
    EXPECT_THAT(store_.lease(start + 50s), IsEmpty());
    store_.settle("doc-1", sending.token, settled(delivery_state::registered));
    EXPECT_EQ(lease_one(start + 1min).document_id, "del-1");
}

TEST_F(deletion, of_a_document_that_comes_back_to_the_queue_withdraws_it) {
    const auto sending = lease_one(start + 1s);
    store_.request_deletion(deletion_of(1));
    ASSERT_TRUE(store_.settle("doc-1", sending.token, settled(delivery_state::queued, "not-connected")));
    const auto status = store_.find("doc-1");
    EXPECT_EQ(status->state, delivery_state::withdrawn);
    EXPECT_EQ(status->deletion->last_code, never_sent);
    EXPECT_THAT(store_.lease(start + 24h), IsEmpty());
    EXPECT_EQ(store_.tally_of("withdrawn"), 1);
}

TEST_F(deletion, of_a_document_whose_lease_is_given_back_withdraws_it) {
    const auto sending = lease_one(start + 1s);
    store_.request_deletion(deletion_of(1));
    EXPECT_EQ(store_.release({{"doc-1", sending.token}}), 1);
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::withdrawn);
}

TEST_F(deletion, of_a_document_that_is_refused_meanwhile_has_nothing_to_delete) {
    for (const auto end : {delivery_state::refused, delivery_state::failed}) {
        const int n = end == delivery_state::refused ? 1 : 2;
        if (n == 2) store_.accept(document(2));
        const auto sending = lease_one(start + 1s);
        store_.request_deletion(deletion_of(n));
        store_.settle(sending.document_id, sending.token, settled(end, "code"));
        const auto status = store_.find(sending.document_id);
        EXPECT_EQ(status->state, end);
        EXPECT_EQ(status->deletion->last_code, not_registered);
        EXPECT_EQ(store_.tally_of(std::string{to_string(end)}, "code"), 1);
    }
}

TEST_F(deletion, of_an_unknown_outcome_lets_the_document_be_settled_but_tells_not_to_send_it) {
    bring_to(delivery_state::unknown);
    store_.request_deletion(deletion_of(1));
    EXPECT_THAT(store_.lease(start + 59min), IsEmpty());
    const auto asking = lease_one(start + 1h);
    EXPECT_EQ(asking.document_id, "doc-1");
    EXPECT_EQ(asking.previous, delivery_state::unknown);
    EXPECT_TRUE(asking.deletion_waits);
    ASSERT_TRUE(store_.settle("doc-1", asking.token, settled(delivery_state::withdrawn), start + 1h));
    EXPECT_EQ(store_.tally_of("withdrawn"), 1);
    // What was in doubt once is asked about once more.
    const auto deleting = lease_one(start + 1h);
    EXPECT_EQ(deleting.document_id, "del-1");
    store_.settle("del-1", deleting.token, settled(delivery_state::deleted, std::string{not_registered}));
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::withdrawn);
    EXPECT_EQ(store_.find("doc-1")->history.back().name, "nothing-to-delete");
    EXPECT_EQ(store_.tally_of("deleted"), 0);
}

TEST_F(deletion, of_a_document_that_fails_in_doubt_is_delivered) {
    const auto sending = lease_one(start + 1s);
    store_.request_deletion(deletion_of(1));
    auto how = settled(delivery_state::failed, "no-answer");
    how.uncertain = true;
    store_.settle("doc-1", sending.token, how);
    EXPECT_EQ(lease_one(start + 1min).document_id, "del-1");
}

TEST_F(deletion, is_retried_asked_about_given_back_and_replayed_like_a_document) {
    bring_to(delivery_state::registered);
    store_.request_deletion(deletion_of(1));
    auto leased = lease_one(start + 1min);
    store_.settle("del-1", leased.token, settled(delivery_state::queued, "not-connected"));
    leased = lease_one(start + 1h);
    EXPECT_EQ(leased.attempts, 1);
    EXPECT_EQ(leased.first_attempt_at, start + 1min);
    EXPECT_EQ(store_.release({{"del-1", leased.token}}), 1);
    leased = lease_one(start + 1h);
    store_.settle("del-1", leased.token, settled(delivery_state::unknown, "no-answer"));
    leased = lease_one(start + 1h);
    EXPECT_EQ(leased.previous, delivery_state::unknown);
    store_.settle("del-1", leased.token, settled(delivery_state::refused, "DMPAccessDeniedByRightsService"));
    EXPECT_EQ(store_.tally_of("deletion-refused", "DMPAccessDeniedByRightsService"), 1);
    EXPECT_EQ(store_.tally_of("refused", "DMPAccessDeniedByRightsService"), 0);
    const auto status = store_.find("doc-1");
    EXPECT_EQ(status->deletion->state, delivery_state::refused);
    EXPECT_EQ(status->deletion->last_code, "DMPAccessDeniedByRightsService");
    EXPECT_EQ(status->history.back().name, "deletion-refused");
    const auto listed = store_.list(delivery_state::refused);
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0].id, "del-1");
    EXPECT_EQ(listed[0].target, "doc-1");
    EXPECT_TRUE(store_.replay("del-1", start + 2h));
    EXPECT_EQ(lease_one(start + 2h).document_id, "del-1");
}

TEST_F(deletion, cannot_end_as_a_document_nor_a_document_as_a_deletion) {
    const auto sending = lease_one(start + 1s);
    EXPECT_FALSE(store_.settle("doc-1", sending.token, settled(delivery_state::deleted)));
    store_.settle("doc-1", sending.token, settled(delivery_state::registered));
    store_.request_deletion(deletion_of(1));
    const auto deleting = lease_one(start + 1min);
    EXPECT_FALSE(store_.settle("del-1", deleting.token, settled(delivery_state::registered)));
    EXPECT_FALSE(store_.settle("del-1", deleting.token, settled(delivery_state::withdrawn)));
    EXPECT_TRUE(store_.settle("del-1", deleting.token, settled(delivery_state::deleted)));
}

TEST_F(deletion, is_leased_with_what_was_kept_of_the_request) {
    bring_to(delivery_state::registered);
    auto asked = deletion_of(1);
    asked.metadata = {std::byte{1}, std::byte{2}};
    store_.request_deletion(asked);
    const auto leased = lease_one(start + 1min);
    EXPECT_EQ(leased.request, asked.metadata);
    EXPECT_EQ(leased.metadata, document(1).metadata);
    EXPECT_TRUE(leased.payload.empty());
}

TEST_F(deletion, keeps_what_it_needs_from_being_purged_until_it_is_done) {
    bring_to(delivery_state::registered);
    store_.request_deletion(deletion_of(1));
    EXPECT_EQ(store_.purge(start + 24h, 10), 0);
    auto leased = lease_one(start + 1min);
    store_.settle("del-1", leased.token, settled(delivery_state::failed, "no-answer"), start + 2min);
    EXPECT_EQ(store_.purge(start + 24h, 10), 0) << "it can be replayed";
    store_.replay("del-1", start + 3min);
    leased = lease_one(start + 3min);
    EXPECT_EQ(leased.metadata, document(1).metadata);
    store_.settle("del-1", leased.token, settled(delivery_state::deleted), start + 4min);
    EXPECT_EQ(store_.purge(start + 24h, 10, start + 24h), 2);
    const auto status = store_.find("doc-1");
    EXPECT_TRUE(status->payload_purged);
    EXPECT_EQ(std::ranges::count(event_names(*status), "purged"), 1);
    EXPECT_EQ(store_.purge(start + 24h, 10), 0);
}

TEST_F(deletion, lets_what_is_kept_of_refused_and_withdrawn_documents_be_purged) {
    bring_to(delivery_state::refused);
    store_.accept(document(2));
    store_.request_deletion(deletion_of(1));
    store_.request_deletion(deletion_of(2));
    EXPECT_GT(store_.purge(start + 24h, 10), 0);
    EXPECT_TRUE(store_.content("platform-a", "doc-1")->payload.empty());
    EXPECT_TRUE(store_.content("platform-a", "doc-2")->payload.empty());
    EXPECT_TRUE(store_.find("doc-1")->payload_purged);
}

TEST_F(deletion, of_a_purged_document_cannot_be_asked_for) {
    bring_to(delivery_state::registered);
    store_.purge(start + 24h, 10);
    EXPECT_EQ(store_.request_deletion(deletion_of(1)).outcome, deletion_outcome::erased);
    EXPECT_FALSE(store_.find("doc-1")->deletion);
}

TEST_F(deletion, counts_in_the_figures) {
    store_.request_deletion(deletion_of(1));
    store_.accept(document(2));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    store_.request_deletion(deletion_of(2));
    const auto f = store_.figures();
    EXPECT_EQ(f.withdrawn, 1);
    EXPECT_EQ(f.deleted, 1);
    EXPECT_EQ(f.registered, 1);
    EXPECT_EQ(f.queued, 1);
    EXPECT_EQ(f.oldest_pending, start + 1min);
}

TEST_F(deletion, survives_a_restart) {
    bring_to(delivery_state::registered);
    store_.request_deletion(deletion_of(1));
    const auto before = lease_one(start + 1min);
    store_.raw().close();
    auto again = open_in(folder_ / "store");
    const auto leased = again.lease(start + 1min);
    ASSERT_EQ(leased.size(), 1u);
    EXPECT_EQ(leased[0].document_id, "del-1");
    EXPECT_EQ(leased[0].previous, delivery_state::unknown);
    EXPECT_EQ(leased[0].message_id, before.message_id);
    EXPECT_FALSE(again.settle("del-1", before.token, settled(delivery_state::deleted)));
}

}  // namespace
}  // namespace pps::gateway::store
