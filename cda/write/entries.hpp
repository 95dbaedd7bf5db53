#pragma once

#include "cda/write/page.hpp"

namespace pps::cda::writing {

/// The entries of the plan's facts that stand in a section of that kind.
void put_entries(page& p, section_kind kind);
/// The entries of a section without a named place in the model.
void put_entries(page& p, const section& one);

}  // namespace pps::cda::writing
