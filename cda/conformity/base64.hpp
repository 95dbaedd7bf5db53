#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pps::cda::conformity {

/// Whether the '=' at the end of a base64 text must be there.
enum class base64_padding { required, optional };

/// Bytes of a base64 text (RFC 4648 §4); XML white space is skipped, anything else refused, also bits of the
/// last character that would be lost. Nothing when the text is wrong.
std::optional<std::string> base64_decoded(std::string_view text,
                                          base64_padding padding = base64_padding::required);

}  // namespace pps::cda::conformity
