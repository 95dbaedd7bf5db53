#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator {

using instant = std::chrono::system_clock::time_point;

std::string_view trim(std::string_view text) noexcept;
std::vector<std::string_view> split(std::string_view text, char separator);
bool iequals(std::string_view a, std::string_view b) noexcept;  ///< ASCII.

/// Dotted OID: first arc 0 to 2, no leading zero in an arc, at most 64 characters.
bool is_oid(std::string_view text) noexcept;

/// "urn:uuid:" and a canonical lower or upper case UUID.
bool is_uuid_urn(std::string_view text) noexcept;

/// HL7 DTM in UTC without zone, with a real calendar date. `exact`: 14 digits; otherwise
/// YYYY[MM[DD[hh[mm[ss]]]]].
bool is_dtm(std::string_view text, bool exact) noexcept;

/// xs:dateTime; `zulu_only` requires the Z suffix, otherwise an offset is accepted too.
std::optional<instant> parse_date_time(std::string_view text, bool zulu_only);

/// HL7 v2 CX as the DMP uses it (dmp-wire §5): id, assigning authority OID, type.
struct cx {
    std::string id, root, type;
};
std::optional<cx> parse_cx(std::string_view text);

/// INS of 15 characters with its right key (dmp-wire §5).
bool is_ins(std::string_view matricule) noexcept;

/// XCN and XON of dmp-wire §2.5.
bool is_xcn(std::string_view text);
struct xon {
    std::string name, id;
};
std::optional<xon> parse_xon(std::string_view text);

std::string escape_xml(std::string_view text);

/// Random version 4 UUID, lower case, without prefix. Thread-safe.
std::string new_uuid();

/// UTC, "YYYY-MM-DDThh:mm:ssZ".
std::string to_iso(instant when);

}  // namespace pps::simulator
