#pragma once

#include "cda/xds/document_entry.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/forward/circuit_breaker.hpp"
#include "gateway/forward/deletion.hpp"
#include "gateway/forward/delivery.hpp"
#include "gateway/forward/dmp/profile.hpp"
#include "gateway/forward/dmp/request.hpp"
#include "gateway/forward/dmp/signing_key.hpp"
#include "gateway/forward/rate_limiter.hpp"
#include "gateway/runtime/http_client.hpp"
#include "gateway/runtime/worker_pool.hpp"
#include "gateway/store/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>

namespace pps::gateway::forward {

/// A leased delivery made ready: what a worker unsealed.
struct outgoing {
    std::string document;  ///< Exactly the bytes to send; "" of a deletion.
    cda::xds::document_entry entry;
    bool secret_connection = false;
    dmp::identity who;
};

/// Unseals a lease; runs on a worker. Errors: errc::sealed_data_damaged.
using open_lease =
    std::function<boost::system::result<std::shared_ptr<const outgoing>>(const store::leased_delivery&)>;

struct dispatcher_options {
    std::string repository_path, registry_path;
    int connections = 4;
    double rate_per_second = 4.0;
    std::chrono::milliseconds lease{180'000};
    std::chrono::milliseconds one_exchange{70'000};  ///< Longest exchange: connection and answer.
    std::chrono::milliseconds store_timeout{30'000};
    delivery_policy policy;
    int breaker_failures = 5;
    std::chrono::milliseconds breaker_pause{30'000};
    dmp::profile profile;
    /// Called when a delivery of that platform has ended, after the commit; may be null.
    std::function<void(const std::string& platform)> ended;
};

/// What the dispatcher did since it started; read on the loop's thread.
struct dispatcher_figures {
    std::map<std::string, std::int64_t> exchanges;  ///< By "<service>/<outcome>".
    std::map<std::string, std::int64_t> settled;    ///< By event name.
    std::int64_t busy = 0;
    std::int64_t late_settlements = 0;  ///< The lease had been taken again.
    double exchange_seconds = 0;
    struct service {
        circuit_breaker::state breaker = circuit_breaker::state::closed;
        std::optional<instant> last_success;
        std::optional<instant> last_trouble;
    };
    service repository, registry;
};

/// Leases what is due and performs it: the only reader of the outbox. Keeps to the national rate, to
/// `connections` exchanges at once and to the circuit breaker. Used on the loop's thread only.
class dispatcher {
  public:
    dispatcher(boost::asio::io_context& loop, store::store& store, runtime::worker_pool& workers,
               const clock& clock, std::shared_ptr<runtime::http_client> repository,
               std::shared_ptr<runtime::http_client> registry, std::shared_ptr<const dmp::signing_key> key,
               open_lease open, dispatcher_options options);

    /// Leases nothing for the first `pause`: after a restart, requests of the former process may still be
    /// worked on by the endpoint, and a question that overtakes one would be answered "not here".
    void start(std::chrono::milliseconds pause);
    ~dispatcher() { *alive_ = false; }
    dispatcher(const dispatcher&) = delete;
    dispatcher& operator=(const dispatcher&) = delete;
    /// Something became due: looks at the outbox now.
    void wake();
    /// Leases nothing more. `idle` is called once, when the last delivery under way is settled.
    void stop(std::function<void()> idle);
    /// A renewed ORG_SIGN certificate.
    void replace_key(std::shared_ptr<const dmp::signing_key> key) { key_ = std::move(key); }

    dispatcher_figures figures() const;

  private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> look();
    boost::asio::awaitable<void> perform(store::leased_delivery lease, instant leased_at);
    /// One service of the endpoint, with what keeps it from being hammered while it is down.
    struct service {
        service(std::string_view called, std::shared_ptr<runtime::http_client> by, std::string path,
                circuit_breaker guard)
            : name(called), client(std::move(by)), target(std::move(path)), breaker(guard) {}
        std::string_view name;
        std::shared_ptr<runtime::http_client> client;
        std::string target;
        circuit_breaker breaker;
        std::optional<instant> last_success, last_trouble;
    };

    /// std::nullopt: the gateway stops before anything was asked or sent; the lease goes back.
    boost::asio::awaitable<std::optional<store::settlement>> deliver(
        std::shared_ptr<store::leased_delivery> lease, instant leased_at);
    /// The same for the deletion of a document.
    boost::asio::awaitable<std::optional<store::settlement>> erase(
        std::shared_ptr<store::leased_delivery> lease, instant leased_at);
    struct opened {
        std::shared_ptr<const outgoing> what;  ///< Null: the stored form cannot be read.
        std::string sha1;                      ///< Of the document.
    };
    boost::asio::awaitable<boost::system::result<opened>> open(std::shared_ptr<store::leased_delivery> lease);
    double random() { return std::uniform_real_distribution<double>{0.0, 1.0}(random_); }
    /// Waits for its turn within the national rate; false when `until` comes first or the gateway stops.
    boost::asio::awaitable<bool> take_turn(instant until);
    boost::asio::awaitable<bool> registered_here(std::string platform, std::string unique_id);
    boost::asio::awaitable<void> give_back(std::shared_ptr<const store::leased_delivery> lease);
    boost::asio::awaitable<exchange> ask(std::string unique_id, std::shared_ptr<const outgoing> what);
    boost::asio::awaitable<exchange> send_deletion(std::shared_ptr<const store::leased_delivery> lease,
                                                   std::shared_ptr<const outgoing> what,
                                                   std::string entry_uuid, std::string status);
    /// Builds a request on a worker and makes it; `reached::nobody` when it could not be built in time.
    boost::asio::awaitable<exchange> tell_registry(std::function<dmp::soap_request()> build,
                                                   std::string message_id);
    enum class build_outcome { built, impossible, not_now };
    struct send_outcome {
        send_outcome() = default;
        explicit send_outcome(build_outcome how) : built(how) {}
        build_outcome built = build_outcome::built;
        exchange done;
    };
    boost::asio::awaitable<send_outcome> send(const store::leased_delivery& lease,
                                              std::shared_ptr<const outgoing> what,
                                              std::optional<std::string> replaces);
    boost::asio::awaitable<exchange> exchange_with(service& with, std::string message_id,
                                                   std::string content_type, std::string body);
    boost::asio::awaitable<void> settle(std::shared_ptr<const store::leased_delivery> lease,
                                        store::settlement how);
    void ended();

    boost::asio::io_context& loop_;
    store::store& store_;
    runtime::worker_pool& workers_;
    const clock& clock_;
    std::shared_ptr<const dmp::signing_key> key_;
    open_lease open_;
    dispatcher_options options_;
    service repository_, registry_;
    rate_limiter limiter_;
    boost::asio::steady_timer timer_;
    std::mt19937_64 random_{std::random_device{}()};
    std::function<void()> idle_;
    dispatcher_figures figures_;
    std::chrono::steady_clock::time_point hold_until_{};
    bool stopping_ = false;
    bool running_ = false;
    bool woken_ = false;
    /// Documents being delivered: one whose lease ran out meanwhile is not begun a second time.
    std::set<std::string> under_way_;
    /// Cleared when this object goes: frames that are destroyed later must not touch it.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace pps::gateway::forward
