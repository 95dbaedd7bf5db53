#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pps::gateway::receive {

/// Query parameters, percent-decoded. std::nullopt: malformed, more than 16 parameters, or one given twice.
std::optional<std::map<std::string, std::string, std::less<>>> parse_query(std::string_view query);

}  // namespace pps::gateway::receive
