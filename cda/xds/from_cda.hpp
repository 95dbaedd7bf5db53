#pragma once

#include "cda/document.hpp"
#include "cda/finding.hpp"
#include "cda/identify.hpp"
#include "cda/xds/document_entry.hpp"

#include <string>
#include <string_view>

namespace pps::cda::xds {

/// Who must not see the document in the DMP (dmp-wire §6).
struct visibility {
    bool masked_from_professionals = false;    ///< MASQUE_PS
    bool hidden_from_patient = false;          ///< INVISIBLE_PATIENT
    bool hidden_from_representatives = false;  ///< INVISIBLE_REPRESENTANTS_LEGAUX
    bool secret_connection = false;            ///< VIHF only; requires hidden_from_representatives
};

struct mapping_options {
    /// XCN-13 of a professional's internal id (one with '/'): "EI" or "IDNPS" (dmp-wire §2.5, §12).
    std::string xcn13_for_internal_id = "EI";
};

struct mapping_outcome {
    document_entry entry;    ///< Complete when `findings` does not refuse.
    cda::findings findings;  ///< One per mandatory metadata that the header does not give.
};

/// CDA header to DMP metadata by the table of dmp-wire §2.7, value sets of §2.8-2.9, times converted to UTC.
/// Combinations of visibility flags that the DMP refuses (§6) are error findings. Thread-safe.
mapping_outcome map_header(const document& doc, const identification& what, const visibility& flags,
                           const mapping_options& options = {});

/// HL7 v3 TS ("20210113121700+0100", any precision, optional fraction) to UTC at the same precision;
/// "" when malformed. A time without a zone is taken as Europe/Paris.
std::string to_utc(std::string_view ts);

/// The stored form (JSON, stable keys) and back. from_json: false when it is not such a form.
std::string to_json(const document_entry& entry);
bool from_json(std::string_view json, document_entry& entry);
std::string to_json(const submitter& who);
bool from_json(std::string_view json, submitter& who);

}  // namespace pps::cda::xds
