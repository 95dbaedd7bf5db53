#pragma once

#include "cda/finding.hpp"
#include "cda/identifiers.hpp"
#include "cda/identify.hpp"
#include "cda/xds/from_cda.hpp"
#include "gateway/authenticate/platforms.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/core/media.hpp"
#include "gateway/process/conformity.hpp"
#include "gateway/process/kept_metadata.hpp"
#include "gateway/store/sealer.hpp"
#include "gateway/store/store.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pps::gateway::process {

/// What stays the same for every document.
struct pipeline_options {
    cda::environment environment = cda::environment::test;
    cda::xds::mapping_options mapping;
    std::string source_id;  ///< Our OID: submission sets and signatures are numbered under it.
};

/// A document as it was received, with what the request said about it.
struct received {
    std::string_view bytes;
    gateway::media media = gateway::media::cda;
    gateway::protocol protocol = gateway::protocol::document;
    cda::xds::visibility visibility;
    std::string_view replaces;  ///< Unique id of what the request says it replaces, "" when it says nothing.
    const authenticate::platform* from = nullptr;
    instant at{};
    std::string correlation;  ///< Joins the log lines of this document.
};

/// Whether a document is to be kept, or only judged.
enum class purpose { keep, judge };

/// Exactly one of the two is meaningful: `refused` when findings refuse (they are for the submitting
/// platform), otherwise `document`, ready for store::accept (when it was run to keep).
struct pipeline_outcome {
    bool refused = true;
    std::string_view refused_by;  ///< Name of the first step that refused, "" when accepted.
    cda::findings findings;       ///< Also what does not refuse: warnings, and all in observe mode.
    /// Rules of the findings that refused, each once, in their order.
    std::vector<std::string> reasons;
    /// Likewise those of findings that would have, were the platform's policy not to observe.
    std::vector<std::string> observed;
    /// The request deletes: `document.unique_id` names the document, `document.receipt` is what it asks for,
    /// `deletion` how it is to be filed.
    bool deletes = false;
    filing deletion;
    std::string edition;  ///< Of the rules that judged it.
    std::vector<std::pair<std::string_view, std::chrono::nanoseconds>> elapsed;  ///< By step that ran.
    /// When `validate` refused: its unique_id and fingerprint alone, to recognise a document that an earlier
    /// edition of the rules has accepted.
    store::new_document document;
};

/// Runs the ordered steps of pipeline.cpp: decode, identify, validate, convert, authorize, seal. A plain
/// function of its input but for generated identifiers; no socket, no disk. Thread-safe.
pipeline_outcome run(const received& document, const pipeline_options& options, const rule_set& rules,
                     const store::sealer& sealer, purpose why = purpose::keep);

/// Names of the steps, in order, for documentation and metrics.
std::span<const std::string_view> step_names() noexcept;

}  // namespace pps::gateway::process
