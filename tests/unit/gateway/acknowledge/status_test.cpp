#include "gateway/acknowledge/status.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace pps::gateway::acknowledge {
namespace {

store::document_status queued() {
    store::document_status status;
    status.id = "01ABC";
    status.unique_id = "1.2.3";
    status.kind = "pps";
    status.received_at = from_millis(1'700'000'000'000);
    status.submission_set_id = "1.2.9";
    store::event accepted;
    accepted.at = status.received_at;
    accepted.name = "accepted";
    status.history.push_back(accepted);
    return status;
}

rapidjson::Document parsed(const std::string& text) {
    rapidjson::Document json;
    json.Parse(text.c_str());
    return json;
}

cda::finding official() {
    cda::finding one;
    one.rule = "IHE.sch/S_note";
    one.path = "/ClinicalDocument/component";
    one.fr = "une règle";
    one.en = "a rule";
    one.source = "schematrons/profils/IHE.sch";
    one.official = "the value SECRET is wrong";
    return one;
}

TEST(status, tells_the_official_wording_to_who_has_just_submitted) {
    store::document_status status = queued();
    status.edition = "own-1";
    const auto json = parsed(status_json(status, {official()}));
    EXPECT_STREQ(json["edition"].GetString(), "own-1");
    EXPECT_STREQ(json["findings"][0]["official"].GetString(), "the value SECRET is wrong");
    EXPECT_STREQ(json["findings"][0]["source"].GetString(), "schematrons/profils/IHE.sch");
}

TEST(status, tells_how_far_the_receipt_is_only_when_one_was_asked_for) {
    store::document_status status = queued();
    EXPECT_FALSE(parsed(status_json(status)).HasMember("receipt_message"));
    status.receipt = store::receipt_state::given_up;
    EXPECT_STREQ(parsed(status_json(status))["receipt_message"].GetString(), "given-up");
}

TEST(status, never_keeps_the_official_wording) {
    store::document_status status = queued();
    status.findings = kept_findings_json({official()});
    EXPECT_EQ(status.findings.find("SECRET"), std::string::npos);
    const auto json = parsed(status_json(status));
    EXPECT_STREQ(json["findings"][0]["rule"].GetString(), "IHE.sch/S_note");
    EXPECT_FALSE(json["findings"][0].HasMember("official"));
    EXPECT_EQ(kept_findings_json({}), "");
}

TEST(status, keeps_fifty_findings_and_says_how_many_there_were) {
    const auto kept = parsed(kept_findings_json(cda::findings(53, official())));
    ASSERT_EQ(kept.Size(), 51u);
    EXPECT_STREQ(kept[50]["rule"].GetString(), "findings.more");
    EXPECT_STREQ(kept[50]["en"].GetString(), "3 more findings are not listed");
}

TEST(verdict, says_whether_and_why_not) {
    const auto good = parsed(verdict_json({}, true, "", "own-1"));
    EXPECT_TRUE(good["acceptable"].GetBool());
    EXPECT_FALSE(good.HasMember("refused_by"));
    EXPECT_STREQ(good["edition"].GetString(), "own-1");
    const auto bad = parsed(verdict_json({official()}, false, "validate", "own-1"));
    EXPECT_FALSE(bad["acceptable"].GetBool());
    EXPECT_STREQ(bad["refused_by"].GetString(), "validate");
    EXPECT_EQ(bad["findings"].Size(), 1u);
}

TEST(status, of_a_queued_document_has_history_and_no_receipt) {
    const auto json = parsed(status_json(queued()));
    ASSERT_FALSE(json.HasParseError());
    EXPECT_STREQ(json["state"].GetString(), "queued");
    EXPECT_STREQ(json["history"][0]["event"].GetString(), "accepted");
    EXPECT_FALSE(json.HasMember("receipt"));
    EXPECT_STREQ(json["links"]["self"].GetString(), "/v1/documents/01ABC");
}

TEST(status, of_a_registered_document_has_its_receipt) {
    store::document_status status = queued();
    status.state = store::delivery_state::registered;
    status.settled_at = from_millis(1'700'000'001'000);
    status.entry_uuid = "urn:uuid:e";
    const auto json = parsed(status_json(status));
    EXPECT_STREQ(json["receipt"]["submission_set_id"].GetString(), "1.2.9");
    EXPECT_STREQ(json["receipt"]["entry_uuid"].GetString(), "urn:uuid:e");
    EXPECT_STREQ(json["receipt"]["registered_at"].GetString(), "2023-11-14T22:13:21.000Z");
}

TEST(status, tells_how_far_a_deletion_is) {
    store::document_status status = queued();
    EXPECT_FALSE(parsed(status_json(status)).HasMember("deletion"));
    status.state = store::delivery_state::withdrawn;
    status.deletion.emplace();
    status.deletion->id = "01DEL";
    status.deletion->reason = "wrong-patient";
    status.deletion->state = store::delivery_state::deleted;
    status.deletion->requested_at = status.received_at;
    status.deletion->settled_at = status.received_at;
    status.deletion->last_code = store::never_sent;
    const auto json = parsed(status_json(status));
    EXPECT_STREQ(json["state"].GetString(), "withdrawn");
    EXPECT_FALSE(json.HasMember("receipt"));
    EXPECT_STREQ(json["deletion"]["id"].GetString(), "01DEL");
    EXPECT_STREQ(json["deletion"]["state"].GetString(), "deleted");
    EXPECT_STREQ(json["deletion"]["reason"].GetString(), "wrong-patient");
    EXPECT_STREQ(json["deletion"]["code"].GetString(), "withdrawn");
    EXPECT_STREQ(json["deletion"]["requested_at"].GetString(), "2023-11-14T22:13:20.000Z");
    EXPECT_FALSE(json["deletion"].HasMember("next_attempt"));
}

TEST(list, tells_deletions_from_documents) {
    store::document_status document = queued();
    store::document_status deletion = queued();
    deletion.id = "01DEL";
    deletion.target = "01ABC";
    const auto json = parsed(list_json({document, deletion}));
    EXPECT_FALSE(json[0].HasMember("deletion_of"));
    EXPECT_STREQ(json[1]["deletion_of"].GetString(), "01ABC");
}

TEST(status, of_a_refused_document_says_the_code) {
    store::document_status status = queued();
    status.state = store::delivery_state::refused;
    status.last_code = "XDSUnknownPatientId";
    status.last_text = "Patient inconnu.";
    const auto json = parsed(status_json(status));
    EXPECT_STREQ(json["code"].GetString(), "XDSUnknownPatientId");
    EXPECT_STREQ(json["text"].GetString(), "Patient inconnu.");
}

TEST(status, carries_the_warnings_of_the_submission) {
    cda::finding warning;
    warning.rule = "identity.rpps-key";
    warning.severity = cda::severity::warning;
    const auto json = parsed(status_json(queued(), {warning}));
    EXPECT_STREQ(json["findings"][0]["rule"].GetString(), "identity.rpps-key");
}

}  // namespace
}  // namespace pps::gateway::acknowledge
