#include "gateway/app/settings_rules.hpp"

#include "tests/unit/gateway/app/sample.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace pps::gateway::app {
namespace {

struct rule_case {
    const char* rule;
    bool in_production;
    std::initializer_list<change> good;
    std::initializer_list<change> bad;
    const char* pointer;  ///< Where the bad one is reported.
    const char* text;     ///< Part of what is said.
};

constexpr std::string_view second =
    R"({"id": "second", "name": "S", "region": "R", "structures": ["10B0000001"],
    "certificate_subjects": ["CN=second,C=FR"]})";
constexpr std::string_view same_id =
    R"({"id": "first", "name": "S", "region": "R", "structures": ["10B0000001"],
    "certificate_subjects": ["CN=second,C=FR"]})";
constexpr std::string_view same_subject =
    R"({"id": "second", "name": "S", "region": "R", "structures": ["10B0000001"],
    "certificate_subjects": ["CN=second,C=FR", "cn=FIRST.example.fr, O=FIRST, C=FR"]})";

const rule_case cases[] = {
    {"platform-id-unique",
     false,
     {{"/platforms/1", second}},
     {{"/platforms/1", same_id}},
     "/platforms/1/id",
     "has this id"},
    {"certificate-subject-unique",
     false,
     {{"/platforms/1", second}},
     {{"/platforms/1", same_subject}},
     "/platforms/1/certificate_subjects/1",
     "has this certificate subject"},
    {"production-needs-crl", true, {}, {{"/receive/tls/crl", ""}}, "/receive/tls/crl", "revocation lists"},
    {"production-needs-crl",
     true,
     {},
     {{"/national/tls/crl", R"("")"}},
     "/national/tls/crl",
     "revocation lists"},
    {"production-needs-crl",
     true,
     {{"/mllp", R"({"tls": {"certificate": "m", "key": "k", "trusted": "t", "crl": "c"}})"}},
     {{"/mllp", R"({"tls": {"certificate": "m", "key": "k", "trusted": "t"}})"}},
     "/mllp/tls/crl",
     "revocation lists"},
    {"production-needs-crl",
     true,
     {{"/mllp", R"({"receipts_tls": {"certificate": "m", "key": "k", "trusted": "t", "crl": "c"}})"}},
     {{"/mllp", R"({"receipts_tls": {"certificate": "m", "key": "k", "trusted": "t"}})"}},
     "/mllp/receipts_tls/crl",
     "revocation lists"},
    {"endpoint-url",
     false,
     {{"/national/endpoints/registry", R"("https://[2001:db8::1]:8443/a")"}},
     {{"/national/endpoints/registry", R"("https://user:word@dmp.example.fr/a")"}},
     "/national/endpoints/registry",
     "without user"},
    {"endpoint-url",
     false,
     {},
     {{"/national/endpoints/registry", R"("https://dmp.example.fr/a?b")"}},
     "/national/endpoints/registry",
     "query"},
    {"endpoint-url",
     false,
     {},
     {{"/national/endpoints/registry", R"("https:///a")"}},
     "/national/endpoints/registry",
     "host"},
    {"endpoint-url",
     false,
     {},
     {{"/national/endpoints/registry", R"("https://a b/")"}},
     "/national/endpoints/registry",
     "https URL"},
    {"endpoint-not-local",
     true,
     {{"/national/endpoints/patients", R"("https://10.0.0.1/")"}},
     {{"/national/endpoints/patients", R"("https://127.0.0.2:4443/")"}},
     "/national/endpoints/patients",
     "this machine"},
    {"endpoint-not-local",
     true,
     {},
     {{"/national/endpoints/patients", R"("https://LocalHost./")"}},
     "/national/endpoints/patients",
     "this machine"},
    {"endpoint-not-local",
     true,
     {},
     {{"/national/endpoints/patients", R"("https://[::1]/")"}},
     "/national/endpoints/patients",
     "this machine"},
    {"endpoint-not-local",
     true,
     {},
     {{"/national/endpoints/patients", R"("https://[::ffff:127.0.0.1]/")"}},
     "/national/endpoints/patients",
     "this machine"},
    {"endpoint-of-environment",
     false,
     {{"/national/endpoints/repository", R"("https://dev6.lps2.dmp.gouv.fr/r")"}},
     {{"/national/endpoints/repository", R"("https://lps2.dmp.gouv.fr/r")"}},
     "/national/endpoints/repository",
     "other environment"},
    {"endpoint-of-environment",
     true,
     {{"/national/endpoints/repository", R"("https://lps2.dmp.gouv.fr/r")"}},
     {{"/national/endpoints/repository", R"("https://lps.dev1.dmp.gouv.fr/r")"}},
     "/national/endpoints/repository",
     "other environment"},
    {"rate-limit",
     false,
     {{"/national/rate_per_second", "4.99"}},
     {{"/national/rate_per_second", "5"}},
     "/national/rate_per_second",
     "below 5"},
    {"rate-limit",
     false,
     {{"/national/rate_per_second", "500"}, {"/national/rate_limit_lifted", "true"}},
     {{"/national/rate_per_second", "500"}},
     "/national/rate_per_second",
     "below 5"},
    {"rate-limit-in-production",
     true,
     {{"/national/rate_limit_lifted", "false"}},
     {{"/national/rate_limit_lifted", "true"}},
     "/national/rate_limit_lifted",
     "national rate limit"},
    {"retry-first",
     false,
     {{"/national/retry", R"({"first": "15min"})"}},
     {{"/national/retry", R"({"first": "16min"})"}},
     "/national/retry/first",
     "retry.longest"},
    {"retry-longest",
     false,
     {{"/national/retry", R"({"give_up_after": "15min"})"}},
     {{"/national/retry", R"({"give_up_after": "14min"})"}},
     "/national/retry/longest",
     "give_up_after"},
    {"lease-outlives-attempt",
     false,
     {{"/national/lease", R"("81s")"}},
     {{"/national/lease", R"("80s")"}},
     "/national/lease",
     "longer than"},
    {"listen-address",
     false,
     {{"/receive/address", R"("::")"}},
     {{"/receive/address", R"("localhost")"}},
     "/receive/address",
     "IPv4 or IPv6"},
    {"listen-address",
     false,
     {{"/operator/address", R"("127.0.0.2")"}},
     {{"/operator/address", R"("127.0.0")"}},
     "/operator/address",
     "IPv4 or IPv6"},
    {"ports-differ",
     false,
     {{"/receive/port", "0"}, {"/operator/port", "0"}},
     {{"/receive/port", "8081"}},
     "/operator/port",
     "port of the receive"},
    {"plain-mllp-is-local",
     false,
     {{"/mllp", R"({"plain": true, "plain_platform": "first", "address": "127.0.0.1"})"}},
     {{"/mllp", R"({"plain": true, "plain_platform": "first", "address": "0.0.0.0"})"}},
     "/mllp/address",
     "loopback"},
    {"plain-mllp-names-platform",
     false,
     {{"/mllp", R"({"plain": true, "plain_platform": "first", "address": "127.0.0.1"})"}},
     {{"/mllp", R"({"plain": true, "plain_platform": "nobody", "address": "127.0.0.1"})"}},
     "/mllp/plain_platform",
     "id of a platform"},
    {"plain-mllp-in-production",
     true,
     {{"/mllp", R"({})"}},
     {{"/mllp", R"({"plain": true, "plain_platform": "first", "address": "127.0.0.1"})"}},
     "/mllp/plain",
     "mutual TLS"},
    {"plain-receipts-are-local",
     false,
     {{"/platforms/0/receipts", R"({"host": "localhost", "port": 2576, "plain": true})"}},
     {{"/platforms/0/receipts", R"({"host": "hl7.example.fr", "port": 2576, "plain": true})"}},
     "/platforms/0/receipts/host",
     "this machine"},
    {"plain-receipts-are-local",
     false,
     {{"/platforms/0/receipts", R"({"host": "127.0.0.1", "port": 2576, "plain": true})"}},
     {{"/platforms/0/receipts", R"({"host": "192.0.2.1", "port": 2576, "plain": true})"}},
     "/platforms/0/receipts/host",
     "this machine"},
    {"receipts-need-tls",
     false,
     {{"/mllp", R"({"receipts_tls": {"certificate": "m", "key": "k", "trusted": "t"}})"},
      {"/platforms/0/receipts", R"({"host": "hl7.example.fr", "port": 2576})"}},
     {{"/mllp", R"({"tls": {"certificate": "m", "key": "k", "trusted": "t"}})"},
      {"/platforms/0/receipts", R"({"host": "hl7.example.fr", "port": 2576})"}},
     "/platforms/0/receipts",
     "mllp.receipts_tls"},
    {"receipts-need-tls",
     false,
     {},
     {{"/platforms/0/receipts", R"({"host": "hl7.example.fr", "port": 2576})"}},
     "/platforms/0/receipts",
     "mllp.receipts_tls"},
    {"supplement-needs-bundle",
     false,
     {{"/conformity", R"({"bundle": "bundle", "supplement": "more"})"}},
     {{"/conformity", R"({"supplement": "more"})"}},
     "/conformity/supplement",
     "needs conformity.bundle"},
    {"path-not-contents",
     false,
     {{"/store/key_file", R"("keys/store.key")"}},
     {{"/store/key_file", R"("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")"}},
     "/store/key_file",
     "not its contents"},
    {"path-not-contents",
     false,
     {},
     {{"/mllp", R"({"receipts_tls": {"certificate": "m", "trusted": "t", "key": "-----BEGIN )"
                R"(PRIVATE KEY----- abc"}})"}},
     "/mllp/receipts_tls/key",
     "not its contents"},
    {"path-not-contents",
     false,
     {},
     {{"/national/sign/key", R"("-----BEGIN )"
                             R"(PRIVATE KEY----- abc")"}},
     "/national/sign/key",
     "not its contents"},
};

TEST(settings_rules, accept_what_is_right) {
    for (const rule_case& each : cases)
        EXPECT_EQ(listed(parse_settings(changed(each.good, each.in_production), "/etc")), "") << each.rule;
}

TEST(settings_rules, refuse_what_is_wrong_at_its_place_and_nothing_else) {
    for (const rule_case& each : cases) {
        const settings_outcome outcome = parse_settings(changed(each.bad, each.in_production), "/etc");
        ASSERT_EQ(outcome.errors.size(), 1u) << each.rule << "\n" << listed(outcome);
        EXPECT_EQ(outcome.errors[0].pointer, each.pointer) << each.rule;
        EXPECT_NE(outcome.errors[0].text.find(each.text), std::string::npos) << outcome.errors[0].text;
    }
}

TEST(settings_rules, each_has_a_failing_case_here) {
    std::set<std::string_view> tested;
    for (const rule_case& each : cases)
        tested.insert(each.rule);
    for (const std::string_view id : rule_ids())
        EXPECT_TRUE(tested.contains(id)) << id;
    EXPECT_EQ(tested.size(), rule_ids().size());
}

TEST(settings_rules, allow_a_simulator_on_this_machine_in_test) {
    EXPECT_EQ(listed(parse_settings(
                  changed({{"/national/endpoints/repository", R"("https://localhost:9443/r")"}}), "/etc")),
              "");
}

TEST(settings_rules, bound_durations_and_sizes) {
    const struct {
        change good, bad;
    } bounds[] = {
        {{"/receive/max_document_bytes", "67108864"}, {"/receive/max_document_bytes", R"("65MiB")"}},
        {{"/receive/max_header_bytes", R"("1kiB")"}, {"/receive/max_header_bytes", "1023"}},
        {{"/receive/handshake_timeout", R"("100ms")"}, {"/receive/handshake_timeout", R"("99ms")"}},
        {{"/receive/body_timeout", R"("1h")"}, {"/receive/body_timeout", R"("61min")"}},
        {{"/drain_timeout", R"("10min")"}, {"/drain_timeout", R"("999999999d")"}},
        {{"/national/max_answer_bytes", R"("1GiB")"}, {"/national/max_answer_bytes", "18446744073709551615"}},
    };
    for (const auto& [good, bad] : bounds) {
        EXPECT_EQ(listed(parse_settings(changed({good}), "/etc")), "") << good.pointer;
        const settings_outcome outcome = parse_settings(changed({bad}), "/etc");
        ASSERT_EQ(outcome.errors.size(), 1u) << listed(outcome);
        EXPECT_EQ(outcome.errors[0].pointer, bad.pointer);
        EXPECT_TRUE(outcome.errors[0].text.starts_with("must be from ")) << outcome.errors[0].text;
    }
}

TEST(settings_rules, say_nothing_about_values_that_the_schema_refuses) {
    const std::string text = changed({{"/national/rate_per_second", "-1"},
                                      {"/national/lease", R"("soon")"},
                                      {"/national/endpoints/patients", "3"},
                                      {"/national/retry", R"({"first": "1h", "longest": 5})"}});
    EXPECT_EQ(parse_settings(text, "/etc").errors.size(), 4u) << listed(parse_settings(text, "/etc"));
}

}  // namespace
}  // namespace pps::gateway::app
