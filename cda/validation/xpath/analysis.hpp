#pragma once

#include "cda/validation/xpath/expression.hpp"

namespace pps::cda::validation::xpath {

/// Marks what the evaluator wants to know of an expression before it runs (focus, constants, keys of indexes)
/// and joins steps that say the same. Once, directly after parsing.
void analyse(expression& e);

}  // namespace pps::cda::validation::xpath
