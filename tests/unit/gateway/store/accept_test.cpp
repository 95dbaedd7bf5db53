#include "fixture.hpp"

#include <gmock/gmock.h>

namespace pps::gateway::store {
namespace {

using testing::ElementsAre;

class accept : public store_test {};

TEST_F(accept, stores_a_new_document_as_queued) {
    const auto r = store_.accept(document(1));
    EXPECT_EQ(r.outcome, accept_outcome::created);
    EXPECT_EQ(r.status.id, "doc-1");
    EXPECT_EQ(r.status.state, delivery_state::queued);
    EXPECT_EQ(r.status.next_attempt, start + 1ms);
    EXPECT_EQ(r.status.settled_at, std::nullopt);
    EXPECT_THAT(event_names(r.status), ElementsAre("accepted"));
}

TEST_F(accept, tells_of_a_new_document_what_is_stored) {
    auto asked = version_of("set-1", 3, 1);
    asked.edition = "edition";
    asked.findings = "[]";
    asked.correlation = "correlation";
    asked.receipt.emplace().header = some_bytes(8);
    const auto told = store_.accept(asked).status;
    const auto stored = store_.find("doc-1").value();
    const auto texts = [](const document_status& s) {
        return std::vector{s.id,        s.platform,   s.region,     s.establishment, s.kind,
                           s.unique_id, s.set_id,     s.last_code,  s.last_text,     s.submission_set_id,
                           s.edition,   s.findings,   s.entry_uuid, s.message_id,    s.correlation,
                           s.target,    s.fingerprint};
    };
    EXPECT_EQ(texts(told), texts(stored));
    EXPECT_EQ(told.version, stored.version);
    EXPECT_EQ(told.size, stored.size);
    EXPECT_EQ(told.received_at, stored.received_at);
    EXPECT_EQ(told.state, stored.state);
    EXPECT_EQ(told.attempts, stored.attempts);
    EXPECT_EQ(told.next_attempt, stored.next_attempt);
    EXPECT_EQ(told.settled_at, stored.settled_at);
    EXPECT_EQ(told.receipt, stored.receipt);
    EXPECT_EQ(told.payload_purged, stored.payload_purged);
    ASSERT_EQ(told.history.size(), stored.history.size());
    EXPECT_EQ(told.history[0].at, stored.history[0].at);
    EXPECT_EQ(told.history[0].name, stored.history[0].name);
}

TEST_F(accept, tells_a_repeat_with_the_stored_status) {
    store_.accept(document(1));
    auto again = document(1);
    again.id = "another generated id";
    again.received_at = start + 5s;
    const auto r = store_.accept(again);
    EXPECT_EQ(r.outcome, accept_outcome::repeated);
    EXPECT_EQ(r.status.id, "doc-1");
    EXPECT_EQ(r.status.received_at, start + 1ms);
    EXPECT_EQ(store_.find("another generated id"), std::nullopt);
    EXPECT_EQ(store_.tally_of("received"), 1);
}

TEST_F(accept, refuses_other_bytes_under_the_same_unique_id) {
    store_.accept(document(1));
    auto other = document(1);
    other.id = "doc-2";
    other.fingerprint = "other bytes";
    const auto r = store_.accept(other);
    EXPECT_EQ(r.outcome, accept_outcome::conflict);
    EXPECT_EQ(r.status.id, "");
    EXPECT_EQ(store_.figures().queued, 1);
}

TEST_F(accept, refuses_the_unique_id_of_another_platform) {
    store_.accept(document(1));
    auto other = document(1);
    other.id = "doc-2";
    other.platform = "platform-b";
    EXPECT_EQ(store_.accept(other).outcome, accept_outcome::conflict);
}

TEST_F(accept, refuses_a_generated_id_that_is_taken) {
    store_.accept(document(1));
    auto other = document(2);
    other.id = "doc-1";
    EXPECT_EQ(store_.accept(other).outcome, accept_outcome::conflict);
    EXPECT_EQ(store_.find("doc-1")->unique_id, "1.2.250.1.1");
}

TEST_F(accept, keeps_every_member_of_the_document) {
    auto d = version_of("set", 3, 7);
    d.edition = "own-1";
    d.findings = "[]";
    store_.accept(d);
    const auto found = store_.find("doc-7");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->edition, d.edition);
    EXPECT_EQ(found->findings, d.findings);
    EXPECT_EQ(found->fingerprint, d.fingerprint);
    EXPECT_EQ(found->platform, d.platform);
    EXPECT_EQ(found->region, d.region);
    EXPECT_EQ(found->establishment, d.establishment);
    EXPECT_EQ(found->kind, d.kind);
    EXPECT_EQ(found->unique_id, d.unique_id);
    EXPECT_EQ(found->set_id, "set");
    EXPECT_EQ(found->version, 3);
    EXPECT_EQ(found->size, d.size);
    EXPECT_EQ(found->received_at, d.received_at);
    EXPECT_EQ(found->submission_set_id, d.submission_set_id);
    EXPECT_EQ(found->message_id, d.message_id);
    const auto leased = store_.lease(start + 1s);
    ASSERT_EQ(leased.size(), 1u);
    EXPECT_EQ(leased[0].payload, d.payload);
    EXPECT_EQ(leased[0].metadata, d.metadata);
    EXPECT_EQ(leased[0].signature_id, d.signature_id);
}

TEST_F(accept, sends_what_a_document_was_converted_to_and_keeps_what_was_received) {
    auto d = document(1);
    d.media_type = "application/fhir+json";
    d.sent = some_bytes(40, 9);
    store_.accept(d);
    EXPECT_EQ(store_.lease(start + 1s).at(0).payload, d.sent);
    const auto kept = store_.content("platform-a", "doc-1");
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->media_type, d.media_type);
    EXPECT_EQ(kept->payload, d.payload);
    EXPECT_EQ(kept->sent, d.sent);
    EXPECT_EQ(kept->metadata, d.metadata);
}

