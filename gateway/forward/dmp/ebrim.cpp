#include "gateway/forward/dmp/ebrim.hpp"

#include "gateway/forward/dmp/text.hpp"

#include <array>
#include <span>

namespace pps::gateway::dmp {
namespace {

using cda::xds::author;
using cda::xds::coded;
using cda::xds::document_entry;

/// An ExtrinsicObject to write. `hash` and `size` are "" when they are not sent.
struct extrinsic {
    std::string_view id;
    const document_entry& entry;
    std::string hash;
    std::string size;
};

template <typename T>
std::span<const T> only(const T& value) {
    return {&value, 1};
}

struct slot_row {
    std::string_view metadata;  ///< Also the slot's name.
    std::span<const std::string> (*values)(const extrinsic&);
    std::string_view source;
};

/// Slots of a document entry; one without a value is left out.
constexpr std::array slot_rows{
    slot_row{"creationTime", [](const extrinsic& x) { return only(x.entry.creation_time); },
             "dmp-wire §2.3, UTC"},
    slot_row{"hash", [](const extrinsic& x) { return only(x.hash); },
             "dmp-wire §2.3: SHA-1 hex of the bytes sent"},
    slot_row{"languageCode", [](const extrinsic& x) { return only(x.entry.language); }, "dmp-wire §2.3"},
    slot_row{"legalAuthenticator", [](const extrinsic& x) { return only(x.entry.legal_authenticator); },
             "dmp-wire §2.3, §2.5 XCN"},
    slot_row{"serviceStartTime", [](const extrinsic& x) { return only(x.entry.service_start); },
             "dmp-wire §2.3, UTC"},
    slot_row{"serviceStopTime", [](const extrinsic& x) { return only(x.entry.service_stop); },
             "dmp-wire §2.3, R2"},
    slot_row{"size", [](const extrinsic& x) { return only(x.size); }, "dmp-wire §2.3: bytes sent"},
    slot_row{"sourcePatientId", [](const extrinsic& x) { return only(x.entry.source_patient_id); },
             "dmp-wire §2.3, §5 CX"},
    slot_row{"sourcePatientInfo",
             [](const extrinsic& x) { return std::span<const std::string>{x.entry.source_patient_info}; },
             "dmp-wire §2.3, §2.7"},
};

struct coded_row {
    std::string_view metadata;
    std::string_view scheme;  ///< classificationScheme
    std::span<const coded> (*codes)(const extrinsic&);
    std::string_view source;
};

/// Coded classifications of a document entry, after its authors.
constexpr std::array coded_rows{
    coded_row{"classCode", "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a",
              [](const extrinsic& x) { return only(x.entry.class_code); }, "dmp-wire §2.3, JDV_J57"},
    coded_row{"typeCode", "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983",
              [](const extrinsic& x) { return only(x.entry.type_code); }, "dmp-wire §2.3, JDV_J66"},
    coded_row{"confidentialityCode", "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f",
              [](const extrinsic& x) { return std::span<const coded>{x.entry.confidentiality}; },
              "dmp-wire §2.3, §6, JDV_J58"},
    coded_row{"formatCode", "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d",
              [](const extrinsic& x) { return only(x.entry.format_code); }, "dmp-wire §2.3, §2.8, JDV_J60"},
    coded_row{"healthcareFacilityTypeCode", "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1",
              [](const extrinsic& x) { return only(x.entry.facility_type); }, "dmp-wire §2.3, JDV_J61"},
    coded_row{"practiceSettingCode", "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead",
              [](const extrinsic& x) { return only(x.entry.practice_setting); }, "dmp-wire §2.3, JDV_J62"},
    coded_row{"eventCodeList", "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4",
              [](const extrinsic& x) { return std::span<const coded>{x.entry.event_codes}; },
              "dmp-wire §2.3"},
};

struct external_row {
    std::string_view metadata;  ///< Also the identifier's Name.
    std::string_view scheme;    ///< identificationScheme
    std::string_view source;
};

constexpr external_row entry_patient_id{
    "XDSDocumentEntry.patientId", "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427", "dmp-wire §2.3, §5 CX"};
constexpr external_row entry_unique_id{"XDSDocumentEntry.uniqueId",
                                       "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab",
                                       "dmp-wire §2.3: OID without extension"};
constexpr external_row set_patient_id{"XDSSubmissionSet.patientId",
                                      "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446", "dmp-wire §2.3"};
constexpr external_row set_source_id{"XDSSubmissionSet.sourceId",
                                     "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832", "dmp-wire §2.3"};
constexpr external_row set_unique_id{"XDSSubmissionSet.uniqueId",
                                     "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8", "dmp-wire §2.3"};

/// Other UUIDs of the metadata model (dmp-wire §2.3).
constexpr std::string_view document_entry_type = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";
constexpr std::string_view entry_author_scheme = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d";
constexpr std::string_view set_author_scheme = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d";
constexpr std::string_view set_content_type_scheme = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500";
constexpr std::string_view set_node = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd";

/// Association types (dmp-wire §2.4).
constexpr std::string_view has_member = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember";
constexpr std::string_view signs = "urn:ihe:iti:2007:AssociationType:signs";
constexpr std::string_view replaces = "urn:ihe:iti:2007:AssociationType:RPLC";
constexpr std::string_view update_status = "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus";
constexpr std::string_view association_object =
    "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association";
constexpr std::string_view deleted = "urn:asip:ci-sis:2010:StatusType:Deleted";

/// The root of every request, up to its objects.
constexpr std::string_view open_request =
    "<lcm:SubmitObjectsRequest xmlns:lcm=\"urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0\">"
    "<RegistryObjectList xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\">";
constexpr std::string_view close_request = "</RegistryObjectList></lcm:SubmitObjectsRequest>";

/// What differs from one submission set to another.
struct set_values {
    const std::string& patient_id;
    const std::string& unique_id;
    instant submitted_at;
};

/// Writes registry objects one after the other; children in the order of the rim schema: Slot*, Name,
/// Classification*, ExternalIdentifier*. Numbers the ids that must be unique in the message.
class writer {
  public:
    explicit writer(std::string& out) : out_{out} {}

