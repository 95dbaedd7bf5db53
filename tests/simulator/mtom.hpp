#pragma once

#include "tests/simulator/outcome.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator {

/// A media type with its parameters; type and parameter names in lower case (RFC 2045 §5.1).
struct media_type {
    std::string type;
    std::map<std::string, std::string> parameters;

    std::string parameter(const std::string& name) const;  ///< "" when absent.
};
std::optional<media_type> parse_media_type(std::string_view text);

struct mime_part {
    media_type type;
    std::string content_id;  ///< Without '<' and '>'.
    std::string_view body;   ///< Into the message.
};

/// An MTOM message (RFC 2387, XOP 1.0, dmp-wire §2.2). Views point into the body given to read_package.
struct package {
    std::vector<mime_part> parts;
    std::size_t root = 0;

    /// The part that "cid:…" designates, or null.
    const mime_part* resolve(std::string_view href) const;
};

/// Reads by the declared boundary and start, without guessing: every deviation is a refusal.
checked<package> read_package(const media_type& declared, std::string_view body);

}  // namespace pps::simulator
