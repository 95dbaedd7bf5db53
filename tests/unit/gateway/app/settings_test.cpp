#include "gateway/app/settings.hpp"

#include "tests/unit/gateway/app/sample.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace pps::gateway::app {
namespace {

TEST(settings, reads_the_smallest_configuration_with_the_defaults_of_the_program) {
    const settings_outcome outcome = parse_settings(smallest, "/etc/pps");
    ASSERT_EQ(listed(outcome), "");
    const settings& s = outcome.settings;
    EXPECT_EQ(s.environment, cda::environment::test);
    EXPECT_EQ(s.receive.port, receive_settings{}.port);
    EXPECT_EQ(s.national.rate_per_second, 4.0);
    EXPECT_EQ(s.national.give_up_after, std::chrono::hours{7 * 24});
    ASSERT_EQ(s.platforms.size(), 1u);
    EXPECT_EQ(s.platforms[0].kinds, (std::vector<std::string>{"pps", "rcp"}));
    EXPECT_FALSE(s.platforms[0].acts_as);
    EXPECT_EQ(s.platforms[0].submitter, "message");
    EXPECT_TRUE(s.platforms[0].senders.empty());
}

TEST(settings, reads_every_key_into_its_field) {
    const settings_outcome outcome = parse_settings(
        changed({{"/environment", R"("production")"},
                 {"/log", R"({"level": "debug"})"},
                 {"/workers", "3"},
                 {"/drain_timeout", R"("21s")"},
                 {"/ports_file", R"("ports.json")"},
                 {"/receive", R"({"address": "10.1.2.3", "port": 443,
                     "tls": {"certificate": "a", "key": "b", "trusted": "c", "crl": "d"},
                     "max_document_bytes": "2MiB", "max_header_bytes": 2048, "max_connections": 7,
                     "handshake_timeout": "1s", "header_timeout": "2s", "body_timeout": "3s",
                     "idle_timeout": "4s", "answer_timeout": "5s"})"},
                 {"/platforms/0",
                  R"({"id": "p-1", "name": "N", "region": "R", "certificate_subjects": ["CN=a", "CN=b"],
                     "structures": ["2123456789", "312345678900001"], "kinds": ["pps"], "acts_as": {"structure_id": "1750000001", "structure_name": "S", "activity_sector": "SA01",
                                 "responsible_id": "899900000017", "system_id": "1750000001/a"},
                     "submitter": "automaton",
                     "senders": [{"structure_id": "1750000002", "structure_name": "T", "activity_sector": "SA07"}]})"},
                 {"/store", R"({"folder": "f", "key_file": "/k", "max_waiting": 8, "min_free_bytes": "3GiB",
                     "keep_days": 9})"},
                 {"/national/tls/crl", R"("e.crl")"},
                 {"/national/vihf", R"({"version": "4.0", "auth_mode_attribute": "Authentification_mode",
                     "digest": "sha1", "inclusive_namespaces": true})"},
                 {"/national/xades", R"({"digest": "sha256"})"},
                 {"/national/send_hash_size", "false"},
                 {"/national/xcn13_for_internal_id", R"("IDNPS")"},
                 {"/national/content_type", R"({"code": "03", "scheme": "1.2.3", "display": "D"})"},
                 {"/national/identity", R"({"structure_id": "1750000001", "structure_name": "SN",
                     "activity_sector": "SA07", "responsible_id": "10B0011797/00B1022322", "system_id": "10B0000001/x",
                     "system_name": "Y", "system_model": "Z",
                     "auth_context": "urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient",
                     "lps": {"id": "I", "name": "J", "version": "K", "homologation": "L"}})"},
                 {"/national/rate_per_second", "1.5"},
                 {"/national/daily_announce", "11"},
                 {"/national/connections", "12"},
                 {"/national/connect_timeout", R"("6s")"},
                 {"/national/answer_timeout", R"("7s")"},
                 {"/national/max_answer_bytes", "9999"},
                 {"/national/lease", R"("45s")"},
                 {"/national/retry", R"({"first": "3s", "longest": "4min", "give_up_after": "5h"})"},
                 {"/national/breaker", R"({"failures": 13, "pause": "500ms"})"},
                 {"/operator", R"({"address": "::1", "port": 9000, "progress_every": "8s"})"}}),
        "/etc/pps");
    ASSERT_EQ(listed(outcome), "");
    const settings& s = outcome.settings;
    EXPECT_EQ(s.environment, cda::environment::production);
    EXPECT_EQ(s.log_level, "debug");
    EXPECT_EQ(s.workers, 3);
    EXPECT_EQ(s.drain_timeout, milliseconds{21'000});
    EXPECT_EQ(s.ports_file, "/etc/pps/ports.json");

    EXPECT_EQ(s.receive.address, "10.1.2.3");
    EXPECT_EQ(s.receive.port, 443);
    EXPECT_EQ(s.receive.tls.certificate, "/etc/pps/a");
    EXPECT_EQ(s.receive.tls.key, "/etc/pps/b");
    EXPECT_EQ(s.receive.tls.trusted, "/etc/pps/c");
    EXPECT_EQ(s.receive.tls.crl, "/etc/pps/d");
    EXPECT_EQ(s.receive.max_document_bytes, 2u << 20);
    EXPECT_EQ(s.receive.max_header_bytes, 2048u);
    EXPECT_EQ(s.receive.max_connections, 7);
    EXPECT_EQ(s.receive.handshake_timeout, milliseconds{1'000});
    EXPECT_EQ(s.receive.header_timeout, milliseconds{2'000});
    EXPECT_EQ(s.receive.body_timeout, milliseconds{3'000});
    EXPECT_EQ(s.receive.idle_timeout, milliseconds{4'000});
    EXPECT_EQ(s.receive.answer_timeout, milliseconds{5'000});

    ASSERT_EQ(s.platforms.size(), 1u);
    const platform_settings& p = s.platforms[0];
    EXPECT_EQ(p.id, "p-1");
    EXPECT_EQ(p.name, "N");
    EXPECT_EQ(p.region, "R");
    EXPECT_EQ(p.certificate_subjects, (std::vector<std::string>{"CN=a", "CN=b"}));
    EXPECT_EQ(p.structures, (std::vector<std::string>{"2123456789", "312345678900001"}));
    EXPECT_EQ(p.kinds, std::vector<std::string>{"pps"});
    ASSERT_TRUE(p.acts_as);
    EXPECT_EQ(p.acts_as->structure_id, "1750000001");
    EXPECT_EQ(p.acts_as->structure_name, "S");
    EXPECT_EQ(p.acts_as->activity_sector, "SA01");
    EXPECT_EQ(p.acts_as->responsible_id, "899900000017");
    EXPECT_EQ(p.acts_as->system_id, "1750000001/a");
    EXPECT_EQ(p.submitter, "automaton");
    ASSERT_EQ(p.senders.size(), 1u);
    EXPECT_EQ(p.senders[0].structure_id, "1750000002");
    EXPECT_EQ(p.senders[0].structure_name, "T");
    EXPECT_EQ(p.senders[0].activity_sector, "SA07");
    EXPECT_EQ(p.senders[0].responsible_id, "");

    EXPECT_EQ(s.store.folder, "/etc/pps/f");
    EXPECT_EQ(s.store.key_file, "/k");
    EXPECT_EQ(s.store.max_waiting, 8);
    EXPECT_EQ(s.store.min_free_bytes, 3ull << 30);
    EXPECT_EQ(s.store.keep_days, 9u);

    const national_settings& n = s.national;
    EXPECT_EQ(n.repository, "https://dmp.example.fr/repository");
    EXPECT_EQ(n.registry, "https://dmp.example.fr/registry");
    EXPECT_EQ(n.patients, "https://dmp.example.fr/patients");
    EXPECT_EQ(n.tls.certificate, "/etc/pps/n.pem");
    EXPECT_EQ(n.tls.crl, "/etc/pps/e.crl");
    EXPECT_EQ(n.sign_certificate, "/etc/pps/s.pem");
    EXPECT_EQ(n.sign_key, "/etc/pps/s.key");
    EXPECT_EQ(n.sign_issuers, "/etc/pps/si.pem");
    EXPECT_EQ(n.profile.vihf_version, "4.0");
    EXPECT_EQ(n.profile.auth_mode_attribute, "Authentification_mode");
    EXPECT_EQ(n.profile.vihf_digest, dmp::digest::sha1);
    EXPECT_TRUE(n.profile.vihf_inclusive_namespaces);
    EXPECT_EQ(n.profile.xades_digest, dmp::digest::sha256);
    EXPECT_FALSE(n.profile.send_hash_size);
    EXPECT_EQ(n.profile.source_id, "1.2.250.1.999.1.1");
    EXPECT_EQ(n.profile.content_type.code, "03");
    EXPECT_EQ(n.profile.content_type.scheme, "1.2.3");
    EXPECT_EQ(n.profile.content_type.display, "D");
    EXPECT_EQ(n.identity.structure_id, "1750000001");
    EXPECT_EQ(n.identity.structure_name, "SN");
    EXPECT_EQ(n.identity.activity_sector, "SA07");
    EXPECT_EQ(n.identity.responsible_id, "10B0011797/00B1022322");
    EXPECT_EQ(n.identity.system_id, "10B0000001/x");
    EXPECT_EQ(n.identity.system_name, "Y");
    EXPECT_EQ(n.identity.system_model, "Z");
    EXPECT_EQ(n.identity.auth_context, "urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient");
    EXPECT_EQ(n.identity.lps_id, "I");
    EXPECT_EQ(n.identity.lps_name, "J");
    EXPECT_EQ(n.identity.lps_version, "K");
    EXPECT_EQ(n.identity.lps_homologation, "L");
    EXPECT_EQ(n.xcn13_for_internal_id, "IDNPS");
    EXPECT_EQ(n.rate_per_second, 1.5);
    EXPECT_FALSE(n.rate_limit_lifted);
    EXPECT_EQ(n.daily_announce, 11u);
    EXPECT_EQ(n.connections, 12);
    EXPECT_EQ(n.connect_timeout, milliseconds{6'000});
    EXPECT_EQ(n.answer_timeout, milliseconds{7'000});
    EXPECT_EQ(n.max_answer_bytes, 9999u);
    EXPECT_EQ(n.lease, milliseconds{45'000});
    EXPECT_EQ(n.first_retry, milliseconds{3'000});
    EXPECT_EQ(n.longest_retry, milliseconds{240'000});
    EXPECT_EQ(n.give_up_after, milliseconds{18'000'000});
    EXPECT_EQ(n.breaker_failures, 13);
    EXPECT_EQ(n.breaker_pause, milliseconds{500});

    EXPECT_EQ(s.operators.address, "::1");
    EXPECT_EQ(s.operators.port, 9000);
    EXPECT_EQ(s.operators.progress_every, milliseconds{8'000});
}

TEST(settings, tells_every_error_at_once_in_file_order_with_its_line) {
    const settings_outcome outcome = parse_settings(R"({
        "environment": "prod",
        "operator": {"prot": 1, "port": 1, "port": 2},
        "store": {"folder": ""},
        "platforms": [{
            "id": "UPPER", "name": "N", "region": "R",
            "certificate_subjects": ["CN=a", "CN=a"],
            "structures": [], "kinds": ["cda"]
        }],
        "national": {"lease": 3, "rate_per_second": 6},
        "receive": {"tls": {}, "max_document_bytes": "20MB"}
    })",
                                                    "/etc");
    std::string found;
    for (const setting_error& each : outcome.errors)
        found += std::to_string(each.line) + " " + each.pointer + "\n";
    EXPECT_EQ(found,
              "2 /environment\n"
              "3 /operator/prot\n"
              "3 /operator/port\n"
              "4 /store/key_file\n"
              "4 /store/folder\n"
              "6 /platforms/0/id\n"
              "7 /platforms/0/certificate_subjects/1\n"
              "8 /platforms/0/structures\n"
              "8 /platforms/0/kinds/0\n"
              "10 /national/endpoints\n"
              "10 /national/tls\n"
              "10 /national/sign\n"
              "10 /national/source_id\n"
              "10 /national/identity\n"
              "10 /national/lease\n"
              "10 /national/rate_per_second\n"
              "11 /receive/tls/certificate\n"
              "11 /receive/tls/key\n"
              "11 /receive/tls/trusted\n"
              "11 /receive/max_document_bytes\n");
    EXPECT_NE(listed(outcome).find("/operator/prot: is not a known key; did you mean \"port\"?"),
              std::string::npos);
}

TEST(settings, repeats_no_value_of_the_file_in_its_errors) {
    const std::string secret = R"("s3cret-s3cret-s3cret")";
    for (const char* pointer :
         {"/environment", "/receive/port", "/national/source_id", "/national/lease",
          "/platforms/0/structures/0", "/national/endpoints/registry", "/receive/address"}) {
        const settings_outcome outcome = parse_settings(changed({{pointer, secret}}), "/etc");
        EXPECT_FALSE(outcome.errors.empty()) << pointer;
        EXPECT_EQ(listed(outcome).find("s3cret"), std::string::npos) << listed(outcome);
    }
}

TEST(settings, refuse_malformed_identifiers) {
    const change bad[] = {
        {"/national/identity/structure_id", R"("9123")"},
        {"/platforms/0/structures/0", R"("123456789")"},
        {"/national/xcn13_for_internal_id", R"("RI")"},
        {"/national/source_id", R"("1.02.3")"},
        {"/platforms/0/id", R"("a b")"},
        {"/national/source_id", R"("1.2.250.1.999.1234567890.1234567890.1234567")"},
        {"/national/identity/activity_sector", R"("SA5")"},
        {"/national/endpoints/registry", R"("http://a/")"},
    };
    for (const change& each : bad) {
        const settings_outcome outcome = parse_settings(changed({each}), "/etc");
        ASSERT_EQ(outcome.errors.size(), 1u) << each.pointer << listed(outcome);
        EXPECT_EQ(outcome.errors[0].pointer, each.pointer);
    }
}

TEST(settings, leave_room_for_generated_ids_after_the_source_id) {
    const std::string longest = "\"1.2.250.1.999.1234567890.1234567890.12345\"";
    ASSERT_EQ(longest.size() - 2, 41u);
    EXPECT_EQ(listed(parse_settings(changed({{"/national/source_id", longest}}), "/etc")), "");
}

TEST(settings, survive_any_top_level_value) {
    for (const char* text : {"[]", "null", "3", "\"x\"", "{}", "[[[", R"({"platforms": [1, null, []]})"})
        EXPECT_FALSE(parse_settings(text, "/etc").errors.empty()) << text;
}

TEST(settings, survive_being_cut_or_changed_anywhere) {
    const std::string whole{smallest};
    for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_FALSE(parse_settings(whole.substr(0, i), "/etc").errors.empty()) << i;
        for (const char c : {'{', '"', '[', '9', '\\'}) {
            std::string other = whole;
            other[i] = c;
            for (const setting_error& each : parse_settings(other, "/etc").errors)
                EXPECT_FALSE(each.text.empty());
        }
    }
}

class settings_file : public testing::Test {
  protected:
    settings_file() : folder_{testing::TempDir() + "pps_settings_" + std::to_string(::getpid())} {
        std::filesystem::create_directories(folder_ + "/deep");
    }
    ~settings_file() override { std::filesystem::remove_all(folder_); }

    std::string write(std::string_view text) const {
        const std::string file = folder_ + "/gateway.json";
        std::ofstream{file} << text;
        return file;
    }

    std::string folder_;
};

TEST_F(settings_file, resolves_relative_paths_from_its_own_folder) {
    write(changed({{"/store/folder", R"("../data")"}, {"/store/key_file", R"("/run/key")"}}));
    const settings_outcome outcome = read_settings(folder_ + "/deep/../gateway.json");
    ASSERT_EQ(listed(outcome), "");
    EXPECT_EQ(std::filesystem::path{outcome.settings.store.folder},
              std::filesystem::path{folder_}.parent_path() / "data");
    EXPECT_EQ(outcome.settings.store.key_file, "/run/key");
    EXPECT_EQ(outcome.settings.receive.tls.crl, "");
}

TEST_F(settings_file, that_is_missing_or_a_folder_is_one_error) {
    const settings_outcome missing = read_settings(folder_ + "/none.json");
    ASSERT_EQ(missing.errors.size(), 1u);
    EXPECT_EQ(missing.errors[0].text, "cannot be read: No such file or directory");
    EXPECT_EQ(read_settings(folder_).errors.size(), 1u);
}

TEST_F(settings_file, that_is_too_large_is_refused) {
    const settings_outcome outcome = read_settings(write(std::string(smallest) + std::string(5u << 20, ' ')));
    ASSERT_EQ(outcome.errors.size(), 1u);
    EXPECT_NE(outcome.errors[0].text.find("4 MiB"), std::string::npos);
}

}  // namespace
}  // namespace pps::gateway::app
