#pragma once

#include "gateway/observe/snapshot.hpp"

#include <string>

namespace pps::gateway::observe {

/// Ready: documents can be accepted now (store writable and undamaged, disk space, certificates valid, not
/// stopping). The national endpoint does not count: documents are accepted while it is away.
bool is_ready(const snapshot& now);

/// The whole health as JSON: one object per part with "ok", figures, and a sentence for the operator
/// (French).
std::string health_json(const snapshot& now);

}  // namespace pps::gateway::observe
