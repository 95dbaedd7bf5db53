#include "tests/unit/gateway/runtime/mllp_sample.hpp"
#include "tests/unit/simulator/sample_pki.hpp"

#include <boost/asio/ssl/context.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
using sample::exchange;
using simulator::sample::identity;
using simulator::sample::pki;
using simulator::sample::profile;

/// Making keys is what takes time: once for all tests.
struct shared_pki {
    pki certificates{2048, std::chrono::system_clock::now()};
    identity server = certificates.issue("server", profile::server);
    identity platform = certificates.issue("platform", profile::authenticate);
    identity revoked = certificates.issue_revoked("revoked", profile::authenticate);
    identity stranger = certificates.issue("stranger", profile::authenticate, false);
};
const shared_pki& all() {
    static const shared_pki made;
    return made;
}

tls_material material(const identity& who, bool with_crl) {
    tls_material files;
    files.certificate = who.certificate_file;
    files.key = who.key_file;
    files.trusted = all().certificates.trusted_file();
    if (with_crl) files.crl = all().certificates.crl_file();
    return files;
}

tls_context sound(const boost::system::result<tls_context, tls_problem>& made) {
    if (!made) throw std::runtime_error(made.error().text);
    return *made;
}

/// An MLLP server over mutual TLS, and clients that show one certificate or another.
class mllp_tls : public sample::mllp_server_fixture {
  protected:
    void start_secure(bool with_crl = true) {
        mllp_server_options options;
        options.tls = sound(make_server_context(material(all().server, with_crl)));
        start(options);
    }
    std::shared_ptr<mllp_client> client_with(tls_context tls) {
        mllp_client_options options;
        options.host = "localhost";
        options.port = std::to_string(server->port());
        options.max_answer_bytes = 8u << 20;
        return *make_mllp_client(client_loop, options, std::move(tls));
    }
    std::shared_ptr<mllp_client> client_of(const identity& who) {
        return client_with(sound(make_client_context(material(who, false))));
    }

    net::io_context client_loop;
};

TEST_F(mllp_tls, knows_who_sends) {
    start_secure();
    const auto client = client_of(all().platform);
    for (const std::string message : {"MSH|one", "MSH|two"})
        EXPECT_EQ(exchange(client_loop, *client, message).answer, "ack " + message);
    const peer from = on_loop([this] { return service.last; });
    EXPECT_NE(from.subject.find("CN=platform"), std::string::npos) << from.subject;
    EXPECT_EQ(from.fingerprint.size(), 64U);
    EXPECT_EQ(connections(), 1);
    client->cut();
}

TEST_F(mllp_tls, carries_long_messages) {
    start_secure();
    const auto client = client_of(all().platform);
    const std::string text(4u << 20, 'x');
    EXPECT_EQ(exchange(client_loop, *client, text).answer, "ack " + text);
}

TEST_F(mllp_tls, refuses_a_certificate_of_an_unknown_authority) {
    start_secure();
    const mllp_exchange outcome = exchange(client_loop, *client_of(all().stranger), "MSH|one");
    EXPECT_NE(outcome.stage, exchange_stage::answered);
    EXPECT_TRUE(had("tls-refused"));
    EXPECT_NE(on_loop([this] { return service.last.subject; }).find("CN=stranger"), std::string::npos);
    EXPECT_EQ(on_loop([this] { return service.most_at_once; }), 0);
}

TEST_F(mllp_tls, refuses_a_revoked_certificate) {
    start_secure();
    EXPECT_NE(exchange(client_loop, *client_of(all().revoked), "MSH|one").stage, exchange_stage::answered);
    EXPECT_TRUE(had("tls-refused"));
}

TEST_F(mllp_tls, refuses_a_peer_without_certificate) {
    start_secure();
    const auto bare = std::make_shared<net::ssl::context>(net::ssl::context::tls_client);
    bare->load_verify_file(all().certificates.trusted_file());
    EXPECT_NE(exchange(client_loop, *client_with(bare), "MSH|one").stage, exchange_stage::answered);
    EXPECT_TRUE(had("tls-refused"));
}

TEST_F(mllp_tls, refuses_a_peer_that_does_not_speak_tls) {
    start_secure();
    sample::raw_peer peer{server->port()};
    peer.say("\x0BMSH|one\x1C\r");
    EXPECT_EQ(peer.hear(), "(closed)");
    EXPECT_TRUE(had("tls-refused"));
}

TEST_F(mllp_tls, does_not_talk_to_a_server_that_is_not_one) {
    mllp_server_options options;
    options.tls = sound(make_server_context(material(all().platform, false)));
    start(options);
    const mllp_exchange outcome = exchange(client_loop, *client_of(all().platform), "MSH|one");
    EXPECT_EQ(outcome.stage, exchange_stage::not_connected);
    EXPECT_NE(outcome.problem, "");
}

TEST_F(mllp_tls, refuses_what_a_reload_revoked_and_spares_the_others) {
    start_secure(false);
    const auto revoked = client_of(all().revoked);
    const auto platform = client_of(all().platform);
    EXPECT_EQ(exchange(client_loop, *revoked, "MSH|one").answer, "ack MSH|one");
    EXPECT_EQ(exchange(client_loop, *platform, "MSH|two").answer, "ack MSH|two");
    const tls_context fresh = sound(make_server_context(material(all().server, true)));
    on_loop([this, fresh] { server->replace_tls(fresh); });
    EXPECT_EQ(connections(), 2);
    // The open connection is told why; a new one is not made.
    EXPECT_EQ(exchange(client_loop, *revoked, "MSH|three").answer, "untrusted MSH|three");
    EXPECT_TRUE(had("no-longer-trusted"));
    EXPECT_NE(exchange(client_loop, *client_of(all().revoked), "MSH|four").stage, exchange_stage::answered);
    EXPECT_TRUE(had("tls-refused"));
    EXPECT_EQ(exchange(client_loop, *platform, "MSH|five").answer, "ack MSH|five");
    platform->cut();
}

}  // namespace
}  // namespace pps::gateway::runtime
