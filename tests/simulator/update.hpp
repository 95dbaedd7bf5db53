#pragma once

#include "tests/simulator/outcome.hpp"
#include "tests/simulator/registry.hpp"
#include "tests/simulator/submission.hpp"

namespace pps::simulator {

/// ITI-57 UpdateDocumentSet as TD3.3c: one submission set, one UpdateAvailabilityStatus to Deleted (dmp-wire
/// §2.4). What depends on the registry's content is not judged here.
checked<status_change> read_update(const xmlNode* request, const vihf& who, environment where);

}  // namespace pps::simulator
