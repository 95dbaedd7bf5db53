#include "gateway/receive/documents_api.hpp"

#include "gateway/acknowledge/problem.hpp"
#include "gateway/acknowledge/publication.hpp"
#include "gateway/core/deletion_reason.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/log.hpp"
#include "gateway/receive/query.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <vector>

namespace pps::gateway::receive {
namespace {

namespace net = boost::asio;
using runtime::http_head;
using runtime::http_request;
using runtime::http_response;

constexpr std::array submit_bounds{0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0};
constexpr std::string_view json_type = "application/json";
constexpr std::string_view documents_path = "/v1/documents";
constexpr std::string_view id_segment = "{id}";
constexpr std::size_t most_id_length = 64;
// More than any route has.
constexpr std::size_t most_segments = 8;

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

// An identifier of a document has 64 characters at most (dmp-wire §2.3).
bool is_unique_id(std::string_view value) {
    return !value.empty() && value.size() <= most_id_length &&
           value.find_first_not_of("0123456789.") == value.npos;
}

std::optional<submission_options> options_of(std::string_view query) {
    const auto parameters = parse_query(query);
    if (!parameters) return std::nullopt;
    submission_options options;
    for (const auto& [name, value] : *parameters) {
        if (name == "replaces") {
            if (!is_unique_id(value)) return std::nullopt;
            options.replaces = value;
            continue;
        }
        const auto* row = std::find_if(flag_rows.begin(), flag_rows.end(),
                                       [&name = name](const flag_row& one) { return one.name == name; });
        if (row == flag_rows.end() || (value != "true" && value != "false")) return std::nullopt;
        options.flags.*(row->flag) = value == "true";
    }
    return options;
}

/// The parts of a path; without the empty one before the first slash.
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> found;
    while (!path.empty() && found.size() <= most_segments) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        found.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return found;
}

bool is_path_of(const std::vector<std::string_view>& path, std::string_view shown) {
    const std::vector<std::string_view> wanted = segments_of(shown);
    return std::equal(path.begin(), path.end(), wanted.begin(), wanted.end(),
                      [](std::string_view given, std::string_view row) {
                          return row == id_segment ? !given.empty() && given.size() <= most_id_length
                                                   : given == row;
                      });
}

/// The id of a path below /v1/documents.
std::string id_in(const http_head& head) {
    return std::string{segments_of(head.path).at(2)};
}

http_response problem(std::string_view reason, std::string body = {}, std::string type = {}) {
    const acknowledge::problem_row& row = acknowledge::problem_of(reason);
    if (body.empty()) body = acknowledge::problem_json(row);
    if (type.empty()) type = std::string{acknowledge::problem_type};
    http_response response{row.status, std::move(type), std::move(body)};
    if (row.status == 503) response.headers.emplace_back("Retry-After", "5");
    return response;
}

http_response fhir_problem(std::string_view reason) {
    return problem(reason, acknowledge::operation_outcome_json(acknowledge::problem_of(reason)),
                   std::string{acknowledge::fhir_type});
}

// Patient data: not to be kept by anybody in between, and a page that can load and run nothing.
const std::pair<std::string, std::string> private_headers[] = {
    {"Cache-Control", "no-store"},
    {"X-Content-Type-Options", "nosniff"},
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors "
     "'none'"},
};

// Forms by route; the document itself may come in any of them.
constexpr std::array any_form{media::cda, media::fhir, media::pps_json};
constexpr std::array fhir_form{media::fhir};

}  // namespace

struct documents_api::route {
    std::string_view method;
    std::string_view shown;  ///< Path, in metrics and logs too: no identifier in it.
    answering (documents_api::*handle)(call);
    std::span<const media> forms{};  ///< Of the body; none: no body.
    bool has_options = false;
    gateway::protocol protocol = gateway::protocol::document;
    content_part part = content_part::source;
};

const documents_api::route* documents_api::route_of(const http_head& head, bool& path_known,
                                                    std::string& allowed) {
    // What the gateway answers to platforms. config/openapi.yaml describes each.
    using api = documents_api;
    static constexpr std::array routes{
        route{"POST", "/v1/documents", &api::submit, any_form, true},
        route{"GET", "/v1/documents", &api::search},
        route{"GET", "/v1/documents/{id}", &api::find_one},
        route{"DELETE", "/v1/documents/{id}", &api::remove},
        route{"GET", "/v1/documents/{id}/source", &api::content, {}, false, {}, content_part::source},
        route{"GET", "/v1/documents/{id}/sent", &api::content, {}, false, {}, content_part::sent},
        route{"GET", "/v1/documents/{id}/view", &api::content, {}, false, {}, content_part::view},
        route{"GET", "/v1/documents/{id}/coverage", &api::content, {}, false, {}, content_part::coverage},
        route{"POST", "/v1/validate", &api::validate, any_form},
        route{"POST", "/fhir", &api::submit, fhir_form, true, protocol::iti_65},
        route{"POST", "/fhir/DocumentReference", &api::submit, fhir_form, true, protocol::iti_105},
    };
    const std::vector<std::string_view> path = segments_of(head.path);
    for (const route& one : routes) {
        if (!is_path_of(path, one.shown)) continue;
        path_known = true;
        if (one.method == head.method) return &one;
        if (!allowed.empty()) allowed += ", ";
        allowed += one.method;
    }
    return nullptr;
}

bool documents_api::speaks_fhir(std::string_view path) noexcept {
    return path == "/fhir" || path.starts_with("/fhir/");
}

