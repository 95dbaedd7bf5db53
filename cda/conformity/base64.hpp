#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pps::cda::conformity {

/// Bytes of a base64 text (RFC 4648 §4) with its padding; XML white space is skipped, anything else refused,
/// also bits of the last character that would be lost. Nothing when the text is wrong.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace pps::cda::conformity
