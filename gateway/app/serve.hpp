#pragma once

#include <string>

namespace pps::gateway::app {

/// Exit codes (sysexits.h where it has one).
enum exit_code : int {
    exit_ok = 0,
    exit_failed = 1,
    exit_usage = 64,
    exit_unavailable = 69,
    exit_config = 78
};

/// Runs the gateway until SIGTERM or SIGINT. SIGHUP reloads certificates, revocation lists and platforms.
int serve(const std::string& config_file);

/// Reads the configuration and opens every file it names; prints what it found. exit_ok or exit_config.
int check_config(const std::string& config_file);

}  // namespace pps::gateway::app
