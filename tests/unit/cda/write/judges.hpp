#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pps::tests {

/// One line for each rule that a document breaks: "id location text".
using verdict = std::vector<std::string>;

/// config/rules of this repository, every role; `errors_only` leaves out warnings and information.
verdict by_own_rules(std::string_view document, bool errors_only = true);

/// The folder of the official bundle (PPS_ANS_BUNDLE), "" when it is not given.
std::string official_bundle();
/// The schema and the official Schematron files of the model.
verdict by_official_bundle(std::string_view document);

}  // namespace pps::tests
