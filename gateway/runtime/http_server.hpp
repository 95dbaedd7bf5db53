#pragma once

#include "gateway/runtime/http.hpp"
#include "gateway/runtime/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace pps::gateway::runtime {

/// The header is acceptable: at most this much body will be read.
struct admit {
    std::uint64_t body_limit = 0;
};

/// What a listener does with requests. All calls are made on the loop's thread.
class http_service {
  public:
    virtual ~http_service() = default;

    /// Judges the header before any byte of the body is read. A response ends the exchange: the body is not
    /// read and the connection closes.
    virtual std::variant<admit, http_response> on_head(const http_head& head, const peer& from) = 0;

    /// Answers a whole request. Must end within its own deadline.
    virtual boost::asio::awaitable<http_response> on_request(http_request request, peer from) = 0;

    /// The response to a request that cannot be understood as HTTP or that this server refuses by rule
    /// (400, 411, 413, 431, 503, …); `reason` is a stable word.
    virtual http_response on_refusal(int status, std::string_view reason) = 0;

    /// An audit fact: "tls-refused", "header-timeout", "body-timeout", "no-longer-trusted",
    /// "too-many-connections".
    virtual void on_incident(std::string_view what, std::string_view detail, const peer& from) = 0;

    /// One line per answered request, for metrics.
    virtual void on_answered(const http_head& head, int status, std::chrono::nanoseconds elapsed) = 0;
};

struct http_server_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    tls_context tls;  ///< Null: plain HTTP.
    std::uint32_t max_header_bytes = 16u << 10;
    int max_connections = 1024;
    std::uint64_t max_bytes_in_flight = 128u
                                        << 20;  ///< Declared body bytes being read or answered; then 503.
    std::chrono::milliseconds handshake_timeout{10'000};
    std::chrono::milliseconds header_timeout{15'000};
    std::chrono::milliseconds body_timeout{60'000};
    std::chrono::milliseconds write_timeout{30'000};
    std::chrono::milliseconds idle_timeout{120'000};
    std::chrono::milliseconds linger_timeout{
        3'000};  ///< A refused client that still sends may read why until then.
};

/// An HTTP/1.1 listener on one event loop: keep-alive, header judged before the body, chunked requests
/// refused with 411 (Beast 1.81 applies no limit to trailers), a deadline on every step. Not thread-safe:
/// used on the loop's thread only.
class http_server {
  public:
    virtual ~http_server() = default;

    /// The port listened on.
    virtual std::uint16_t port() const = 0;
    /// New connections use this context; open ones are re-verified against it before their next request.
    virtual void replace_tls(tls_context fresh) = 0;
    /// No new connection; idle ones close; busy ones close after their answer.
    virtual void stop_accepting() = 0;
    /// Cuts what is left.
    virtual void cut() = 0;
    virtual int connections() const = 0;
};

/// Listens and starts accepting. `service` must outlive the server and its sessions (the loop's run).
/// Error: the address or port cannot be used.
boost::system::result<std::shared_ptr<http_server>> listen(boost::asio::io_context& loop,
                                                           const http_server_options& options,
                                                           http_service& service);

}  // namespace pps::gateway::runtime
