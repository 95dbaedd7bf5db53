#pragma once

#include "cda/finding.hpp"
#include "cda/identifiers.hpp"

#include <pugixml.hpp>

namespace pps::cda {

/// The "identity.*" rows of identity_rules over recordTarget: a qualified INS of the right environment.
void judge_patient(pugi::xml_node root, environment where, findings& all);

/// The "professional.*" and "structure.*" rows over every id of the header, one finding per distinct
/// identifier.
void judge_professionals(pugi::xml_node root, findings& all);

}  // namespace pps::cda
