#pragma once

#include <optional>
#include <string>
#include <vector>

namespace pps::gateway::app {

/// What an integrator's push is told on the command line.
struct push_options {
    std::string url;   ///< Of the REST API; or
    std::string mllp;  ///< host:port of the MLLP listener: the files are HL7 v2 messages.
    std::string certificate, key, trusted, crl;
    std::vector<std::string> files;
    std::optional<int> connections;  ///< None: 4 for documents; 1 for messages, which keeps their order.
    int timeout_seconds = 60;
    bool wait = false;
    int wait_seconds = 120;
    bool json = false;
    bool masked_from_professionals = false, hidden_from_patient = false, hidden_from_representatives = false,
         secret_connection = false;
};

/// Sends the files over mutual TLS, documents over HTTPS or messages over MLLP, prints what became of each
/// (findings in French and English), a progress bar on a terminal when there are many. exit_ok: all accepted
/// (and, with `wait`, all registered); exit_failed: at least one was not; exit_unavailable: the gateway could
/// not be reached; exit_config: certificate or key unusable.
int push(const push_options& how);

}  // namespace pps::gateway::app
