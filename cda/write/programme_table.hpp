#pragma once

#include "cda/write/narrator.hpp"

namespace pps::cda::writing {

/// The programme entries that stand in a section of that kind as tables, one for each kind of entry, done or
/// planned.
void put_programme_tables(page& p, narrator& out, section_kind kind);

}  // namespace pps::cda::writing
