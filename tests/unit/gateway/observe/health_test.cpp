#include "gateway/observe/health.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace pps::gateway::observe {
namespace {

using namespace std::chrono_literals;

snapshot healthy() {
    snapshot now;
    now.at = from_millis(1'700'000'000'000);
    now.version = "1.2.3";
    now.disk_free_bytes = 100;
    now.disk_wanted_bytes = 100;
    certificate_state one;
    one.use = "sign";
    one.subject = "CN=x";
    one.not_after = now.at + 49h;
    now.certificates.push_back(one);
    return now;
}

TEST(health, is_ready_when_everything_works) {
    EXPECT_TRUE(is_ready(healthy()));
}

TEST(health, is_ready_while_the_national_endpoint_is_away) {
    snapshot now = healthy();
    now.national.emplace_back();
    now.national.back().breaker = breaker_state::open;
    EXPECT_TRUE(is_ready(now));
    EXPECT_FALSE(national_ok(now));
}

TEST(health, is_not_ready_when_the_store_does_not_write) {
    snapshot now = healthy();
    now.store.writable = false;
    EXPECT_FALSE(is_ready(now));
}

TEST(health, is_not_ready_when_the_store_does_not_answer) {
    snapshot now = healthy();
    now.store_answered = false;
    EXPECT_FALSE(is_ready(now));
}

TEST(health, is_not_ready_when_the_database_is_damaged) {
    snapshot now = healthy();
    now.store.integrity_ok = false;
    EXPECT_FALSE(is_ready(now));
}

TEST(health, is_not_ready_when_the_disk_is_nearly_full) {
    snapshot now = healthy();
    now.disk_free_bytes = 99;
    EXPECT_FALSE(is_ready(now));
}

TEST(health, is_not_ready_with_an_expired_certificate) {
    snapshot now = healthy();
    now.certificates.front().not_after = now.at;
    EXPECT_FALSE(is_ready(now));
}

TEST(health, is_not_ready_while_stopping) {
    snapshot now = healthy();
    now.stopping = true;
    EXPECT_FALSE(is_ready(now));
}

TEST(health, tells_days_left_queue_and_oldest_age_as_json) {
    snapshot now = healthy();
    now.queue.queued = 4;
    now.queue.oldest_pending = now.at - 90s;
    rapidjson::Document json;
    json.Parse(health_json(now).c_str());
    ASSERT_FALSE(json.HasParseError());
    EXPECT_STREQ(json["status"].GetString(), "ready");
    EXPECT_EQ(json["certificates"][0]["days_left"].GetInt(), 2);
    EXPECT_EQ(json["queue"]["queued"].GetInt(), 4);
    EXPECT_EQ(json["queue"]["oldest_pending_seconds"].GetInt(), 90);
    EXPECT_STREQ(json["version"].GetString(), "1.2.3");
}

TEST(health, says_in_french_what_is_wrong) {
    snapshot now = healthy();
    now.store.writable = false;
    rapidjson::Document json;
    json.Parse(health_json(now).c_str());
    EXPECT_STREQ(json["status"].GetString(), "not-ready");
    EXPECT_NE(std::string{json["message"].GetString()}.find("disque"), std::string::npos);
}

}  // namespace
}  // namespace pps::gateway::observe
