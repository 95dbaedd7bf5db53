#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pps::gateway {

/// Forms in which a document may be submitted.
enum class media : std::uint8_t { cda, fhir, pps_json, hl7v2 };

/// How a document is wrapped and answered.
enum class protocol : std::uint8_t {
    document,  ///< The document itself, a status in return.
    iti_65,    ///< PDSm: a FHIR transaction with metadata and document (fhir.md §2).
    iti_105,   ///< PDSm: one DocumentReference that holds the document.
};

/// What can be read again of a document that was accepted.
enum class content_part : std::uint8_t {
    source,    ///< The bytes as received.
    sent,      ///< The CDA as sent to the DMP.
    view,      ///< The page that a person reads.
    coverage,  ///< What of the coded data was understood.
};

/// How each form is called: by its HTTP media type, and on the command line, in metrics and logs.
struct media_row {
    media form;
    std::string_view content_type;  ///< The first row of a form is the one that answers use.
    std::string_view name;
};

inline constexpr std::array media_rows{
    media_row{media::cda, "application/xml", "cda"},               // RFC 7303
    media_row{media::cda, "text/xml", "cda"},                      // RFC 7303
    media_row{media::fhir, "application/fhir+json", "fhir"},       // FHIR R4, §3.1.0.1.11
    media_row{media::pps_json, "application/vnd.pps+json", "json"},  // config/pps.schema.json
    media_row{media::hl7v2, "x-application/hl7-v2+er7", "hl7v2"},  // HAPI and HL7 over HTTP
};

/// Null: no such media type. `content_type`: lower case, without parameters.
constexpr const media_row* media_of(std::string_view content_type) noexcept {
    for (const auto& row : media_rows)
        if (row.content_type == content_type) return &row;
    return nullptr;
}

/// Null: no form of that name.
constexpr const media_row* media_named(std::string_view name) noexcept {
    for (const auto& row : media_rows)
        if (row.name == name) return &row;
    return nullptr;
}

constexpr const media_row& row_of(media form) noexcept {
    for (const auto& row : media_rows)
        if (row.form == form) return row;
    return media_rows.front();
}

}  // namespace pps::gateway
