#pragma once

#include "gateway/forward/attempt.hpp"

#include <string>
#include <utility>
#include <vector>

namespace pps::gateway::forward::test {

/// An arbitrary point in time that the tests count from.
inline const instant began = from_millis(1'700'000'000'000);

inline delivery_policy policy() {
    delivery_policy made;
    made.backoff = backoff{std::chrono::milliseconds{1'000}, std::chrono::milliseconds{60'000}};
    made.give_up_after = std::chrono::milliseconds{3'600'000};
    return made;
}

/// An exchange that ended without an answer.
inline exchange ended(reached how) {
    exchange made;
    made.reached = how;
    return made;
}

inline exchange answer(dmp::answer_kind kind, std::vector<std::string> codes = {}, int status = 200) {
    exchange made;
    made.reached = reached::answer;
    made.answer.kind = kind;
    made.answer.http_status = status;
    made.answer.codes = std::move(codes);
    return made;
}

/// An answer of the registry that shows one document.
inline exchange showing(std::string unique_id, std::string entry_uuid = "urn:uuid:e", std::string status = {},
                        std::string hash = {}) {
    exchange made = answer(dmp::answer_kind::success);
    dmp::registered_document document;
    document.unique_id = std::move(unique_id);
    document.entry_uuid = std::move(entry_uuid);
    document.status = std::move(status);
    document.hash = std::move(hash);
    made.answer.documents.push_back(std::move(document));
    return made;
}

}  // namespace pps::gateway::forward::test
