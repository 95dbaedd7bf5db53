#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pps::cda::xds {

/// A coded metadata attribute (ebRIM Classification): code, code system OID, display name.
struct coded {
    std::string code;
    std::string scheme;
    std::string display;
};

/// One author of a document entry, each part already in its HL7 v2 form (dmp-wire §2.5).
struct author {
    std::string person;          ///< XCN; never empty.
    std::string role;            ///< functionCode/@displayName, may be empty.
    std::string specialty;       ///< "code^display^codeSystem", may be empty.
    std::string institution;     ///< XON, may be empty.
    std::string institution_id;  ///< Struct_IdNat of the institution (XON-10), may be empty.
};

/// XDS metadata of one document as the DMP wants it (dmp-wire §2.3), derived from the CDA header (§2.7).
/// All times are UTC, YYYYMMDDhhmmss or a shorter prefix of it when the source is less precise.
struct document_entry {
    std::string unique_id;  ///< ClinicalDocument/id/@root.
    std::string set_id;     ///< setId/@root, "" when absent.
    std::int64_t version = 1;
    std::optional<std::string> replaces;  ///< relatedDocument[@typeCode='RPLC']/parentDocument/id/@root.

    std::string mime_type;  ///< "text/xml", or "application/xslt+xml" for a self-presenting CDA.
    std::string title;
    std::string language;
    std::string creation_time;
    std::string service_start;
    std::string service_stop;  ///< May be empty (R2).

    coded type_code;
    coded class_code;
    coded format_code;
    coded facility_type;
    coded practice_setting;
    std::vector<coded> confidentiality;  ///< First the document's own, then those of the visibility flags.
    std::vector<coded> event_codes;

    std::vector<author> authors;      ///< At least one.
    std::string legal_authenticator;  ///< XCN.

    std::string ins;                               ///< 15 characters.
    std::string ins_root;                          ///< OID of the identity domain.
    std::string patient_id;                        ///< CX of the INS, "<ins>^^^&<oid>&ISO^NH".
    std::string source_patient_id;                 ///< CX.
    std::vector<std::string> source_patient_info;  ///< "PID-5|…", "PID-7|…", "PID-8|…".
};

/// Who asks for a submission: subject of the VIHF and author of the submission set (dmp-wire §1.2-1.4, §2.5).
/// A professional when `person` is there, a device when `device` is, else the automaton of who sends.
struct submitter {
    std::string person;        ///< PS_IdNat of a professional.
    std::string family;        ///< Name in practice …
    std::string given;         ///< … and given name.
    std::string device;        ///< Local id of a device, within its structure.
    std::string structure_id;  ///< Struct_IdNat of the structure, "" when not told.
    std::vector<coded> roles;  ///< Of a professional: the profession, of some the know-how too (JDV_J65).
    std::string specialty;     ///< Of a professional: "code^display^codeSystem", may be empty.
};

}  // namespace pps::cda::xds
