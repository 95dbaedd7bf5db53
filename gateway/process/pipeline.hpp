#pragma once

#include "cda/finding.hpp"
#include "cda/identifiers.hpp"
#include "cda/identify.hpp"
#include "cda/xds/document_entry.hpp"
#include "cda/xds/from_cda.hpp"
#include "gateway/authenticate/platforms.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/core/media.hpp"
#include "gateway/process/conformity.hpp"
#include "gateway/store/sealer.hpp"
#include "gateway/store/store.hpp"

#include <chrono>
#include <optional>
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
    bool deletes = false;  ///< The request deletes: `document.unique_id` names the document, and
                           ///< `document.receipt` is what it asks for.
    std::string edition;   ///< Of the rules that judged it.
    std::vector<std::pair<std::string_view, std::chrono::nanoseconds>> elapsed;  ///< By step that ran.
    /// When `validate` refused: its unique_id and fingerprint alone, to recognise a document that an earlier
    /// edition of the rules has accepted.
    store::new_document document;
};

/// Everything that must be known again when the document is sent; sealed beside it.
struct kept_metadata {
    cda::xds::document_entry entry;
    bool secret_connection = false;
    bool converted = false;                   ///< What is sent was made from what was received.
    std::optional<cda::byte_range> left_out;  ///< Bytes of the document that are not sent.
};
std::string to_json(const kept_metadata& kept);
std::optional<kept_metadata> kept_metadata_from(std::string_view json);

/// The bytes to send: those kept to be sent without the reference to an external stylesheet.
std::string bytes_to_send(std::string document, const kept_metadata& kept);

/// Runs the ordered steps of pipeline.cpp: decode, identify, validate, convert, authorize, seal. A plain
/// function of its input but for generated identifiers; no socket, no disk. Thread-safe.
pipeline_outcome run(const received& document, const pipeline_options& options, const rule_set& rules,
                     const store::sealer& sealer, purpose why = purpose::keep);

/// Names of the steps, in order, for documentation and metrics.
std::span<const std::string_view> step_names() noexcept;

/// Contexts that bind the sealed parts to their document.
std::string payload_context(std::string_view document_id);
std::string sent_context(std::string_view document_id);
std::string metadata_context(std::string_view document_id);

}  // namespace pps::gateway::process
