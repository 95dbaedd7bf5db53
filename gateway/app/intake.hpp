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
           std::chrono::milliseconds answer_timeout, std::function<void()> accepted);

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

    boost::asio::awaitable<receive::submission_outcome> submit(std::string bytes,
                                                               receive::submission_flags flags,
                                                               const authenticate::platform& from,
                                                               std::string correlation);
    boost::asio::awaitable<receive::submission_outcome> validate(std::string bytes,
                                                                 const authenticate::platform& from,
                                                                 std::string correlation);
    boost::asio::awaitable<boost::system::result<process::pipeline_outcome>> judge(
        std::string bytes, receive::submission_flags flags, const authenticate::platform& from,
        std::string correlation, process::purpose why);
    boost::asio::awaitable<std::optional<receive::submission_outcome>> accepted_before(
        std::string platform, std::string unique_id, std::string fingerprint);
    boost::asio::awaitable<receive::submission_outcome> keep(store::new_document document,
                                                             cda::findings warnings, std::string platform,
                                                             std::string correlation);
    boost::asio::awaitable<found> find(std::string id, std::string platform, bool by_unique_id);
    receive::submission_outcome refused(std::string_view reason, std::string_view correlation,
                                        const cda::findings& findings = {}) const;

    parts with_;
    process::pipeline_options options_;
    std::chrono::milliseconds answer_timeout_;
    std::function<void()> accepted_;
    std::shared_ptr<const process::rule_set> rules_;
    figures figures_;
};

}  // namespace pps::gateway::app
