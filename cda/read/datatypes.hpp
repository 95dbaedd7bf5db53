#pragma once

#include "cda/pps/statements.hpp"
#include "cda/read/members.hpp"

#include <vector>

/// HL7 v3 data types from their elements.
namespace pps::cda::reading {

/// Text given in place, or by a reference into the section's narrative (ED).
void read_into(context& c, pugi::xml_node node, narrative_text& read);
void read_into(context& c, pugi::xml_node node, coded& read);
void read_into(context& c, pugi::xml_node node, identifier& read);
/// Adds the identifier, unless it says nothing (`<id/>`).
void read_into(context& c, pugi::xml_node node, std::vector<identifier>& ids);
void read_into(context& c, pugi::xml_node node, instant& read);
void read_into(context& c, pugi::xml_node node, interval& read);
void read_into(context& c, pugi::xml_node node, name& read);
void read_into(context& c, pugi::xml_node node, address& read);
void read_into(context& c, pugi::xml_node node, telecom& read);
/// value of an observation, by its xsi:type.
void read_into(context& c, pugi::xml_node node, value& read);

}  // namespace pps::cda::reading
