#pragma once

#include "gateway/process/pipeline.hpp"
#include "gateway/receive/documents_api.hpp"
#include "gateway/runtime/worker_pool.hpp"
#include "gateway/store/store.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace pps::gateway::app {

/// Joins the listener, the pipeline and the store: what happens between a received document and its answer.
/// Used on the loop's thread only.
class intake {
  public:
    struct parts {
        store::store& store;
        runtime::worker_pool& workers;
        const store::sealer& sealer;
        const gateway::clock& clock;
    };
    intake(parts with, process::pipeline_options options, std::shared_ptr<const process::rule_set> rules,
           std::chrono::milliseconds answer_timeout,
           std::function<void(const std::string& platform)> accepted);

    /// The functions that documents_api calls.
    receive::documents_service service();
    /// From the next submission on, documents are judged by these.
    void replace_rules(std::shared_ptr<const process::rule_set> rules) { rules_ = std::move(rules); }
    const process::rule_set& rules() const noexcept { return *rules_; }

    /// What the pipeline did since the start.
    struct figures {
        std::map<std::string, std::int64_t> refusals;  ///< Documents refused, by each rule that did.
        std::map<std::string, std::int64_t> findings;  ///< All findings, by "<severity> <rule>".
        struct step {
            std::int64_t count = 0;
            double seconds = 0;
        };
        std::map<std::string, step> steps;  ///< By name.
    };
    const figures& counted() const noexcept { return figures_; }

  private:
    using found = boost::system::result<std::optional<std::string>>;

    template <typename T>
    using awaitable = boost::asio::awaitable<T>;
    using outcome = receive::submission_outcome;

    /// A submission on its way: what every answer to it needs.
    struct request {
        receive::submission what;
        authenticate::platform from;
    };
    /// A request to delete. The document is named by its id, or by its unique id when `id` is "".
    struct removal {
        std::string id, unique_id, reason, platform;
        std::optional<store::receipt_request> receipt;
        std::optional<process::filing> filing;  ///< None: as the platform is configured.
    };
    /// Shared with the worker, which may still run when the answer's deadline has passed.
    using shared_request = std::shared_ptr<const request>;

    awaitable<outcome> submit(shared_request given);
    awaitable<outcome> validate(shared_request given);
    awaitable<std::optional<outcome>> accepted_before(shared_request given, std::string unique_id,
                                                      std::string fingerprint);
    /// A document that was judged, and kept when nothing refused it.
    struct processed {
        process::pipeline_outcome judged;
        std::optional<boost::system::result<store::accept_result>> kept;
    };
    awaitable<boost::system::result<std::shared_ptr<processed>>> process_and_keep(shared_request given);
    process::pipeline_outcome run_pipeline(const request& given, const process::rule_set& rules, instant now,
                                           process::purpose why) const;
    void count(const process::pipeline_outcome& judged);
    outcome answer_to(const request& given, const boost::system::result<store::accept_result>& kept,
                      const cda::findings& warnings);
    awaitable<receive::content_outcome> content(std::string id, std::string platform, content_part part);
    outcome accepted(const request& given, const store::document_status& status, bool repeated,
                     const cda::findings& warnings) const;
    awaitable<outcome> remove(removal what);
    awaitable<outcome> remove_by_message(shared_request given, removal what);
    boost::asio::awaitable<found> find(std::string id, std::string platform, bool by_unique_id);
    outcome refused(const request& given, std::string_view reason, const cda::findings& findings = {}) const;

    parts with_;
    process::pipeline_options options_;
    std::chrono::milliseconds answer_timeout_;
    std::function<void(const std::string& platform)> accepted_;
    std::shared_ptr<const process::rule_set> rules_;
    figures figures_;
};

}  // namespace pps::gateway::app
