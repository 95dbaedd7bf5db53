#pragma once

#include "gateway/runtime/exchange.hpp"
#include "gateway/runtime/stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <list>
#include <memory>
#include <vector>

/// What the clients of this folder are made of: connections to one peer, which stay open for the next
/// exchange.
namespace pps::gateway::runtime {

/// Used on the loop's thread only, and outlives what it opened.
class connection_pool {
  public:
    /// A connection is known to its pool as long as it lives, so that it can be cut.
    class connection {
      public:
        connection(connection_pool& pool, boost::asio::io_context& loop, tls_context context);
        ~connection();
        connection(const connection&) = delete;
        connection& operator=(const connection&) = delete;

        stream line;

      private:
        friend class connection_pool;
        /// True when the peer has neither closed nor said anything since the last answer.
        bool still_quiet();

        connection_pool& pool_;
        std::list<connection*>::iterator at_;
        std::chrono::steady_clock::time_point idle_since_{};
    };

    /// `tls` null: plain.
    connection_pool(boost::asio::io_context& loop, client_options options, tls_context tls);

    /// An idle connection, or else a new one whose peer proved to be options.host.
    boost::asio::awaitable<boost::system::result<std::unique_ptr<connection>>> take();
    /// Keeps it for the next exchange, unless the context was replaced since. Nothing may be left to read on
    /// it.
    void give_back(std::unique_ptr<connection> used);
    /// Later connections use this context; idle ones are closed.
    void replace_tls(tls_context fresh);
    /// Closes idle connections and cuts the busy ones.
    void cut();

  private:
    using endpoints = boost::asio::ip::tcp::resolver::results_type;

    std::unique_ptr<connection> take_idle();
    boost::asio::awaitable<boost::system::result<endpoints>> resolve();
    boost::asio::awaitable<boost::system::error_code> open(connection& fresh);

    boost::asio::io_context& loop_;
    client_options options_;
    tls_context tls_;
    boost::asio::ip::tcp::resolver resolver_;
    std::list<connection*> open_;
    std::vector<std::unique_ptr<connection>> idle_;
};

}  // namespace pps::gateway::runtime
