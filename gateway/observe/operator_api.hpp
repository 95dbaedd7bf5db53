#pragma once

#include "gateway/observe/snapshot.hpp"
#include "gateway/runtime/http_server.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace pps::gateway::observe {

/// The operators' port: health and metrics, plain HTTP, loopback by default.
class operator_api final : public runtime::http_service {
  public:
    /// `gather` must end within its own deadline.
    explicit operator_api(std::function<boost::asio::awaitable<snapshot>()> gather)
        : gather_(std::move(gather)) {}

    std::variant<runtime::admit, runtime::http_response> on_head(const runtime::http_head& head,
                                                                 const runtime::peer& from) override;
    boost::asio::awaitable<runtime::http_response> on_request(runtime::http_request request,
                                                              runtime::peer from) override;
    runtime::http_response on_refusal(int status, std::string_view reason) override;
    void on_incident(std::string_view what, std::string_view detail, const runtime::peer& from) override;
    void on_answered(const runtime::http_head& head, int status, std::chrono::nanoseconds elapsed) override;

  private:
    std::function<boost::asio::awaitable<snapshot>()> gather_;
};

}  // namespace pps::gateway::observe
