#pragma once

#include "gateway/observe/snapshot.hpp"
#include "gateway/runtime/http_server.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace pps::gateway::observe {

/// What is behind the operators' port; given by the composition root. Each must end within its own deadline.
struct operator_service {
    std::function<boost::asio::awaitable<snapshot>()> gather;
    /// Documents in a state, as JSON.
    std::function<boost::asio::awaitable<boost::system::result<std::string>>(store::delivery_state)> list;
    /// false: there is no such document, or it is neither failed nor refused.
    std::function<boost::asio::awaitable<boost::system::result<bool>>(std::string id)> replay;
};

/// The operators' port: health, metrics, what was given up and its replay. Plain HTTP, loopback by default.
class operator_api final : public runtime::http_service {
  public:
    explicit operator_api(operator_service service) : service_(std::move(service)) {}

    std::variant<runtime::admit, runtime::http_response> on_head(const runtime::http_head& head,
                                                                 const runtime::peer& from) override;
    boost::asio::awaitable<runtime::http_response> on_request(runtime::http_request request,
                                                              runtime::peer from) override;
    runtime::http_response on_refusal(int status, std::string_view reason) override;
    void on_incident(std::string_view what, std::string_view detail, const runtime::peer& from) override;
    void on_answered(const runtime::http_head& head, int status, std::chrono::nanoseconds elapsed) override;

  private:
    using answer = boost::asio::awaitable<runtime::http_response>;
    struct route;
    static const route* route_of(const runtime::http_head& head, std::string& allowed);

    answer live(const runtime::http_request& request);
    answer ready(const runtime::http_request& request);
    answer health(const runtime::http_request& request);
    answer metrics(const runtime::http_request& request);
    answer deliveries(const runtime::http_request& request);
    answer replay(const runtime::http_request& request);

    operator_service service_;
};

}  // namespace pps::gateway::observe
