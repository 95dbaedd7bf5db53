#pragma once

#include "cda/finding.hpp"
#include "cda/pps/datatypes.hpp"
#include "hl7/fhir/bundle.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a platform that speaks FHIR sends to publish a document (PDSm 3.1.1, IHE MHD; fhir.md §2), and what
/// it is answered.
namespace pps::hl7::fhir {

enum class transaction {
    provide_bundle,  ///< ITI-65: Bundle of type transaction.
    simplified,      ///< ITI-105: a DocumentReference with its content.
};

/// One document and its metadata, as published. Members are "" or empty when not given.
struct publication {
    fhir::transaction transaction = transaction::simplified;
    std::string document;                ///< Bytes.
    std::string content_type;            ///< attachment.contentType, else that of the Binary. 1..1
    identifier id;                       ///< masterIdentifier. 1..1
    std::vector<identifier> other_ids;   ///< identifier. 0..*
    identifier patient;                  ///< INS: of subject, else of sourcePatientInfo. 1..1
    identifier source_patient;           ///< context.sourcePatientInfo. 0..1
    coded type;                          ///< type. 1..1
    coded category;                      ///< category: class of the document. 0..1
    coded format;                        ///< content.format. 0..1
    coded facility;                      ///< context.facilityType. 0..1
    coded practice_setting;              ///< context.practiceSetting. 0..1
    std::vector<coded> events;           ///< context.event. 0..*
    std::vector<coded> security_labels;  ///< securityLabel: confidentiality and visibility. 0..*
    std::string title;                   ///< attachment.title. 0..1
    std::string language;                ///< attachment.language. 0..1
    instant creation;                    ///< attachment.creation, else date. 0..1
    interval service;                    ///< context.period. 0..1
    std::vector<identifier> authors;     ///< Identifiers of the authors. 0..*
    /// relatesTo of code `replaces`: what the reference names, "DocumentReference/id" or an identifier. 0..1
    std::string replaces_reference;
    identifier replaces_id;
    /// ITI-65: DocumentReferences that the Bundle sets to `superseded` ("DocumentReference/id"). 0..*
    std::vector<std::string> superseded;
    identifier submission_source;  ///< ITI-65, List, ihe-sourceId. 0..1
    coded submission_type;         ///< ITI-65, List, ihe-designationType. 0..1
    /// ITI-65: "METHOD Type" of the entries, in order: what the answer must have an entry for.
    std::vector<std::string> entries;
};

struct publication_outcome {
    publication what;        ///< To be used only when the findings do not refuse.
    cda::findings findings;  ///< Rules json.*, fhir.* and pdsm.*; paths are JSON pointers.
};

/// Reads either transaction. Size and SHA-1 hash of the attachment are compared with the content when given.
/// Never throws for its content. Pure function, thread-safe.
publication_outcome read_publication(std::string_view json, const read_limits& limits = {});

/// Where the server filed a resource.
struct location {
    std::string type;     ///< "DocumentReference".
    std::string id;       ///< Id on the server.
    std::string version;  ///< "" for none.
};

/// OperationOutcome: an issue per finding, French and English in `details.text`, the pointer in `expression`,
/// the rule as a code. `informational` when there is none.
std::string operation_outcome(const cda::findings& findings);
/// transaction-response: an entry per entry of the request, 201 for what was created, 200 for the others.
/// `created`: one per entry, in the same order; an entry without location has an empty id.
std::string transaction_response(const publication& what, const std::vector<location>& created);
/// The DocumentReference of an ITI-105 as filed: its metadata, and the place of its content (`url`) instead
/// of it.
std::string created_document(const publication& what, const location& where, std::string_view url);

}  // namespace pps::hl7::fhir
