#pragma once

#include "cda/document.hpp"
#include "cda/finding.hpp"
#include "cda/pps/plan.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace pps::cda {

/// What became of the statements that were met: read = mapped + kept + narrative.
struct tally {
    std::size_t read = 0;       ///< Met in the document.
    std::size_t mapped = 0;     ///< In the place that the model names for them.
    std::size_t kept = 0;       ///< Without a named place: kept as generic statements.
    std::size_t narrative = 0;  ///< Neither code nor value: only the narrative says what they mean.

    bool operator==(const tally&) const = default;
};

struct section_coverage {
    section_kind kind = section_kind::other;
    std::string path;   ///< XPath of the section.
    tally entries;      ///< Statements directly in an entry.
    tally nested;       ///< Statements in an entryRelationship, or a component of an organizer.
    bool text = false;  ///< It has a narrative. Without entries, the section is narrative only.

    bool operator==(const section_coverage&) const = default;
};

/// How much of a document is in its model, so that nothing disappears unseen. Holds counts and paths, no
/// value.
struct coverage {
    /// At most that many paths in each list below; the counts go on.
    static constexpr std::size_t max_paths = 100;
    /// At most that many sections are told apart; the sums hold them all.
    static constexpr std::size_t max_sections = 1000;

    std::vector<section_coverage> sections;  ///< Subsections included, in document order.
    tally entries;                           ///< Sums over the sections.
    tally nested;
    std::vector<std::string>
        unplaced;                     ///< Statements that are kept without a named place, or narrative only.
    std::vector<std::string> unread;  ///< Elements that no member of the model holds.
    std::size_t unread_count = 0;

    /// Everything coded has its place in the model.
    bool complete() const noexcept {
        return entries.read == entries.mapped && nested.read == nested.mapped && unread_count == 0;
    }
    bool operator==(const coverage&) const = default;
};

/// {"entries":{"read":25,"mapped":25,"kept":0,"narrative":0},"nested":{…},"sections":[{"kind":…,"path":…,"text":…,
/// "entries":{…},"nested":{…}}],"unplaced":[paths],"unread":[paths],"unread_count":0}
std::string to_json(const coverage& c);

struct pps_reading {
    pps::plan plan;
    cda::coverage coverage;
    /// Rules of read_rules.hpp: what the model could not hold or resolve, never a refusal. At most
    /// coverage::max_paths of each rule.
    cda::findings findings;
};

/// A CDA as the model: PPS and RCP sheets in full, any other document by its header, sections and statements.
/// Tolerant: what is missing is empty, what is unknown is kept or reported, and no content makes it fail or
/// throw. The work done is bounded by the size of the document. A document of level 1 gives its header and
/// `plan::file`. Pure function, thread-safe.
pps_reading read_pps(const document& doc);

}  // namespace pps::cda
