#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/forward/dmp/profile.hpp"
#include "gateway/forward/dmp/signing_key.hpp"

#include <string>
#include <string_view>

namespace pps::gateway::dmp {

/// A VIHF token: a signed SAML 2.0 assertion of an automaton in mode INDIRECTE (dmp-wire §1), fit to be the
/// only child of wsse:Security. Its id is new each time and its instants are `now`. `patient_id`: CX of the
/// INS. `secret_connection` adds the confidentiality attribute (§6). Throws std::runtime_error when it cannot
/// be signed. Thread-safe.
std::string build_vihf(std::string_view patient_id, bool secret_connection, const identity& who,
                       const profile& how, const signing_key& key, instant now);

/// True when `xml` (an assertion, or a message that holds exactly one) carries an assertion whose own
/// signature covers all of it and verifies with the carried certificate, of which nothing is said.
/// Thread-safe.
bool vihf_signature_ok(std::string_view xml);

}  // namespace pps::gateway::dmp
