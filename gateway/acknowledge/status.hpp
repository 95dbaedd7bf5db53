#pragma once

#include "cda/finding.hpp"
#include "gateway/store/store.hpp"

#include <string>
#include <vector>

namespace pps::gateway::acknowledge {

/// The status resource of a document (config/openapi.yaml, DocumentStatus). `warnings`: findings of the
/// submission that did not refuse it; only known when it has just been accepted.
std::string status_json(const store::document_status& status, const cda::findings& warnings = {});

/// Documents for operators: what, whose, since when, and why it stands where it stands.
std::string list_json(const std::vector<store::document_status>& documents);

}  // namespace pps::gateway::acknowledge
