#pragma once

#include "gateway/authenticate/platforms.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/forward/backoff.hpp"
#include "gateway/runtime/mllp_client.hpp"
#include "gateway/store/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>

namespace pps::gateway::app {

struct receipt_options {
    forward::backoff backoff;
    std::chrono::milliseconds give_up_after{7LL * 24 * 3'600'000};  ///< From the outcome.
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds answer_timeout{30'000};
    std::chrono::milliseconds store_timeout{30'000};
};

/// Sends the business receipts that are due, again and again until the platform acknowledges them: the only
/// reader of that outbox. One message at a time to each platform; a platform that cannot be reached is left
/// alone for a while, whatever waits for it, and holds up no other. Used on the loop's thread only.
class receipt_sender {
  public:
    receipt_sender(boost::asio::io_context& loop, store::store& store, const gateway::clock& clock,
                   receipt_options options);
    ~receipt_sender();
    receipt_sender(const receipt_sender&) = delete;
    receipt_sender& operator=(const receipt_sender&) = delete;

    /// The platforms from now on, and the identity for those with TLS. Receipts of a platform that has no
    /// address any more wait until it has one.
    void replace(const authenticate::registry& platforms, runtime::tls_context tls);
    /// A receipt of that platform may have become due: looks now.
    void wake(const std::string& platform);
    /// Sends nothing more. `idle` is called once, when the last exchange under way has ended.
    void stop(std::function<void()> idle);
    /// Ends exchanges under way; their receipts stay due.
    void cut();

  private:
    /// What is done for one platform.
    struct line {
        line(boost::asio::io_context& loop, std::string of) : platform(std::move(of)), timer(loop) {}
        const std::string platform;
        authenticate::receipt_address address;
        std::shared_ptr<runtime::mllp_client> client;  ///< Null: no address.
        boost::asio::steady_timer timer;
        bool woken = false;
        int unreached = 0;  ///< Exchanges in a row without an answer.
        std::chrono::steady_clock::time_point hold_until{};
    };

    void connect(line& to, const authenticate::receipt_address& address, const runtime::tls_context& tls);
    boost::asio::awaitable<void> run(std::shared_ptr<line> to);
    boost::asio::awaitable<std::chrono::nanoseconds> look(std::shared_ptr<line> to);
    boost::asio::awaitable<bool> send(std::shared_ptr<line> to,
                                      std::shared_ptr<const store::due_receipt> what);
    store::receipt_settlement outcome_of(line& to, const store::due_receipt& what,
                                         const runtime::mllp_exchange& done, std::string_view control_id);
    boost::asio::awaitable<bool> settle(std::shared_ptr<line> to,
                                        std::shared_ptr<const store::due_receipt> what,
                                        store::receipt_settlement how);
    void ended();
    double random() { return std::uniform_real_distribution<double>{0.0, 1.0}(random_); }

    boost::asio::io_context& loop_;
    store::store& store_;
    const gateway::clock& clock_;
    const receipt_options options_;
    std::map<std::string, std::shared_ptr<line>, std::less<>> lines_;
    std::mt19937_64 random_{std::random_device{}()};
    std::function<void()> idle_;
    int running_ = 0;
    bool stopping_ = false;
};

}  // namespace pps::gateway::app
