#include "tests/simulator/server.hpp"

#include "tests/simulator/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <memory>
#include <utility>

namespace pps::simulator {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

namespace {

constexpr std::uint64_t body_limit = 60ULL * 1024 * 1024;
constexpr std::uint32_t header_limit = 16 * 1024;
constexpr std::uint64_t admin_body_limit = 1024 * 1024;
constexpr std::size_t most_connections = 512;
constexpr std::chrono::seconds handshake_deadline{10}, idle_deadline{120}, transfer_deadline{60},
    shutdown_deadline{2};

using tls_stream = beast::ssl_stream<beast::tcp_stream>;
using request_parser = http::request_parser<http::string_body>;
using response = http::response<http::string_body>;
using boost::system::error_code;

/// Runs `work` on the pool and comes back to the awaiting loop.
template <class Result>
asio::awaitable<Result> run_on(asio::thread_pool& pool, std::function<Result()> work) {
    auto start = [&pool, &work](auto handler) {
        auto loop = asio::get_associated_executor(handler);
        asio::post(pool, [handler = std::move(handler), loop, work = std::move(work)]() mutable {
            Result result = work();
            asio::post(loop, [handler = std::move(handler), result = std::move(result)]() mutable {
                std::move(handler)(std::move(result));
            });
        });
    };
    auto token = asio::use_awaitable;
    Result out = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result)>(start, token);
    co_return out;
}

response make_response(unsigned status, std::string_view content_type, std::string body, bool keep_alive) {
    response out{static_cast<http::status>(status), 11};
    out.set(http::field::server, "dmp-simulator");
    out.set(http::field::content_type, content_type);
    out.keep_alive(keep_alive);
    out.body() = std::move(body);
    out.prepare_payload();
    return out;
}

std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find('?'));
}

std::string_view text_of(beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

struct server::implementation {
    implementation(const server_settings& settings, const trust& issuers, const admin_target& on)
        : target(on),
          tls(asio::ssl::context::tls_server),
          pool(settings.threads),
          acceptor(loop),
          admin_acceptor(loop),
          signals(loop) {
        configure_tls(tls.native_handle(), settings.certificate_file, settings.key_file, issuers);
        listen(acceptor, asio::ip::make_address(settings.address), settings.port);
        listen(admin_acceptor, asio::ip::address_v4::loopback(), settings.admin_port);
    }

    static void listen(tcp::acceptor& on, const asio::ip::address& address, std::uint16_t port) {
        const tcp::endpoint endpoint(address, port);
        on.open(endpoint.protocol());
        on.set_option(asio::socket_base::reuse_address(true));
        on.bind(endpoint);
        on.listen();
    }

    asio::awaitable<void> accept();
    asio::awaitable<void> accept_admin();
    asio::awaitable<void> serve(tls_stream stream);
    asio::awaitable<void> serve_admin(beast::tcp_stream stream);
    /// False when the connection is over.
    asio::awaitable<bool> serve_one(tls_stream& stream, beast::flat_buffer& buffer,
                                    const std::vector<std::string>& units);
    asio::awaitable<bool> read_body(tls_stream& stream, beast::flat_buffer& buffer, request_parser& parser,
                                    fault_mode fault);
    asio::awaitable<void> wait(std::chrono::milliseconds delay);

    admin_target target;
    asio::io_context loop{1};
    asio::ssl::context tls;
    asio::thread_pool pool;
    tcp::acceptor acceptor, admin_acceptor;
    asio::signal_set signals;
    std::size_t connections = 0;
};

asio::awaitable<void> server::implementation::wait(std::chrono::milliseconds delay) {
    asio::steady_timer timer(loop, delay);
    error_code failure;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, failure));
}

