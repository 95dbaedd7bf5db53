#pragma once

#include "cda/finding.hpp"
#include "gateway/acknowledge/problem.hpp"
#include "gateway/core/media.hpp"
#include "gateway/store/store.hpp"

#include <string>
#include <string_view>

/// Answers to platforms that speak FHIR (PDSm ITI-65 and ITI-105; fhir.md §2).
namespace pps::gateway::acknowledge {

inline constexpr std::string_view fhir_type = "application/fhir+json";

struct published {
    int status = 201;
    std::string body;
};

/// The answer to a publication whose document is durable: a transaction-response, or the DocumentReference as
/// filed, with the gateway's own id and addresses. `request`: the bytes received, which were accepted.
published publication_answer(std::string_view request, protocol wrapped, const store::document_status& status);

/// OperationOutcome of a refusal: its findings, else the problem itself.
std::string operation_outcome_json(const problem_row& row, const cda::findings& findings = {});

}  // namespace pps::gateway::acknowledge
