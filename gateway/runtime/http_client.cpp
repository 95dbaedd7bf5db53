#include "gateway/runtime/http_client.hpp"

#include "gateway/runtime/awaiting.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <openssl/ssl.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <list>
#include <optional>
#include <sys/socket.h>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using net::ip::tcp;
using steady = std::chrono::steady_clock;

constexpr int most_interim = 4;

struct connection {
    connection(net::io_context& loop, tls_context held) : context(std::move(held)), stream(loop, *context) {}
    tls_context context;  // outlives the stream made from it
    net::ssl::stream<beast::tcp_stream> stream;
    beast::flat_buffer buffer;
    steady::time_point idle_since{};
};

/// True when the peer has neither closed nor said anything since the last answer.
bool still_quiet(connection& candidate) {
    auto& socket = candidate.stream.next_layer().socket();
    char byte = 0;
    const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

class client final : public http_client, public std::enable_shared_from_this<client> {
  public:
    client(net::io_context& loop, http_client_options options, tls_context tls)
        : loop_(loop), options_(std::move(options)), tls_(std::move(tls)), resolver_(loop) {}

    net::awaitable<http_exchange> perform(http_call call) override {
        const std::shared_ptr<client> self = shared_from_this();
        http_exchange outcome;
        std::unique_ptr<connection> line = take_idle();
        if (!line) {
            line = std::make_unique<connection>(loop_, tls_);
            const error_code failed = co_await open(*line);
            if (failed) {
                outcome.problem = failed.message();
                co_return outcome;
            }
        }
        const busy_mark mark{*self, *line};
        const bool reusable = co_await converse(*line, std::move(call), outcome);
        if (reusable && line->context == tls_) {
            line->idle_since = steady::now();
            idle_.push_back(std::move(line));
        }
        co_return outcome;
    }

    void replace_tls(tls_context fresh) override {
        tls_ = std::move(fresh);
        idle_.clear();
    }

    void cut() override {
        idle_.clear();
        for (connection* line : busy_)
            line->stream.next_layer().close();
    }

  private:
    struct busy_mark {
        client& owner;
        connection* mine;
        busy_mark(client& self, connection& line) : owner(self), mine(&line) { owner.busy_.push_back(mine); }
        ~busy_mark() { owner.busy_.remove(mine); }
        busy_mark(const busy_mark&) = delete;
        busy_mark& operator=(const busy_mark&) = delete;
    };

    std::unique_ptr<connection> take_idle() {
        while (!idle_.empty()) {
            std::unique_ptr<connection> line = std::move(idle_.back());
            idle_.pop_back();
            if (steady::now() - line->idle_since < options_.keep_idle && still_quiet(*line)) return line;
        }
        return nullptr;
    }

    /// getaddrinfo cannot be interrupted, so its wait has its own deadline; a late answer is dropped.
    net::awaitable<boost::system::result<tcp::resolver::results_type>> resolve() {
        using results = tcp::resolver::results_type;
        std::function<void(std::function<void(boost::system::result<results>)>)> start =
            [this](std::function<void(boost::system::result<results>)> done) {
                resolver_.async_resolve(options_.host, options_.port,
                                        [done](error_code failed, results found) {
                                            if (failed)
                                                done(failed);
                                            else
                                                done(std::move(found));
                                        });
            };
        co_return co_await wait_for<results>(std::move(start), options_.connect_timeout);
    }

    net::awaitable<error_code> open(connection& line) {
        const auto found = co_await resolve();
        if (!found) co_return found.error();
        const busy_mark mark{*this, line};
        auto& tcp_layer = line.stream.next_layer();
        tcp_layer.expires_after(options_.connect_timeout);
        error_code failed;
        co_await tcp_layer.async_connect(*found, net::redirect_error(net::use_awaitable, failed));
        if (failed) co_return failed;
        tcp_layer.socket().set_option(tcp::no_delay(true), failed);
        SSL_set_tlsext_host_name(line.stream.native_handle(), options_.host.c_str());
        line.stream.set_verify_mode(net::ssl::verify_peer);
        line.stream.set_verify_callback(net::ssl::host_name_verification(options_.host));
        co_await line.stream.async_handshake(net::ssl::stream_base::client,
                                             net::redirect_error(net::use_awaitable, failed));
        co_return failed;
    }

    /// True when the connection can be used again.
    net::awaitable<bool> converse(connection& line, http_call call, http_exchange& outcome) {
        http::request<http::string_body> request{http::string_to_verb(call.method), call.target, 11};
        request.set(http::field::host,
                    options_.port == "443" ? options_.host : options_.host + ":" + options_.port);
        request.set(http::field::user_agent, "pps-gateway/" PPS_VERSION);
        if (!call.content_type.empty()) request.set(http::field::content_type, call.content_type);
        for (const auto& [name, value] : call.headers)
            request.set(name, value);
        request.body() = std::move(call.body);
        request.prepare_payload();

        auto& tcp_layer = line.stream.next_layer();
        tcp_layer.expires_after(options_.answer_timeout);
        error_code failed;
        outcome.stage = exchange_stage::interrupted;
        co_await http::async_write(line.stream, request, net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            outcome.problem = failed.message();
            co_return false;
        }
        outcome.stage = exchange_stage::unanswered;
        // Interim answers (RFC 9110 §15.2) are not the answer.
        std::optional<http::response_parser<http::string_body>> parser;
        for (int interim = 0; interim <= most_interim; ++interim) {
            parser.emplace();
            parser->header_limit(64u << 10);
            parser->body_limit(options_.max_answer_bytes);
            co_await http::async_read(line.stream, line.buffer, *parser,
                                      net::redirect_error(net::use_awaitable, failed));
            if (failed || parser->get().result_int() >= 200) break;
            failed = http::error::bad_status;
        }
        if (failed) {
            outcome.problem = failed.message();
            co_return false;
        }
        auto& answer = parser->get();
        outcome.stage = exchange_stage::answered;
        outcome.status = static_cast<int>(answer.result_int());
        outcome.content_type = std::string{answer[http::field::content_type]};
        for (const auto& field : answer) {
            std::string name{field.name_string()};
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            outcome.headers.emplace_back(std::move(name), std::string{field.value()});
        }
        outcome.body = std::move(answer.body());
        // What came beyond the answer would be taken for the next one's.
        co_return answer.keep_alive() && line.buffer.size() == 0 &&
            SSL_has_pending(line.stream.native_handle()) == 0;
    }

    net::io_context& loop_;
    http_client_options options_;
    tls_context tls_;
    tcp::resolver resolver_;
    std::vector<std::unique_ptr<connection>> idle_;
    std::list<connection*> busy_;
};

}  // namespace

std::string_view to_string(exchange_stage stage) noexcept {
    switch (stage) {
        case exchange_stage::answered:
            return "answered";
        case exchange_stage::not_connected:
            return "not-connected";
        case exchange_stage::interrupted:
            return "interrupted";
        case exchange_stage::unanswered:
            return "unanswered";
    }
    return "unanswered";
}

boost::system::result<https_url> parse_https_url(std::string_view url) {
    const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
    if (!parsed) return parsed.error();
    const bool usable = parsed->scheme_id() == boost::urls::scheme::https && !parsed->has_userinfo() &&
                        !parsed->host_address().empty() &&
                        (!parsed->has_port() || parsed->port_number() != 0);
    if (!usable) return boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
    https_url parts;
    parts.host = parsed->host_address();
    parts.port = parsed->has_port() ? std::string{parsed->port()} : "443";
    parts.path = parsed->encoded_path().empty() ? "/" : std::string{parsed->encoded_path()};
    return parts;
}

std::shared_ptr<http_client> make_http_client(net::io_context& loop, http_client_options options,
                                              tls_context tls) {
    return std::make_shared<client>(loop, std::move(options), std::move(tls));
}

}  // namespace pps::gateway::runtime
