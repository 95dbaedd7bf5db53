#pragma once

#include "cda/pps/plan.hpp"

#include <string>

namespace pps::tests {

/// The first few members in which two plans differ, one a line: "path: one | other"; "" when they are equal.
std::string difference(const plan& one, const plan& other);

}  // namespace pps::tests
