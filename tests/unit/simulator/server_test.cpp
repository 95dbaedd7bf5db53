#include "tests/simulator/server.hpp"

#include "tests/unit/simulator/sample.hpp"
#include "tests/unit/simulator/tls_client.hpp"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>

extern char** environ;

namespace pps::simulator {
namespace {

using sample::plain_exchange;
using sample::tls_client;

/// One PKI for all tests of a process: keys of 2048 bits, as TLS wants them, take time.
struct identities {
    instant base = std::chrono::system_clock::now();
    sample::pki certificates{2048, base};
    sample::identity server = certificates.issue("server", sample::profile::server);
    sample::identity client = certificates.issue("client", sample::profile::authenticate);
    sample::identity signer = certificates.issue("Cachet", sample::profile::sign);
};
identities& shared() {
    static identities made;
    return made;
}

sample::request_text text_for_now(const std::string& number = "1") {
    sample::request_text out;
    out.document_id += number;
    out.set_id += number;
    out.signature_id += number;
    out.issued_at = to_iso(std::chrono::system_clock::now());
    out.signed_at = out.issued_at;
    return out;
}

std::string post(const std::string& body, const std::string& content_type = sample::mtom_content_type,
                 const std::string& path = "/si-dmp-server/v2/services/repository") {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + content_type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class simulator_server : public testing::Test {
  protected:
    simulator_server() {
        sample::start_libraries();
        issuers =
            std::make_unique<trust>(shared().certificates.trusted_file(), shared().certificates.crl_file());
        service = std::make_unique<dmp>(dmp_settings{}, *issuers, documents);
        server_settings settings;
        settings.certificate_file = shared().server.certificate_file;
        settings.key_file = shared().server.key_file;
        running = std::make_unique<server>(settings, *issuers, admin_target{*service, documents, faults});
        loop = std::thread([this] { running->run(); });
    }
    ~simulator_server() override {
        running->stop();
        loop.join();
    }
    tls_client connect() { return {running->port(), shared().certificates, &shared().client}; }
    bool accepted(const sample::identity* client, const tls_client::adjust& adjust = {}) {
        return tls_client(running->port(), shared().certificates, client, adjust).connected();
    }
    std::string submission(const std::string& number = "1") {
        return post(text_for_now(number).body(shared().signer));
    }
    void inject(fault_mode mode) { faults.set({{mode, 1, -1, std::chrono::milliseconds(0), "all", ""}}, 1); }
    std::string admin(const std::string& request) { return plain_exchange(running->admin_port(), request); }

    std::unique_ptr<trust> issuers;
    registry documents{""};
    fault_plan faults;
    std::unique_ptr<dmp> service;
    std::unique_ptr<server> running;
    std::thread loop;
};

TEST_F(simulator_server, registers_two_submissions_of_one_connection) {
    auto client = connect();
    for (const char* number : {"1", "2"}) {
        const auto given = client.exchange(submission(number));
        EXPECT_TRUE(given.starts_with("HTTP/1.1 200")) << given;
        EXPECT_NE(given.find("ResponseStatusType:Success"), std::string::npos) << given;
    }
    EXPECT_EQ(documents.counts().registered, 2U);
    const auto counts = admin("GET /counts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(counts.find("\"registered\":2"), std::string::npos) << counts;
}

TEST_F(simulator_server, takes_a_client_certificate_for_authentication_only) {
    auto& pki = shared().certificates;
    const auto without_usage = pki.issue("none", sample::profile::without_usage);
    const auto stranger = pki.issue("stranger", sample::profile::authenticate, false);
    const auto expired = pki.issue("expired", sample::profile::authenticate, true, true);
    const auto revoked = pki.issue_revoked("revoked", sample::profile::authenticate);
    EXPECT_TRUE(accepted(&shared().client));
    EXPECT_FALSE(accepted(nullptr)) << "no certificate";
    EXPECT_FALSE(accepted(&shared().signer)) << "emailProtection only";
    EXPECT_FALSE(accepted(&without_usage));
    EXPECT_FALSE(accepted(&stranger));
    EXPECT_FALSE(accepted(&expired));
    EXPECT_FALSE(accepted(&revoked));
}

TEST_F(simulator_server, speaks_tls_1_2_with_the_suites_of_the_dmp) {
    auto suite = [](const char* name) {
        return [name](SSL_CTX* context) {
            SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
            SSL_CTX_set_cipher_list(context, name);
        };
    };
    EXPECT_TRUE(accepted(&shared().client, suite("ECDHE-RSA-AES128-GCM-SHA256")));
    EXPECT_TRUE(accepted(&shared().client, suite("ECDHE-RSA-CHACHA20-POLY1305")));
    EXPECT_FALSE(accepted(&shared().client, suite("AES256-GCM-SHA384")));
    EXPECT_FALSE(accepted(&shared().client, suite("ECDHE-RSA-AES256-SHA")));
    EXPECT_FALSE(accepted(&shared().client,
                          [](SSL_CTX* context) { SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION); }));
}

TEST_F(simulator_server, refuses_requests_it_does_not_want_to_read) {
    EXPECT_TRUE(connect()
                    .exchange("GET /si-dmp-server/v2/services/repository HTTP/1.1\r\nHost: x\r\n\r\n")
                    .starts_with("HTTP/1.1 405"));
    EXPECT_TRUE(connect()
                    .exchange("POST /si-dmp-server/v2/services/repository HTTP/1.1\r\nHost: x\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
                    .starts_with("HTTP/1.1 411"));
    EXPECT_TRUE(connect()
                    .exchange("POST /si-dmp-server/v2/services/repository HTTP/1.1\r\nHost: x\r\n"
                              "Content-Length: 62914561\r\n\r\n")
                    .starts_with("HTTP/1.1 413"));
    EXPECT_TRUE(connect().exchange(post("x", "text/plain", "/elsewhere")).starts_with("HTTP/1.1 404"));
    EXPECT_TRUE(connect().exchange(post("x", "text/plain")).starts_with("HTTP/1.1 415"));
}

TEST_F(simulator_server, cuts_before_and_in_the_middle_without_registering) {
    for (const auto mode : {fault_mode::cut_before, fault_mode::cut_middle}) {
        inject(mode);
        EXPECT_EQ(connect().exchange(submission()), "") << name_of(mode);
        EXPECT_EQ(documents.counts().registered, 0U);
    }
    EXPECT_EQ(faults.injected().at("cut_middle"), 1U);
}

TEST_F(simulator_server, cuts_after_with_the_document_registered) {
    inject(fault_mode::cut_after);
    EXPECT_EQ(connect().exchange(submission()), "");
    EXPECT_EQ(documents.counts().registered, 1U);
    inject(fault_mode::none);
    EXPECT_NE(connect().exchange(submission()).find("XDSDuplicateUniqueIdInRegistry"), std::string::npos);
}

TEST_F(simulator_server, answers_busy_unavailable_or_garbage_without_registering) {
    inject(fault_mode::busy);
    EXPECT_NE(connect().exchange(submission()).find("XDSRepositoryBusy"), std::string::npos);
    inject(fault_mode::http503);
    EXPECT_TRUE(connect().exchange(submission()).starts_with("HTTP/1.1 503"));
    inject(fault_mode::garbage);
    const auto garbage = connect().exchange(submission());
    EXPECT_TRUE(garbage.starts_with("HTTP/1.1 200"));
    EXPECT_EQ(garbage.find("RegistryResponse"), std::string::npos);
    EXPECT_EQ(documents.counts().registered, 0U);
    faults.set({{fault_mode::latency, 1, -1, std::chrono::milliseconds(1), "repository", ""}}, 1);
    EXPECT_NE(connect().exchange(submission()).find("ResponseStatusType:Success"), std::string::npos);
}

TEST_F(simulator_server, has_a_plain_admin_endpoint) {
    EXPECT_NE(admin("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").find("\"ok\""),
              std::string::npos);
    const std::string fault = R"({"mode":"http503","count":1})";
    EXPECT_TRUE(admin("POST /faults HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
                      std::to_string(fault.size()) + "\r\n\r\n" + fault)
                    .starts_with("HTTP/1.1 200"));
    EXPECT_TRUE(connect().exchange(submission()).starts_with("HTTP/1.1 503"));
    EXPECT_TRUE(connect().exchange(submission()).starts_with("HTTP/1.1 200"));
}

/// The program itself, in a process of its own.
class program {
  public:
    explicit program(const std::string& folder) : ports_file_(folder + "/ports.json") {
        std::filesystem::remove(ports_file_);
        auto& ids = shared();
        std::vector<std::string> arguments{PPS_SIMULATOR,   "--quiet",
                                           "--certificate", ids.server.certificate_file,
                                           "--key",         ids.server.key_file,
                                           "--trusted",     ids.certificates.trusted_file(),
                                           "--crl",         ids.certificates.crl_file(),
                                           "--state",       folder + "/state.jsonl",
                                           "--ports-file",  ports_file_};
        std::vector<char*> raw;
        for (auto& one : arguments)
            raw.push_back(one.data());
        raw.push_back(nullptr);
        if (posix_spawn(&process_, PPS_SIMULATOR, nullptr, nullptr, raw.data(), environ) != 0)
            throw std::runtime_error("the program does not start");
        for (int i = 0; i < 1000 && !std::filesystem::exists(ports_file_); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        std::ifstream in(ports_file_);
        const std::string ports{std::istreambuf_iterator<char>(in), {}};
        if (std::sscanf(ports.c_str(), "{\"port\":%hu,\"admin_port\":%hu}", &port, &admin_port) != 2)
            throw std::runtime_error("the program does not tell its ports");
    }
    ~program() {
        if (process_ > 0) stop(SIGKILL);
    }
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    /// The exit code, or -1 when it ended otherwise.
    int stop(int signal) {
        kill(process_, signal);
        int status = 0;
        waitpid(std::exchange(process_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    std::uint16_t port = 0;
    std::uint16_t admin_port = 0;

  private:
    std::string ports_file_;
    pid_t process_ = 0;
};

TEST(simulator_program, stops_on_a_signal_and_finds_its_registry_again_even_after_a_crash) {
    const std::string folder = shared().certificates.folder() + "/program";
    std::filesystem::create_directory(folder);
    auto submit = [](const program& on, const std::string& number) {
        tls_client client(on.port, shared().certificates, &shared().client);
        return client.exchange(post(text_for_now(number).body(shared().signer)));
    };
    program first(folder);
    EXPECT_NE(submit(first, "1").find("ResponseStatusType:Success"), std::string::npos);
    const tls_client idle(first.port, shared().certificates, &shared().client);
    EXPECT_EQ(first.stop(SIGTERM), 0) << "an idle connection does not keep it";
    program second(folder);
    EXPECT_NE(submit(second, "1").find("XDSDuplicateUniqueIdInRegistry"), std::string::npos);
    EXPECT_NE(submit(second, "2").find("ResponseStatusType:Success"), std::string::npos);
    EXPECT_EQ(second.stop(SIGKILL), -1);
    program third(folder);
    EXPECT_NE(submit(third, "2").find("XDSDuplicateUniqueIdInRegistry"), std::string::npos);
    const auto list =
        plain_exchange(third.admin_port, "GET /registered HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(list.find("\"unique_id\":\"1.2.250.1.999.1.1.12\""), std::string::npos);
    EXPECT_EQ(third.stop(SIGINT), 0);
}

}  // namespace
}  // namespace pps::simulator
