#pragma once

#include "cda/finding.hpp"
#include "hl7/v2/header.hpp"
#include "hl7/v2/rules.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::hl7::v2 {

/// MSA-1 (table 0008).
enum class ack_code {
    accept,  ///< AA: the message is durable, the gateway answers for it.
    error,   ///< AE: the message is wrong; sending it again changes nothing.
    reject,  ///< AR: not now, for a reason of circumstance; it may be sent again later.
};
std::string_view to_string(ack_code code) noexcept;  ///< "AA", "AE", "AR".

/// What ERR-3 and ERR-5 say of a broken rule. Rules of this library have theirs in their row; those of
/// documents (identity.*, xml.*, …) are application errors.
struct error_code {
    hl7_error code = hl7_error::application;
    application_error detail = application_error::none;
};
error_code error_code_of(std::string_view rule) noexcept;

std::string_view label_of(hl7_error code) noexcept;
std::string_view label_of(application_error code) noexcept;

/// ACK^<event>^ACK. For AE and AR, an ERR segment for each finding that refuses (at most 50), or one of code
/// 207 when there is none: ERR-2 the place, ERR-3 the code, ERR-4 the severity, ERR-5 the detail, ERR-7 the
/// rule, ERR-8 its text in French. Answers in the version and the character set of the request.
std::string build_acknowledgement(const message_header& request, ack_code code, const cda::findings& findings,
                                  const stamp& when);

/// AE when the findings refuse, else AA. AR is for the caller to say.
ack_code ack_code_for(const cda::findings& findings) noexcept;

/// What an ACK says, as received for a ZAM.
struct acknowledgement {
    ack_code code = ack_code::error;
    std::string event;            ///< MSH-9.2: Z01, Z02, Z03, …
    std::string acknowledged_id;  ///< MSA-2: MSH-10 of what it acknowledges.
    struct error {
        std::string code;      ///< ERR-3.1
        std::string severity;  ///< ERR-4
        std::string detail;    ///< ERR-5.1
        std::string location;  ///< ERR-2, as location.hpp writes it, "" when it gives no segment.
        std::string rule;      ///< ERR-7
        std::string text;      ///< ERR-8
    };
    std::vector<error> errors;
};

/// Nothing when the message is no ACK: MSH-9.1 other than ACK, no MSA, an unknown MSA-1 or an empty MSA-2.
/// The codes of enhanced mode (CA, CE, CR) say the same of the transport and are taken as AA, AE and AR.
std::optional<acknowledgement> read_acknowledgement(const message& m);

}  // namespace pps::hl7::v2
