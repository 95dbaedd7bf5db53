#pragma once

#include "gateway/runtime/mllp_client.hpp"
#include "gateway/runtime/mllp_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

/// What the MLLP tests share: a service to talk to, a server on a thread of its own, a blocking peer.
namespace pps::gateway::runtime::sample {

namespace net = boost::asio;
using namespace std::chrono_literals;
using net::ip::tcp;

/// Answers "ack " and the message. "close…" has no answer, "throw…" breaks, "wait…" is answered on release().
class answering final : public mllp_service {
  public:
    explicit answering(net::io_context& loop) : gate_(loop) {
        gate_.expires_at(net::steady_timer::time_point::max());
    }

    net::awaitable<std::string> on_message(std::string message, peer from) override {
        last = std::move(from);
        if (message.starts_with("close")) co_return std::string{};
        if (message.starts_with("throw")) throw std::runtime_error("broken");
        most_at_once = std::max(most_at_once, ++at_once);
        boost::system::error_code released;
        if (message.starts_with("wait"))
            co_await gate_.async_wait(net::redirect_error(net::use_awaitable, released));
        else
            co_await net::post(gate_.get_executor(), net::use_awaitable);
        --at_once;
        co_return "ack " + message;
    }
    std::string on_refusal(mllp_refusal why, std::string_view head) override {
        return std::string{to_string(why)} + " " + std::string{head};
    }
    void on_incident(std::string_view what, std::string_view, const peer& from) override {
        incidents.emplace_back(what);
        last = from;
    }
    void on_answered(std::chrono::nanoseconds) override { ++answered; }
    void release() { gate_.cancel(); }

    std::vector<std::string> incidents;
    peer last;
    int at_once = 0, most_at_once = 0, answered = 0;

  private:
    net::steady_timer gate_;
};

/// Bytes as a peer writes and reads them; every call blocks.
class raw_peer {
  public:
    explicit raw_peer(std::uint16_t port) : socket_(loop_) {
        socket_.connect(tcp::endpoint{net::ip::address_v4::loopback(), port});
        socket_.set_option(tcp::no_delay(true));
    }
    explicit raw_peer(tcp::acceptor& from) : socket_(from.accept()) {}

    /// False when the other side has closed.
    bool say(std::string_view bytes) {
        boost::system::error_code failed;
        net::write(socket_, net::buffer(bytes), failed);
        return !failed;
    }
    /// The message of the next block; "(closed)" when none comes any more.
    std::string hear() {
        boost::system::error_code ended;
        const std::size_t size = net::read_until(socket_, net::dynamic_buffer(read_), "\x1C\r", ended);
        if (ended) return "(closed)";
        const std::string block = read_.substr(0, size);
        read_.erase(0, size);
        return block.substr(1, size - 3);
    }
    /// Waits for the next bytes, whatever they are.
    void hear_something() {
        std::array<char, 16> some{};
        boost::system::error_code ignored;
        socket_.read_some(net::buffer(some), ignored);
    }
    void close() {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }
    /// Cuts the connection without a word.
    void reset() {
        socket_.set_option(tcp::socket::linger(true, 0));
        close();
    }

  private:
    net::io_context loop_;
    tcp::socket socket_;
    std::string read_;
};

/// An MLLP server on the loopback address, run by a thread of its own.
class mllp_server_fixture : public testing::Test {
  protected:
    /// Runs it on the server's thread and waits for its end.
    template <typename Work>
    auto on_loop(Work work) {
        const auto task = std::make_shared<std::packaged_task<decltype(work())()>>(std::move(work));
        auto done = task->get_future();
        net::post(loop, [task] { (*task)(); });
        return done.get();
    }

    void start(mllp_server_options options = mllp_server_options{}) {
        server = *listen(loop, options, service);
        thread = std::thread{[this] { loop.run(); }};
    }

    void TearDown() override {
        if (!thread.joinable()) return;
        on_loop([this] {
            server->cut();
            service.release();
        });
        // Returns once the cut sessions have ended.
        working.reset();
        thread.join();
    }

    /// Waits until it is true on the server's thread; ctest ends who waits for ever.
    void wait_until(const std::function<bool()>& what) {
        while (!on_loop(what))
            std::this_thread::sleep_for(1ms);
    }
    /// Whether the incident was told; for a while it may still be on its way.
    bool had(std::string_view incident) {
        for (int patience = 5'000; patience > 0; --patience) {
            const bool found = on_loop([this, incident] {
                const auto& told = service.incidents;
                return std::find(told.begin(), told.end(), incident) != told.end();
            });
            if (found) return true;
            std::this_thread::sleep_for(1ms);
        }
        return false;
    }
    int connections() {
        return on_loop([this] { return server->connections(); });
    }

    net::io_context loop;
    net::executor_work_guard<net::io_context::executor_type> working{loop.get_executor()};
    answering service{loop};
    std::shared_ptr<listener> server;
    std::thread thread;
};

/// Runs one exchange to its end, on the client's own loop.
inline mllp_exchange exchange(net::io_context& loop, mllp_client& client, std::string message) {
    auto outcome = net::co_spawn(loop, client.send(std::move(message)), net::use_future);
    loop.restart();
    loop.run();
    return outcome.get();
}

}  // namespace pps::gateway::runtime::sample
