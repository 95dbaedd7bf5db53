#pragma once

#include "cda/write/page.hpp"

namespace pps::cda::writing {

/// Everything of ClinicalDocument before its body, in the order of the schema, and findings for what is
/// mandatory and missing.
void put_header(page& p);

}  // namespace pps::cda::writing