asio::awaitable<void> server::implementation::accept() {
    while (true) {
        error_code failure;
        tcp::socket socket =
            co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failure));
        if (failure == asio::error::operation_aborted) co_return;
        if (failure || connections >= most_connections) {
            socket = tcp::socket(loop);
            co_await wait(std::chrono::milliseconds(10));
            continue;
        }
        socket.set_option(tcp::no_delay(true), failure);
        tls_stream stream(beast::tcp_stream(std::move(socket)), tls);
        ++connections;
        auto finished = [this](const std::exception_ptr&) { --connections; };
        asio::co_spawn(loop, serve(std::move(stream)), std::move(finished));
    }
}

asio::awaitable<void> server::implementation::accept_admin() {
    while (true) {
        error_code failure;
        tcp::socket socket =
            co_await admin_acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failure));
        if (failure == asio::error::operation_aborted) co_return;
        if (failure || connections >= most_connections) {
            socket = tcp::socket(loop);
            co_await wait(std::chrono::milliseconds(10));
            continue;
        }
        beast::tcp_stream stream(std::move(socket));
        ++connections;
        auto finished = [this](const std::exception_ptr&) { --connections; };
        asio::co_spawn(loop, serve_admin(std::move(stream)), std::move(finished));
    }
}

asio::awaitable<void> server::implementation::serve(tls_stream stream) {
    auto& transport = beast::get_lowest_layer(stream);
    error_code failure;
    transport.expires_after(handshake_deadline);
    co_await stream.async_handshake(asio::ssl::stream_base::server,
                                    asio::redirect_error(asio::use_awaitable, failure));
    if (failure) co_return;
    const auto units = client_units(stream.native_handle());
    beast::flat_buffer buffer;
    while (true) {
        const bool more = co_await serve_one(stream, buffer, units);
        if (!more) co_return;
    }
}

/// Reads the body; false when it fails or when the fault cuts the connection half-way.
asio::awaitable<bool> server::implementation::read_body(tls_stream& stream, beast::flat_buffer& buffer,
                                                        request_parser& parser, fault_mode fault) {
    error_code failure;
    const auto length = parser.content_length().value_or(0);
    if (fault == fault_mode::cut_middle) {
        while (!failure && !parser.is_done() && parser.get().body().size() < length / 2)
            co_await http::async_read_some(stream, buffer, parser,
                                           asio::redirect_error(asio::use_awaitable, failure));
        co_return false;
    }
    co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failure));
    co_return !failure;
}

asio::awaitable<bool> server::implementation::serve_one(tls_stream& stream, beast::flat_buffer& buffer,
                                                        const std::vector<std::string>& units) {
    auto& transport = beast::get_lowest_layer(stream);
    error_code failure;
    request_parser parser;
    parser.header_limit(header_limit);
    parser.body_limit(body_limit);
    transport.expires_after(idle_deadline);
    co_await http::async_read_header(stream, buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, failure));

    response out;
    bool close_after = false;
    bool lose_answer = false;
    if (failure == http::error::end_of_stream) {
        transport.expires_after(shutdown_deadline);
        co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, failure));
        co_return false;
    }
    if (failure == http::error::body_limit) {
        out = make_response(413, "text/plain", "too large\n", false);
        close_after = true;
    } else if (failure) {
        co_return false;
    } else if (parser.chunked()) {
        // Beast 345 is not safe with chunked bodies of others; the DMP's clients know their length.
        out = make_response(411, "text/plain", "Content-Length is required\n", false);
        close_after = true;
    } else if (parser.get().method() != http::verb::post) {
        out = make_response(405, "text/plain", "POST is required\n", false);
        out.set(http::field::allow, "POST");
        close_after = true;
    } else {
        const std::string path(path_of(text_of(parser.get().target())));
        const auto fault =
            target.faults.draw(service_of(path), text_of(parser.get()[http::field::content_type]));
        if (fault.mode == fault_mode::cut_before) co_return false;
        transport.expires_after(transfer_deadline);
        const bool whole = co_await read_body(stream, buffer, parser, fault.mode);
        if (!whole) co_return false;
        if (fault.latency.count() > 0) {
            transport.expires_never();  // the timer below is the deadline
            co_await wait(fault.latency);
        }
        auto message = parser.release();
        close_after = !message.keep_alive();
        if (fault.mode == fault_mode::http503) {
            out = make_response(503, "text/html; charset=UTF-8",
                                "<html><body>Service Unavailable</body></html>", !close_after);
        } else if (fault.mode == fault_mode::garbage) {
            out = make_response(200, "application/soap+xml; charset=UTF-8", "\xff\xfe<soap:Env<<garbage>>",
                                !close_after);
        } else {
            const std::string content_type(text_of(message[http::field::content_type]));
            auto shared = std::make_shared<http::request<http::string_body>>(std::move(message));
            std::function<answer()> work = [this, shared, path, content_type, mode = fault.mode, &units] {
                return target.service.handle({path, content_type, shared->body(), units}, mode);
            };
            answer answered = co_await run_on<answer>(pool, std::move(work));
            out =
                make_response(answered.status, answered.content_type, std::move(answered.body), !close_after);
            lose_answer = fault.mode == fault_mode::cut_after;
        }
    }
    if (lose_answer) co_return false;
    transport.expires_after(transfer_deadline);
    co_await http::async_write(stream, out, asio::redirect_error(asio::use_awaitable, failure));
    if (failure) co_return false;
    if (close_after) {
        transport.expires_after(shutdown_deadline);
        co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, failure));
    }
    co_return !close_after;
}