documents_api::documents_api(options how, std::shared_ptr<const authenticate::registry> platforms,
                             documents_service service)
    : options_(how), platforms_(std::move(platforms)), service_(std::move(service)) {
    for (const double bound : submit_bounds)
        figures_.submit_buckets[bound] = 0;
}

std::variant<runtime::admit, http_response> documents_api::on_head(const http_head& head,
                                                                   const runtime::peer& from) {
    const auto refuse = [&head](std::string_view reason) {
        return speaks_fhir(head.path) ? fhir_problem(reason) : problem(reason);
    };
    if (platforms_->find(from.subject) == nullptr) {
        on_incident("unknown-platform", "", from);
        return refuse("unknown-platform");
    }
    bool path_known = false;
    std::string allowed;
    const route* found = route_of(head, path_known, allowed);
    if (found == nullptr) {
        http_response response = refuse(path_known ? "method-not-allowed" : "not-found");
        if (path_known) response.headers.emplace_back("Allow", allowed);
        return response;
    }
    if (!found->forms.empty()) {
        const media_row* form = media_of(head.content_type);
        if (form == nullptr ||
            std::find(found->forms.begin(), found->forms.end(), form->form) == found->forms.end())
            return refuse("unsupported-type");
        if (found->has_options ? !options_of(head.query) : !head.query.empty()) return refuse("bad-query");
    }
    runtime::admit admitted;
    admitted.body_limit = found->forms.empty() ? 0 : options_.max_document_bytes;
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
        call what{request, *found, *platform};
        co_return co_await (this->*(found->handle))(what);
    } catch (const std::exception& failure) {
        log::write(
            log::level::error, "request.broken",
            {{log::key::path_template, found->shown}, {log::key::error, std::string_view{failure.what()}}});
    }
    co_return speaks_fhir(request.head.path) ? fhir_problem("internal") : problem("internal");
}

namespace {

submission submission_of(http_request& request, gateway::protocol protocol) {
    submission made;
    made.bytes = std::move(request.body);
    made.media = media_of(request.head.content_type)->form;
    made.protocol = protocol;
    made.options = options_of(request.head.query).value_or(submission_options{});
    made.correlation = "urn:uuid:" + new_uuid();
    return made;
}

/// The answer to what was accepted for the DMP, or why it was not.
http_response answer_of(submission_outcome outcome) {
    if (!outcome.refused_reason.empty())
        return problem(outcome.refused_reason, std::move(outcome.body), std::move(outcome.content_type));
    http_response response;
    response.body = std::move(outcome.body);
    response.status = outcome.status;
    response.content_type = outcome.content_type.empty() ? std::string{json_type} : outcome.content_type;
    response.headers.emplace_back("Location", std::string{documents_path} + "/" + outcome.document_id);
    if (outcome.repeated) response.headers.emplace_back("Pps-Repeated", "true");
    return response;
}

}  // namespace

documents_api::answering documents_api::submit(call what) {
    submission given = submission_of(what.request, what.taken.protocol);
    submission_outcome outcome = co_await service_.submit(std::move(given), what.from);
    co_return answer_of(std::move(outcome));
}

documents_api::answering documents_api::remove(call what) {
    const auto parameters = parse_query(what.request.head.query);
    if (!parameters || parameters->size() != 1 || !parameters->contains("reason"))
        co_return problem("bad-reason");
    std::string reason = parameters->find("reason")->second;
    if (deletion_reason_of(reason) == nullptr) co_return problem("bad-reason");
    std::string id = id_in(what.request.head);
    submission_outcome outcome = co_await service_.remove(std::move(id), std::move(reason), what.from.id);
    co_return answer_of(std::move(outcome));
}

documents_api::answering documents_api::validate(call what) {
    submission given = submission_of(what.request, protocol::document);
    submission_outcome outcome = co_await service_.validate(std::move(given), what.from);
    if (!outcome.refused_reason.empty())
        co_return problem(outcome.refused_reason, std::move(outcome.body), std::move(outcome.content_type));
    http_response response{200, std::string{json_type}, std::move(outcome.body)};
    co_return response;
}

documents_api::answering documents_api::find_one(call what) {
    std::string id = id_in(what.request.head);
    auto found = co_await service_.find(std::move(id), what.from.id);
    if (!found) co_return problem("storage-unavailable");
    if (!*found) co_return problem("not-found");
    http_response response{200, std::string{json_type}, std::move(**found)};
    co_return response;
}

documents_api::answering documents_api::search(call what) {
    const auto parameters = parse_query(what.request.head.query);
    if (!parameters || parameters->size() != 1 || !parameters->contains("unique_id"))
        co_return problem("bad-query");
    std::string unique_id = parameters->find("unique_id")->second;
    auto found = co_await service_.find_by_unique_id(std::move(unique_id), what.from.id);
    if (!found) co_return problem("storage-unavailable");
    if (!*found) co_return problem("not-found");
    http_response response{200, std::string{json_type}, std::move(**found)};
    co_return response;
}

documents_api::answering documents_api::content(call what) {
    std::string id = id_in(what.request.head);
    content_outcome found = co_await service_.content(std::move(id), what.from.id, what.taken.part);
    if (!found.refused_reason.empty()) co_return problem(found.refused_reason);
    http_response response{200, std::move(found.content_type), std::move(found.body)};
    response.headers.assign(std::begin(private_headers), std::end(private_headers));
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
    if (found == nullptr || found->handle != &documents_api::submit || status >= 300) return;
    const double seconds = std::chrono::duration<double>(elapsed).count();
    figures_.seconds += seconds;
    ++figures_.answered;
    for (auto& [bound, count] : figures_.submit_buckets)
        if (seconds <= bound) ++count;
}

}  // namespace pps::gateway::receive
