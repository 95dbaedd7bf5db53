#include "fixture.hpp"

#include <gmock/gmock.h>

namespace pps::gateway::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class settle : public store_test {
  protected:
    void SetUp() override { store_.accept(document(1)); }
};

TEST_F(settle, registers_with_the_registrys_id) {
    auto how = settled(delivery_state::registered);
    how.entry_uuid = "urn:uuid:entry";
    store_.lease_and_settle(start + 1s, how);
    const auto status = store_.find("doc-1");
    EXPECT_EQ(status->state, delivery_state::registered);
    EXPECT_EQ(status->entry_uuid, "urn:uuid:entry");
    EXPECT_EQ(status->attempts, 1);
    EXPECT_EQ(status->settled_at, start + 1s);
    EXPECT_EQ(status->next_attempt, std::nullopt);
    EXPECT_THAT(event_names(*status), ElementsAre("accepted", "sending", "registered"));
    EXPECT_EQ(store_.tally_of("registered"), 1);
    EXPECT_THAT(store_.lease(start + 24h), IsEmpty());
}

TEST_F(settle, refuses_with_its_code_and_our_text) {
    auto how = settled(delivery_state::refused, "XDSDuplicateUniqueIdInRegistry");
    how.text = "our wording";
    store_.lease_and_settle(start + 1s, how);
    const auto status = store_.find("doc-1");
    EXPECT_EQ(status->state, delivery_state::refused);
    EXPECT_EQ(status->last_code, "XDSDuplicateUniqueIdInRegistry");
    EXPECT_EQ(status->last_text, "our wording");
    EXPECT_EQ(status->history.back().detail, "XDSDuplicateUniqueIdInRegistry");
    EXPECT_EQ(store_.tally_of("refused", "XDSDuplicateUniqueIdInRegistry"), 1);
}

TEST_F(settle, counts_a_failure_by_its_code) {
    store_.lease_and_settle(start + 1s, settled(delivery_state::failed, "timed-out"));
    EXPECT_EQ(store_.tally_of("failed", "timed-out"), 1);
    EXPECT_EQ(store_.tally_of("failed"), 0);
}

TEST_F(settle, does_not_tally_what_goes_on) {
    store_.lease_and_settle(start + 1s, settled(delivery_state::queued, "timed-out"));
    EXPECT_EQ(store_.tallies().size(), 1u);
}

TEST_F(settle, queues_again_until_its_due_time) {
    store_.lease_and_settle(start + 1s, settled(delivery_state::queued, "not-connected"));
    const auto status = store_.find("doc-1");
    EXPECT_EQ(status->state, delivery_state::queued);
    EXPECT_EQ(status->next_attempt, start + 1h);
    EXPECT_EQ(status->settled_at, std::nullopt);
    EXPECT_THAT(event_names(*status), ElementsAre("accepted", "sending", "retry"));
}

TEST_F(settle, does_not_count_an_attempt_that_was_not_made) {
    auto how = settled(delivery_state::queued);
    how.attempt_made = false;
    store_.lease_and_settle(start + 1s, how);
    EXPECT_EQ(store_.find("doc-1")->attempts, 0);
}

TEST_F(settle, with_a_stale_token_changes_nothing) {
    const auto leased = store_.lease(start + 1s).at(0);
    EXPECT_FALSE(store_.settle("doc-1", leased.token + 1, settled(delivery_state::registered)));
    EXPECT_FALSE(store_.settle("doc-1", leased.token - 1, settled(delivery_state::registered)));
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::sending);
    EXPECT_EQ(store_.tally_of("registered"), 0);
}

TEST_F(settle, happens_once) {
    const auto leased = store_.lease(start + 1s).at(0);
    EXPECT_TRUE(store_.settle("doc-1", leased.token, settled(delivery_state::unknown)));
    EXPECT_FALSE(store_.settle("doc-1", leased.token, settled(delivery_state::registered)));
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::unknown);
}

TEST_F(settle, needs_a_lease_and_a_document) {
    EXPECT_FALSE(store_.settle("doc-1", 0, settled(delivery_state::registered)));
    EXPECT_FALSE(store_.settle("nobody", 1, settled(delivery_state::registered)));
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::queued);
}

TEST_F(settle, does_not_end_in_sending) {
    const auto leased = store_.lease(start + 1s).at(0);
    EXPECT_FALSE(store_.settle("doc-1", leased.token, settled(delivery_state::sending)));
    EXPECT_TRUE(store_.settle("doc-1", leased.token, settled(delivery_state::registered)));
}

TEST_F(settle, names_the_event_itself_when_none_is_given) {
    auto how = settled(delivery_state::queued);
    how.event.clear();
    store_.lease_and_settle(start + 1s, how);
    EXPECT_EQ(store_.find("doc-1")->history.back().name, "retry");
}

