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
    intake(parts with, process::pipeline_options options, std::chrono::milliseconds answer_timeout,
           std::function<void()> accepted);

    /// The functions that documents_api calls.
    receive::documents_service service();
    /// Findings that refused a document since the start, by rule.
    const std::map<std::string, std::int64_t>& refusals() const noexcept { return refusals_; }

  private:
    using found = boost::system::result<std::optional<std::string>>;

    boost::asio::awaitable<receive::submission_outcome> submit(std::string bytes,
                                                               receive::submission_flags flags,
                                                               const authenticate::platform& from,
                                                               std::string correlation);
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
    std::map<std::string, std::int64_t> refusals_;
};

}  // namespace pps::gateway::app
