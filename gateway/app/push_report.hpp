#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace pps::gateway::app {

/// What became of one file.
struct pushed {
    std::string file;
    bool answered = false;
    std::string problem;  ///< Of the transport or the file, when not answered.
    bool unsent = false;  ///< The file could not be read, or is none to send.
    bool accepted = false;
    // Of the REST API
    int status = 0;    ///< HTTP
    std::string body;  ///< Problem or status resource.
    std::string id, state;
    // Of MLLP
    std::string code;        ///< MSA-1
    std::string control_id;  ///< MSA-2
    struct error {
        std::string code, severity, location, rule, text;
    };
    std::vector<error> errors;
};

/// Prints what became of each file to standard output, as text or as one JSON object each; on a terminal a
/// progress bar to standard error when there are many.
class push_report {
  public:
    push_report(std::size_t files, bool json);
    void add(const pushed& one);
    void end() const;
    /// An exit code of serve.hpp.
    int result() const;

  private:
    std::size_t files_, done_ = 0, failures_ = 0, unreachable_ = 0;
    bool json_, bar_;
};

}  // namespace pps::gateway::app
