#pragma once

#include "cda/xds/document_entry.hpp"
#include "gateway/core/clock.hpp"
#include "gateway/forward/dmp/profile.hpp"
#include "gateway/forward/dmp/signing_key.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pps::gateway::dmp {

/// A request ready for the wire: POST, this Content-Type, this body.
struct soap_request {
    std::string content_type;
    std::string body;
};

/// One document to provide and register. Everything that must stay the same over retries is given, so that
/// the same input gives the same signature document; only the VIHF (its id and instant) is new each time.
struct submission {
    cda::xds::document_entry entry;
    std::string_view document;                       ///< Exactly the bytes to send.
    std::string submission_set_id;                   ///< OID
    std::string signature_id;                        ///< OID
    std::string message_id;                          ///< "urn:uuid:…"
    instant submitted_at{};                          ///< submissionTime and SigningTime.
    bool secret_connection = false;                  ///< VIHF confidentiality attribute (dmp-wire §6).
    std::optional<std::string> replaces_entry_uuid;  ///< Adds the RPLC association.
};

/// One document to delete, as the registry showed it; the rest must stay the same over retries.
struct removal {
    std::string patient_id;         ///< CX, as the document's.
    std::string submission_set_id;  ///< OID
    std::string message_id;         ///< "urn:uuid:…"
    instant submitted_at{};         ///< submissionTime
    bool secret_connection = false;
    std::string entry_uuid;       ///< "urn:uuid:…"
    std::string original_status;  ///< Its availabilityStatus now.
};

/// ITI-41 with MTOM/XOP, VIHF, ebRIM and the signed submission set (dmp-wire §1, §2, §3). `now` dates the
/// VIHF. Throws std::runtime_error when the document cannot be canonicalised. Thread-safe.
soap_request build_provide_and_register(const submission& what, const identity& who, const profile& how,
                                        const signing_key& key, instant now);

/// ITI-57 UpdateDocumentSet to the status Deleted, TD3.3c: no document, no signature (dmp-wire §2.4).
/// Thread-safe.
soap_request build_delete(const removal& what, const identity& who, const profile& how,
                          const signing_key& key, instant now);

/// ITI-18 GetDocuments by uniqueId, LeafClass (TD3.1 "recherche de la référence", dmp-wire §4.2).
soap_request build_find_by_unique_id(std::string_view unique_id, std::string_view patient_id,
                                     std::string_view message_id, const identity& who, const profile& how,
                                     const signing_key& key, instant now);

}  // namespace pps::gateway::dmp
