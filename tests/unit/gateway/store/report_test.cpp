#include "fixture.hpp"

namespace pps::gateway::store {
namespace {

class report : public store_test {};

TEST_F(report, counts_deliveries_by_state) {
    for (int n = 1; n <= 6; ++n)
        store_.accept(document(n));
    const auto leased = store_.lease(start + 1s, 5);
    const delivery_state ends[] = {delivery_state::unknown, delivery_state::registered,
                                   delivery_state::refused, delivery_state::failed};
    for (std::size_t i = 0; i < 4; ++i)
        store_.settle(leased.at(i).document_id, leased[i].token, settled(ends[i]));
    const auto f = store_.figures();
    EXPECT_EQ(f.queued, 1);
    EXPECT_EQ(f.sending, 1);
    EXPECT_EQ(f.unknown, 1);
    EXPECT_EQ(f.registered, 1);
    EXPECT_EQ(f.refused, 1);
    EXPECT_EQ(f.failed, 1);
}

TEST_F(report, lists_what_failed_first_received_first_and_without_history) {
    for (int n = 1; n <= 3; ++n)
        store_.accept(document(n));
    for (const auto& one : store_.lease(start + 1s, 3))
        store_.settle(
            one.document_id, one.token,
            settled(one.document_id == "doc-2" ? delivery_state::registered : delivery_state::failed));
    const auto failed = store_.list(delivery_state::failed);
    ASSERT_EQ(failed.size(), 2u);
    EXPECT_EQ(failed[0].id, "doc-1");
    EXPECT_EQ(failed[1].id, "doc-3");
    EXPECT_TRUE(failed[0].history.empty());
    EXPECT_EQ(store_.list(delivery_state::failed, 1).size(), 1u);
    EXPECT_TRUE(store_.list(delivery_state::refused).empty());
}

TEST_F(report, counts_replacements_apart_from_first_versions) {
    store_.accept(document(1));
    auto second = document(2);
    second.replaces = true;
    store_.accept(second);
    for (const auto& one : store_.lease(start + 1s))
        store_.settle(one.document_id, one.token, settled(delivery_state::registered));
    EXPECT_EQ(store_.tally_of("registered"), 1);
    EXPECT_EQ(store_.tally_of("replaced"), 1);
}

TEST_F(report, counts_what_was_rejected_without_a_document) {
    store_.count_rejected("a", "identity.ins-key");
    store_.count_rejected("a", "identity.ins-key");
    store_.count_rejected("a", "xml.dtd");
    EXPECT_EQ(store_.tally_of("rejected", "identity.ins-key"), 2);
    EXPECT_EQ(store_.tally_of("rejected", "xml.dtd"), 1);
    EXPECT_EQ(store_.tally_of("received"), 0);
}

TEST_F(report, tells_the_oldest_document_that_is_not_settled) {
    EXPECT_EQ(store_.figures().oldest_pending, std::nullopt);
    store_.accept(document(7));
    store_.accept(document(4));
    EXPECT_EQ(store_.figures().oldest_pending, start + 4ms);
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    EXPECT_EQ(store_.figures().oldest_pending, start + 7ms);
}

TEST_F(report, bounds_the_history_to_the_latest_events_oldest_first) {
    store_.accept(document(1));
    for (int n = 0; n < 150; ++n)
        store_.lease_and_settle(start + n * 1h + 1s, [&] {
            auto how = settled(delivery_state::queued);
            how.due_at = start + n * 1h + 2s;
            return how;
        }());
    const auto history = store_.find("doc-1")->history;
    ASSERT_EQ(history.size(), 200u);
    EXPECT_EQ(history.back().name, "retry");
    EXPECT_EQ(history.back().seq, 301);
    for (std::size_t i = 1; i < history.size(); ++i)
        EXPECT_EQ(history[i].seq, history[i - 1].seq + 1);
}

TEST_F(report, purges_registered_documents_settled_before_a_time) {
    for (int n = 1; n <= 3; ++n)
        store_.accept(document(n));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    store_.lease_and_settle(start + 2s, settled(delivery_state::registered));
    EXPECT_EQ(store_.purge(start + 2s, 10, start + 1h), 1);
    const auto purged = store_.find("doc-1");
    EXPECT_TRUE(purged->payload_purged);
    EXPECT_EQ(purged->state, delivery_state::registered);
    EXPECT_EQ(purged->history.back().name, "purged");
    EXPECT_EQ(purged->history.back().at, start + 1h);
    EXPECT_FALSE(store_.find("doc-2")->payload_purged);
    EXPECT_FALSE(store_.find("doc-3")->payload_purged);
    EXPECT_EQ(store_.purge(start + 2s, 10), 0);
}

TEST_F(report, purges_at_most_the_wanted_number_oldest_first) {
    for (int n = 1; n <= 3; ++n) {
        store_.accept(document(n));
        store_.lease_and_settle(start + n * 1s, settled(delivery_state::registered));
    }
    EXPECT_EQ(store_.purge(start + 1h, 0), 0);
    EXPECT_EQ(store_.purge(start + 1h, 2), 2);
    EXPECT_TRUE(store_.find("doc-2")->payload_purged);
    EXPECT_FALSE(store_.find("doc-3")->payload_purged);
}

TEST_F(report, does_not_purge_what_can_be_replayed) {
    for (int n = 1; n <= 2; ++n)
        store_.accept(document(n));
    store_.lease_and_settle(start + 1s, settled(delivery_state::refused));
    store_.lease_and_settle(start + 1s, settled(delivery_state::failed));
    EXPECT_EQ(store_.purge(start + 24h, 10), 0);
    EXPECT_TRUE(store_.replay("doc-1", start));
    EXPECT_EQ(store_.lease(start + 1s).at(0).payload, document(1).payload);
}

TEST_F(report, still_recognises_a_purged_document_as_a_repeat) {
    store_.accept(document(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    store_.purge(start + 1h, 10);
    EXPECT_EQ(store_.accept(document(1)).outcome, accept_outcome::repeated);
}

}  // namespace
}  // namespace pps::gateway::store
