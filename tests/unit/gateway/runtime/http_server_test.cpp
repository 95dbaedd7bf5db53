#include "gateway/runtime/http_server.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <thread>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using net::ip::tcp;

/// Echoes bodies; records incidents.
class echo final : public http_service {
  public:
    std::variant<admit, http_response> on_head(const http_head& head, const peer&) override {
        if (head.path == "/refuse") return http_response{403, "text/plain", "no"};
        admit admitted;
        admitted.body_limit = 100;
        return admitted;
    }
    net::awaitable<http_response> on_request(http_request request, peer) override {
        http_response response{200, "text/plain", std::move(request.body)};
        co_return response;
    }
    http_response on_refusal(int status, std::string_view reason) override {
        return http_response{status, "text/plain", std::string{reason}};
    }
    void on_incident(std::string_view what, std::string_view, const peer&) override {
        incidents.emplace_back(what);
    }
    void on_answered(const http_head&, int, std::chrono::nanoseconds) override {}

    std::vector<std::string> incidents;
};

/// A plain server on a free port, run by a thread of its own.
class http_server_test : public testing::Test {
  protected:
    void start(http_server_options options = http_server_options{}) {
        options.port = 0;
        options.linger_timeout = 50ms;
        server = *listen(loop, options, service);
        thread = std::thread{[this] { loop.run(); }};
    }

    void TearDown() override {
        net::post(loop, [this] {
            server->cut();
            // Lets the cut sessions end before the loop does.
            net::post(loop, [this] { loop.stop(); });
        });
        thread.join();
    }

    /// Everything the server answers to these bytes until it closes.
    std::string exchange(std::string_view bytes) {
        tcp::socket socket{client};
        socket.connect(tcp::endpoint{net::ip::make_address("127.0.0.1"), server->port()});
        net::write(socket, net::buffer(bytes));
        std::string answer;
        boost::system::error_code ended;
        net::read(socket, net::dynamic_buffer(answer), ended);
        return answer;
    }

    net::io_context loop, client;
    echo service;
    std::shared_ptr<listener> server;
    std::thread thread;
};

bool has_status(const std::string& answer, int status) {
    return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

TEST_F(http_server_test, answers_a_request) {
    start();
    const std::string answer =
        exchange("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_TRUE(has_status(answer, 200)) << answer;
    EXPECT_TRUE(answer.ends_with("hello"));
}

TEST_F(http_server_test, answers_several_requests_on_one_connection) {
    start();
    const std::string answer = exchange(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none"
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\ntwo");
    EXPECT_NE(answer.find("one"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("two"));
}

TEST_F(http_server_test, refuses_a_chunked_request_without_reading_it) {
    start();
    const std::string answer =
        exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: " +
                 std::string(70'000, 'x') + "\r\n\r\n");
    EXPECT_TRUE(has_status(answer, 411)) << answer;
}

TEST_F(http_server_test, refuses_an_undeclared_length) {
    start();
    EXPECT_TRUE(has_status(exchange("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 411));
}

TEST_F(http_server_test, refuses_a_declared_length_over_the_limit) {
    start();
    EXPECT_TRUE(has_status(
        exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x')), 413));
}

TEST_F(http_server_test, lets_the_service_refuse_on_the_header) {
    start();
    EXPECT_TRUE(
        has_status(exchange("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"), 403));
}

TEST_F(http_server_test, refuses_a_header_over_the_limit) {
    start();
    EXPECT_TRUE(has_status(
        exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 431));
}

TEST_F(http_server_test, refuses_what_is_not_http) {
    start();
    EXPECT_TRUE(has_status(exchange("hello there\r\n\r\n"), 400));
}

TEST_F(http_server_test, says_continue_to_a_client_that_waits_for_it) {
    start();
    const std::string answer = exchange(
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: "
        "2\r\n\r\nok");
    EXPECT_TRUE(has_status(answer, 100)) << answer;
    EXPECT_TRUE(answer.ends_with("ok"));
}

TEST_F(http_server_test, closes_a_connection_whose_header_is_too_slow) {
    http_server_options options;
    options.header_timeout = 50ms;
    start(options);
    EXPECT_EQ(exchange("POST / HTTP/1.1\r\nHost:"), "");
}

TEST_F(http_server_test, closes_a_connection_whose_body_is_too_slow) {
    http_server_options options;
    options.body_timeout = 50ms;
    start(options);
    EXPECT_EQ(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nhalf"), "");
}

TEST_F(http_server_test, closes_an_idle_connection) {
    http_server_options options;
    options.idle_timeout = 50ms;
    start(options);
    EXPECT_EQ(exchange(""), "");
}

TEST_F(http_server_test, answers_busy_when_too_many_bytes_are_in_flight) {
    http_server_options options;
    options.max_bytes_in_flight = 10;
    start(options);
    EXPECT_TRUE(
        has_status(exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello there"), 503));
}

TEST_F(http_server_test, takes_no_more_connections_than_allowed) {
    http_server_options options;
    options.max_connections = 1;
    start(options);
    tcp::socket first{client};
    first.connect(tcp::endpoint{net::ip::make_address("127.0.0.1"), server->port()});
    net::write(first, net::buffer(std::string_view{"POST / HTTP/1.1\r\n"}));
    EXPECT_EQ(exchange(""), "");
}

TEST(http_server, says_that_a_port_is_taken) {
    net::io_context loop;
    echo service;
    http_server_options options;
    const auto first = listen(loop, options, service);
    ASSERT_TRUE(first);
    options.port = (*first)->port();
    net::ip::tcp::acceptor other{loop};
    const auto second = listen(loop, options, service);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), boost::system::errc::address_in_use);
    (*first)->cut();
    loop.run();
}

}  // namespace
}  // namespace pps::gateway::runtime
