#include "gateway/acknowledge/receipt.hpp"

#include "hl7/v2/receipt.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::acknowledge {
namespace {

namespace v2 = hl7::v2;

const instant now = from_millis(1'700'000'000'000);

store::due_receipt due(store::delivery_state outcome, std::string code = {}, std::string text = {}) {
    const std::string header = "MSH|^~\\&|DCC|GRADES|PFI|GATEWAY||||PDL-1|T|||||||UNICODE UTF-8\r";
    store::due_receipt made;
    made.document_id = "01ABCDEFGHJKMNPQRSTVWXYZ01";
    made.round = 1;
    for (const char c : header)
        made.header.push_back(static_cast<std::byte>(c));
    made.outcome = outcome;
    made.code = std::move(code);
    made.text = std::move(text);
    return made;
}

/// The receipt in the message made of it.
v2::receipt told(const store::due_receipt& what) {
    const std::string text = receipt_message(what, now);
    const v2::parse_outcome parsed = v2::parse(text);
    return v2::read_receipt(parsed.message.value()).value();
}

TEST(receipt, goes_back_to_who_asked_for_it) {
    const std::string text = receipt_message(due(store::delivery_state::registered), now);
    EXPECT_TRUE(text.starts_with("MSH|^~\\&|PFI|GATEWAY|DCC|GRADES|20231114221320+0000||ZAM^Z01^ZAM_Z01|"));
    EXPECT_NE(text.find("|" + receipt_control_id("01ABCDEFGHJKMNPQRSTVWXYZ01", 1) + "|T|2.6|"),
              std::string::npos);
}

TEST(receipt, says_yes_when_what_was_asked_for_is_done) {
    for (const auto state : {store::delivery_state::registered, store::delivery_state::deleted}) {
        const v2::receipt what = told(due(state, "already-deleted"));
        EXPECT_EQ(what.request_id, "PDL-1");
        EXPECT_FALSE(what.error) << store::to_string(state);
    }
}

TEST(receipt, says_no_with_the_code_of_the_dmp_and_our_words) {
    const v2::receipt what = told(due(store::delivery_state::refused, "XDSUnknownPatientId", "inconnu"));
    ASSERT_TRUE(what.error);
    EXPECT_EQ(what.error->code, "XDSUnknownPatientId");
    EXPECT_EQ(what.error->label, "inconnu");
}

TEST(receipt, that_says_no_always_has_a_code_and_a_label) {
    for (const auto state :
         {store::delivery_state::refused, store::delivery_state::failed, store::delivery_state::withdrawn}) {
        const v2::receipt what = told(due(state));
        ASSERT_TRUE(what.error) << store::to_string(state);
        EXPECT_EQ(what.error->code, store::to_string(state));
        EXPECT_FALSE(what.error->label.empty());
    }
}

TEST(receipt, has_a_number_that_stays_over_retries_and_changes_with_the_outcome) {
    const std::string id = receipt_control_id("01ABC", 1);
    EXPECT_EQ(id.size(), 20u);
    EXPECT_EQ(receipt_control_id("01ABC", 1), id);
    EXPECT_NE(receipt_control_id("01ABC", 2), id);
    EXPECT_NE(receipt_control_id("01ABD", 1), id);
}

TEST(receipt, is_not_made_for_a_request_that_cannot_be_read) {
    store::due_receipt what = due(store::delivery_state::registered);
    what.header.clear();
    EXPECT_EQ(receipt_message(what, now), "");
}

TEST(receipt, is_acknowledged_by_an_aa_to_its_own_number_alone) {
    const auto ack = [](std::string_view msa) {
        return "MSH|^~\\&|DCC|GRADES|PFI|GATEWAY|20260301||ACK^Z01^ACK|7|T|2.6\r" + std::string{msa} + "\r";
    };
    EXPECT_EQ(receipt_verdict(ack("MSA|AA|n1"), "n1"), "AA");
    EXPECT_EQ(receipt_verdict(ack("MSA|AE|n1"), "n1"), "AE");
    EXPECT_EQ(receipt_verdict(ack("MSA|AR|n1"), "n1"), "AR");
    EXPECT_EQ(receipt_verdict(ack("MSA|AA|n2"), "n1"), "other-message");
    EXPECT_EQ(receipt_verdict(ack("MSA|AA"), "n1"), "not-an-ack");
    EXPECT_EQ(receipt_verdict(ack("NTE|1"), "n1"), "not-an-ack");
    EXPECT_EQ(receipt_verdict("Bonjour", "n1"), "not-an-ack");
    EXPECT_EQ(receipt_verdict("", "n1"), "not-an-ack");
}

}  // namespace
}  // namespace pps::gateway::acknowledge
