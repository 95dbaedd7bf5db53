#pragma once

#include <string>

namespace pps::gateway::app {

/// What `pps-gateway convert` is told on the command line.
struct convert_options {
    std::string from = "auto";  ///< A form of core/media.hpp, or "auto".
    std::string to;             ///< "cda", "fhir", "json", "html" or "xds".
    std::string file = "-";     ///< "-": standard input.
    std::string output = "-";   ///< "-": standard output.
    bool coverage = false;      ///< Print what was read and what was not on standard error.
};

/// Converts one document. 0: done; 1: the document breaks rules that keep it from being converted; 2: it
/// cannot be read or written. Findings go to standard error: they hold no value of the document.
int convert(const convert_options& how);

}  // namespace pps::gateway::app
