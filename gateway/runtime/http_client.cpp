#include "gateway/runtime/http_client.hpp"

#include "gateway/runtime/connection_pool.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr int most_interim = 4;

class client final : public http_client, public std::enable_shared_from_this<client> {
  public:
    client(net::io_context& loop, http_client_options options, tls_context tls)
        : options_(std::move(options)), pool_(loop, options_, std::move(tls)) {}

    net::awaitable<http_exchange> perform(http_call call) override {
        const std::shared_ptr<client> self = shared_from_this();
        http_exchange outcome;
        auto taken = co_await pool_.take();
        if (!taken) {
            outcome.problem = taken.error().message();
            co_return outcome;
        }
        const bool reusable = co_await converse((*taken)->line, std::move(call), outcome);
        if (reusable) pool_.give_back(std::move(*taken));
        co_return outcome;
    }

    void replace_tls(tls_context fresh) override { pool_.replace_tls(std::move(fresh)); }
    void cut() override { pool_.cut(); }

  private:
    /// True when the connection can be used again.
    net::awaitable<bool> converse(stream& line, http_call call, http_exchange& outcome) {
        http::request<http::string_body> request{http::string_to_verb(call.method), call.target, 11};
        request.set(http::field::host,
                    options_.port == "443" ? options_.host : options_.host + ":" + options_.port);
        request.set(http::field::user_agent, "pps-gateway/" PPS_VERSION);
        if (!call.content_type.empty()) request.set(http::field::content_type, call.content_type);
        for (const auto& [name, value] : call.headers)
            request.set(name, value);
        request.body() = std::move(call.body);
        request.prepare_payload();

        line.expires_after(options_.answer_timeout);
        error_code failed;
        outcome.stage = exchange_stage::interrupted;
        co_await http::async_write(line, request, net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            outcome.problem = failed.message();
            co_return false;
        }
        outcome.stage = exchange_stage::unanswered;
        beast::flat_buffer buffer;
        // Interim answers (RFC 9110 §15.2) are not the answer.
        std::optional<http::response_parser<http::string_body>> parser;
        for (int interim = 0; interim <= most_interim; ++interim) {
            parser.emplace();
            parser->header_limit(64u << 10);
            parser->body_limit(options_.max_answer_bytes);
            co_await http::async_read(line, buffer, *parser, net::redirect_error(net::use_awaitable, failed));
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
        co_return answer.keep_alive() && buffer.size() == 0 && line.read_dry();
    }

    http_client_options options_;
    connection_pool pool_;
};

}  // namespace

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
