#include "gateway/acknowledge/problem.hpp"

#include "gateway/core/deletion_reason.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace pps::gateway::acknowledge {
namespace {

TEST(problem, holds_type_status_and_texts) {
    rapidjson::Document json;
    json.Parse(problem_json(problem_of("too-large")).c_str());
    ASSERT_FALSE(json.HasParseError());
    EXPECT_STREQ(json["type"].GetString(), "urn:pps-gateway:problem:too-large");
    EXPECT_EQ(json["status"].GetInt(), 413);
    EXPECT_STREQ(json["code"].GetString(), "too-large");
    EXPECT_FALSE(std::string{json["fr"].GetString()}.empty());
    EXPECT_FALSE(json.HasMember("findings"));
}

TEST(problem, lists_findings_with_path_rule_severity_and_both_texts) {
    cda::finding one;
    one.rule = "identity.ins-key";
    one.path = "/ClinicalDocument/recordTarget[1]";
    one.fr = "clé";
    one.en = "key";
    rapidjson::Document json;
    json.Parse(problem_json(problem_of("not-acceptable-document"), {one}, "urn:uuid:1").c_str());
    ASSERT_FALSE(json.HasParseError());
    const auto& finding = json["findings"][0];
    EXPECT_STREQ(finding["rule"].GetString(), "identity.ins-key");
    EXPECT_STREQ(finding["severity"].GetString(), "error");
    EXPECT_STREQ(finding["path"].GetString(), "/ClinicalDocument/recordTarget[1]");
    EXPECT_STREQ(finding["fr"].GetString(), "clé");
    EXPECT_STREQ(finding["en"].GetString(), "key");
    EXPECT_STREQ(json["instance"].GetString(), "urn:uuid:1");
}

TEST(problem, of_a_deletion_without_a_reason_names_every_reason) {
    const problem_row& row = problem_of("bad-reason");
    EXPECT_EQ(row.status, 400);
    for (const auto& reason : deletion_reason_rows) {
        EXPECT_NE(row.en.find(reason.code), std::string_view::npos) << reason.code;
        EXPECT_NE(row.fr.find(reason.code), std::string_view::npos) << reason.code;
    }
}

TEST(problem, of_an_unknown_reason_is_internal) {
    EXPECT_EQ(problem_of("no such reason").status, 500);
}

}  // namespace
}  // namespace pps::gateway::acknowledge
