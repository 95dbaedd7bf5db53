#pragma once

#include "cda/pps/parties.hpp"
#include "cda/read/members.hpp"

namespace pps::cda::reading {

void read_into(context& c, pugi::xml_node node, organization& read);
/// Any role element (see pps::party).
void read_into(context& c, pugi::xml_node node, party& read);
void read_into(context& c, pugi::xml_node node, author& read);
void read_into(context& c, pugi::xml_node node, authenticator& read);
void read_into(context& c, pugi::xml_node node, performer& read);
void read_into(context& c, pugi::xml_node node, informant& read);
void read_into(context& c, pugi::xml_node node, recipient& read);
/// A participant of the header (its role by the table), or of a statement.
void read_into(context& c, pugi::xml_node node, participant& read);
/// patientRole.
void read_into(context& c, pugi::xml_node node, patient& read);

}  // namespace pps::cda::reading
