#pragma once

#include "tests/simulator/registry.hpp"

#include <ios>
#include <optional>
#include <string>
#include <string_view>

namespace pps::simulator {

/// One line of the state file, taken apart.
struct log_record {
    submission added;
    std::optional<status_change> removal;  ///< When set, `added` means nothing.
    instant at;
};

/// JSON text with its end of line.
std::string to_line(const submission& what, instant at);
std::string to_line(const status_change& what, instant at);
std::optional<log_record> from_line(std::string_view line);

/// Cuts a file to `size` bytes. Throws std::system_error.
void truncate_file(const std::string& path, std::streamoff size);

}  // namespace pps::simulator
