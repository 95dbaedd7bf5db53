#pragma once

#include "gateway/app/settings.hpp"

#include <rapidjson/document.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::app {

/// Where a value stands in its file.
struct json_position {
    std::size_t order = 0;  ///< Rank among the values of the file, from the top.
    int line = 0;           ///< From 1.
};

/// A JSON text as read, and where each of its values stands.
struct json_source {
    rapidjson::Document document;  ///< Null when the text has a syntax error.
    bool readable = false;
    std::map<std::string, json_position, std::less<>> positions;  ///< By JSON pointer.
    std::vector<setting_error> errors;  ///< One syntax error, or the duplicate keys.

    /// Position of the value at `pointer` or, when it is missing, of what should hold it.
    json_position position_of(std::string_view pointer) const;
};

/// Parses JSON with // and /* */ comments. Refused: trailing commas, NUL, invalid UTF-8, duplicate keys,
/// nesting over 32 levels. A UTF-8 byte order mark is skipped.
json_source parse_json(std::string_view text);

/// `key` as one reference token of a JSON pointer (RFC 6901 section 4), with its leading '/'.
std::string pointer_token(std::string_view key);

}  // namespace pps::gateway::app
