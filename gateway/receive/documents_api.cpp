#include "gateway/receive/documents_api.hpp"

#include "gateway/acknowledge/problem.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/log.hpp"
#include "gateway/receive/query.hpp"

#include <algorithm>
#include <array>

namespace pps::gateway::receive {
namespace {

namespace net = boost::asio;
using runtime::http_head;
using runtime::http_request;
using runtime::http_response;

constexpr std::array submit_bounds{0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0};
constexpr std::string_view json_type = "application/json";
constexpr std::string_view documents_path = "/v1/documents";
constexpr std::string_view validate_path = "/v1/validate";
constexpr std::size_t most_id_length = 64;

struct flag_row {
    std::string_view name;
    bool submission_flags::*flag;
};
// Visibility in the DMP (dmp-wire §6).
constexpr std::array flag_rows{
    flag_row{"masked_from_professionals", &submission_flags::masked_from_professionals},
    flag_row{"hidden_from_patient", &submission_flags::hidden_from_patient},
    flag_row{"hidden_from_representatives", &submission_flags::hidden_from_representatives},
    flag_row{"secret_connection", &submission_flags::secret_connection},
};

std::optional<submission_flags> flags_of(std::string_view query) {
    const auto parameters = parse_query(query);
    if (!parameters) return std::nullopt;
    submission_flags flags;
    for (const auto& [name, value] : *parameters) {
        const auto* row = std::find_if(flag_rows.begin(), flag_rows.end(),
                                       [&name = name](const flag_row& one) { return one.name == name; });
        if (row == flag_rows.end() || (value != "true" && value != "false")) return std::nullopt;
        flags.*(row->flag) = value == "true";
    }
    return flags;
}

http_response problem(std::string_view reason, std::string body = {}) {
    const acknowledge::problem_row& row = acknowledge::problem_of(reason);
    if (body.empty()) body = acknowledge::problem_json(row);
    http_response response{row.status, std::string{acknowledge::problem_type}, std::move(body)};
    if (row.status == 503) response.headers.emplace_back("Retry-After", "5");
    return response;
}

std::string_view id_in(const http_head& head) {
    return std::string_view{head.path}.substr(documents_path.size() + 1);
}

}  // namespace

struct documents_api::route {
    std::string_view method;
    std::string_view path;   ///< As it is compared; an id follows it when `has_id`.
    std::string_view shown;  ///< In metrics and logs: no identifier in it.
    bool has_id;
    bool has_body;
    bool has_flags;
    net::awaitable<http_response> (documents_api::*handle)(http_request&, const authenticate::platform&);
};

const documents_api::route* documents_api::route_of(const http_head& head, bool& path_known,
                                                    std::string& allowed) {
    // What the gateway answers to platforms. config/openapi.yaml describes each.
    static constexpr std::array routes{
        route{"POST", documents_path, "/v1/documents", false, true, true, &documents_api::submit},
        route{"GET", documents_path, "/v1/documents", false, false, false, &documents_api::search},
        route{"GET", documents_path, "/v1/documents/{id}", true, false, false, &documents_api::find_one},
        route{"POST", validate_path, "/v1/validate", false, true, false, &documents_api::validate},
    };
    const std::string_view path = head.path;
    const auto matches = [path](const route& one) {
        if (!one.has_id) return path == one.path;
        const std::size_t begin = one.path.size() + 1;
        return path.size() > begin && path.size() <= begin + most_id_length && path.starts_with(one.path) &&
               path[one.path.size()] == '/' && path.find('/', begin) == std::string_view::npos;
    };
    for (const route& one : routes) {
        if (!matches(one)) continue;
        path_known = true;
        if (one.method == head.method) return &one;
        if (!allowed.empty()) allowed += ", ";
        allowed += one.method;
    }
    return nullptr;
}

documents_api::documents_api(options how, std::shared_ptr<const authenticate::registry> platforms,
                             documents_service service)
    : options_(how), platforms_(std::move(platforms)), service_(std::move(service)) {
    for (const double bound : submit_bounds)
        figures_.submit_buckets[bound] = 0;
}

std::variant<runtime::admit, http_response> documents_api::on_head(const http_head& head,
                                                                   const runtime::peer& from) {
    if (platforms_->find(from.subject) == nullptr) {
        on_incident("unknown-platform", "", from);
        return problem("unknown-platform");
    }
    bool path_known = false;
    std::string allowed;
    const route* found = route_of(head, path_known, allowed);
    if (found == nullptr) {
        http_response response = problem(path_known ? "method-not-allowed" : "not-found");
        if (path_known) response.headers.emplace_back("Allow", allowed);
        return response;
    }
    if (found->has_body) {
        if (head.content_type != "application/xml" && head.content_type != "text/xml")
            return problem("unsupported-type");
        if (found->has_flags ? !flags_of(head.query) : !head.query.empty()) return problem("bad-query");
    }
    runtime::admit admitted;
    admitted.body_limit = found->has_body ? options_.max_document_bytes : 0;
    return admitted;
}

net::awaitable<http_response> documents_api::on_request(http_request request, runtime::peer from) {
    // Keeps the platform alive should the registry be replaced meanwhile.
    const std::shared_ptr<const authenticate::registry> platforms = platforms_;
    const authenticate::platform* platform = platforms->find(from.subject);
    bool path_known = false;
    std::string allowed;
    const route* found = route_of(request.head, path_known, allowed);
    if (platform == nullptr || found == nullptr) co_return problem("unknown-platform");
    try {
        co_return co_await (this->*(found->handle))(request, *platform);
    } catch (const std::exception& failure) {
        log::write(
            log::level::error, "request.broken",
            {{log::key::path_template, found->shown}, {log::key::error, std::string_view{failure.what()}}});
    }
    co_return problem("internal");
}

net::awaitable<http_response> documents_api::submit(http_request& request,
                                                    const authenticate::platform& from) {
    const std::optional<submission_flags> flags = flags_of(request.head.query);
    if (!flags) co_return problem("bad-query");
    std::string correlation = "urn:uuid:" + new_uuid();
    submission_outcome outcome = co_await service_.submit(std::move(request.body), *flags, from, correlation);
    if (!outcome.refused_reason.empty()) co_return problem(outcome.refused_reason, std::move(outcome.body));
    http_response response;
    response.body = std::move(outcome.body);
    response.status = 202;
    response.content_type = std::string{json_type};
    response.headers.emplace_back("Location", std::string{documents_path} + "/" + outcome.document_id);
    if (outcome.repeated) response.headers.emplace_back("Pps-Repeated", "true");
    co_return response;
}

net::awaitable<http_response> documents_api::validate(http_request& request,
                                                      const authenticate::platform& from) {
    std::string correlation = "urn:uuid:" + new_uuid();
    submission_outcome outcome = co_await service_.validate(std::move(request.body), from, correlation);
    if (!outcome.refused_reason.empty()) co_return problem(outcome.refused_reason, std::move(outcome.body));
    http_response response{200, std::string{json_type}, std::move(outcome.body)};
    co_return response;
}

net::awaitable<http_response> documents_api::find_one(http_request& request,
                                                      const authenticate::platform& from) {
    std::string id{id_in(request.head)};
    auto found = co_await service_.find(std::move(id), from.id);
    if (!found) co_return problem("storage-unavailable");
    if (!*found) co_return problem("not-found");
    http_response response{200, std::string{json_type}, std::move(**found)};
    co_return response;
}

net::awaitable<http_response> documents_api::search(http_request& request,
                                                    const authenticate::platform& from) {
    const auto parameters = parse_query(request.head.query);
    if (!parameters || parameters->size() != 1 || !parameters->contains("unique_id"))
        co_return problem("bad-query");
    std::string unique_id = parameters->find("unique_id")->second;
    auto found = co_await service_.find_by_unique_id(std::move(unique_id), from.id);
    if (!found) co_return problem("storage-unavailable");
    if (!*found) co_return problem("not-found");
    http_response response{200, std::string{json_type}, std::move(**found)};
    co_return response;
}

http_response documents_api::on_refusal(int status, std::string_view reason) {
    if (status == 431) reason = "header-too-large";
    return problem(reason);
}

void documents_api::on_incident(std::string_view what, std::string_view detail, const runtime::peer& from) {
    ++figures_.incidents[std::string{what}];
    std::vector<log::field> fields{{log::key::remote, from.address}};
    if (!detail.empty()) fields.emplace_back(log::key::code, detail);
    if (!from.subject.empty()) fields.emplace_back(log::key::subject, from.subject);
    if (!from.fingerprint.empty()) fields.emplace_back(log::key::fingerprint, from.fingerprint);
    log::audit("audit." + std::string{what}, fields);
}

void documents_api::on_answered(const http_head& head, int status, std::chrono::nanoseconds elapsed) {
    bool path_known = false;
    std::string allowed;
    const route* found = route_of(head, path_known, allowed);
    const std::string shown =
        found == nullptr ? "other" : std::string{found->method} + " " + std::string{found->shown};
    ++figures_.requests[shown + " " + std::to_string(status)];
    if (found == nullptr || !found->has_body || status != 202) return;
    const double seconds = std::chrono::duration<double>(elapsed).count();
    figures_.seconds += seconds;
    ++figures_.answered;
    for (auto& [bound, count] : figures_.submit_buckets)
        if (seconds <= bound) ++count;
}

}  // namespace pps::gateway::receive
