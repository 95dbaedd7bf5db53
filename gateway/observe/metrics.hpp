#pragma once

#include "gateway/observe/snapshot.hpp"

#include <string>

namespace pps::gateway::observe {

inline constexpr const char* metrics_type = "text/plain; version=0.0.4; charset=utf-8";

/// The Prometheus page. No label holds patient data or a document's id.
std::string metrics_text(const snapshot& now);

}  // namespace pps::gateway::observe
