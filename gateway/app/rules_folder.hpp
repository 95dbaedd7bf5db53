#pragma once

#include <string>

namespace pps::gateway::app {

/// The folder of our own rules that came with the program: ../share/pps-gateway/rules from the folder of the
/// executable, where the build and the installation put them.
std::string default_rules_folder();

}  // namespace pps::gateway::app
