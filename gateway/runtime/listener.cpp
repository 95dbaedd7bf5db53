#include "gateway/runtime/awaiting.hpp"
#include "gateway/runtime/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <exception>
#include <utility>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

class accepting final : public listener, public std::enable_shared_from_this<accepting> {
  public:
    accepting(net::io_context& loop, const listener_options& options, std::unique_ptr<protocol> spoken)
        : loop_(loop), acceptor_(loop), options_(options), protocol_(std::move(spoken)) {
        group_.tls = options_.tls;
        group_.most_bytes = options_.max_bytes_in_flight;
    }

    error_code open() {
        error_code failed;
        const auto address = net::ip::make_address(options_.address, failed);
        if (failed) return failed;
        const tcp::endpoint endpoint{address, options_.port};
        acceptor_.open(endpoint.protocol(), failed);
        if (!failed) acceptor_.set_option(net::socket_base::reuse_address(true), failed);
        if (!failed) acceptor_.bind(endpoint, failed);
        if (!failed) acceptor_.listen(net::socket_base::max_listen_connections, failed);
        if (!failed) port_ = acceptor_.local_endpoint(failed).port();
        return failed;
    }

    void start() { net::co_spawn(loop_, accept_loop(shared_from_this()), net::detached); }

    std::uint16_t port() const override { return port_; }
    void replace_tls(tls_context fresh) override {
        // Never back to plain while others believe that they are protected.
        if (fresh) group_.tls = std::move(fresh);
    }
    int connections() const override { return static_cast<int>(group_.open.size()); }

    void stop_accepting() override {
        group_.stopping = true;
        error_code ignored;
        acceptor_.close(ignored);
        // close() only closes the socket; the session goes when its coroutine ends.
        for (session* each : group_.open)
            if (each->idle) each->line.close();
    }

    void cut() override {
        stop_accepting();
        for (session* each : group_.open)
            each->line.close();
    }

  private:
    static net::awaitable<void> accept_loop(std::shared_ptr<accepting> self) {
        net::steady_timer pause{self->loop_};
        while (!self->group_.stopping) {
            error_code failed;
            tcp::socket socket =
                co_await self->acceptor_.async_accept(net::redirect_error(net::use_awaitable, failed));
            if (self->group_.stopping) break;
            if (failed) {
                // Out of descriptors, usually: wait for some to be returned.
                pause.expires_after(std::chrono::milliseconds{50});
                co_await sleep_on(pause);
                continue;
            }
            self->take(std::move(socket));
        }
    }

    void take(tcp::socket socket) {
        error_code ignored;
        const auto remote = socket.remote_endpoint(ignored);
        socket.set_option(tcp::no_delay(true), ignored);
        peer from;
        from.address = ignored ? "" : remote.address().to_string();
        if (connections() >= options_.max_connections) {
            protocol_->on_incident("too-many-connections", "", from);
            return;
        }
        net::co_spawn(loop_, run(shared_from_this(), std::move(socket), std::move(from)), net::detached);
    }

    static net::awaitable<void> run(std::shared_ptr<accepting> self, tcp::socket socket, peer from) {
        try {
            session with{self->group_, std::move(socket), from};
            std::string why;
            if (!co_await with.handshake(self->options_.handshake_timeout, why)) {
                self->protocol_->on_incident("tls-refused", why, from);
                co_return;
            }
            co_await self->protocol_->serve(with);
            co_await with.end();
        } catch (const std::exception& broken) {
            self->protocol_->on_incident("session-failed", broken.what(), from);
        }
    }

    net::io_context& loop_;
    tcp::acceptor acceptor_;
    listener_options options_;
    std::unique_ptr<protocol> protocol_;
    session_group group_;
    std::uint16_t port_ = 0;
};

}  // namespace

boost::system::result<std::shared_ptr<listener>> listen(net::io_context& loop,
                                                        const listener_options& options,
                                                        std::unique_ptr<protocol> spoken) {
    auto made = std::make_shared<accepting>(loop, options, std::move(spoken));
    if (const error_code failed = made->open()) return failed;
    made->start();
    return std::shared_ptr<listener>{made};
}

}  // namespace pps::gateway::runtime
