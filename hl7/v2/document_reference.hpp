#pragma once

#include "cda/document.hpp"
#include "cda/identify.hpp"
#include "hl7/v2/transmission.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pps::hl7::v2 {

/// An id of the patient in the document: recordTarget/patientRole/id.
struct document_patient_id {
    std::string root;
    std::string extension;
};

/// What a CDA says of itself, as far as the message must agree with it.
struct document_reference {
    document_id id;                       ///< id
    std::string set_id;                   ///< setId/@root
    std::string version;                  ///< versionNumber/@value
    std::optional<document_id> replaces;  ///< relatedDocument[@typeCode='RPLC']/parentDocument/id
    std::string type_code;                ///< code/@code
    std::string confidentiality;          ///< confidentialityCode/@code: N, R, V
    std::vector<document_patient_id> patient_ids;
    cda::body_level level = cda::body_level::structured;  ///< N3, or N1 (an embedded file)
};

document_reference describe(const cda::document& doc);

/// What must agree between a message and one of its documents (volet 2.1: PID-3, TXA-12, TXA-13, OBX-3,
/// OBX-11, DESTDMP). `which` is the place of the document in `t.documents`. Findings repeat no value.
/// Thread-safe.
cda::findings check_document(const transmission& t, std::size_t which, const document_reference& doc,
                             strictness mode = strictness::lenient);

/// Two documents of a message are its two levels, N1 and N3, of the same content.
cda::findings check_levels(const std::vector<document_reference>& docs,
                           strictness mode = strictness::lenient);

}  // namespace pps::hl7::v2
