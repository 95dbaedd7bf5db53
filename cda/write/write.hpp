#pragma once

#include "cda/finding.hpp"
#include "cda/pps/origins.hpp"
#include "cda/pps/plan.hpp"

#include <string>
#include <vector>

namespace pps::cda {

/// Where the text of a section comes from.
enum class narrative_source {
    /// From the coded data, so that every document reads alike. A section that holds only text keeps it, and
    /// so does
    /// one whose kind this writer has no tables for.
    generated,
    /// The section's own markup, as long as it is sound and every text that a statement refers to is in it;
    /// otherwise generated.
    kept,
};

struct write_options {
    narrative_source narrative = narrative_source::generated;
};

/// The document is always there and well formed. It is one to send when `findings` does not refuse.
struct write_outcome {
    std::string xml;  ///< UTF-8, no white space between elements, no stylesheet.
    /// What the volet demands and the plan lacks, or what the plan holds and a CDA has no place for: rules of
    /// write_rules.hpp, at paths into the model such as "plan.legal" or "plan.programme[2].act.mood".
    cda::findings findings;
    /// Which bytes of `xml` say which part of the plan, outer parts before those in them.
    std::vector<part_bytes> parts{};
};

/// A plan as CDA R2 of level 3, model CANCER-PPS 2022.01 (CANCER-FRCP 2022.01 for a tumour board sheet).
/// Elements that the volet demands and the plan leaves out are null where the volet allows it; what follows
/// from the place of a statement is supplied (cda/pps/defaults.hpp). The same plan and options give the same
/// bytes. Pure function, thread-safe; throws only std::bad_alloc.
write_outcome write_pps(const plan& document, const write_options& options = {});

}  // namespace pps::cda