    void registry_package(const set_values& what, const identity& who, const profile& how) {
        const std::string_view id = submission_set_object;
        append(out_, {"<RegistryPackage id=\"", id, "\">"});
        slot("submissionTime", only(to_hl7(what.submitted_at)));
        author_classification(set_author_scheme, id, submitting_author(who));
        coded_classification(set_content_type_scheme, id, how.content_type);
        append(out_, {"<Classification classificationNode=\"", set_node, "\" classifiedObject=\"", id,
                      "\" id=\"cla", next(classifications_), "\"/>"});
        external_identifier(set_patient_id, id, what.patient_id);
        external_identifier(set_source_id, id, how.source_id);
        external_identifier(set_unique_id, id, what.unique_id);
        out_ += "</RegistryPackage>";
    }

    void extrinsic_object(const extrinsic& x) {
        append(out_, {"<ExtrinsicObject id=\"", x.id, "\" mimeType=\"", escaped(x.entry.mime_type),
                      "\" objectType=\"", document_entry_type, "\">"});
        for (const auto& row : slot_rows)
            slot(row.metadata, row.values(x));
        name(x.entry.title);
        for (const auto& one : x.entry.authors)
            author_classification(entry_author_scheme, x.id, one);
        for (const auto& row : coded_rows)
            for (const auto& code : row.codes(x))
                coded_classification(row.scheme, x.id, code);
        external_identifier(entry_patient_id, x.id, x.entry.patient_id);
        external_identifier(entry_unique_id, x.id, x.entry.unique_id);
        out_ += "</ExtrinsicObject>";
    }

    void association(std::string_view type, std::string_view from, std::string_view to, bool with_status) {
        append(out_, {"<Association associationType=\"", type, "\" id=\"assoc", next(associations_),
                      "\" sourceObject=\"", from, "\" targetObject=\"", escaped(to), "\">"});
        if (with_status) slot("SubmissionSetStatus", only(std::string{"Original"}));
        out_ += "</Association>";
    }

    void status_change(std::string_view target, const std::string& from, const std::string& to) {
        append(out_, {"<Association associationType=\"", update_status, "\" id=\"assoc", next(associations_),
                      "\" objectType=\"", association_object, "\" sourceObject=\"", submission_set_object,
                      "\" targetObject=\"", escaped(target), "\">"});
        slot("OriginalStatus", only(from));
        slot("NewStatus", only(to));
        out_ += "</Association>";
    }

  private:
    static std::string next(int& counter) { return std::to_string(++counter); }

    void slot(std::string_view slot_name, std::span<const std::string> values) {
        bool open = false;
        for (const auto& value : values) {
            if (value.empty()) continue;
            if (!open) append(out_, {"<Slot name=\"", slot_name, "\"><ValueList>"});
            open = true;
            out_ += "<Value>";
            append_escaped(out_, value);
            out_ += "</Value>";
        }
        if (open) out_ += "</ValueList></Slot>";
    }

    void name(std::string_view text) {
        out_ += "<Name><LocalizedString charset=\"UTF8\" value=\"";
        append_escaped(out_, text);
        out_ += "\" xml:lang=\"FR\"/></Name>";
    }

