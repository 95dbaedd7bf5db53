#include "gateway/observe/operator_api.hpp"

#include "gateway/observe/health.hpp"
#include "gateway/observe/metrics.hpp"

#include <array>

namespace pps::gateway::observe {
namespace {

namespace net = boost::asio;
using runtime::http_request;
using runtime::http_response;

constexpr const char* json_type = "application/json; charset=utf-8";
constexpr const char* text_type = "text/plain; charset=utf-8";
constexpr std::string_view state_query = "state=";

http_response unavailable() {
    return http_response{503, text_type, "the store does not answer\n"};
}

}  // namespace

struct operator_api::route {
    std::string_view method;
    std::string_view before, after;  ///< Around the id of a document; `after` empty: the whole path.
    answer (operator_api::*handle)(const http_request&);

    bool matches(std::string_view path) const {
        if (after.empty()) return path == before;
        return path.size() > before.size() + after.size() && path.starts_with(before) &&
               path.ends_with(after);
    }
};

const operator_api::route* operator_api::route_of(const runtime::http_head& head, std::string& allowed) {
    // What operators and their tools may ask (config/openapi.yaml).
    static constexpr std::array routes{
        route{"GET", "/health/live", "", &operator_api::live},
        route{"GET", "/health/ready", "", &operator_api::ready},
        route{"GET", "/health", "", &operator_api::health},
        route{"GET", "/metrics", "", &operator_api::metrics},
        route{"GET", "/deliveries", "", &operator_api::deliveries},
        route{"POST", "/deliveries/", "/replay", &operator_api::replay},
    };
    for (const route& one : routes) {
        if (!one.matches(head.path)) continue;
        allowed = one.method == "GET" ? "GET, HEAD" : std::string{one.method};
        if (one.method == head.method || (one.method == "GET" && head.method == "HEAD")) return &one;
    }
    return nullptr;
}

std::variant<runtime::admit, http_response> operator_api::on_head(const runtime::http_head& head,
                                                                  const runtime::peer&) {
    std::string allowed;
    if (route_of(head, allowed) != nullptr) return runtime::admit{};
    if (!allowed.empty()) {
        http_response refused{405, text_type, "no such method here\n"};
        refused.headers.emplace_back("Allow", allowed);
        return refused;
    }
    constexpr const char* known =
        "/health\n/health/live\n/health/ready\n/metrics\n/deliveries?state=failed|refused\n"
        "POST /deliveries/{id}/replay\n";
    return http_response{head.path == "/" ? 200 : 404, text_type, known};
}

net::awaitable<http_response> operator_api::on_request(http_request request, runtime::peer) {
    std::string allowed;
    const route* found = route_of(request.head, allowed);
    co_return co_await (this->*(found->handle))(request);
}

operator_api::answer operator_api::live(const http_request&) {
    http_response response{200, text_type, "live\n"};
    co_return response;
}

operator_api::answer operator_api::ready(const http_request&) {
    const snapshot now = co_await service_.gather();
    const bool yes = is_ready(now);
    http_response response{yes ? 200 : 503, text_type, yes ? "ready\n" : "not ready\n"};
    co_return response;
}

operator_api::answer operator_api::health(const http_request&) {
    const snapshot now = co_await service_.gather();
    http_response response{is_ready(now) ? 200 : 503, json_type, health_json(now)};
    co_return response;
}

operator_api::answer operator_api::metrics(const http_request&) {
    const snapshot now = co_await service_.gather();
    http_response response{200, metrics_type, metrics_text(now)};
    co_return response;
}

operator_api::answer operator_api::deliveries(const http_request& request) {
    const std::string_view query = request.head.query;
    const auto state = query.starts_with(state_query)
                           ? store::delivery_state_from(query.substr(state_query.size()))
                           : std::nullopt;
    http_response response{400, text_type, "say which: ?state=failed or ?state=refused\n"};
    if (state != store::delivery_state::failed && state != store::delivery_state::refused) co_return response;
    boost::system::result<std::string> listed = co_await service_.list(*state);
    if (!listed) co_return unavailable();
    response.status = 200;
    response.content_type = json_type;
    response.body = std::move(*listed);
    co_return response;
}

operator_api::answer operator_api::replay(const http_request& request) {
    std::string allowed;
    const route* found = route_of(request.head, allowed);
    std::string id = request.head.path.substr(found->before.size());
    id.resize(id.size() - found->after.size());
    const boost::system::result<bool> replayed = co_await service_.replay(std::move(id));
    if (!replayed) co_return unavailable();
    http_response response{202, text_type, "queued again\n"};
    if (!*replayed) {
        response.status = 404;
        response.body = "no such document, or neither failed nor refused\n";
    }
    co_return response;
}

http_response operator_api::on_refusal(int status, std::string_view reason) {
    return http_response{status, text_type, std::string{reason} + "\n"};
}

void operator_api::on_incident(std::string_view, std::string_view, const runtime::peer&) {}

void operator_api::on_answered(const runtime::http_head&, int, std::chrono::nanoseconds) {}

}  // namespace pps::gateway::observe
