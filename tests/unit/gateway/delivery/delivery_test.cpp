#include "gateway/forward/delivery.hpp"

#include "exchanges.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::forward {
namespace {

using namespace std::chrono_literals;
using action = delivery::action;
using store::delivery_state;
using test::answer;
using test::began;
using test::ended;
using test::policy;
using test::showing;

store::leased_delivery lease_of(delivery_state previous, int attempts = 0, instant first_attempt = began) {
    store::leased_delivery lease;
    lease.previous = previous;
    lease.attempts = attempts;
    lease.first_attempt_at = lease.trying_since = first_attempt;
    return lease;
}

delivery started(const store::leased_delivery& lease) {
    expected_entry expected;
    expected.unique_id = "1.2.3";
    expected.sha1_hex = "aa11";
    return delivery{lease, expected, policy(), 0.0};
}

exchange found(std::string unique_id, std::string hash) {
    return showing(std::move(unique_id), "urn:uuid:e", "", std::move(hash));
}

TEST(delivery, sends_a_queued_document) {
    EXPECT_EQ(started(lease_of(delivery_state::queued)).next(), action::send);
}

TEST(delivery, asks_before_it_sends_when_the_outcome_is_unknown) {
    EXPECT_EQ(started(lease_of(delivery_state::unknown, 1)).next(), action::ask);
}

TEST(delivery, is_registered_by_a_success) {
    delivery one = started(lease_of(delivery_state::queued));
    one.sent(answer(dmp::answer_kind::success), began);
    ASSERT_EQ(one.next(), action::settle);
    EXPECT_EQ(one.result().state, delivery_state::registered);
}

TEST(delivery, is_registered_when_the_registry_has_it_after_an_unknown_outcome) {
    delivery one = started(lease_of(delivery_state::unknown, 1));
    one.asked(found("1.2.3", "aa11"), began);
    ASSERT_EQ(one.next(), action::settle);
    EXPECT_EQ(one.result().state, delivery_state::registered);
    EXPECT_EQ(one.result().entry_uuid, "urn:uuid:e");
}

TEST(delivery, is_sent_when_the_registry_does_not_have_it) {
    delivery one = started(lease_of(delivery_state::unknown, 1));
    one.asked(answer(dmp::answer_kind::success), began);
    EXPECT_EQ(one.next(), action::send);
}

TEST(delivery, is_withdrawn_instead_of_sent_again_when_its_deletion_waits) {
    auto lease = lease_of(delivery_state::unknown, 1);
    lease.deletion_waits = true;
    delivery one = started(lease);
    one.asked(answer(dmp::answer_kind::success), began);
    ASSERT_EQ(one.next(), action::settle);
    EXPECT_EQ(one.result().state, delivery_state::withdrawn);
    EXPECT_EQ(one.result().event, "withdrawn");
}

TEST(delivery, is_registered_when_it_is_there_although_its_deletion_waits) {
    auto lease = lease_of(delivery_state::unknown, 1);
    lease.deletion_waits = true;
    delivery one = started(lease);
    one.asked(found("1.2.3", "aa11"), began);
    EXPECT_EQ(one.result().state, delivery_state::registered);
}

TEST(delivery, does_not_take_another_document_of_the_answer_for_its_own) {
    delivery one = started(lease_of(delivery_state::unknown, 1));
    one.asked(found("1.2.4", "aa11"), began);
    EXPECT_EQ(one.next(), action::send);
}

TEST(delivery, is_refused_when_the_registry_holds_other_bytes_under_its_id) {
    delivery one = started(lease_of(delivery_state::unknown, 1));
    one.asked(found("1.2.3", "bb22"), began);
    ASSERT_EQ(one.next(), action::settle);
    EXPECT_EQ(one.result().state, delivery_state::refused);
    EXPECT_EQ(one.result().code, "XDSNonIdenticalHash");
}

TEST(delivery, stays_unknown_when_the_question_fails) {
    delivery one = started(lease_of(delivery_state::unknown, 1));
    one.asked(ended(reached::nobody), began);
    ASSERT_EQ(one.next(), action::settle);
    EXPECT_EQ(one.result().state, delivery_state::unknown);
    EXPECT_GT(one.result().due_at, began);
}

TEST(delivery, asks_at_once_when_told_that_the_id_is_already_there) {
    delivery one = started(lease_of(delivery_state::queued, 1));
    one.sent(answer(dmp::answer_kind::failure, {"XDSDuplicateUniqueIdInRegistry"}), began);
    ASSERT_EQ(one.next(), action::ask);
    one.asked(found("1.2.3", "aa11"), began);
    EXPECT_EQ(one.result().state, delivery_state::registered);
}

TEST(delivery, does_not_send_again_in_a_row_when_a_duplicate_cannot_be_found) {
    delivery one = started(lease_of(delivery_state::queued));
    one.sent(answer(dmp::answer_kind::failure, {"XDSDuplicateUniqueIdInRegistry"}), began);
    one.asked(answer(dmp::answer_kind::success), began);
    ASSERT_EQ(one.next(), action::settle);
    EXPECT_EQ(one.result().state, delivery_state::unknown);
}

struct outcome_row {
    const char* name;
    exchange outcome;
    delivery_state state;
    const char* code;
    bool trouble;
};

class delivery_outcome : public testing::TestWithParam<outcome_row> {};

TEST_P(delivery_outcome, of_a_sent_document) {
    delivery one = started(lease_of(delivery_state::queued));
    one.sent(GetParam().outcome, began);
    ASSERT_EQ(one.next(), action::settle);
    EXPECT_EQ(one.result().state, GetParam().state);
    EXPECT_EQ(one.result().code, GetParam().code);
    EXPECT_EQ(in_trouble(GetParam().outcome), GetParam().trouble);
    if (!store::is_terminal(GetParam().state)) {
        EXPECT_EQ(one.result().due_at, began + 500ms);
    }
    EXPECT_FALSE(one.result().text.empty());
}

INSTANTIATE_TEST_SUITE_P(
    rules_of_dmp_wire_4_2, delivery_outcome,
    testing::Values(
        outcome_row{"not_connected_is_retried", ended(reached::nobody), delivery_state::queued,
                    "not-connected", true},
        outcome_row{"a_cut_request_is_retried", ended(reached::part), delivery_state::queued, "interrupted",
                    true},
        outcome_row{"silence_is_unknown", ended(reached::silence), delivery_state::unknown, "no-answer",
                    true},
        outcome_row{"garbage_is_unknown", answer(dmp::answer_kind::unreadable), delivery_state::unknown,
                    "answer-unreadable", true},
        outcome_row{"busy_is_retried", answer(dmp::answer_kind::failure, {"XDSRepositoryBusy"}),
                    delivery_state::queued, "XDSRepositoryBusy", false},
        outcome_row{"a_generic_error_is_unknown", answer(dmp::answer_kind::failure, {"XDSRepositoryError"}),
                    delivery_state::unknown, "XDSRepositoryError", false},
        outcome_row{"an_unknown_patient_is_refused",
                    answer(dmp::answer_kind::failure, {"XDSUnknownPatientId"}), delivery_state::refused,
                    "XDSUnknownPatientId", false},
        outcome_row{"a_bad_certificate_is_refused",
                    answer(dmp::answer_kind::fault, {"DMPInvalidCertificate"}, 500), delivery_state::refused,
                    "DMPInvalidCertificate", false},
        outcome_row{"service_unavailable_is_unknown", answer(dmp::answer_kind::http_error, {}, 503),
                    delivery_state::unknown, "http-503", true},
        outcome_row{"another_success_is_unknown", answer(dmp::answer_kind::http_error, {}, 202),
                    delivery_state::unknown, "http-202", true},
        outcome_row{"a_redirection_is_retried", answer(dmp::answer_kind::http_error, {}, 302),
                    delivery_state::queued, "http-302", true},
        outcome_row{"a_gateway_timeout_is_unknown", answer(dmp::answer_kind::http_error, {}, 504),
                    delivery_state::unknown, "http-504", true},
        outcome_row{"a_misconfigured_address_is_retried", answer(dmp::answer_kind::http_error, {}, 404),
                    delivery_state::queued, "http-404", true}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(delivery, fails_when_its_age_is_over_the_limit) {
    delivery one = started(lease_of(delivery_state::queued, 40, began - 3'600'000ms));
    one.sent(ended(reached::nobody), began);
    EXPECT_EQ(one.result().state, delivery_state::failed);
    EXPECT_EQ(one.result().code, "not-connected");
}

TEST(delivery, remembers_the_doubt_when_it_gives_up_after_a_silence) {
    delivery one = started(lease_of(delivery_state::queued, 40, began - 3'600'000ms));
    one.sent(ended(reached::silence), began);
    EXPECT_EQ(one.result().state, delivery_state::failed);
    EXPECT_TRUE(one.result().uncertain);
}

TEST(delivery, is_registered_whatever_its_age_when_the_endpoint_says_so) {
    delivery one = started(lease_of(delivery_state::queued, 40, began - 3'600'000ms));
    one.sent(answer(dmp::answer_kind::success), began);
    EXPECT_EQ(one.result().state, delivery_state::registered);
}

TEST(delivery, waits_longer_after_more_attempts) {
    delivery one = started(lease_of(delivery_state::queued, 3));
    one.sent(ended(reached::nobody), began);
    EXPECT_EQ(one.result().due_at, began + 4'000ms);
}

TEST(delivery, keeps_an_unknown_outcome_unknown_when_nothing_could_be_asked) {
    delivery one = started(lease_of(delivery_state::unknown, 1));
    one.not_made("request-not-made", began);
    EXPECT_EQ(one.result().state, delivery_state::unknown);
    EXPECT_FALSE(one.result().attempt_made);
}

TEST(delivery, of_an_unreadable_stored_form_fails_and_stays_visible) {
    const store::settlement how = cannot_be_sent("stored-form-unreadable");
    EXPECT_EQ(how.state, delivery_state::failed);
    EXPECT_EQ(how.code, "stored-form-unreadable");
}

}  // namespace
}  // namespace pps::gateway::forward
