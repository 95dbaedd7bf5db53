#include "gateway/runtime/http_server.hpp"

#include "gateway/runtime/session.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <cctype>
#include <utility>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

// A refused client that is still sending must be able to read why: so much of what it sends is discarded.
constexpr std::size_t linger_bytes = 64u << 20;

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

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

class http_protocol final : public protocol {
  public:
    http_protocol(const http_server_options& options, http_service& service)
        : options_(options), service_(service) {}

    void on_incident(std::string_view what, std::string_view detail, const peer& from) override {
        service_.on_incident(what, detail, from);
    }

    net::awaitable<void> serve(session& with) override {
        beast::flat_buffer buffer;
        bool more = true;
        while (more) {
            if (buffer.size() == 0) {
                if (with.stopping()) co_return;
                with.idle = true;
                with.line.expires_after(options_.idle_timeout);
                error_code failed;
                const auto space = buffer.prepare(8192);
                const std::size_t got = co_await with.line.async_read_some(
                    space, net::redirect_error(net::use_awaitable, failed));
                if (failed) co_return;
                buffer.commit(got);
            }
            with.idle = false;
            more = co_await exchange(with, buffer);
            if (with.stopping()) more = false;
        }
    }

  private:
    /// One request and its answer; false when the connection must close.
    net::awaitable<bool> exchange(session& with, beast::flat_buffer& buffer) {
        const auto began = std::chrono::steady_clock::now();
        http::request_parser<http::string_body> parser;
        parser.header_limit(options_.max_header_bytes);
        parser.body_limit(boost::none);
        with.line.expires_after(options_.header_timeout);
        error_code failed;
        co_await http::async_read_header(with.line, buffer, parser,
                                         net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            if (failed == beast::error::timeout) service_.on_incident("header-timeout", "", with.from());
            const int status = failed == http::error::header_limit ? 431 : 400;
            const bool understood =
                failed.category() == http::make_error_code(http::error::bad_method).category();
            if (understood && failed != http::error::end_of_stream &&
                failed != http::error::partial_message) {
                const http_head unread;
                co_await refuse(with, buffer, service_.on_refusal(status, "bad-http"), unread, began);
            }
            co_return false;
        }
        http_head head = head_of(parser.get());
        if (!with.trusted_still()) {
            service_.on_incident("no-longer-trusted", "", with.from());
            co_await refuse(with, buffer, service_.on_refusal(403, "no-longer-trusted"), head, began);
            co_return false;
        }
        // Beast 345 limits no trailer and lets a trailer add fields: no chunked request is read.
        const bool has_length = parser.content_length().has_value();
        if (parser.chunked() || parser.get().find(http::field::transfer_encoding) != parser.get().end()) {
            co_await refuse(with, buffer, service_.on_refusal(411, "length-required"), head, began);
            co_return false;
        }
        head.content_length = has_length ? *parser.content_length() : 0;

        auto judged = service_.on_head(head, with.from());
        if (auto* refusal = std::get_if<http_response>(&judged)) {
            // Without a body to skip, the connection can go on.
            const bool keep = head.content_length == 0 && parser.get().keep_alive();
            http_response response = std::move(*refusal);
            if (!keep) {
                co_await refuse(with, buffer, std::move(response), head, began);
                co_return false;
            }
            error_code ignored;
            co_await http::async_read(with.line, buffer, parser,
                                      net::redirect_error(net::use_awaitable, ignored));
            co_return co_await answer(with, std::move(response), head, began, true);
        }
        const std::uint64_t limit = std::get<admit>(judged).body_limit;
        if (!has_length && limit > 0) {
            co_await refuse(with, buffer, service_.on_refusal(411, "length-required"), head, began);
            co_return false;
        }
        if (head.content_length > limit) {
            co_await refuse(with, buffer, service_.on_refusal(413, "too-large"), head, began);
            co_return false;
        }
        reservation held{with};
        if (!held.resize(head.content_length)) {
            co_await refuse(with, buffer, service_.on_refusal(503, "overloaded"), head, began);
            co_return false;
        }
        parser.body_limit(limit);
        with.line.expires_after(options_.body_timeout);
        if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
            const auto line = net::buffer(continue_line);
            co_await net::async_write(with.line, line, net::redirect_error(net::use_awaitable, failed));
        }
        if (!failed)
            co_await http::async_read(with.line, buffer, parser,
                                      net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            service_.on_incident(failed == beast::error::timeout ? "body-timeout" : "body-interrupted", "",
                                 with.from());
            co_return false;
        }
        // The peer may wait as long as the service's own deadline allows.
        with.line.expires_never();
        const bool keep = parser.get().keep_alive();
        http_request request;
        request.head = head;
        request.body = std::move(parser.get().body());
        http_response response = co_await service_.on_request(std::move(request), with.from());
        co_return co_await answer(with, std::move(response), head, began, keep);
    }

    net::awaitable<bool> answer(session& with, http_response response, const http_head& head,
                                std::chrono::steady_clock::time_point began, bool keep) {
        http::response<http::string_body> message{static_cast<http::status>(response.status), 11};
        if (!response.content_type.empty()) message.set(http::field::content_type, response.content_type);
        for (const auto& [name, value] : response.headers)
            message.set(name, value);
        message.set(http::field::cache_control, "no-store");
        message.body() = std::move(response.body);
        keep = keep && !with.stopping();
        message.keep_alive(keep);
        message.prepare_payload();
        if (head.method == "HEAD") message.body().clear();
        with.line.expires_after(options_.write_timeout);
        error_code failed;
        co_await http::async_write(with.line, message, net::redirect_error(net::use_awaitable, failed));
        service_.on_answered(head, response.status, std::chrono::steady_clock::now() - began);
        co_return !failed && keep;
    }

    /// Answers without having read the body, then discards what is still coming for a short while.
    net::awaitable<void> refuse(session& with, beast::flat_buffer& buffer, http_response response,
                                const http_head& head, std::chrono::steady_clock::time_point began) {
        co_await answer(with, std::move(response), head, began, false);
        if (head.content_length == 0 && head.method != "POST" && head.method != "PUT") co_return;
        with.line.expires_after(options_.linger_timeout);
        std::size_t discarded = 0;
        error_code failed;
        while (!failed && discarded < linger_bytes && !with.stopping()) {
            buffer.clear();
            const auto space = buffer.prepare(65536);
            discarded +=
                co_await with.line.async_read_some(space, net::redirect_error(net::use_awaitable, failed));
            if (head.content_length > 0 && discarded >= head.content_length) break;
        }
    }

    http_server_options options_;
    http_service& service_;
};

}  // namespace

boost::system::result<std::shared_ptr<listener>> listen(net::io_context& loop,
                                                        const http_server_options& options,
                                                        http_service& service) {
    const listener_options& common = options;
    return listen(loop, common, std::make_unique<http_protocol>(options, service));
}

}  // namespace pps::gateway::runtime
