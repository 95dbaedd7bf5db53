#include "fixture.hpp"

#include <gmock/gmock.h>

namespace pps::gateway::store {
namespace {

using testing::ElementsAre;

bytes header_of_message() {
    return some_bytes(40, 77);
}

/// Document number `n` of a platform that wants to be told.
new_document told(int n) {
    new_document d = document(n);
    d.receipt.emplace().header = header_of_message();
    d.correlation = "correlation";
    return d;
}

receipt_settlement as(receipt_state state, const std::string& code = {}) {
    receipt_settlement how;
    how.state = state;
    how.due_at = start + 2h;
    how.code = code;
    return how;
}

class receipt : public store_test {
  protected:
    std::optional<receipt_state> state_of(const std::string& id) { return store_.find(id)->receipt; }
};

TEST_F(receipt, waits_for_the_outcome_and_is_due_with_it) {
    EXPECT_EQ(store_.accept(told(1)).status.receipt, receipt_state::waiting);
    EXPECT_EQ(store_.next_receipt(), std::nullopt);
    store_.lease_and_settle(start + 1s, settled(delivery_state::queued, "busy"));
    EXPECT_EQ(store_.next_receipt(), std::nullopt);
    EXPECT_EQ(store_.figures().receipts.waiting, 1);
    auto how = settled(delivery_state::refused, "XDSUnknownPatientId");
    how.text = "inconnu";
    store_.lease_and_settle(start + 2h, how);
    const auto due = store_.next_receipt();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->document_id, "doc-1");
    EXPECT_EQ(due->correlation, "correlation");
    EXPECT_EQ(due->header, header_of_message());
    EXPECT_EQ(due->outcome, delivery_state::refused);
    EXPECT_EQ(due->code, "XDSUnknownPatientId");
    EXPECT_EQ(due->text, "inconnu");
    EXPECT_EQ(due->attempts, 0);
    EXPECT_EQ(due->due_at, start + 2h);
    EXPECT_EQ(due->due_since, start + 2h);
    EXPECT_FALSE(due->of_deletion);
    EXPECT_EQ(state_of("doc-1"), receipt_state::due);
    EXPECT_EQ(store_.figures().receipts.due, 1);
    EXPECT_EQ(store_.figures().receipts.waiting, 0);
}

TEST_F(receipt, can_be_asked_for_by_a_repeat) {
    store_.accept(document(1));
    store_.accept(document(2));
    EXPECT_EQ(store_.accept(told(1)).status.receipt, receipt_state::waiting);
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    EXPECT_EQ(state_of("doc-1"), receipt_state::due);
    store_.lease_and_settle(start + 1s, settled(delivery_state::refused, "code"));
    EXPECT_EQ(state_of("doc-2"), std::nullopt);
    auto late = told(2);
    late.receipt->header = some_bytes(10);
    EXPECT_EQ(store_.accept(late).status.receipt, receipt_state::due) << "its outcome is known";
    store_.accept(told(2));
    EXPECT_EQ(store_.figures().receipts.due, 2) << "who asked first is told";
}

TEST_F(receipt, is_due_in_every_terminal_state) {
    for (const auto state : {delivery_state::registered, delivery_state::refused, delivery_state::failed}) {
        const int n = static_cast<int>(state);
        store_.accept(told(n));
        store_.lease_and_settle(start + 1s, settled(state));
        EXPECT_EQ(state_of(document(n).id), receipt_state::due) << to_string(state);
    }
    store_.accept(told(20));
    store_.request_deletion(deletion_of(20));
    EXPECT_EQ(store_.find("doc-20")->state, delivery_state::withdrawn);
    EXPECT_EQ(state_of("doc-20"), receipt_state::due);
}

TEST_F(receipt, is_not_made_unless_asked_for) {
    EXPECT_EQ(store_.accept(document(1)).status.receipt, std::nullopt);
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    EXPECT_EQ(store_.next_receipt(), std::nullopt);
    EXPECT_EQ(store_.figures().receipts.due, 0);
    EXPECT_FALSE(store_.settle_receipt("doc-1", 1, as(receipt_state::acknowledged)));
}

TEST_F(receipt, is_asked_for_once) {
    store_.accept(told(2));
    EXPECT_EQ(store_.accept(told(2)).outcome, accept_outcome::repeated);
    EXPECT_EQ(store_.figures().receipts.waiting, 1);
}

TEST_F(receipt, is_kept_apart_from_those_of_other_platforms_and_comes_in_the_order_of_outcomes) {
    new_document other = told(3);
    other.platform = "platform-b";
    for (auto& d : {told(1), told(2), other})
        store_.accept(d);
    for (int i = 3; i > 0; --i) {
        const auto leased = store_.lease(start + 1s, 1);
        const std::string id = leased.at(0).document_id;
        const auto at = start + (id == "doc-1" ? 9s : 5s);
        ASSERT_TRUE(store_.settle(id, leased[0].token, settled(delivery_state::registered), at));
    }
    EXPECT_EQ(store_.next_receipt("platform-b")->document_id, "doc-3");
    EXPECT_EQ(store_.next_receipt("platform-c"), std::nullopt);
    EXPECT_EQ(store_.next_receipt()->document_id, "doc-2");
    ASSERT_TRUE(store_.settle_receipt("doc-2", 1, as(receipt_state::due, "unanswered")));
    EXPECT_EQ(store_.next_receipt()->document_id, "doc-1");
}

TEST_F(receipt, is_tried_again_until_it_is_acknowledged) {
    store_.accept(told(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    EXPECT_FALSE(store_.settle_receipt("doc-1", 1, as(receipt_state::waiting)));
    ASSERT_TRUE(store_.settle_receipt("doc-1", 1, as(receipt_state::due, "AE"), start + 1h));
    const auto again = store_.next_receipt();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->attempts, 1);
    EXPECT_EQ(again->due_at, start + 2h);
    EXPECT_EQ(again->due_since, start + 1s);
    EXPECT_EQ(again->round, 1);
    ASSERT_TRUE(store_.settle_receipt("doc-1", 1, as(receipt_state::acknowledged), start + 2h));
    EXPECT_EQ(store_.next_receipt(), std::nullopt);
    EXPECT_EQ(store_.figures().receipts.acknowledged, 1);
    EXPECT_THAT(event_names(*store_.find("doc-1")),
                ElementsAre("accepted", "sending", "registered", "receipt-acknowledged"));
    // What has ended does not end again.
    EXPECT_FALSE(store_.settle_receipt("doc-1", 1, as(receipt_state::given_up)));
}

TEST_F(receipt, that_is_given_up_says_why_in_the_history) {
    store_.accept(told(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    ASSERT_TRUE(store_.settle_receipt("doc-1", 1, as(receipt_state::given_up, "not-connected")));
    EXPECT_EQ(store_.next_receipt(), std::nullopt);
    EXPECT_EQ(store_.figures().receipts.given_up, 1);
    EXPECT_EQ(store_.find("doc-1")->history.back().name, "receipt-given-up");
    EXPECT_EQ(store_.find("doc-1")->history.back().detail, "not-connected");
}

TEST_F(receipt, of_a_replayed_delivery_waits_again_and_tells_the_new_outcome) {
    store_.accept(told(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::refused, "code"));
    ASSERT_TRUE(store_.settle_receipt("doc-1", 1, as(receipt_state::acknowledged)));
    ASSERT_TRUE(store_.replay("doc-1", start + 1min));
    EXPECT_EQ(state_of("doc-1"), receipt_state::waiting);
    EXPECT_EQ(store_.next_receipt(), std::nullopt);
    store_.lease_and_settle(start + 2min, settled(delivery_state::registered));
    const auto due = store_.next_receipt();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->round, 2);
    EXPECT_EQ(due->attempts, 0);
    EXPECT_EQ(due->outcome, delivery_state::registered);
    EXPECT_EQ(due->due_since, start + 2min);
}

TEST_F(receipt, that_was_on_its_way_when_its_delivery_was_replayed_settles_nothing) {
    store_.accept(told(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::failed));
    ASSERT_EQ(store_.next_receipt()->round, 1);
    ASSERT_TRUE(store_.replay("doc-1", start + 1min));
    EXPECT_FALSE(store_.settle_receipt("doc-1", 1, as(receipt_state::acknowledged)));
    store_.lease_and_settle(start + 2min, settled(delivery_state::registered));
    EXPECT_FALSE(store_.settle_receipt("doc-1", 1, as(receipt_state::acknowledged)));
    EXPECT_TRUE(store_.settle_receipt("doc-1", 2, as(receipt_state::acknowledged)));
}

TEST_F(receipt, of_a_deletion_tells_how_that_ended) {
    store_.accept(document(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::registered));
    new_deletion asked = deletion_of(1);
    asked.receipt.emplace().header = header_of_message();
    store_.request_deletion(asked);
    EXPECT_EQ(store_.next_receipt(), std::nullopt);
    // Asked for again: no second one.
    asked.id = "del-again";
    EXPECT_EQ(store_.request_deletion(asked).outcome, deletion_outcome::repeated);
    store_.lease_and_settle(start + 2min, settled(delivery_state::deleted));
    const auto due = store_.next_receipt();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->document_id, "del-1");
    EXPECT_TRUE(due->of_deletion);
    EXPECT_EQ(due->outcome, delivery_state::deleted);
    EXPECT_TRUE(store_.settle_receipt("del-1", 1, as(receipt_state::acknowledged)));
    EXPECT_EQ(store_.figures().receipts.waiting + store_.figures().receipts.due, 0);
}

TEST_F(receipt, of_a_deletion_that_needs_no_request_is_due_at_once) {
    store_.accept(document(1));
    new_deletion asked = deletion_of(1);
    asked.receipt.emplace().header = header_of_message();
    store_.request_deletion(asked);
    const auto due = store_.next_receipt();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->outcome, delivery_state::deleted);
    EXPECT_EQ(due->code, never_sent);
}

TEST(receipts, are_on_the_disk_with_the_outcome_they_tell) {
    namespace fs = std::filesystem;
    temporary_folder folder;
    auto running = open_in(folder / "store");
    running.accept(told(1));
    const auto leased = running.lease(start + 1s).at(0);
    answer<bool> written;
    // What a crash right after the settlement would leave behind.
    running.raw().settle("doc-1", leased.token, settled(delivery_state::registered), start + 2s,
                         [&, done = written.to()](result<bool> r) {
                             fs::create_directory(folder / "copy");
                             for (const char* name : {"pps.db", "pps.db-wal"})
                                 fs::copy_file(folder / "store" + "/" + name, folder / "copy" + "/" + name);
                             done(std::move(r));
                         });
    ASSERT_TRUE(written.get().value());
    auto recovered = open_in(folder / "copy");
    EXPECT_EQ(recovered.find("doc-1")->state, delivery_state::registered);
    ASSERT_TRUE(recovered.next_receipt());
    EXPECT_EQ(recovered.next_receipt()->due_at, start + 2s);
}

TEST(receipts, survive_a_restart_in_every_state) {
    temporary_folder folder;
    const std::string path = folder / "store";
    {
        auto running = open_in(path);
        for (int n = 1; n <= 4; ++n)
            running.accept(told(n));
        for (int n = 1; n <= 3; ++n)
            running.lease_and_settle(start + 1s, settled(delivery_state::registered));
        ASSERT_TRUE(running.settle_receipt("doc-1", 1, as(receipt_state::acknowledged)));
        ASSERT_TRUE(running.settle_receipt("doc-2", 1, as(receipt_state::due, "AR")));
    }
    auto reopened = open_in(path);
    const auto figures = reopened.figures().receipts;
    EXPECT_EQ(figures.waiting, 1);
    EXPECT_EQ(figures.due, 2);
    EXPECT_EQ(figures.acknowledged, 1);
    EXPECT_EQ(reopened.next_receipt()->document_id, "doc-3");
    EXPECT_EQ(reopened.next_receipt()->header, header_of_message());
    ASSERT_TRUE(reopened.settle_receipt("doc-3", 1, as(receipt_state::acknowledged)));
    EXPECT_EQ(reopened.next_receipt()->attempts, 1);
}

}  // namespace
}  // namespace pps::gateway::store
