#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pps::json {

/// HL7 time (TS) to ISO 8601 of the same precision: "202101" is "2021-01", "20210113121700+0100" is
/// "2021-01-13T12:17:00+01:00". nullopt for a text that is not a time, or does not come back the same.
std::optional<std::string> to_iso(std::string_view hl7);

/// The reverse; "Z" is +0000. nullopt for a text that is not such a time.
std::optional<std::string> from_iso(std::string_view iso);

}  // namespace pps::json
