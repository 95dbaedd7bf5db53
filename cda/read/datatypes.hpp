#pragma once

#include "cda/pps/statements.hpp"
#include "cda/read/context.hpp"

#include <string>
#include <vector>

/// HL7 v3 data types from their elements. Each reports the children that the model has no member for.
namespace pps::cda::reading {

std::string text_attribute(pugi::xml_node node, const char* name);
/// Text given in place, or by a reference into the section's narrative (ED).
narrative_text read_text(context& c, pugi::xml_node node);
coded read_coded(context& c, pugi::xml_node node);
identifier read_identifier(pugi::xml_node node);
/// Adds the identifier, unless it says nothing (`<id/>`).
void add_identifier(std::vector<identifier>& ids, pugi::xml_node node);
instant read_instant(pugi::xml_node node);
interval read_interval(context& c, pugi::xml_node node);
name read_name(context& c, pugi::xml_node node);
address read_address(context& c, pugi::xml_node node);
telecom read_telecom(pugi::xml_node node);
/// value of an observation, by its xsi:type.
value read_value(context& c, pugi::xml_node node);

}  // namespace pps::cda::reading
