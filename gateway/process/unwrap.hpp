#pragma once

#include "cda/document.hpp"
#include "cda/finding.hpp"
#include "cda/identifiers.hpp"
#include "cda/xds/from_cda.hpp"
#include "gateway/core/media.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pps::gateway::process {

/// The CDA of a submission, whatever it came as.
struct unwrapped {
    /// `cda` was made from what was received, or taken out of it; else the received bytes are the CDA.
    bool made = false;
    /// `cda` was generated: other versions of the gateway may generate other bytes.
    bool generated = false;
    std::string cda;
    std::unique_ptr<cda::document> document;  ///< `cda` when it was read already; may be null.
    cda::findings
        findings;  ///< Of the form received, with paths into it. `cda` is to be used when none refuses.
    /// Where in what was received a node of a generated CDA comes from: from an XPath to a path of that form
    /// (JSON pointer), "" for the whole. Null: the CDA is the platform's own, its XPaths are what it knows.
    std::function<std::string(std::string_view xpath)> source_of;
    /// What the envelope says of visibility; joined with what the request says.
    cda::xds::visibility visibility;
    // Of HL7 v2 messages
    bool deletes = false;                          ///< The document is to be deleted, not filed.
    std::optional<cda::xds::submitter> submitter;  ///< Who sends it.
    /// ACK_RECEPTION: a ZAM^Z01 tells what became of it, in answer to this MSH (answerable_header).
    std::optional<std::string> receipt_header;
};

/// What reading a form needs to know.
struct unwrap_options {
    cda::environment environment = cda::environment::test;
    bool strict_messages = false;  ///< HL7 v2 to the letter of the volet.
};

/// Takes the CDA out of its form: the only place where the forms meet. One row of unwrap.cpp per form.
/// Thread-safe.
/// `bytes` must outlive what is returned.
unwrapped unwrap(std::string_view bytes, media form, protocol wrapped, const unwrap_options& how = {});

}  // namespace pps::gateway::process
