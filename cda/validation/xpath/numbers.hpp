#pragma once

#include "cda/validation/xpath/item.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pps::cda::validation::xpath {

/// White space removed at both ends.
std::string_view trim(std::string_view text) noexcept;

/// Lexical forms of XML Schema, without white space around them. False when the text is none or the value is
/// out of range.
bool parse_integer(std::string_view text, std::int64_t& out) noexcept;
bool parse_decimal(std::string_view text, wide& out) noexcept;
std::optional<double> parse_double(std::string_view text) noexcept;

/// As XPath 2.0 prints numbers.
std::string print_double(double d);
std::string print_decimal(wide d);

double to_double(wide d) noexcept;
/// Whether a whole number (not scaled) is one of 64 bits.
bool fits_integer(wide whole) noexcept;

/// Dates and times of XML Schema as microseconds since 1970 in UTC (a missing zone counts as UTC).
std::optional<std::int64_t> parse_date_time(std::string_view text) noexcept;
std::optional<std::int64_t> parse_date(std::string_view text) noexcept;
std::optional<std::int64_t> parse_time(std::string_view text) noexcept;
bool is_g_year(std::string_view text) noexcept;
bool is_g_year_month(std::string_view text) noexcept;

}  // namespace pps::cda::validation::xpath
