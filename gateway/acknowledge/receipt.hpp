#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/store/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// Business receipts to platforms (volet "Transmission d'un document CDA-R2 en HL7v2" 2.1, ack-metier-zam).
namespace pps::gateway::acknowledge {

/// MSH-10 of the receipt of a document (or of a deletion): the same whenever it is sent again, another one
/// for another outcome. 20 characters, the most that MSH-10 has.
std::string receipt_control_id(std::string_view document_id, std::int64_t round);

/// The ZAM^Z01: Y when the DMP did what was asked for, else N with its code and our wording of it. "" when
/// what is kept of the request cannot be read.
std::string receipt_message(const store::due_receipt& what, instant now);

/// What the platform's answer says to the receipt of that MSH-10: "AA" when it acknowledges it; else "AE" or
/// "AR", "other-message" (an ACK of something else) or "not-an-ack".
std::string_view receipt_verdict(std::string_view answer, std::string_view control_id);

}  // namespace pps::gateway::acknowledge
