#pragma once

#include "cda/read/reading.hpp"

#include <string>
#include <string_view>

namespace pps::cda::test {

/// A sample of tests/samples; throws when it is not there.
std::string sample_file(std::string_view name);
/// The same document with prefixed elements, as inside a self-presenting one.
std::string prefixed(std::string_view text);
/// Reads text that is a sound document.
pps_reading read(std::string_view text, const read_limits& limits = {});
/// A PPS with one section of that content, of the kind of the row (its templates and code are added).
std::string with_section(section_kind kind, std::string_view content);

}  // namespace pps::cda::test
