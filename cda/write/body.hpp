#pragma once

#include "cda/write/page.hpp"

#include <string>

namespace pps::cda::writing {

/// component/structuredBody. `out` is what the page writes to: a section is taken back and written again when
/// the narrative it brings does not hold.
void put_body(page& p, std::string& out);

}  // namespace pps::cda::writing