    void author_classification(std::string_view scheme, std::string_view object, const author& who) {
        append(out_, {"<Classification classificationScheme=\"", scheme, "\" classifiedObject=\"", object,
                      "\" id=\"cla", next(classifications_), "\">"});
        slot("authorPerson", only(who.person));
        slot("authorRole", only(who.role));
        slot("authorSpecialty", only(who.specialty));
        slot("authorInstitution", only(who.institution));
        out_ += "</Classification>";
    }

    void coded_classification(std::string_view scheme, std::string_view object, const coded& code) {
        append(out_, {"<Classification classificationScheme=\"", scheme, "\" classifiedObject=\"", object,
                      "\" id=\"cla", next(classifications_), "\" nodeRepresentation=\"", escaped(code.code),
                      "\">"});
        slot("codingScheme", only(code.scheme));
        name(code.display);
        out_ += "</Classification>";
    }

    void external_identifier(const external_row& row, std::string_view object, std::string_view value) {
        append(out_, {"<ExternalIdentifier id=\"ei", next(identifiers_), "\" identificationScheme=\"",
                      row.scheme, "\" registryObject=\"", object, "\" value=\"", escaped(value), "\">"});
        name(row.metadata);
        out_ += "</ExternalIdentifier>";
    }

    std::string& out_;
    int classifications_ = 0;
    int identifiers_ = 0;
    int associations_ = 0;
};

extrinsic describe(std::string_view id, const document_entry& entry, std::string_view bytes,
                   const profile& how) {
    extrinsic out{id, entry, {}, {}};
    if (how.send_hash_size) {
        out.hash = hex(digest_of(bytes, digest::sha1));
        out.size = std::to_string(bytes.size());
    }
    return out;
}

}  // namespace

document_entry signature_entry(const submission& what) {
    document_entry out = what.entry;
    const std::string at = to_hl7(what.submitted_at);
    out.unique_id = what.signature_id;
    out.mime_type = "text/xml";
    out.title = "Source";
    out.language = "art";
    out.creation_time = out.service_start = out.service_stop = at;
    out.source_patient_id = what.entry.patient_id;
    out.source_patient_info.clear();
    out.class_code = {"urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN", "Digital Signature"};
    out.type_code = {"E1762", "ASTM", "Full Document"};
    out.format_code = {"http://www.w3.org/2000/09/xmldsig#", "URN", "Default Signature Style"};
    out.event_codes = {{"1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12", "Source"}};
    out.confidentiality = {{"N", "2.16.840.1.113883.5.25", "Normal"},
                           {"MASQUE_PS", "1.2.250.1.213.1.1.4.13", "Masqué aux professionnels de santé"},
                           {"INVISIBLE_PATIENT", "1.2.250.1.213.1.1.4.13", "Non visible par le patient"}};
    return out;
}

author submitting_author(const identity& who) {
    author out;
    if (const auto& person = who.professional) {
        append(out.person, {hl7_component(person->person), "^", hl7_component(person->family), "^",
                            hl7_component(person->given), "^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^",
                            person->person.find('/') == std::string::npos ? "IDNPS" : "EI"});
        out.specialty = person->specialty;
    } else {
        append(out.person, {hl7_component(who.system_id), "^", hl7_component(who.system_name), "^",
                            hl7_component(who.system_model), "^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI"});
        out.specialty = "AUTOMATE^AUTOMATE^1.2.250.1.213.1.1.4.6";
    }
    append(out.institution, {hl7_component(who.structure_name), "^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^",
                             hl7_component(who.structure_id)});
    out.institution_id = who.structure_id;
    return out;
}

void append_submit_objects_request(std::string& out, const submission& what, const identity& who,
                                   const profile& how, std::string_view signature_document) {
    const document_entry signature = signature_entry(what);
    writer write{out};
    out += open_request;
    write.registry_package({what.entry.patient_id, what.submission_set_id, what.submitted_at}, who, how);
    write.extrinsic_object(describe(document_object, what.entry, what.document, how));
    write.extrinsic_object(describe(signature_object, signature, signature_document, how));
    write.association(has_member, submission_set_object, document_object, true);
    write.association(has_member, submission_set_object, signature_object, true);
    write.association(signs, signature_object, submission_set_object, true);
    // IHE asks for no status on a replacement.
    if (what.replaces_entry_uuid)
        write.association(replaces, document_object, *what.replaces_entry_uuid, false);
    out += close_request;
}

void append_delete_request(std::string& out, const removal& what, const identity& who, const profile& how) {
    writer write{out};
    out += open_request;
    write.registry_package({what.patient_id, what.submission_set_id, what.submitted_at}, who, how);
    write.status_change(what.entry_uuid, what.original_status, std::string{deleted});
    out += close_request;
}

}  // namespace pps::gateway::dmp
