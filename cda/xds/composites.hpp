#pragma once

#include "cda/xds/document_entry.hpp"

#include <pugixml.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace pps::cda::xds {

/// HL7 v2 composites of the XDS metadata (dmp-wire §2.5). Separators inside a value become spaces, so that a
/// name can never shift components.

/// `text` collapsed, with each of ^ & | ~ \ as a space.
std::string component(std::string_view text);

/// XCN of an assignedAuthor or assignedEntity: a professional, a patient or a device. nullopt without an
/// identifier or a name. `xcn13_internal` is XCN-13 of a professional's internal id.
std::optional<std::string> person_xcn(pugi::xml_node assigned, std::string_view xcn13_internal);

/// XON of an organization: name and Struct_IdNat, the parts that are null left empty; "" when both are.
std::string organization_xon(pugi::xml_node organization);
/// Struct_IdNat of an organization, "" when it has none.
std::string organization_id(pugi::xml_node organization);

/// "code^display^codeSystem" of a coded element, "" when it gives no code.
std::string specialty(pugi::xml_node code);

/// CX "<id>^^^&<root>&ISO^<type>".
std::string cx(std::string_view id, std::string_view root, std::string_view type);

/// PID-5: family^given^^^^^type, by preference the birth name (type L). "" without a family name.
std::string patient_name(pugi::xml_node patient);

}  // namespace pps::cda::xds
