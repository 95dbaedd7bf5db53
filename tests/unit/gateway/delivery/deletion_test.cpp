#include "gateway/forward/deletion.hpp"

#include "exchanges.hpp"

#include <gtest/gtest.h>

#include <variant>

namespace pps::gateway::forward {
namespace {

using namespace std::chrono_literals;
using action = deletion::action;
using store::delivery_state;
using test::answer;
using test::began;
using test::ended;
using test::policy;
using test::showing;

constexpr const char* deprecated = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated";

store::leased_delivery lease_of(delivery_state previous, instant since = began) {
    store::leased_delivery lease;
    lease.target = "01ABC";
    lease.unique_id = "1.2.3";
    lease.previous = previous;
    lease.first_attempt_at = lease.trying_since = since;
    return lease;
}

deletion started(delivery_state previous = delivery_state::queued, instant since = began) {
    return deletion{lease_of(previous, since), policy(), 0.0};
}

exchange success() {
    return answer(dmp::answer_kind::success);
}

exchange failure(std::string code) {
    return answer(dmp::answer_kind::failure, {std::move(code)});
}

exchange shown(std::string_view status, std::string unique_id = "1.2.3", std::string uuid = "urn:uuid:e") {
    return showing(std::move(unique_id), std::move(uuid), std::string{status});
}

TEST(deletion, asks_the_registry_before_anything_else) {
    EXPECT_EQ(started(delivery_state::queued).next(), action::ask);
    EXPECT_EQ(started(delivery_state::unknown).next(), action::ask);
}

TEST(deletion, repeats_the_id_and_the_status_that_the_registry_shows) {
    for (const std::string_view status : {approved_status, std::string_view{deprecated}}) {
        deletion one = started();
        one.asked(shown(status), began);
        ASSERT_EQ(one.next(), action::send);
        EXPECT_EQ(one.entry_uuid(), "urn:uuid:e");
        EXPECT_EQ(one.status(), status);
    }
}

/// One exchange of a row: with the registry's query, or with its update.
struct question {
    exchange outcome;
};
struct request {
    exchange outcome;
};

struct row {
    const char* name;
    delivery_state previous;
    std::vector<std::variant<question, request>> steps;
    delivery_state state;
    const char* event;
    const char* code;
};

class deletion_path : public testing::TestWithParam<row> {};

TEST_P(deletion_path, ends_as_it_must) {
    const row& wanted = GetParam();
    deletion one = started(wanted.previous);
    for (const auto& step : wanted.steps) {
        if (const auto* asked = std::get_if<question>(&step)) {
            ASSERT_EQ(one.next(), action::ask);
            one.asked(asked->outcome, began);
        } else {
            ASSERT_EQ(one.next(), action::send);
            one.sent(std::get<request>(step).outcome, began);
        }
    }
    ASSERT_EQ(one.next(), action::settle);
    EXPECT_EQ(one.result().state, wanted.state);
    EXPECT_EQ(one.result().event, wanted.event);
    EXPECT_EQ(one.result().code, wanted.code);
    EXPECT_EQ(one.result().text.empty(), one.result().code.empty());
    if (!store::is_terminal(wanted.state)) {
        EXPECT_EQ(one.result().due_at, began + 500ms);
    }
}

constexpr auto queued = delivery_state::queued;
constexpr auto unknown = delivery_state::unknown;
constexpr auto refused = delivery_state::refused;
constexpr auto deleted = delivery_state::deleted;

const question approved{shown(approved_status)};

INSTANTIATE_TEST_SUITE_P(
    rules_of_dmp_wire_2_4_and_4_2, deletion_path,
    testing::Values(
        row{"a_success_deletes", queued, {approved, request{success()}}, deleted, "deleted", ""},
        row{"what_is_not_there_is_done", queued, {question{success()}}, deleted, "deleted", "not-registered"},
        row{"another_document_is_not_the_target",
            queued,
            {question{shown(approved_status, "1.2.4")}},
            deleted,
            "deleted",
            "not-registered"},
        row{"what_is_deleted_is_done",
            queued,
            {question{shown(deleted_status)}},
            deleted,
            "deleted",
            "already-deleted"},
        row{"a_lost_answer_is_found_deleted",
            unknown,
            {question{shown(deleted_status)}},
            deleted,
            "deleted",
            ""},
        row{"a_lost_answer_is_found_hidden", unknown, {question{success()}}, deleted, "deleted", ""},
        row{"a_lost_request_is_sent_again", unknown, {approved, request{success()}}, deleted, "deleted", ""},
        row{"silence_is_unknown",
            queued,
            {approved, request{ended(reached::silence)}},
            unknown,
            "unknown",
            "no-answer"},
        row{"garbage_is_unknown",
            queued,
            {approved, request{answer(dmp::answer_kind::unreadable)}},
            unknown,
            "unknown",
            "answer-unreadable"},
        row{"not_connected_is_retried",
            queued,
            {approved, request{ended(reached::nobody)}},
            queued,
            "retry",
            "not-connected"},
        row{"a_cut_request_is_retried",
            queued,
            {approved, request{ended(reached::part)}},
            queued,
            "retry",
            "interrupted"},
        row{"busy_is_retried",
            queued,
            {approved, request{failure("XDSRegistryBusy")}},
            queued,
            "retry",
            "XDSRegistryBusy"},
        row{"a_generic_error_is_unknown",
            queued,
            {approved, request{failure("XDSRegistryError")}},
            unknown,
            "unknown",
            "XDSRegistryError"},
        row{"an_unavailable_service_is_unknown",
            queued,
            {approved, request{answer(dmp::answer_kind::http_error, {}, 503)}},
            unknown,
            "unknown",
            "http-503"},
        row{"missing_rights_are_refused",
            queued,
            {approved, request{failure("DMPAccessDeniedByRightsService")}},
            refused,
            "refused",
            "DMPAccessDeniedByRightsService"},
        row{"an_unknown_code_is_refused",
            queued,
            {approved, request{failure("DMPNewCode")}},
            refused,
            "refused",
            "DMPNewCode"},
        row{"a_refused_update_is_final_when_the_status_was_right",
            queued,
            {approved, request{failure("XDSMetadataUpdateError")}, approved},
            refused,
            "refused",
            "XDSMetadataUpdateError"},
        row{"a_refused_update_is_done_when_somebody_else_deleted",
            queued,
            {approved, request{failure("XDSMetadataUpdateError")}, question{shown(deleted_status)}},
            deleted,
            "deleted",
            ""},
        row{"a_refused_update_is_made_again_with_the_new_status",
            queued,
            {approved, request{failure("XDSMetadataUpdateError")}, question{shown(deprecated)},
             request{success()}},
            deleted,
            "deleted",
            ""},
        row{"a_second_refused_update_is_final",
            queued,
            {approved, request{failure("XDSMetadataUpdateError")}, question{shown(deprecated)},
             request{failure("XDSMetadataUpdateError")}},
            refused,
            "refused",
            "XDSMetadataUpdateError"},
        row{"a_known_set_is_asked_about",
            queued,
            {approved, request{failure("XDSDuplicateUniqueIdInRegistry")}, question{shown(deleted_status)}},
            deleted,
            "deleted",
            ""},
        row{"a_known_set_of_a_document_that_is_still_there_stays_in_doubt",
            queued,
            {approved, request{failure("XDSDuplicateUniqueIdInRegistry")}, approved},
            unknown,
            "unknown",
            "XDSDuplicateUniqueIdInRegistry"},
        row{"a_question_that_fails_is_asked_again",
            queued,
            {question{ended(reached::nobody)}},
            queued,
            "retry",
            "query-failed"},
        row{"a_question_that_is_refused_is_asked_again",
            queued,
            {question{failure("XDSRegistryBusy")}},
            queued,
            "retry",
            "XDSRegistryBusy"},
        row{"a_doubt_outlives_a_question_that_fails",
            unknown,
            {question{ended(reached::silence)}},
            unknown,
            "unknown",
            "query-failed"},
        row{"an_entry_without_an_id_cannot_be_named",
            queued,
            {question{shown(approved_status, "1.2.3", "")}},
            queued,
            "retry",
            "query-failed"},
        row{"an_entry_without_a_status_cannot_be_named",
            queued,
            {question{shown("")}},
            queued,
            "retry",
            "query-failed"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(deletion, fails_in_doubt_when_its_age_is_over_the_limit) {
    deletion one = started(delivery_state::queued, began - 3'600'000ms);
    one.asked(shown(approved_status), began);
    one.sent(ended(reached::silence), began);
    EXPECT_EQ(one.result().state, delivery_state::failed);
    EXPECT_TRUE(one.result().uncertain);
}

TEST(deletion, tells_that_the_request_could_not_be_made_or_broke) {
    deletion one = started();
    one.not_made("request-not-made", began);
    EXPECT_EQ(one.result().state, delivery_state::queued);
    EXPECT_FALSE(one.result().attempt_made);
    deletion other = started();
    other.broken(began);
    EXPECT_EQ(other.result().state, delivery_state::unknown);
}

TEST(deletion, words_a_refusal_of_an_unknown_code_as_one_of_a_deletion) {
    deletion one = started();
    one.asked(shown(approved_status), began);
    one.sent(failure("DMPNewCode"), began);
    EXPECT_NE(one.result().text.find("suppression"), std::string::npos);
}

}  // namespace
}  // namespace pps::gateway::forward
