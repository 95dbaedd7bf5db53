#pragma once

#include "gateway/runtime/peer.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pps::gateway::runtime {

/// What a request says before its body.
struct http_head {
    std::string method;
    std::string path;          ///< Percent-encoded, without query.
    std::string query;         ///< Raw, without '?'.
    std::string content_type;  ///< Media type only, lower case, without parameters.
    std::uint64_t content_length = 0;
};

struct http_request {
    http_head head;
    std::string body;
};

struct http_response {
    int status = 200;
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;

    http_response() = default;
    http_response(int code, std::string type, std::string text)
        : status(code), content_type(std::move(type)), body(std::move(text)) {}
};

}  // namespace pps::gateway::runtime
