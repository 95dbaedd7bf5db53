#pragma once

#include "hl7/v2/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pps::hl7::v2 {

/// HD: an application or a facility.
struct designator {
    std::string namespace_id;
    std::string universal_id;
    std::string universal_id_type;
    bool operator==(const designator&) const = default;
};

/// What MSH says, in UTF-8. Missing values are empty.
struct message_header {
    designator sending_application;    ///< MSH-3
    designator sending_facility;       ///< MSH-4
    designator receiving_application;  ///< MSH-5
    designator receiving_facility;     ///< MSH-6
    std::string date_time;             ///< MSH-7
    std::string type;                  ///< MSH-9.1
    std::string event;                 ///< MSH-9.2
    std::string structure;             ///< MSH-9.3
    std::string control_id;            ///< MSH-10
    std::string processing_id;         ///< MSH-11.1
    std::string version;               ///< MSH-12.1
    v2::charset charset = charset::unspecified;
};

message_header header_of(const message& m);

/// The header of bytes that parse() refuses, as far as they have one. Reads the first line only.
std::optional<message_header> header_of(std::string_view bytes);

/// An MSH with what an answer to the message needs: applications, facilities, MSH-10, MSH-11 and the
/// character set it is written in. header_of() reads it back. For answers that are made later.
std::string answerable_header(const message_header& of);

/// What only the caller knows of a message it sends: its MSH-10, and the time as HL7 writes it
/// (YYYYMMDDHHMMSS, with or without an offset).
struct stamp {
    std::string_view control_id;
    std::string_view date_time;
};

class builder;
/// MSH of a message that answers `request`: applications and facilities change places, processing id and
/// character set stay (volet 2.1, Le message d'acquittement).
void begin_answer(builder& out, const message_header& request, const stamp& when, std::string_view type,
                  std::string_view event, std::string_view structure, std::string_view version);

}  // namespace pps::hl7::v2
