#pragma once

#include "cda/finding.hpp"
#include "gateway/store/store.hpp"

#include <string>

namespace pps::gateway::acknowledge {

/// The status resource of a document (config/openapi.yaml, DocumentStatus). `warnings`: findings of the
/// submission that did not refuse it; only known when it has just been accepted.
std::string status_json(const store::document_status& status, const cda::findings& warnings = {});

}  // namespace pps::gateway::acknowledge
