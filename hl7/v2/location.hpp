#pragma once

#include "hl7/v2/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pps::hl7::v2 {

/// A place in a message, as a finding names it: "PID[1]-3.4.2", with the repetition when it is not the first
/// ("PID[1]-3[2].1"); "[7]" for the seventh segment when its name is none of those known here, because a path
/// repeats nothing a sender wrote.
struct location {
    std::string segment;       ///< "" when unknown.
    std::size_t sequence = 1;  ///< Among the segments of that name; the position in the message when unknown.
    std::size_t field = 0;     ///< 0: the whole segment.
    std::size_t repetition = 1;
    std::size_t component = 0;
    std::size_t subcomponent = 0;
};

/// The place of a segment, or of something in it.
location location_of(const segment& s, std::size_t field = 0, std::size_t component = 0,
                     std::size_t subcomponent = 0, std::size_t repetition = 1);
std::string to_string(const location& where);
/// Nothing when `path` is not of the form above.
std::optional<location> parse_location(std::string_view path);

/// True for the segment names that this library may name in a path.
bool known_segment(std::string_view name) noexcept;

}  // namespace pps::hl7::v2
