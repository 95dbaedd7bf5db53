#pragma once

#include "gateway/runtime/exchange.hpp"
#include "gateway/runtime/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pps::gateway::runtime {

/// "https://host[:port]/path" taken apart.
struct https_url {
    std::string host;
    std::string port;
    std::string path;
};
/// Errors: not an absolute https URL.
boost::system::result<https_url> parse_https_url(std::string_view url);

struct http_exchange {
    exchange_stage stage = exchange_stage::not_connected;
    int status = 0;
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
    std::string problem;  ///< Error text of the transport, "" when answered.
};

struct http_call {
    std::string method = "POST";
    std::string target;
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

struct http_client_options : client_options {
    std::chrono::milliseconds answer_timeout{60'000};  ///< Writing the request and reading the answer.
    std::uint64_t max_answer_bytes = 50'000'000;
};

/// HTTPS client of one origin, keep-alive, host name verified. Never retries by itself. Used on the loop's
/// thread only.
class http_client {
  public:
    virtual ~http_client() = default;
    virtual boost::asio::awaitable<http_exchange> perform(http_call call) = 0;
    /// Later connections use this context; pooled ones are closed.
    virtual void replace_tls(tls_context fresh) = 0;
    /// Closes idle connections and cuts the busy ones.
    virtual void cut() = 0;
};

std::shared_ptr<http_client> make_http_client(boost::asio::io_context& loop, http_client_options options,
                                              tls_context tls);

}  // namespace pps::gateway::runtime
