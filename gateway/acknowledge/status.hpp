#pragma once

#include "cda/finding.hpp"
#include "gateway/store/store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::acknowledge {

/// The status resource of a document (config/openapi.yaml, document). `warnings`: findings of the submission
/// that did not refuse it, with their official wording, when it has just been accepted; else those kept with
/// the document are told, without it.
std::string status_json(const store::document_status& status, const cda::findings& warnings = {});

/// Findings as they are kept beside a document: without the official wording, the first fifty; "" for none.
std::string kept_findings_json(const cda::findings& found);

/// The answer of POST /v1/validate (config/openapi.yaml, verdict). `refused_by`: the pipeline's step, "" when
/// the document would be accepted.
std::string verdict_json(const cda::findings& found, bool acceptable, std::string_view refused_by,
                         std::string_view edition);

/// Documents for operators: what, whose, since when, and why it stands where it stands.
std::string list_json(const std::vector<store::document_status>& documents);

}  // namespace pps::gateway::acknowledge
