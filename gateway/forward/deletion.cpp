#include "gateway/forward/deletion.hpp"

namespace pps::gateway::forward {
namespace {

/// Said, among others, of an OriginalStatus that is not the document's (IHE ITI-57).
constexpr std::string_view update_refused = "XDSMetadataUpdateError";

bool is_success(const exchange& outcome) {
    return outcome.reached == reached::answer && outcome.answer.kind == dmp::answer_kind::success;
}

}  // namespace

deletion::deletion(const store::leased_delivery& lease, const delivery_policy& policy, double random)
    : attempt(lease, policy, random, "Le DMP a refusé la suppression ; le code est le sien."),
      unique_id_(lease.unique_id) {
    next_ = action::ask;
}

void deletion::asked(const exchange& outcome, instant now) {
    if (!is_success(outcome)) {
        not_told(outcome, now);
        return;
    }
    const dmp::registered_document* target = find_document(outcome.answer, unique_id_);
    // A DMP that hides what is deleted answers like one that never had it.
    if (target == nullptr) {
        done(may_be_done_ ? std::string_view{} : store::not_registered);
        return;
    }
    if (target->status == deleted_status) {
        done(may_be_done_ || sent_once_ ? std::string_view{} : store::already_deleted);
        return;
    }
    if (target->entry_uuid.empty() || target->status.empty()) {
        later("query-failed", now);
        return;
    }
    // Asked again after a refusal: only another status than the one refused is worth another request.
    if (!refused_status_.empty() && target->status == refused_status_) {
        refuse(update_refused);
        return;
    }
    if (sent_once_ && refused_status_.empty()) {
        // The set is registered, they say, yet the document is not deleted.
        may_be_done_ = true;
        later("XDSDuplicateUniqueIdInRegistry", now);
        return;
    }
    entry_uuid_ = target->entry_uuid;
    status_ = target->status;
    next_ = action::send;
}

void deletion::sent(const exchange& outcome, instant now) {
    const bool first_refusal = refused_status_.empty();
    sent_once_ = true;
    if (is_success(outcome)) {
        done({});
        return;
    }
    const dmp::answer& answer = outcome.answer;
    const bool update_error =
        outcome.reached == reached::answer && !answer.codes.empty() && answer.codes.front() == update_refused;
    if (update_error && first_refusal) {
        // Perhaps it was replaced, archived or deleted between the question and the request.
        refused_status_ = status_;
        next_ = action::ask;
        return;
    }
    not_accepted(outcome, now);
}

void deletion::done(std::string_view code) {
    end(store::delivery_state::deleted, "deleted", code);
    result_.entry_uuid = entry_uuid_;
}

}  // namespace pps::gateway::forward
