#pragma once

#include "cda/document.hpp"
#include "cda/xds/document_entry.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pps::gateway::process {

/// How a request is to be filed with the DMP.
struct filing {
    std::optional<cda::xds::submitter> by;  ///< None: as the platform is configured.
    bool secret_connection = false;         ///< CONNEXION_SECRETE, said in the VIHF (dmp-wire §6).
};

/// Everything that must be known again when the document is sent; sealed beside it.
struct kept_metadata {
    cda::xds::document_entry entry;
    process::filing filing;
    bool converted = false;                   ///< What is sent was made from what was received.
    std::optional<cda::byte_range> left_out;  ///< Bytes of the document that are not sent.
    /// Of what was received, the base64 of the document to send: not kept a second time.
    std::optional<cda::byte_range> embedded;
};

/// The stored forms (JSON, stable keys) and back; nothing when it is not such a form. Of a document …
std::string to_json(const kept_metadata& kept);
std::optional<kept_metadata> kept_metadata_from(std::string_view json);
/// … and of a request to delete one, of which the rest is the document's.
std::string to_json(const filing& kept);
std::optional<filing> filing_from(std::string_view json);

/// Where the document stands in what was received, as one base64 text; nothing when it does not byte for
/// byte.
std::optional<cda::byte_range> embedded_in(std::string_view received, std::string_view document);
/// What was received without the embedded document …
std::string payload_to_keep(std::string_view received, const kept_metadata& kept);
/// … and with it again.
std::string received_bytes(std::string payload, std::string_view document, const kept_metadata& kept);

/// The bytes to send: those kept to be sent without the reference to an external stylesheet.
std::string bytes_to_send(std::string document, const kept_metadata& kept);

/// Contexts that bind the sealed parts to their document or request.
std::string payload_context(std::string_view document_id);
std::string sent_context(std::string_view document_id);
std::string metadata_context(std::string_view document_id);

}  // namespace pps::gateway::process
