#pragma once

#include "gateway/app/intake.hpp"
#include "gateway/app/material.hpp"
#include "gateway/app/mllp_intake.hpp"
#include "gateway/app/receipt_sender.hpp"
#include "gateway/app/settings.hpp"
#include "gateway/forward/dispatcher.hpp"
#include "gateway/observe/operator_api.hpp"
#include "gateway/observe/snapshot.hpp"
#include "gateway/receive/documents_api.hpp"
#include "gateway/runtime/http_client.hpp"
#include "gateway/runtime/http_server.hpp"
#include "gateway/runtime/worker_pool.hpp"
#include "gateway/store/sealer.hpp"
#include "gateway/store/store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace pps::gateway::app {

/// The composition root of `serve`: builds every part, in the order of its members, and runs the loop. One
/// event loop for sockets, worker threads for parsing and signing, one storage thread (design.md
/// "Concurrency").
class server {
  public:
    server(std::string config_file, app::settings settings, app::material material);
    ~server();

    /// Until SIGTERM or SIGINT; an exit code.
    int run();

  private:
    bool open();
    bool key_fits_store() const;
    bool listen();
    void write_ports() const;
    int platform_connections() const;
    void wait_for_signals();
    boost::asio::awaitable<void> reload();
    void stop(int signal);
    void drain();
    void run_loop();

    boost::asio::awaitable<void> start_forwarding();
    boost::asio::awaitable<observe::snapshot> gather();
    boost::asio::awaitable<boost::system::result<std::string>> list(store::delivery_state state);
    boost::asio::awaitable<boost::system::result<bool>> replay(std::string id);
    boost::asio::awaitable<void> report_progress();
    boost::asio::awaitable<void> purge();

    forward::dispatcher_options dispatcher_options() const;
    receipt_options receipt_delivery_options() const;

    const std::string config_file_;
    app::settings settings_;
    app::material material_;
    gateway::system_clock clock_;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();

    boost::asio::io_context loop_{1};
    boost::asio::signal_set signals_{loop_};
    boost::asio::steady_timer progress_timer_{loop_}, purge_timer_{loop_}, drain_timer_{loop_};
    std::atomic<std::shared_ptr<const authenticate::registry>> platforms_;
    std::unique_ptr<store::sealer> sealer_;
    std::unique_ptr<store::store> store_;
    std::unique_ptr<runtime::worker_pool> workers_;
    std::shared_ptr<runtime::http_client> repository_, registry_;
    std::unique_ptr<forward::dispatcher> dispatcher_;
    std::unique_ptr<receipt_sender> receipts_;
    std::unique_ptr<intake> intake_;
    std::unique_ptr<receive::documents_api> documents_;
    std::unique_ptr<observe::operator_api> operators_;
    std::unique_ptr<mllp_intake> messages_;
    std::shared_ptr<runtime::listener> receive_server_, operator_server_;
    std::shared_ptr<runtime::listener> mllp_server_;  ///< Null: not configured.
    /// All of them, for what is done to each.
    std::vector<runtime::listener*> receivers_;

    bool stopping_ = false;
    std::uint64_t reloads_ = 0;
    bool dispatcher_idle_ = false;
    bool receipts_idle_ = false;
    std::chrono::steady_clock::time_point drain_until_{}, receipts_cut_at_{};
};

}  // namespace pps::gateway::app
