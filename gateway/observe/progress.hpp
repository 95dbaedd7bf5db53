#pragma once

#include "gateway/observe/snapshot.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace pps::gateway::observe {

/// Indicators of one region, cumulative (indicators.md: I1 received, I2 registered first versions, I3
/// replaced and deleted, I4 refused by the endpoint), and documents withdrawn before they were there.
struct region_progress {
    std::int64_t received = 0, registered = 0, replaced = 0, deleted = 0, withdrawn = 0, rejected = 0,
                 refused = 0, failed = 0;
};

/// By region, from the tallies.
std::map<std::string, region_progress> progress_by_region(const snapshot& now);

/// One "progress" log line per region and one for all ("*").
void log_progress(const snapshot& now);

}  // namespace pps::gateway::observe
