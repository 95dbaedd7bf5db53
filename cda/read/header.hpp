#pragma once

#include "cda/pps/plan.hpp"
#include "cda/read/context.hpp"

namespace pps::cda::reading {

/// Everything above the body: fills the members of `plan` up to `encounter`, its kind included.
void read_header(context& c, pugi::xml_node root, plan& plan);

}  // namespace pps::cda::reading
