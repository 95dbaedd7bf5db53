#pragma once

#include "cda/identifiers.hpp"
#include "gateway/process/unwrap.hpp"
#include "hl7/v2/rules.hpp"

#include <string_view>

namespace pps::gateway::process {

/// How HL7 v2 messages are judged.
struct message_options {
    cda::environment environment = cda::environment::test;
    bool strict = false;  ///< To the letter of the volet; else what its published examples do is a warning.
};

/// Takes the CDA out of an ORU^R01 or MDM (volet "Transmission d'un document CDA-R2 en HL7v2" 2.1): profile,
/// contents, and what message and document must agree on. Of two levels of one document (N1 and N3) the
/// structured one. Thread-safe.
unwrapped unwrap_message(std::string_view bytes, const message_options& how);

}  // namespace pps::gateway::process