TEST_F(accept, gives_its_content_to_its_own_platform_only) {
    store_.accept(document(1));
    EXPECT_TRUE(store_.content("platform-a", "doc-1"));
    EXPECT_FALSE(store_.content("platform-b", "doc-1"));
    EXPECT_FALSE(store_.content("platform-a", "doc-2"));
    EXPECT_TRUE(store_.content("platform-a", "doc-1")->sent.empty());
}

TEST_F(accept, keeps_an_empty_payload_empty) {
    auto d = document(1);
    d.payload.clear();
    store_.accept(d);
    EXPECT_TRUE(store_.lease(start + 1s).at(0).payload.empty());
}

TEST_F(accept, counts_what_it_creates_by_day_region_and_platform) {
    store_.accept(document(1));
    store_.accept(document(2));
    auto elsewhere = document(3);
    elsewhere.region = "corse";
    elsewhere.received_at = start + 24h;
    store_.accept(elsewhere);
    const auto all = store_.tallies();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].day, "2021-03-01");
    EXPECT_EQ(all[0].region, "bretagne");
    EXPECT_EQ(all[0].platform, "platform-a");
    EXPECT_EQ(all[0].name, "received");
    EXPECT_EQ(all[0].code, "");
    EXPECT_EQ(all[0].value, 2);
    EXPECT_EQ(all[1].day, "2021-03-02");
    EXPECT_EQ(all[1].value, 1);
}

TEST_F(accept, is_found_by_its_unique_id_by_its_own_platform_only) {
    store_.accept(document(1));
    EXPECT_EQ(store_.find_by_unique_id("platform-a", "1.2.250.1.1")->id, "doc-1");
    EXPECT_FALSE(store_.find_by_unique_id("platform-b", "1.2.250.1.1"));
    EXPECT_FALSE(store_.find_by_unique_id("platform-a", "1.2.250.1.2"));
}

TEST_F(accept, finds_nothing_under_an_unknown_id) {
    EXPECT_FALSE(store_.find("doc-1"));
}

}  // namespace
}  // namespace pps::gateway::store
