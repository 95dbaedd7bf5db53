#include "hl7/v2/mllp.hpp"
#include "tests/unit/gateway/runtime/mllp_sample.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using hl7::v2::mllp::framed;
using sample::raw_peer;

class mllp_server : public sample::mllp_server_fixture {};

TEST_F(mllp_server, answers_a_message) {
    start();
    raw_peer peer{server->port()};
    peer.say(framed("MSH|one"));
    EXPECT_EQ(peer.hear(), "ack MSH|one");
    EXPECT_EQ(on_loop([this] { return service.last.address; }), "127.0.0.1");
    EXPECT_EQ(on_loop([this] { return service.answered; }), 1);
}

TEST_F(mllp_server, finds_messages_however_the_stream_is_cut) {
    start();
    const std::string both = framed("MSH|one") + framed("MSH|two\rPID|1\r");
    const std::string_view stream = both;
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        raw_peer peer{server->port()};
        peer.say(stream.substr(0, cut));
        peer.say(stream.substr(cut));
        ASSERT_EQ(peer.hear(), "ack MSH|one") << cut;
        ASSERT_EQ(peer.hear(), "ack MSH|two\rPID|1\r") << cut;
    }
    raw_peer slow{server->port()};
    for (std::size_t i = 0; i < stream.size(); ++i)
        slow.say(stream.substr(i, 1));
    EXPECT_EQ(slow.hear(), "ack MSH|one");
    EXPECT_EQ(slow.hear(), "ack MSH|two\rPID|1\r");
}

TEST_F(mllp_server, takes_a_message_longer_than_one_read) {
    start();
    raw_peer peer{server->port()};
    const std::string text(1u << 20, 'x');
    peer.say(framed(text));
    EXPECT_EQ(peer.hear(), "ack " + text);
    peer.say(framed("MSH|next"));
    EXPECT_EQ(peer.hear(), "ack MSH|next");
}

TEST_F(mllp_server, answers_pipelined_messages_in_order_and_one_at_a_time) {
    start();
    raw_peer peer{server->port()};
    std::string stream;
    for (int i = 0; i < 50; ++i)
        stream += framed(std::to_string(i));
    peer.say(stream);
    for (int i = 0; i < 50; ++i)
        ASSERT_EQ(peer.hear(), "ack " + std::to_string(i));
    EXPECT_EQ(on_loop([this] { return service.most_at_once; }), 1);
}

TEST_F(mllp_server, serves_a_connection_while_another_waits) {
    start();
    raw_peer waiting{server->port()}, other{server->port()};
    waiting.say(framed("wait"));
    wait_until([this] { return service.at_once == 1; });
    other.say(framed("MSH|two"));
    EXPECT_EQ(other.hear(), "ack MSH|two");
    on_loop([this] { service.release(); });
    EXPECT_EQ(waiting.hear(), "ack wait");
}

TEST_F(mllp_server, answers_a_message_that_is_too_long_and_goes_on) {
    mllp_server_options options;
    options.max_message_bytes = 10;
    start(options);
    raw_peer peer{server->port()};
    peer.say(framed("MSH|56789") + framed("MSH|567890") + framed("MSH|5678901 and more") +
             framed("MSH|four"));
    EXPECT_EQ(peer.hear(), "ack MSH|56789");
    EXPECT_EQ(peer.hear(), "ack MSH|567890");
    EXPECT_EQ(peer.hear(), "oversized MSH|5678901 and more");
    EXPECT_EQ(peer.hear(), "ack MSH|four");
}

TEST_F(mllp_server, answers_what_is_not_terminated_and_goes_on) {
    start();
    raw_peer peer{server->port()};
    peer.say("\x0BMSH|cut" + framed("MSH|two") + "\x0BMSH|bad\x1CX" + framed("MSH|four"));
    EXPECT_EQ(peer.hear(), "unterminated MSH|cut");
    EXPECT_EQ(peer.hear(), "ack MSH|two");
    EXPECT_EQ(peer.hear(), "unterminated MSH|bad");
    EXPECT_EQ(peer.hear(), "ack MSH|four");
}

