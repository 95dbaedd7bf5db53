#pragma once

#include "gateway/runtime/tls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <openssl/ssl.h>

#include <chrono>
#include <optional>
#include <utility>

namespace pps::gateway::runtime {

/// A TCP connection, in TLS or plain as it was made, with one deadline for the operations started after it
/// was set: it must be set anew before each step. An AsyncStream of Asio and Beast, so that a protocol is
/// written once for both.
class stream {
  public:
    using executor_type = boost::beast::tcp_stream::executor_type;
    using secure_layer = boost::asio::ssl::stream<boost::beast::tcp_stream&>;

    /// `from` is a socket, or the executor of one to be connected. `context` null: plain.
    template <typename From>
    stream(From&& from, tls_context context) : tcp_(std::forward<From>(from)), context_(std::move(context)) {
        if (context_) secure_.emplace(tcp_, *context_);
    }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    executor_type get_executor() noexcept { return tcp_.get_executor(); }

    template <typename Buffers, typename Token>
    auto async_read_some(const Buffers& into, Token&& token) {
        if (secure_) return secure_->async_read_some(into, std::forward<Token>(token));
        return tcp_.async_read_some(into, std::forward<Token>(token));
    }

    template <typename Buffers, typename Token>
    auto async_write_some(const Buffers& from, Token&& token) {
        if (secure_) return secure_->async_write_some(from, std::forward<Token>(token));
        return tcp_.async_write_some(from, std::forward<Token>(token));
    }

    void expires_after(std::chrono::nanoseconds span) { tcp_.expires_after(span); }
    void expires_at(std::chrono::steady_clock::time_point when) { tcp_.expires_at(when); }
    void expires_never() { tcp_.expires_never(); }
    /// What waits on it ends with an error.
    void close() { tcp_.close(); }

    /// Nothing that was received waits inside the TLS layer.
    bool read_dry() { return !secure_ || SSL_has_pending(secure_->native_handle()) == 0; }

    boost::beast::tcp_stream& tcp() noexcept { return tcp_; }
    /// Null when plain.
    secure_layer* secure() noexcept { return secure_ ? &*secure_ : nullptr; }
    const tls_context& context() const noexcept { return context_; }

  private:
    boost::beast::tcp_stream tcp_;
    tls_context context_;  // outlives the layer made from it
    std::optional<secure_layer> secure_;
};

}  // namespace pps::gateway::runtime
