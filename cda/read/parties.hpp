#pragma once

#include "cda/pps/parties.hpp"
#include "cda/read/context.hpp"

namespace pps::cda::reading {

organization read_organization(context& c, pugi::xml_node node);
/// Any role element (see pps::party). `time` takes its effectiveTime, which only a relatedEntity has.
party read_party(context& c, pugi::xml_node node, interval* time = nullptr);
author read_author(context& c, pugi::xml_node node);
authenticator read_authenticator(context& c, pugi::xml_node node);
performer read_performer(context& c, pugi::xml_node node);
informant read_informant(context& c, pugi::xml_node node);
recipient read_recipient(context& c, pugi::xml_node node);
/// A participant of the header (its role by the table), or of a statement.
participant read_participant(context& c, pugi::xml_node node);
patient read_patient(context& c, pugi::xml_node patient_role);

}  // namespace pps::cda::reading
