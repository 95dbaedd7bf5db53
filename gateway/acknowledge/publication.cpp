#include "gateway/acknowledge/publication.hpp"

#include "hl7/fhir/publication.hpp"

namespace pps::gateway::acknowledge {

published publication_answer(std::string_view request, protocol wrapped, const store::document_status& status) {
    const hl7::fhir::publication_outcome read = hl7::fhir::read_publication(request);
    const std::string version = std::to_string(status.version);
    published made;
    if (wrapped == protocol::iti_105) {
        const hl7::fhir::location where{"DocumentReference", status.id, version};
        made.body =
            hl7::fhir::created_document(read.what, where, "/v1/documents/" + status.id + "/source");
        return made;
    }
    std::vector<hl7::fhir::location> created;
    for (const std::string& entry : read.what.entries) {
        const std::string type = entry.substr(entry.rfind(' ') + 1);
        // Only what is created has a place; all of it is the one document here.
        if (entry.starts_with("POST"))
            created.push_back({type, status.id, version});
        else
            created.emplace_back();
    }
    made.status = 200;
    made.body = hl7::fhir::transaction_response(read.what, created);
    return made;
}

std::string operation_outcome_json(const problem_row& row, const cda::findings& findings) {
    cda::findings told = findings;
    for (auto& one : told)
        if (!one.official.empty()) one.en = one.official;
    if (told.empty()) {
        cda::finding problem;
        problem.rule = std::string{row.reason};
        problem.fr = std::string{row.fr};
        problem.en = std::string{row.en};
        told.push_back(std::move(problem));
    }
    return hl7::fhir::operation_outcome(told);
}

}  // namespace pps::gateway::acknowledge
