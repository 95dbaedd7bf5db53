#pragma once

#include "cda/finding.hpp"
#include "cda/pps/origins.hpp"
#include "cda/pps/plan.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The model and the FHIR R4 document Bundle (fhir.md §1). README.md of this folder has the mapping.
namespace pps::hl7::fhir {

/// Largest Bundle that is read.
struct read_limits {
    std::size_t max_bytes = 40'000'000;
    std::size_t max_depth = 100;  ///< Nested objects and arrays.
    /// Values of all kinds: a few bytes of JSON become hundreds in the model. The official example has 7,500.
    std::size_t max_values = 300'000;
    std::size_t max_members = 1'000;  ///< Members of one object.
    std::size_t max_nesting = 50;     ///< Statements within statements, by references.
    /// Bytes that references may become in all: a resource that many others refer to is read each time.
    std::size_t max_expansion = 100'000'000;
};

struct read_outcome {
    /// There when the text is a document Bundle with a Composition, whatever else was found.
    std::optional<pps::plan> plan;
    std::string file;  ///< Bytes of the file of a level 1 document, "" when it has none.
    /// Rules of fhir_rules.hpp; `path` is a JSON pointer (RFC 6901) into the Bundle. `plan` is to be used
    /// only when they do not refuse.
    cda::findings findings;
    /// Where the parts of the plan stand: the resource, or the element that names it.
    std::vector<part_place> parts{};
    /// JSON pointers of what has no place in the model, the outermost value of each; at most `max_unread`.
    std::vector<std::string> unread;
    std::size_t unread_count = 0;

    static constexpr std::size_t max_unread = 200;
};

/// A plan as a document Bundle: Composition first, then every resource in the order of its first reference.
/// The same plan gives the same bytes. `file`: the bytes of plan.file, if any. Pure function, thread-safe.
std::string write_bundle(const plan& plan, std::string_view file = {});

/// A document Bundle as a plan: what write_bundle wrote, in full; any other as far as the tables go. Never
/// throws for its content. Pure function, thread-safe.
read_outcome read_bundle(std::string_view json, const read_limits& limits = {});

}  // namespace pps::hl7::fhir
