#pragma once

#include "gateway/process/unwrap.hpp"

#include <string_view>

namespace pps::gateway::process {

/// Takes the CDA out of a PDSm publication (ITI-65 or ITI-105, fhir.md §2): what its metadata say of identity
/// and visibility must agree with, or adds to, what the document says. Thread-safe.
unwrapped unwrap_publication(std::string_view bytes, protocol wrapped);

}  // namespace pps::gateway::process
