#pragma once

#include "cda/document.hpp"
#include "cda/xds/document_entry.hpp"
#include "hl7/v2/transmission.hpp"

namespace pps::gateway::process {

/// Whom the DMP is told that a message comes from: the professional of its PRT SB, else the device, each with
/// the structure. A PRT has no profession, so it is taken from the header of the document, where the same
/// person has a part. Who has none there, or a profession that the DMP takes with a know-how only, is not
/// told: with neither person nor device the automaton of the configuration submits (IG "Mapping VIHF";
/// dmp-wire §1.4, JDV_J65). Thread-safe.
cda::xds::submitter submitter_of(const hl7::v2::participant& told, const cda::document& document);

}  // namespace pps::gateway::process
