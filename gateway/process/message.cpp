#include "gateway/process/message.hpp"

#include "cda/document.hpp"
#include "cda/rule.hpp"
#include "gateway/process/submitter.hpp"
#include "hl7/v2/document_reference.hpp"
#include "hl7/v2/header.hpp"
#include "hl7/v2/message.hpp"
#include "hl7/v2/profile.hpp"
#include "hl7/v2/transmission.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <vector>

namespace pps::gateway::process {
namespace {

namespace v2 = hl7::v2;

void append(cda::findings& to, cda::findings from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
}

// JDV_J66-TypeCode-DMP, of which the gateway forwards two (cda-pps.md "Identity of the model").
constexpr std::array<std::string_view, 2> forwarded_types{"18776-5", "34794-8"};

struct flag_row {
    v2::control said;
    bool cda::xds::visibility::*flag;
};
// Control metadata of the volet and what they are in the DMP (dmp-wire §6).
constexpr std::array flag_rows{
    flag_row{v2::control::masque_ps, &cda::xds::visibility::masked_from_professionals},
    flag_row{v2::control::invisible_patient, &cda::xds::visibility::hidden_from_patient},
    flag_row{v2::control::invisible_rep_legaux, &cda::xds::visibility::hidden_from_representatives},
    flag_row{v2::control::connexion_secrete, &cda::xds::visibility::secret_connection},
};

// Kept beside the document until its receipt is acknowledged; the four applications and facilities and MSH-10
// of the volet's examples have 200 bytes.
constexpr std::size_t longest_header = 4'096;

constexpr cda::rule rules[] = {
    {"message.destination", cda::severity::error, "OBX",
     "destination DMP attendue (DESTDMP=Y) : la passerelle ne transmet pas par MSSanté",
     "destination DMP expected (DESTDMP=Y): the gateway does not send by MSSanté", "volet 2.1, meta-dmp-mss"},
    {"message.mssante", cda::severity::warning, "OBX",
     "les destinations MSSanté du message ne sont pas servies par la passerelle ; seul le DMP l'est",
     "the message's MSSanté destinations are not served by the gateway; only the DMP is",
     "volet 2.1, meta-dmp-mss"},
    {"message.header", cda::severity::error, "MSH",
     "l'en-tête MSH est trop long pour que l'accusé de réception métier demandé y réponde",
     "MSH is too long for the business receipt asked for to answer it", "volet 2.1, ack-metier-zam"},
};

/// The document to forward.
struct chosen_document {
    std::size_t place = 0;
    std::unique_ptr<cda::document> document;
    std::optional<cda::xds::submitter> submitter;
};

/// Judges each document against the message, and chooses.
chosen_document judge_documents(const v2::transmission& told, v2::strictness mode, cda::findings& found) {
    std::vector<v2::document_reference> references;
    chosen_document chosen;
    for (std::size_t i = 0; i < told.documents.size(); ++i) {
        cda::read_outcome read = cda::read_document(told.documents[i].bytes);
        append(found, std::move(read.findings));
        if (!read.document) continue;
        v2::document_reference about = v2::describe(*read.document);
        append(found, v2::check_document(told, i, about, mode));
        if (i == 0 || about.level == cda::body_level::structured) {
            chosen.place = i;
            if (told.sender) chosen.submitter = submitter_of(*told.sender, *read.document);
            chosen.document = std::move(read.document);
        }
        references.push_back(std::move(about));
    }
    if (references.size() > 1) append(found, v2::check_levels(references, mode));
    return chosen;
}

}  // namespace

unwrapped unwrap_message(std::string_view bytes, const message_options& how) {
    unwrapped made;
    const v2::strictness mode = how.strict ? v2::strictness::strict : v2::strictness::lenient;
    v2::parse_outcome parsed = v2::parse(bytes);
    made.findings = std::move(parsed.findings);
    if (!parsed.message) return made;
    v2::profile_options options;
    options.mode = mode;
    options.environment = how.environment;
    options.dmp_types = forwarded_types;
    append(made.findings, v2::check_profile(*parsed.message, options));
    if (cda::refuses(made.findings)) return made;
    v2::extraction taken = v2::extract(*parsed.message, mode);
    append(made.findings, std::move(taken.findings));
    if (cda::refuses(made.findings)) return made;
    if (!taken.transmission.to_dmp())
        made.findings.push_back(cda::broken(cda::row_of(rules, "message.destination"), {}));
    else if (taken.transmission.to_mssante())
        made.findings.push_back(cda::broken(cda::row_of(rules, "message.mssante"), {}));
    chosen_document chosen = judge_documents(taken.transmission, mode, made.findings);
    if (cda::refuses(made.findings) || taken.transmission.documents.empty()) return made;
    made.made = true;
    made.cda = std::move(taken.transmission.documents[chosen.place].bytes);
    made.document = std::move(chosen.document);
    made.submitter = std::move(chosen.submitter);
    for (const auto& row : flag_rows)
        made.visibility.*(row.flag) = taken.transmission.flags[row.said];
    made.deletes = taken.transmission.request == v2::request_kind::deletion;
    if (!taken.transmission.wants_receipt()) return made;
    std::string header = v2::answerable_header(taken.transmission.header);
    if (header.size() > longest_header)
        made.findings.push_back(cda::broken(cda::row_of(rules, "message.header"), {}));
    else
        made.receipt_header = std::move(header);
    return made;
}

}  // namespace pps::gateway::process
