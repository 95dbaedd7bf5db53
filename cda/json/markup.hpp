#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pps::json {

/// Narrative markup that a sender wrote, in the normal form of the model; nullopt when it is not well formed
/// or over the limits of a document.
std::optional<std::string> normal_markup(std::string_view markup);

}  // namespace pps::json