TEST_F(mllp_server, passes_over_a_little_noise_and_tells) {
    start();
    raw_peer peer{server->port()};
    peer.say("what?" + framed("MSH|one"));
    EXPECT_EQ(peer.hear(), "ack MSH|one");
    EXPECT_TRUE(had("noise"));
}

TEST_F(mllp_server, closes_on_a_peer_that_does_not_speak_mllp) {
    mllp_server_options options;
    options.max_noise_bytes = 100;
    start(options);
    raw_peer peer{server->port()};
    peer.say("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(100, 'x') + "\r\n\r\n");
    EXPECT_EQ(peer.hear(), "(closed)");
    EXPECT_TRUE(had("noise-limit"));
}

TEST_F(mllp_server, closes_an_idle_connection) {
    mllp_server_options options;
    options.idle_timeout = 20ms;
    start(options);
    EXPECT_EQ(raw_peer{server->port()}.hear(), "(closed)");
    raw_peer answered{server->port()};
    answered.say(framed("MSH|one"));
    EXPECT_EQ(answered.hear(), "ack MSH|one");
    EXPECT_EQ(answered.hear(), "(closed)");
}

TEST_F(mllp_server, does_not_take_line_ends_for_activity) {
    mllp_server_options options;
    options.idle_timeout = 50ms;
    start(options);
    raw_peer peer{server->port()};
    while (peer.say("\r\n"))
        std::this_thread::sleep_for(5ms);
    wait_until([this] { return server->connections() == 0; });
}

TEST_F(mllp_server, closes_a_connection_whose_message_is_too_slow) {
    mllp_server_options options;
    options.message_timeout = 50ms;
    start(options);
    raw_peer peer{server->port()};
    peer.say("\x0BMSH|");
    // Each byte comes in time, the whole does not.
    while (peer.say("x"))
        std::this_thread::sleep_for(5ms);
    EXPECT_TRUE(had("message-timeout"));
}

TEST_F(mllp_server, tells_of_a_message_that_was_cut) {
    start();
    raw_peer peer{server->port()};
    peer.say("\x0BMSH|");
    peer.close();
    wait_until([this] { return server->connections() == 0; });
    EXPECT_TRUE(had("message-interrupted"));
}

TEST_F(mllp_server, tells_of_an_answer_that_nobody_took) {
    start();
    raw_peer peer{server->port()};
    peer.say(framed("wait"));
    wait_until([this] { return service.at_once == 1; });
    peer.reset();
    on_loop([this] { service.release(); });
    wait_until([this] { return server->connections() == 0; });
    EXPECT_TRUE(had("answer-lost"));
}

TEST_F(mllp_server, closes_without_an_answer_when_the_service_wants_so) {
    start();
    raw_peer peer{server->port()};
    peer.say(framed("close"));
    EXPECT_EQ(peer.hear(), "(closed)");
}

TEST_F(mllp_server, loses_one_connection_when_the_service_breaks) {
    start();
    raw_peer other{server->port()};
    raw_peer peer{server->port()};
    peer.say(framed("throw"));
    EXPECT_EQ(peer.hear(), "(closed)");
    EXPECT_TRUE(had("session-failed"));
    other.say(framed("MSH|one"));
    EXPECT_EQ(other.hear(), "ack MSH|one");
}

mllp_server_options with_little_room() {
    mllp_server_options options;
    options.max_message_bytes = 100;
    options.max_bytes_in_flight = 200;
    return options;
}

TEST_F(mllp_server, answers_busy_when_a_peer_has_too_many_bytes_in_flight) {
    start(with_little_room());
    raw_peer first{server->port()}, second{server->port()};
    first.say(framed("wait" + std::string(80, 'x')));
    wait_until([this] { return service.at_once == 1; });
    const std::string text(30, 'y');
    second.say(framed(text));
    EXPECT_EQ(second.hear(), "busy " + text);
    on_loop([this] { service.release(); });
    EXPECT_EQ(first.hear(), "ack wait" + std::string(80, 'x'));
    // What the first held is free once it waits for its next message.
    first.say(framed("MSH|one"));
    EXPECT_EQ(first.hear(), "ack MSH|one");
    second.say(framed(text));
    EXPECT_EQ(second.hear(), "ack " + text);
}

TEST_F(mllp_server, answers_busy_before_the_end_of_a_message_and_drops_the_rest) {
    start(with_little_room());
    raw_peer first{server->port()}, second{server->port()};
    first.say(framed("wait" + std::string(80, 'x')));
    wait_until([this] { return service.at_once == 1; });
    second.say("\x0B" + std::string(30, 'y'));
    EXPECT_EQ(second.hear(), "busy " + std::string(30, 'y'));
    second.say("and the rest of it\x1C\r" + framed("MSH|two"));
    EXPECT_EQ(second.hear(), "ack MSH|two");
    on_loop([this] { service.release(); });
}

TEST_F(mllp_server, closes_idle_connections_at_once_and_busy_ones_after_their_answer) {
    start();
    raw_peer idle{server->port()}, busy{server->port()}, begun{server->port()};
    busy.say(framed("wait") + framed("MSH|not taken any more"));
    begun.say("\x0BMSH|");
    idle.say(framed("MSH|one"));
    EXPECT_EQ(idle.hear(), "ack MSH|one");
    wait_until([this] { return service.at_once == 1 && server->connections() == 3; });
    // The begun block has been read when what was sent after it has been answered.
    raw_peer probe{server->port()};
    probe.say(framed("MSH|probe"));
    EXPECT_EQ(probe.hear(), "ack MSH|probe");
    on_loop([this] { server->stop_accepting(); });
    EXPECT_EQ(idle.hear(), "(closed)");
    EXPECT_EQ(probe.hear(), "(closed)");
    EXPECT_THROW(raw_peer{server->port()}, boost::system::system_error);
    EXPECT_EQ(connections(), 2);
    begun.say("two\x1C\r");
    EXPECT_EQ(begun.hear(), "ack MSH|two");
    EXPECT_EQ(begun.hear(), "(closed)");
    on_loop([this] { service.release(); });
    EXPECT_EQ(busy.hear(), "ack wait");
    EXPECT_EQ(busy.hear(), "(closed)");
    wait_until([this] { return server->connections() == 0; });
}

TEST_F(mllp_server, cuts_what_is_left) {
    start();
    raw_peer begun{server->port()};
    begun.say("\x0BMSH|");
    wait_until([this] { return server->connections() == 1; });
    on_loop([this] { server->cut(); });
    EXPECT_EQ(begun.hear(), "(closed)");
}

TEST(mllp_listener, is_plain_on_the_loopback_address_only) {
    net::io_context loop;
    sample::answering service{loop};
    mllp_server_options options;
    options.address = "0.0.0.0";
    const auto refused = listen(loop, options, service);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), boost::system::errc::operation_not_permitted);
    options.allow_plain = true;
    const auto wanted = listen(loop, options, service);
    ASSERT_TRUE(wanted);
    (*wanted)->cut();
    options.allow_plain = false;
    options.address = "::1";
    const auto local = listen(loop, options, service);
    // A host without IPv6 has other reasons.
    if (local)
        (*local)->cut();
    else
        EXPECT_NE(local.error(), boost::system::errc::operation_not_permitted);
    loop.run();
}

TEST(mllp_listener, wants_room_for_the_longest_message) {
    net::io_context loop;
    sample::answering service{loop};
    mllp_server_options options = with_little_room();
    options.max_message_bytes = 101;
    const auto refused = listen(loop, options, service);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), boost::system::errc::invalid_argument);
}

}  // namespace
}  // namespace pps::gateway::runtime
