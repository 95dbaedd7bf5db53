#pragma once

#include "hl7/v2/header.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pps::hl7::v2 {

/// Business receipts (volet 2.1, "Description des messages HL7 d'accusés métier"): what became of a document,
/// sent to the CREATEUR as ZAM^Z0n^ZAM_Z01 (HL7 v2.6) and sent again until it is acknowledged.
enum class receipt_kind {
    dmp,           ///< Z01 ACK_RECEPTION_DMP: answer of the DMP.
    mss_delivery,  ///< Z02 ACK_RECEPTION_MSS: delivery status notification (RFC 3464).
    mss_reading,   ///< Z03 ACK_LECTURE_MSS: message disposition notification (RFC 8098).
};

/// ERR of a receipt that says N: a code of the DMP (annex A7-1), of SMTP, or of applicationErrorCondition.
struct receipt_error {
    std::string code;
    std::string label;
};

/// Who the receipt of a mail is about.
struct mailbox {
    std::string owner_id;  ///< OBX-4 of the second OBX, optional.
    std::string address;   ///< OBX-5.4
};

struct receipt {
    receipt_kind kind = receipt_kind::dmp;
    std::string request_id;              ///< OBX-4: MSH-10 of the ORU or MDM.
    std::optional<receipt_error> error;  ///< The receipt says Y without, N with one.
    std::optional<v2::mailbox> mailbox;  ///< For the two receipts of MSSanté.
};

/// The ZAM that tells the sender of `request` about it.
std::string build_receipt(const message_header& request, const receipt& what, const stamp& when);

/// The receipt in a ZAM; nothing when the message is none, or lacks what it must say.
std::optional<receipt> read_receipt(const message& m);

}  // namespace pps::hl7::v2
