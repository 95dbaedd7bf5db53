#include "gateway/observe/operator_api.hpp"

#include "gateway/observe/health.hpp"
#include "gateway/observe/metrics.hpp"

#include <algorithm>
#include <array>

namespace pps::gateway::observe {
namespace {

namespace net = boost::asio;
using runtime::http_response;

constexpr const char* json_type = "application/json; charset=utf-8";

// What operators and their tools may read (config/openapi.yaml). `gathers`: needs the store's figures.
struct route {
    std::string_view path;
    bool gathers;
    http_response (*render)(const snapshot&);
};

constexpr std::array routes{
    route{"/health/live", false,
          [](const snapshot&) {
              return http_response{200, "text/plain; charset=utf-8", "live\n"};
          }},
    route{"/health/ready", true,
          [](const snapshot& now) {
              const bool ready = is_ready(now);
              return http_response{ready ? 200 : 503, "text/plain; charset=utf-8",
                                   ready ? "ready\n" : "not ready\n"};
          }},
    route{"/health", true,
          [](const snapshot& now) {
              return http_response{is_ready(now) ? 200 : 503, json_type, health_json(now)};
          }},
    route{"/metrics", true,
          [](const snapshot& now) {
              return http_response{200, metrics_type, metrics_text(now)};
          }},
};

const route* find(std::string_view path) {
    const auto* found =
        std::find_if(routes.begin(), routes.end(), [path](const route& one) { return one.path == path; });
    return found == routes.end() ? nullptr : found;
}

http_response index(int status) {
    std::string body = "{\"routes\":[";
    for (const route& one : routes) {
        if (body.back() != '[') body += ',';
        body.append("\"").append(one.path).append("\"");
    }
    body += "]}\n";
    return http_response{status, json_type, std::move(body)};
}

}  // namespace

std::variant<runtime::admit, http_response> operator_api::on_head(const runtime::http_head& head,
                                                                  const runtime::peer&) {
    if (head.path == "/") return index(200);
    if (find(head.path) == nullptr) return index(404);
    if (head.method != "GET" && head.method != "HEAD") {
        http_response refused = index(405);
        refused.headers.emplace_back("Allow", "GET, HEAD");
        return refused;
    }
    return runtime::admit{};
}

net::awaitable<http_response> operator_api::on_request(runtime::http_request request, runtime::peer) {
    const route* found = find(request.head.path);
    snapshot now;
    if (found->gathers) now = co_await gather_();
    co_return found->render(now);
}

http_response operator_api::on_refusal(int status, std::string_view reason) {
    return http_response{status, "text/plain; charset=utf-8", std::string{reason} + "\n"};
}

void operator_api::on_incident(std::string_view, std::string_view, const runtime::peer&) {}

void operator_api::on_answered(const runtime::http_head&, int, std::chrono::nanoseconds) {}

}  // namespace pps::gateway::observe
