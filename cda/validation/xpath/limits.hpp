#pragma once

#include <cstddef>
#include <cstdint>

namespace pps::cda::validation::xpath {

/// Bounds of the judgement of one document. Exceeding one makes the rest "could not be judged". The published
/// PPS takes 0.9 million steps by the official bundle and our rules, 1.4 million with its stylesheet.
struct limits {
    std::uint64_t max_steps = 6'500'000;  ///< Nodes visited, expressions evaluated, and texts read.
    std::size_t max_text = 16U << 20U;    ///< Bytes of the texts made.
    std::size_t max_sequence = 200'000;   ///< Items of one sequence.
    std::size_t max_depth = 600;          ///< Nested expressions, variables included.
};

/// What judging a document has used so far of max_steps and max_text.
struct spent {
    std::uint64_t steps = 0;
    std::size_t text = 0;
};

}  // namespace pps::cda::validation::xpath
