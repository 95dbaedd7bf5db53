#pragma once

#include "cda/pps/defaults.hpp"
#include "cda/write/page.hpp"

#include <string>

namespace pps::cda::writing {

/// Does the narrative of that kind of section come from coded data that the model has names for?
bool told_by_facts(section_kind kind) noexcept;
/// Writes the narrative of a section from the plan's facts that stand in it and from its statements, and
/// their IDs to the page.
void put_generated(page& p, const defaults::placed_section& one, std::string prefix);

}  // namespace pps::cda::writing
