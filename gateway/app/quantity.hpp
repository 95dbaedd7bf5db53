#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pps::gateway::app {

/// "500ms", "30s", "15min", "2h", "7d": a positive whole number of at most nine digits and its unit.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) noexcept;

/// "512B", "256kiB", "20MiB", "2GiB": a positive whole number of at most nine digits and its unit; in bytes.
std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

}  // namespace pps::gateway::app
