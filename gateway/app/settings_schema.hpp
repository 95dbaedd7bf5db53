#pragma once

#include <string_view>

namespace pps::gateway::app {

/// Text of config/gateway.schema.json as it was when the program was built.
extern const std::string_view settings_schema;

}  // namespace pps::gateway::app
