#include "gateway/runtime/connection_pool.hpp"

#include "gateway/runtime/awaiting.hpp"

#include <boost/asio/ssl/host_name_verification.hpp>
#include <openssl/ssl.h>

#include <cerrno>
#include <functional>
#include <sys/socket.h>
#include <utility>

namespace pps::gateway::runtime {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using steady = std::chrono::steady_clock;

connection_pool::connection::connection(connection_pool& pool, net::io_context& loop, tls_context context)
    : line(loop, std::move(context)), pool_(pool), at_(pool.open_.insert(pool.open_.end(), this)) {}

connection_pool::connection::~connection() {
    pool_.open_.erase(at_);
}

bool connection_pool::connection::still_quiet() {
    char byte = 0;
    const auto got = ::recv(line.tcp().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

connection_pool::connection_pool(net::io_context& loop, client_options options, tls_context tls)
    : loop_(loop), options_(std::move(options)), tls_(std::move(tls)), resolver_(loop) {}

net::awaitable<boost::system::result<std::unique_ptr<connection_pool::connection>>> connection_pool::take() {
    std::unique_ptr<connection> ready = take_idle();
    if (!ready) {
        ready = std::make_unique<connection>(*this, loop_, tls_);
        const error_code failed = co_await open(*ready);
        if (failed) co_return failed;
    }
    co_return std::move(ready);
}

void connection_pool::give_back(std::unique_ptr<connection> used) {
    if (used->line.context() != tls_) return;
    used->idle_since_ = steady::now();
    idle_.push_back(std::move(used));
}

void connection_pool::replace_tls(tls_context fresh) {
    tls_ = std::move(fresh);
    idle_.clear();
}

void connection_pool::cut() {
    idle_.clear();
    for (connection* each : open_)
        each->line.close();
}

std::unique_ptr<connection_pool::connection> connection_pool::take_idle() {
    while (!idle_.empty()) {
        std::unique_ptr<connection> known = std::move(idle_.back());
        idle_.pop_back();
        if (steady::now() - known->idle_since_ < options_.keep_idle && known->still_quiet()) return known;
    }
    return nullptr;
}

/// getaddrinfo cannot be interrupted, so its wait has its own deadline; a late answer is dropped.
net::awaitable<boost::system::result<connection_pool::endpoints>> connection_pool::resolve() {
    std::function<void(std::function<void(boost::system::result<endpoints>)>)> start =
        [this](std::function<void(boost::system::result<endpoints>)> done) {
            resolver_.async_resolve(options_.host, options_.port,
                                    [done = std::move(done)](error_code failed, endpoints found) {
                                        if (failed)
                                            done(failed);
                                        else
                                            done(std::move(found));
                                    });
        };
    co_return co_await wait_for<endpoints>(std::move(start), options_.connect_timeout);
}

net::awaitable<error_code> connection_pool::open(connection& fresh) {
    const auto found = co_await resolve();
    if (!found) co_return found.error();
    fresh.line.expires_after(options_.connect_timeout);
    error_code failed;
    co_await fresh.line.tcp().async_connect(*found, net::redirect_error(net::use_awaitable, failed));
    if (failed) co_return failed;
    fresh.line.tcp().socket().set_option(tcp::no_delay(true), failed);
    stream::secure_layer* secure = fresh.line.secure();
    if (secure == nullptr) co_return error_code{};
    SSL_set_tlsext_host_name(secure->native_handle(), options_.host.c_str());
    secure->set_verify_mode(net::ssl::verify_peer);
    secure->set_verify_callback(net::ssl::host_name_verification(options_.host));
    co_await secure->async_handshake(net::ssl::stream_base::client,
                                     net::redirect_error(net::use_awaitable, failed));
    co_return failed;
}

}  // namespace pps::gateway::runtime
