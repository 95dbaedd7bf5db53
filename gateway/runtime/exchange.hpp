#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace pps::gateway::runtime {

/// What every client is told, whatever it speaks: its one peer, and how long its connections may take and
/// stay.
struct client_options {
    std::string host;
    std::string port;
    std::chrono::milliseconds connect_timeout{10'000};  ///< Resolution; then TCP and TLS together.
    std::chrono::milliseconds keep_idle{20'000};  ///< Idle connections older than this are not used again.
};

/// How far an exchange came: decides whether the peer may have acted on the request.
enum class exchange_stage {
    answered,       ///< A whole response was read.
    not_connected,  ///< No byte of the request left.
    interrupted,    ///< The request was not written whole: the peer cannot have a whole request.
    unanswered,     ///< The request was written whole, no whole answer came back: the outcome is unknown.
};
std::string_view to_string(exchange_stage stage) noexcept;

}  // namespace pps::gateway::runtime
