#pragma once

#include "cda/document.hpp"
#include "cda/finding.hpp"
#include "cda/identifiers.hpp"

#include <string_view>

namespace pps::cda {

/// Document models that the gateway forwards (cda-pps.md "Identity of the model").
enum class document_kind { unknown, pps, rcp };
std::string_view to_string(document_kind kind) noexcept;  ///< "pps", "rcp", "unknown".

/// A structured body, or an embedded file.
enum class body_level { structured, embedded_file };

struct identification {
    document_kind kind = document_kind::unknown;
    body_level level = body_level::structured;
    cda::findings findings;
};

/// Kind by templateId, and the rules on the document's and the patient's identity (identifiers.md): unknown
/// templateId, id with extension or not an OID, INS missing, of the wrong environment, malformed or with a
/// wrong key are errors; wrong RPPS and FINESS keys are warnings. One table of rules, each with its source.
identification identify(const document& doc, environment where);

}  // namespace pps::cda
