#pragma once

#include "tests/simulator/outcome.hpp"
#include "tests/simulator/registry.hpp"
#include "tests/simulator/vihf.hpp"
#include "tests/simulator/xml.hpp"

#include <string>

namespace pps::simulator {

/// TD0.2 (dmp-wire §7): reads PRPA_IN201307UV02 and gives PRPA_IN201308UV02, without the patient's traits.
checked<std::string> answer_existence(const xmlNode* request, const vihf& who, const registry& documents,
                                      instant now);

}  // namespace pps::simulator
