#pragma once

#include "cda/finding.hpp"
#include "gateway/core/clock.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// Answers to HL7 v2 messages (volet "Transmission d'un document CDA-R2 en HL7v2" 2.1, error-codes).
namespace pps::gateway::acknowledge {

/// Bytes of a message that its answer needs: MSH stands there.
inline constexpr std::size_t answered_head = 4'096;

/// A time as the messages made here have it: YYYYMMDDHHMMSS+0000.
std::string hl7_time(instant now);

/// ACK of code AA. `message`: the request, or how it begins.
std::string message_acceptance(std::string_view message, instant now);

/// ACK of code AE, or AR when the reason (a row of problem.cpp) is one of circumstance, with an ERR for each
/// finding that refuses. "" when the bytes do not even have an MSH: nobody could be answered.
std::string message_refusal(std::string_view message, std::string_view reason, const cda::findings& findings,
                            instant now);

/// MSA-1 of an answer made here, "none" for "".
std::string code_in(std::string_view answer);

}  // namespace pps::gateway::acknowledge
