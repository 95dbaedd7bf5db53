#include "hl7/v2/mllp.hpp"
#include "tests/unit/gateway/runtime/mllp_sample.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using hl7::v2::mllp::framed;
using net::ip::tcp;
using sample::exchange;
using sample::raw_peer;

/// A client, and a peer that does what a test wants on a thread of its own.
class mllp_client_test : public testing::Test {
  protected:
    using script = std::function<void(tcp::acceptor& door)>;

    void play(script what, mllp_client_options options = mllp_client_options{}) {
        options.host = "localhost";
        options.port = std::to_string(door_.local_endpoint().port());
        client = *make_mllp_client(loop, options, nullptr);
        thread = std::thread{[this, what] { what(door_); }};
    }
    void TearDown() override {
        if (thread.joinable()) thread.join();
    }
    mllp_exchange send(std::string message) { return exchange(loop, *client, std::move(message)); }

    net::io_context loop, peers;
    tcp::acceptor door_{peers, tcp::endpoint{net::ip::address_v4::loopback(), 0}};
    std::shared_ptr<mllp_client> client;
    std::thread thread;
};

TEST_F(mllp_client_test, gives_the_answer) {
    play([](tcp::acceptor& door) {
        raw_peer peer{door};
        EXPECT_EQ(peer.hear(), "MSH|one");
        peer.say(framed("MSA|AA"));
    });
    const mllp_exchange outcome = send("MSH|one");
    EXPECT_EQ(outcome.stage, exchange_stage::answered) << outcome.problem;
    EXPECT_EQ(outcome.answer, "MSA|AA");
    EXPECT_EQ(outcome.problem, "");
}

TEST_F(mllp_client_test, finds_the_answer_however_it_is_cut) {
    play([](tcp::acceptor& door) {
        raw_peer peer{door};
        peer.hear();
        for (const char c : "a bit of noise" + framed("MSA|AA"))
            peer.say({&c, 1});
    });
    EXPECT_EQ(send("MSH|one").answer, "MSA|AA");
}

TEST_F(mllp_client_test, uses_its_connection_again) {
    play([](tcp::acceptor& door) {
        raw_peer peer{door};
        door.close();
        for (int i = 0; i < 3; ++i)
            peer.say(framed("ack " + peer.hear()));
    });
    for (const std::string message : {"one", "two", "three"})
        EXPECT_EQ(send(message).answer, "ack " + message);
}

TEST_F(mllp_client_test, takes_a_new_connection_when_the_old_one_was_idle_for_too_long) {
    mllp_client_options options;
    options.keep_idle = 0ms;
    play(
        [](tcp::acceptor& door) {
            raw_peer first{door};
            first.say(framed("first " + first.hear()));
            raw_peer second{door};
            second.say(framed("second " + second.hear()));
        },
        options);
    EXPECT_EQ(send("one").answer, "first one");
    EXPECT_EQ(send("two").answer, "second two");
}

TEST_F(mllp_client_test, takes_a_new_connection_when_the_peer_closed_the_old_one) {
    std::promise<void> closed;
    play([&closed](tcp::acceptor& door) {
        raw_peer first{door};
        first.say(framed("first " + first.hear()));
        first.close();
        closed.set_value();
        raw_peer second{door};
        second.say(framed("second " + second.hear()));
    });
    EXPECT_EQ(send("one").answer, "first one");
    closed.get_future().wait();
    EXPECT_EQ(send("two").answer, "second two");
}

TEST_F(mllp_client_test, never_takes_what_came_beyond_an_answer_for_the_next_one) {
    play([](tcp::acceptor& door) {
        raw_peer first{door};
        first.hear();
        first.say(framed("MSA|one") + framed("MSA|nobody asked"));
        raw_peer second{door};
        second.say(framed("second " + second.hear()));
    });
    EXPECT_EQ(send("one").answer, "MSA|one");
    EXPECT_EQ(send("two").answer, "second two");
}

TEST_F(mllp_client_test, takes_a_new_connection_after_its_identity_was_replaced) {
    play([](tcp::acceptor& door) {
        raw_peer first{door};
        first.say(framed("first " + first.hear()));
        raw_peer second{door};
        second.say(framed("second " + second.hear()));
    });
    EXPECT_EQ(send("one").answer, "first one");
    client->replace_tls(nullptr);
    EXPECT_EQ(send("two").answer, "second two");
}

