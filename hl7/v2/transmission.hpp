#pragma once

#include "cda/finding.hpp"
#include "hl7/v2/header.hpp"
#include "hl7/v2/outline.hpp"
#include "hl7/v2/rules.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::hl7::v2 {

/// CX: an identifier of the patient (PID-3, PID-18) or of a visit (PV1-19).
struct patient_identifier {
    std::string number;     ///< .1
    std::string authority;  ///< .4.1
    std::string root;       ///< .4.2, an OID as a rule
    std::string type;       ///< .5: INS, PI, AN, …
};

/// Identity of the patient as the message gives it: the document's is what counts.
struct patient_identity {
    std::vector<patient_identifier> ids;    ///< PID-3
    std::string family;                     ///< PID-5.1 of the birth name (type L), else of the first
    std::string given;                      ///< PID-5.2 of the same
    std::string birth_date;                 ///< PID-7
    std::string sex;                        ///< PID-8
    std::string reliability;                ///< PID-32: VALI for a qualified identity
    patient_identifier account;             ///< PID-18, for indicators
    const patient_identifier* ins() const;  ///< The id under an INS root, null when there is none.
};

/// PV1, for the submission set's contentTypeCode and indicators.
struct visit {
    std::string patient_class;  ///< PV1-2
    patient_identifier number;  ///< PV1-19
    std::string admission;      ///< PV1-44
    std::string discharge;      ///< PV1-45
};

/// EI of TXA-12 and TXA-13, in the forms of the volet: an OID alone, or extension^^root^ISO.
struct document_id {
    std::string root;
    std::string extension;
    bool operator==(const document_id&) const = default;
};

/// A PRT segment: who sends (SB), receives (RCT) or is answered (REPLY).
struct participant {
    std::string person_id;          ///< PRT-5.1, PS_IdNat of a professional
    std::string family;             ///< PRT-5.2
    std::string given;              ///< PRT-5.3
    std::string person_authority;   ///< PRT-5.9.2 (in some senders' messages 5.9.1)
    std::string person_id_type;     ///< PRT-5.13: IDNPS, RPPS, INS
    std::string organisation_name;  ///< PRT-8.1
    std::string organisation_root;  ///< PRT-8.6.2
    std::string organisation_type;  ///< PRT-8.7: FINEG, FINEJ, IDNST, UF, SVR
    std::string organisation_id;    ///< PRT-8.10, as written
    std::string device_id;          ///< PRT-10.1
    std::string address;            ///< PRT-15.4
    /// Struct_IdNat of the organisation for the VIHF: a FINESS of nine characters gets its prefix 1.
    std::string structure_id() const;
};

/// One document of the message.
struct carried_document {
    std::string type_code;    ///< OBX-3.1
    std::string type_label;   ///< OBX-3.2
    std::string type_system;  ///< OBX-3.3: LN or TRE_A05
    std::string media_type;   ///< From OBX-5.2 and 5.3: "text/xml"
    std::string status;       ///< OBX-11
    std::size_t obx = 1;      ///< Which OBX segment carries it.
    std::string bytes;        ///< The CDA, decoded; empty when it could not be.
};

/// What an ORU^R01 or MDM asks of the gateway. The document's own id, setId, version and level (N1, N3) are
/// in its bytes: document_reference.hpp reads them.
struct transmission {
    message_header header;
    request_kind request = request_kind::unknown;
    patient_identity patient;
    v2::visit visit;
    std::vector<carried_document> documents;     ///< Two in ORU when N1 and N3 come together.
    std::optional<document_id> stated_id;        ///< TXA-12
    std::optional<document_id> stated_replaced;  ///< TXA-13
    control_flags flags;                         ///< The ten control metadata.
    std::string mail_to_professional;            ///< CORPSMAIL_PS, decoded
    std::string mail_to_patient;                 ///< CORPSMAIL_PATIENT, decoded
    bool patient_may_answer = true;              ///< No NTE-4 FIN behind DESTMSSANTEPAT.
    std::optional<participant> sender;           ///< PRT-4 SB
    std::vector<participant> recipients;         ///< PRT-4 RCT
    std::optional<participant> reply_to;         ///< PRT-4 REPLY

    bool to_dmp() const noexcept { return flags[control::destdmp]; }
    bool to_mssante() const noexcept {
        return flags[control::destmssanteps] || flags[control::destmssantepat];
    }
    bool wants_receipt() const noexcept { return flags[control::ack_reception]; }
};

struct extraction {
    v2::transmission transmission;
    cda::findings findings;  ///< The "content.*" rules; an error when a document could not be decoded.
};

/// Takes a request apart. Missing parts stay empty: check_profile() has judged them. Thread-safe.
extraction extract(const message& m, strictness mode = strictness::lenient);

}  // namespace pps::hl7::v2
