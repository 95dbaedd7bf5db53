#pragma once

#include "cda/pps/model.hpp"

#include <cstdint>

/// Plans for property-based tests: fictional, the same for the same seed with every compiler.
namespace pps::tests {

enum class plan_level {
    /// A PPS which, written as CDA, the XSD, the official Schematron files and config/rules accept. Its
    /// narrative holds what its references lead to. Test INS, RPPS and structure identifiers with right keys.
    conformant,
    /// Any value of the model that keeps the rules of its README (a null holds no value, a period is a point
    /// or bounds…): every field there or not, every enumerator, any null flavor; of any kind of document.
    wild,
};

/// Neighbouring seeds give unrelated plans. Pure, thread-safe.
plan make_plan(std::uint64_t seed, plan_level level = plan_level::conformant);

}  // namespace pps::tests
