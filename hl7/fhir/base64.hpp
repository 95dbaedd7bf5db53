#pragma once

#include <string>
#include <string_view>

namespace pps::hl7::fhir {

/// RFC 4648 §4, with padding, on one line. Reading is cda::conformity::base64_decoded.
std::string base64(std::string_view bytes);

}  // namespace pps::hl7::fhir