asio::awaitable<void> server::implementation::serve_admin(beast::tcp_stream stream) {
    beast::flat_buffer buffer;
    while (true) {
        error_code failure;
        request_parser parser;
        parser.header_limit(header_limit);
        parser.body_limit(admin_body_limit);
        stream.expires_after(idle_deadline);
        co_await http::async_read_header(stream, buffer, parser,
                                         asio::redirect_error(asio::use_awaitable, failure));
        if (failure || parser.chunked()) co_return;
        stream.expires_after(transfer_deadline);
        co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failure));
        if (failure) co_return;
        auto message = std::make_shared<http::request<http::string_body>>(parser.release());
        std::function<admin_answer()> work = [this, message] {
            return handle_admin(text_of(message->method_string()), text_of(message->target()),
                                message->body(), target);
        };
        admin_answer answered = co_await run_on<admin_answer>(pool, std::move(work));
        response out = make_response(answered.status, "application/json", std::move(answered.body),
                                     message->keep_alive());
        stream.expires_after(transfer_deadline);
        co_await http::async_write(stream, out, asio::redirect_error(asio::use_awaitable, failure));
        if (failure || !message->keep_alive()) co_return;
    }
}

server::server(const server_settings& settings, const trust& issuers, const admin_target& target)
    : self_(std::make_unique<implementation>(settings, issuers, target)) {}

server::~server() {
    // Before the loop goes: what runs on the pool hands its result to it.
    self_->pool.stop();
    self_->pool.join();
}

std::uint16_t server::port() const noexcept {
    error_code failure;
    return self_->acceptor.local_endpoint(failure).port();
}

std::uint16_t server::admin_port() const noexcept {
    error_code failure;
    return self_->admin_acceptor.local_endpoint(failure).port();
}

void server::stop_on_signals() {
    self_->signals.add(SIGINT);
    self_->signals.add(SIGTERM);
    self_->signals.async_wait([this](error_code failure, int) {
        if (!failure) stop();
    });
}

void server::run() {
    asio::co_spawn(self_->loop, self_->accept(), asio::detached);
    asio::co_spawn(self_->loop, self_->accept_admin(), asio::detached);
    while (!self_->loop.stopped()) {
        try {
            self_->loop.run();
            break;
        } catch (const std::exception&) {
            // One connection's failure: Beast 345 may throw out of run() is not the others'.
        }
    }
}

void server::stop() {
    self_->loop.stop();
}

}  // namespace pps::simulator
