#pragma once

#include "gateway/authenticate/platforms.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/core/media.hpp"
#include "gateway/runtime/http_server.hpp"
#include "gateway/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace pps::gateway::receive {

/// Query parameters of POST /v1/documents, all false by default (dmp-wire §6).
struct submission_flags {
    bool masked_from_professionals = false;
    bool hidden_from_patient = false;
    bool hidden_from_representatives = false;
    bool secret_connection = false;
};

/// What the query of a submission says.
struct submission_options {
    submission_flags flags;
    std::string replaces;  ///< Unique id (OID) of the document that this one replaces, "" when not said.
};

/// A submission as it was received.
struct submission {
    std::string bytes;
    gateway::media media = gateway::media::cda;
    gateway::protocol protocol = gateway::protocol::document;
    submission_options options;
    std::string correlation;
};

/// How a submission ended, as the listener needs it: a problem's reason, or an answer.
struct submission_outcome {
    std::string refused_reason;  ///< "" when accepted.
    std::string body;            ///< The whole body: problem, status, or what the protocol answers.
    std::string content_type;    ///< "": that of a problem, or JSON.
    int status = 202;            ///< When accepted.
    std::string document_id;     ///< When accepted.
    bool repeated = false;
};

/// A part of a document, or the reason why there is none.
struct content_outcome {
    std::string refused_reason;
    std::string content_type;
    std::string body;
};

/// What is behind the listener; given by the composition root, so that receiving knows no CDA.
struct documents_service {
    /// Runs the pipeline and the store. Must end within the answer deadline it was built with.
    std::function<boost::asio::awaitable<submission_outcome>(submission what,
                                                             const authenticate::platform& from)>
        submit;
    /// Judges a document and keeps nothing; the body is the verdict.
    std::function<boost::asio::awaitable<submission_outcome>(submission what,
                                                             const authenticate::platform& from)>
        validate;
    /// JSON status of a document of that platform; std::nullopt: none (or another platform's).
    std::function<boost::asio::awaitable<boost::system::result<std::optional<std::string>>>(
        std::string id, std::string platform)>
        find;
    std::function<boost::asio::awaitable<boost::system::result<std::optional<std::string>>>(
        std::string unique_id, std::string platform)>
        find_by_unique_id;
    /// Asks for the deletion of a document of that platform; the body is the document's status.
    std::function<boost::asio::awaitable<submission_outcome>(std::string id, std::string reason,
                                                             std::string platform)>
        remove;
    /// A part of a document of that platform.
    std::function<boost::asio::awaitable<content_outcome>(std::string id, std::string platform,
                                                          content_part part)>
        content;
};

/// Counters of the listener, read on the loop's thread.
struct receive_figures {
    std::map<std::string, std::int64_t> requests;   ///< By "<method> <route> <status>".
    std::map<std::string, std::int64_t> incidents;  ///< By name.
    double seconds = 0;                             ///< Sum of answer times of submissions.
    std::int64_t answered = 0;
    std::map<double, std::int64_t> submit_buckets;  ///< Histogram of submissions, upper bound in seconds.
};

/// The REST API for platforms (config/openapi.yaml): authentication, routes, options, problems.
class documents_api final : public runtime::http_service {
  public:
    struct options {
        std::uint64_t max_document_bytes = 20u << 20;
    };
    documents_api(options how, std::shared_ptr<const authenticate::registry> platforms,
                  documents_service service);

    /// New platforms are known from the next request on.
    void replace_platforms(std::shared_ptr<const authenticate::registry> platforms) {
        platforms_ = std::move(platforms);
    }
    const receive_figures& figures() const noexcept { return figures_; }

    std::variant<runtime::admit, runtime::http_response> on_head(const runtime::http_head& head,
                                                                 const runtime::peer& from) override;
    boost::asio::awaitable<runtime::http_response> on_request(runtime::http_request request,
                                                              runtime::peer from) override;
    runtime::http_response on_refusal(int status, std::string_view reason) override;
    void on_incident(std::string_view what, std::string_view detail, const runtime::peer& from) override;
    void on_answered(const runtime::http_head& head, int status, std::chrono::nanoseconds elapsed) override;

  private:
    struct route;
    /// A request that was admitted, with the route it takes.
    struct call {
        runtime::http_request& request;
        const route& taken;
        const authenticate::platform& from;
    };
    using answering = boost::asio::awaitable<runtime::http_response>;
    answering submit(call what);
    answering validate(call what);
    answering find_one(call what);
    answering search(call what);
    answering content(call what);
    answering remove(call what);
    static const route* route_of(const runtime::http_head& head, bool& path_known, std::string& allowed);
    static bool speaks_fhir(std::string_view path) noexcept;

    options options_;
    std::shared_ptr<const authenticate::registry> platforms_;
    documents_service service_;
    receive_figures figures_;
};

}  // namespace pps::gateway::receive
