#pragma once

#include "cda/read/statements.hpp"

namespace pps::cda::reading {

/// Puts an entry of a section of that kind into its named place of the plan. False when it has none: the node
/// is then as it was.
bool place_entry(context& c, section_kind where, statement_node& entry, plan& plan);

}  // namespace pps::cda::reading
