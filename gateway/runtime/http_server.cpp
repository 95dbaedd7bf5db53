#include "gateway/runtime/http_server.hpp"

#include "gateway/runtime/awaiting.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cctype>
#include <list>
#include <map>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using net::ip::tcp;

using plain_stream = beast::tcp_stream;
using secure_stream = net::ssl::stream<beast::tcp_stream>;

// A refused client that is still sending must be able to read why: so much of what it sends is discarded.
constexpr std::size_t linger_bytes = 64u << 20;

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

/// A connection as the server sees it: whether it can be closed at once, and how.
struct session_record {
    bool idle = true;
    std::function<void()> close;
};

http_head head_of(const http::request<http::string_body>& message) {
    http_head head;
    head.method = std::string{message.method_string()};
    const std::string_view target{message.target().data(), message.target().size()};
    const std::size_t mark = target.find('?');
    head.path = std::string{target.substr(0, mark)};
    if (mark != std::string_view::npos) head.query = std::string{target.substr(mark + 1)};
    const auto field = message[http::field::content_type];
    std::string_view type{field.data(), field.size()};
    type = type.substr(0, type.find(';'));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t'))
        type.remove_suffix(1);
    head.content_type = std::string{type};
    std::transform(head.content_type.begin(), head.content_type.end(), head.content_type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return head;
}

beast::tcp_stream& transport(plain_stream& stream) {
    return stream;
}
beast::tcp_stream& transport(secure_stream& stream) {
    return stream.next_layer();
}

class server final : public http_server, public std::enable_shared_from_this<server> {
  public:
    server(net::io_context& loop, http_server_options options, http_service& service)
        : loop_(loop), acceptor_(loop), options_(std::move(options)), service_(service) {}

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
    void replace_tls(tls_context fresh) override { options_.tls = std::move(fresh); }
    int connections() const override { return static_cast<int>(sessions_.size()); }

    void stop_accepting() override {
        stopping_ = true;
        error_code ignored;
        acceptor_.close(ignored);
        close_where([](const session_record& session) { return session.idle; });
    }

    void cut() override {
        stop_accepting();
        close_where([](const session_record&) { return true; });
    }

  private:
    template <typename Predicate>
    void close_where(Predicate wanted) {
        // close() only closes the socket; the record goes when its coroutine ends.
        for (auto& session : sessions_)
            if (wanted(session)) session.close();
    }

    static net::awaitable<void> accept_loop(std::shared_ptr<server> self) {
        net::steady_timer pause{self->loop_};
        while (!self->stopping_) {
            error_code failed;
            tcp::socket socket =
                co_await self->acceptor_.async_accept(net::redirect_error(net::use_awaitable, failed));
            if (self->stopping_) break;
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
            service_.on_incident("too-many-connections", "", from);
            return;
        }
        net::co_spawn(loop_, session(shared_from_this(), std::move(socket), std::move(from)), net::detached);
    }

    /// Forgets the session however its coroutine ends (cpp-traps §7.4: a frame can be destroyed without
    /// its completion handler being called).
    struct registration {
        server& owner;
        std::list<session_record>::iterator at;
        registration(server& self, std::function<void()> close) : owner(self) {
            session_record record;
            record.close = std::move(close);
            at = owner.sessions_.insert(owner.sessions_.end(), std::move(record));
        }
        ~registration() { owner.sessions_.erase(at); }
        registration(const registration&) = delete;
        registration& operator=(const registration&) = delete;
    };

    struct reservation {
        server& owner;
        std::string subject;
        std::uint64_t mine;
        reservation(server& self, std::string whose, std::uint64_t bytes)
            : owner(self), subject(std::move(whose)), mine(bytes) {
            owner.in_flight_ += mine;
            owner.in_flight_by_peer_[subject] += mine;
        }
        ~reservation() {
            owner.in_flight_ -= mine;
            const auto at = owner.in_flight_by_peer_.find(subject);
            if ((at->second -= mine) == 0) owner.in_flight_by_peer_.erase(at);
        }
        reservation(const reservation&) = delete;
        reservation& operator=(const reservation&) = delete;
    };

    std::uint64_t in_flight_of(const std::string& subject) const {
        const auto at = in_flight_by_peer_.find(subject);
        return at == in_flight_by_peer_.end() ? 0 : at->second;
    }

    static net::awaitable<void> session(std::shared_ptr<server> self, tcp::socket socket, peer from) {
        try {
            if (self->options_.tls) {
                const tls_context context = self->options_.tls;
                secure_stream stream{std::move(socket), *context};
                registration registered{*self, [&stream] { stream.next_layer().close(); }};
                co_await self->serve_secure(stream, context, from, *registered.at);
            } else {
                plain_stream stream{std::move(socket)};
                registration registered{*self, [&stream] { stream.close(); }};
                tls_context none;
                co_await self->serve(stream, none, from, *registered.at);
            }
        } catch (const std::exception& broken) {
            self->service_.on_incident("session-failed", broken.what(), from);
        }
    }

    net::awaitable<void> serve_secure(secure_stream& stream, tls_context context, peer& from,
                                      session_record& record) {
        stream.next_layer().expires_after(options_.handshake_timeout);
        // Who is refused must be known to the audit; OpenSSL keeps the certificate of verified peers only.
        const auto judge = [&from](bool ok, net::ssl::verify_context& verdict) {
            X509_STORE_CTX* chain = verdict.native_handle();
            if (X509_STORE_CTX_get_error_depth(chain) != 0) return ok;
            X509* leaf = X509_STORE_CTX_get_current_cert(chain);
            from.subject = subject_of(leaf);
            from.fingerprint = fingerprint_of(leaf);
            if (ok && !says_client(leaf)) {
                X509_STORE_CTX_set_error(chain, X509_V_ERR_INVALID_PURPOSE);
                return false;
            }
            return ok;
        };
        stream.set_verify_callback(judge);
        error_code failed;
        co_await stream.async_handshake(net::ssl::stream_base::server,
                                        net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            const long verdict = SSL_get_verify_result(stream.native_handle());
            const std::string why =
                verdict == X509_V_OK ? failed.message() : X509_verify_cert_error_string(verdict);
            service_.on_incident("tls-refused", why, from);
            co_return;
        }
        co_await serve(stream, context, from, record);
        stream.next_layer().expires_after(std::chrono::milliseconds{500});
        co_await stream.async_shutdown(net::redirect_error(net::use_awaitable, failed));
    }

    bool trusted_still(plain_stream&, tls_context&) { return true; }
    bool trusted_still(secure_stream& stream, tls_context& judged_by) {
        X509* leaf = SSL_get0_peer_certificate(stream.native_handle());
        if (leaf == nullptr || has_expired(leaf)) return false;
        if (judged_by == options_.tls) return true;
        judged_by = options_.tls;
        return still_trusted(stream.native_handle(), *judged_by);
    }

    template <typename Stream>
    net::awaitable<void> serve(Stream& stream, tls_context judged_by, const peer& from,
                               session_record& record) {
        beast::flat_buffer buffer;
        bool more = true;
        while (more) {
            if (buffer.size() == 0) {
                if (stopping_) co_return;
                record.idle = true;
                transport(stream).expires_after(options_.idle_timeout);
                error_code failed;
                const auto space = buffer.prepare(8192);
                const std::size_t got =
                    co_await stream.async_read_some(space, net::redirect_error(net::use_awaitable, failed));
                if (failed) co_return;
                buffer.commit(got);
            }
            record.idle = false;
            more = co_await exchange(stream, buffer, judged_by, from);
            if (stopping_) more = false;
        }
    }

    /// One request and its answer; false when the connection must close.
    template <typename Stream>
    net::awaitable<bool> exchange(Stream& stream, beast::flat_buffer& buffer, tls_context& judged_by,
                                  const peer& from) {
        const auto began = std::chrono::steady_clock::now();
        http::request_parser<http::string_body> parser;
        parser.header_limit(options_.max_header_bytes);
        parser.body_limit(boost::none);
        transport(stream).expires_after(options_.header_timeout);
        error_code failed;
        co_await http::async_read_header(stream, buffer, parser,
                                         net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            if (failed == beast::error::timeout) service_.on_incident("header-timeout", "", from);
            const int status = failed == http::error::header_limit ? 431 : 400;
            const bool understood =
                failed.category() == http::make_error_code(http::error::bad_method).category();
            if (understood && failed != http::error::end_of_stream &&
                failed != http::error::partial_message) {
                const http_head unread;
                co_await refuse(stream, buffer, service_.on_refusal(status, "bad-http"), unread, began);
            }
            co_return false;
        }
        http_head head = head_of(parser.get());
        if (!trusted_still(stream, judged_by)) {
            service_.on_incident("no-longer-trusted", "", from);
            co_await refuse(stream, buffer, service_.on_refusal(403, "no-longer-trusted"), head, began);
            co_return false;
        }
        // Beast 345 limits no trailer and lets a trailer add fields: no chunked request is read.
        const bool has_length = parser.content_length().has_value();
        if (parser.chunked() || parser.get().find(http::field::transfer_encoding) != parser.get().end()) {
            co_await refuse(stream, buffer, service_.on_refusal(411, "length-required"), head, began);
            co_return false;
        }
        head.content_length = has_length ? *parser.content_length() : 0;

        auto judged = service_.on_head(head, from);
        if (auto* refusal = std::get_if<http_response>(&judged)) {
            // Without a body to skip, the connection can go on.
            const bool keep = head.content_length == 0 && parser.get().keep_alive();
            http_response response = std::move(*refusal);
            if (!keep) {
                co_await refuse(stream, buffer, std::move(response), head, began);
                co_return false;
            }
            error_code ignored;
            co_await http::async_read(stream, buffer, parser,
                                      net::redirect_error(net::use_awaitable, ignored));
            co_return co_await answer(stream, std::move(response), head, began, true);
        }
        const std::uint64_t limit = std::get<admit>(judged).body_limit;
        if (!has_length && limit > 0) {
            co_await refuse(stream, buffer, service_.on_refusal(411, "length-required"), head, began);
            co_return false;
        }
        if (head.content_length > limit) {
            co_await refuse(stream, buffer, service_.on_refusal(413, "too-large"), head, began);
            co_return false;
        }
        // One peer that stalls must not take what all others need.
        const bool too_much =
            in_flight_ + head.content_length > options_.max_bytes_in_flight ||
            in_flight_of(from.subject) + head.content_length > options_.max_bytes_in_flight / 2;
        if (too_much) {
            co_await refuse(stream, buffer, service_.on_refusal(503, "overloaded"), head, began);
            co_return false;
        }
        const reservation reserved{*this, from.subject, head.content_length};
        parser.body_limit(limit);
        transport(stream).expires_after(options_.body_timeout);
        if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
            const auto line = net::buffer(continue_line);
            co_await net::async_write(stream, line, net::redirect_error(net::use_awaitable, failed));
        }
        if (!failed)
            co_await http::async_read(stream, buffer, parser,
                                      net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            service_.on_incident(failed == beast::error::timeout ? "body-timeout" : "body-interrupted", "",
                                 from);
            co_return false;
        }
        // The peer may wait as long as the service's own deadline allows.
        transport(stream).expires_never();
        const bool keep = parser.get().keep_alive();
        http_request request;
        request.head = head;
        request.body = std::move(parser.get().body());
        http_response response = co_await service_.on_request(std::move(request), from);
        co_return co_await answer(stream, std::move(response), head, began, keep);
    }

    template <typename Stream>
    net::awaitable<bool> answer(Stream& stream, http_response response, const http_head& head,
                                std::chrono::steady_clock::time_point began, bool keep) {
        http::response<http::string_body> message{static_cast<http::status>(response.status), 11};
        if (!response.content_type.empty()) message.set(http::field::content_type, response.content_type);
        for (const auto& [name, value] : response.headers)
            message.set(name, value);
        message.set(http::field::cache_control, "no-store");
        message.body() = std::move(response.body);
        keep = keep && !stopping_;
        message.keep_alive(keep);
        message.prepare_payload();
        if (head.method == "HEAD") message.body().clear();
        transport(stream).expires_after(options_.write_timeout);
        error_code failed;
        co_await http::async_write(stream, message, net::redirect_error(net::use_awaitable, failed));
        service_.on_answered(head, response.status, std::chrono::steady_clock::now() - began);
        co_return !failed && keep;
    }

    /// Answers without having read the body, then discards what is still coming for a short while.
    template <typename Stream>
    net::awaitable<void> refuse(Stream& stream, beast::flat_buffer& buffer, http_response response,
                                const http_head& head, std::chrono::steady_clock::time_point began) {
        co_await answer(stream, std::move(response), head, began, false);
        if (head.content_length == 0 && head.method != "POST" && head.method != "PUT") co_return;
        transport(stream).expires_after(options_.linger_timeout);
        std::size_t discarded = 0;
        error_code failed;
        while (!failed && discarded < linger_bytes && !stopping_) {
            buffer.clear();
            const auto space = buffer.prepare(65536);
            discarded +=
                co_await stream.async_read_some(space, net::redirect_error(net::use_awaitable, failed));
            if (head.content_length > 0 && discarded >= head.content_length) break;
        }
    }

    net::io_context& loop_;
    tcp::acceptor acceptor_;
    http_server_options options_;
    http_service& service_;
    std::list<session_record> sessions_;
    std::uint64_t in_flight_ = 0;
    std::map<std::string, std::uint64_t> in_flight_by_peer_;
    std::uint16_t port_ = 0;
    bool stopping_ = false;
};

}  // namespace

boost::system::result<std::shared_ptr<http_server>> listen(net::io_context& loop,
                                                           const http_server_options& options,
                                                           http_service& service) {
    auto made = std::make_shared<server>(loop, options, service);
    if (const error_code failed = made->open()) return failed;
    made->start();
    return std::shared_ptr<http_server>{made};
}

}  // namespace pps::gateway::runtime
