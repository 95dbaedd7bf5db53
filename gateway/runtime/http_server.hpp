#pragma once

#include "gateway/runtime/http.hpp"
#include "gateway/runtime/listener.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
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

/// The bytes in flight are those of declared bodies; beyond them, 503.
struct http_server_options : listener_options {
    std::uint32_t max_header_bytes = 16u << 10;
    std::chrono::milliseconds header_timeout{15'000};
    std::chrono::milliseconds body_timeout{60'000};
    std::chrono::milliseconds write_timeout{30'000};
    std::chrono::milliseconds idle_timeout{120'000};
    std::chrono::milliseconds linger_timeout{
        3'000};  ///< A refused client that still sends may read why until then.
};

/// An HTTP/1.1 listener on one event loop: keep-alive, header judged before the body, chunked requests
/// refused with 411 (Beast 1.81 applies no limit to trailers), a deadline on every step. Listens and starts
/// accepting; `service` must outlive the listener and its sessions (the loop's run).
/// Error: the address or port cannot be used.
boost::system::result<std::shared_ptr<listener>> listen(boost::asio::io_context& loop,
                                                        const http_server_options& options,
                                                        http_service& service);

}  // namespace pps::gateway::runtime
