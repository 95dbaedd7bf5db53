#pragma once

#include "cda/pps/plan.hpp"

/// When two plans say the same.
namespace pps {

/// The plan as far as facts go, for comparison. Every coded value, date, identifier, name and comment stays;
/// what another form of the document may say otherwise is made alike:
/// - references into a narrative and its markup are left out, and so is the text of a section that facts or
/// statements
///   stand in; text has single spaces;
/// - a statement's text that only says its own value (cda/pps/words.hpp) is left out, and so is the text a
/// code was made
///   from when it only says its display or what the statement says;
/// - what follows from its place is filled in, sections that the volet demands included
/// (cda/pps/defaults.hpp);
/// - "no information" (null flavor NI, without more) is as nothing, and so are identifiers made for entries
/// without one.
plan normalise(plan one);

/// Do both say the same?
bool same_facts(const plan& one, const plan& other);

}  // namespace pps
