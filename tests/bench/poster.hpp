#pragma once

#include "tests/bench/load.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <memory>
#include <optional>
#include <string>

namespace pps::bench {

using clock = std::chrono::steady_clock;

clock::duration ticks(std::chrono::duration<double> seconds);

/// One request: its number, when it is due, and whether it is measured.
struct ticket {
    std::uint32_t number = 0;
    std::optional<clock::time_point> due;
    bool measured = false;
};

/// Hands out the requests and gathers the measures. Used on one thread.
class plan {
  public:
    explicit plan(const load_options& options) : options_(options) {}
    void start();
    /// The next request; nothing when the load is over.
    std::optional<ticket> take();
    void failed(const boost::system::error_code& error) { ++report_.errors[error.message()]; }
    /// `status` names the answer; `said` is kept of the first that is not accepted.
    void answered(const ticket& of, bool accepted, const std::string& status, std::string_view said,
                  std::size_t bytes, clock::time_point written);
    load_report end();

  private:
    const load_options& options_;
    clock::time_point begin_, warm_, last_answer_;
    std::uint32_t taken_ = 0;
    std::uint32_t measured_ = 0;
    load_report report_;
};

/// A connection in mutual TLS that sends one document after the other. Used on the loop's thread.
class poster {
  public:
    using stream_type = boost::asio::ssl::stream<boost::beast::tcp_stream>;
    using endpoints = boost::asio::ip::tcp::resolver::results_type;

    poster(boost::asio::io_context& loop, boost::asio::ssl::context& tls, endpoints where,
           const load_options& options)
        : loop_(loop), tls_(tls), where_(std::move(where)), options_(options), timer_(loop) {}
    virtual ~poster() = default;

    boost::asio::awaitable<boost::system::error_code> connect();
    /// Sends what the plan hands out. Connects again after an error; gives up after some in a row.
    boost::asio::awaitable<void> post_all(plan& work);

  protected:
    /// Sends the document of the ticket and tells the plan what the answer was.
    virtual boost::asio::awaitable<boost::system::error_code> post(ticket of, plan& work) = 0;
    /// What was read beyond an answer is worth nothing on another connection.
    virtual void forget_input() = 0;
    stream_type& stream() { return *stream_; }
    void expire() { boost::beast::get_lowest_layer(*stream_).expires_after(ticks(options_.timeout)); }
    bool keep_alive = true;  ///< After the last answer.

  private:
    boost::asio::io_context& loop_;
    boost::asio::ssl::context& tls_;
    endpoints where_;
    const load_options& options_;
    boost::asio::steady_timer timer_;
    std::optional<stream_type> stream_;
};

}  // namespace pps::bench