using release = settle;

TEST_F(release, queues_again_without_an_attempt) {
    const auto leased = store_.lease(start + 1s).at(0);
    EXPECT_EQ(store_.release({{"doc-1", leased.token}}), 1);
    const auto status = store_.find("doc-1");
    EXPECT_EQ(status->state, delivery_state::queued);
    EXPECT_EQ(status->attempts, 0);
    EXPECT_EQ(store_.lease(start + 1s).at(0).previous, delivery_state::queued);
}

TEST_F(release, keeps_an_unknown_one_unknown) {
    store_.lease_and_settle(start + 1s, settled(delivery_state::unknown));
    const auto leased = store_.lease(start + 1h).at(0);
    EXPECT_EQ(store_.release({{"doc-1", leased.token}}), 1);
    EXPECT_EQ(store_.lease(start + 1h).at(0).previous, delivery_state::unknown);
}

TEST_F(release, ignores_leases_that_are_not_held) {
    const auto leased = store_.lease(start + 1s).at(0);
    EXPECT_EQ(store_.release({{"doc-1", leased.token + 1}, {"nobody", 1}}), 0);
    EXPECT_EQ(store_.release({{"doc-1", leased.token}}), 1);
    EXPECT_EQ(store_.release({{"doc-1", leased.token}}), 0);
    EXPECT_FALSE(store_.settle("doc-1", leased.token, settled(delivery_state::registered)));
}

using replay = settle;

TEST_F(replay, queues_a_refused_one_again_with_its_identifiers_and_attempts) {
    store_.lease_and_settle(start + 1s, settled(delivery_state::refused, "code"));
    EXPECT_TRUE(store_.replay("doc-1", start + 2h));
    const auto status = store_.find("doc-1");
    EXPECT_EQ(status->state, delivery_state::queued);
    EXPECT_EQ(status->next_attempt, start + 2h);
    EXPECT_EQ(status->settled_at, std::nullopt);
    EXPECT_EQ(status->history.back().name, "replayed");
    const auto leased = store_.lease(start + 2h).at(0);
    EXPECT_EQ(leased.previous, delivery_state::queued);
    EXPECT_EQ(leased.attempts, 1);
    EXPECT_EQ(leased.first_attempt_at, start + 1s);
    EXPECT_EQ(leased.submission_set_id, "1.2.250.2.1");
    EXPECT_EQ(leased.message_id, "urn:uuid:message-1");
}

TEST_F(replay, of_one_that_failed_after_an_unknown_outcome_asks_first) {
    store_.lease_and_settle(start + 1s, settled(delivery_state::unknown));
    store_.lease_and_settle(start + 1h, settled(delivery_state::failed, "give-up"));
    EXPECT_TRUE(store_.replay("doc-1", start + 2h));
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::unknown);
    EXPECT_EQ(store_.lease(start + 2h).at(0).previous, delivery_state::unknown);
}

TEST_F(replay, of_one_that_failed_right_after_a_silence_asks_first) {
    store_.accept(document(1));
    auto how = settled(delivery_state::failed);
    how.uncertain = true;
    store_.lease_and_settle(start + 1s, how);
    ASSERT_TRUE(store_.replay("doc-1", start + 2h));
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::unknown);
}

TEST_F(replay, of_one_that_failed_for_certain_sends) {
    store_.lease_and_settle(start + 1s, settled(delivery_state::unknown));
    store_.lease_and_settle(start + 1h, settled(delivery_state::queued));
    store_.lease_and_settle(start + 2h, settled(delivery_state::failed, "give-up"));
    EXPECT_TRUE(store_.replay("doc-1", start + 3h));
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::queued);
}

TEST_F(replay, gives_a_delivery_its_whole_time_again) {
    store_.accept(document(1));
    store_.lease_and_settle(start + 1s, settled(delivery_state::failed));
    ASSERT_TRUE(store_.replay("doc-1", start + 3h));
    const auto leased = store_.lease(start + 4h);
    ASSERT_EQ(leased.size(), 1u);
    EXPECT_EQ(leased[0].trying_since, start + 3h);
    EXPECT_EQ(leased[0].first_attempt_at, start + 1s);
}

TEST_F(replay, leaves_all_other_states_alone) {
    EXPECT_FALSE(store_.replay("nobody"));
    EXPECT_FALSE(store_.replay("doc-1"));
    const auto leased = store_.lease(start + 1s).at(0);
    EXPECT_FALSE(store_.replay("doc-1"));
    store_.settle("doc-1", leased.token, settled(delivery_state::registered));
    EXPECT_FALSE(store_.replay("doc-1"));
    EXPECT_EQ(store_.find("doc-1")->state, delivery_state::registered);
}

}  // namespace
}  // namespace pps::gateway::store
