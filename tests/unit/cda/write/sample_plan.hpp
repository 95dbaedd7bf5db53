#pragma once

#include "cda/pps/plan.hpp"

namespace pps::tests {

/// What a platform without CDA sends at least: no section, no identifier of an entry, no status, mood,
/// template or code that follows from the place of a statement. Every name and number is invented.
plan minimal_plan();

}  // namespace pps::tests