TEST_F(mllp_client_test, says_that_nobody_was_reached) {
    play([](tcp::acceptor& door) { door.close(); });
    thread.join();
    const mllp_exchange outcome = send("MSH|one");
    EXPECT_EQ(outcome.stage, exchange_stage::not_connected);
    EXPECT_NE(outcome.problem, "");
}

TEST_F(mllp_client_test, says_that_the_message_was_cut) {
    play([](tcp::acceptor& door) {
        raw_peer peer{door};
        peer.hear_something();
        peer.reset();
    });
    EXPECT_EQ(send(std::string(32u << 20, 'x')).stage, exchange_stage::interrupted);
}

TEST_F(mllp_client_test, says_that_the_message_was_not_taken_in_time) {
    mllp_client_options options;
    options.write_timeout = 50ms;
    std::promise<void> done;
    const std::shared_future<void> end = done.get_future().share();
    play(
        [end](tcp::acceptor& door) {
            raw_peer deaf{door};
            end.wait();
        },
        options);
    EXPECT_EQ(send(std::string(32u << 20, 'x')).stage, exchange_stage::interrupted);
    done.set_value();
}

/// What a peer does after having read the whole message, without answering it.
struct silence {
    const char* name;
    std::string said;
    bool closes;
};
void PrintTo(const silence& which, std::ostream* out) {
    *out << which.name;
}

class mllp_client_unanswered : public mllp_client_test, public testing::WithParamInterface<silence> {};

TEST_P(mllp_client_unanswered, says_that_the_outcome_is_unknown) {
    mllp_client_options options;
    options.answer_timeout = 50ms;
    options.max_answer_bytes = 100;
    std::promise<void> done;
    const std::shared_future<void> end = done.get_future().share();
    play(
        [end](tcp::acceptor& door) {
            raw_peer peer{door};
            peer.hear();
            peer.say(GetParam().said);
            if (GetParam().closes) peer.close();
            end.wait();
        },
        options);
    const mllp_exchange outcome = send("MSH|one");
    EXPECT_EQ(outcome.stage, exchange_stage::unanswered);
    EXPECT_EQ(outcome.answer, "");
    EXPECT_NE(outcome.problem, "");
    done.set_value();
}

INSTANTIATE_TEST_SUITE_P(
    peers, mllp_client_unanswered,
    testing::Values(silence{"silent", "", false}, silence{"closing", "", true},
                    silence{"closing_within_the_answer", "\x0BMSA|A", true},
                    silence{"stopping_within_the_answer", "\x0BMSA|A", false},
                    silence{"too_long", "\x0B" + std::string(101, 'x') + "\x1C\r", false},
                    silence{"another_protocol", std::string(5'000, 'x'), false},
                    silence{"damaged", "\x0BMSA|A\x1CX", false}),
    [](const testing::TestParamInfo<silence>& from) { return std::string{from.param.name}; });

TEST_F(mllp_client_test, cuts_what_waits_for_an_answer) {
    play([this](tcp::acceptor& door) {
        raw_peer peer{door};
        peer.hear();
        net::post(loop, [this] { client->cut(); });
        EXPECT_EQ(peer.hear(), "(closed)");
    });
    EXPECT_EQ(send("MSH|one").stage, exchange_stage::unanswered);
}

TEST(mllp_client_options, are_plain_to_this_host_only) {
    net::io_context loop;
    mllp_client_options options;
    for (const char* host : {"localhost", "127.0.0.1", "::1"}) {
        options.host = host;
        EXPECT_TRUE(make_mllp_client(loop, options, nullptr)) << host;
    }
    for (const char* host : {"peer.example", "192.0.2.1", "localhost.example", ""}) {
        options.host = host;
        const auto refused = make_mllp_client(loop, options, nullptr);
        ASSERT_FALSE(refused) << host;
        EXPECT_EQ(refused.error(), boost::system::errc::operation_not_permitted);
    }
    options.allow_plain = true;
    EXPECT_TRUE(make_mllp_client(loop, options, nullptr));
}

}  // namespace
}  // namespace pps::gateway::runtime
