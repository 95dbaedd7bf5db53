#include "gateway/forward/delivery.hpp"

namespace pps::gateway::forward {

using store::delivery_state;

delivery::delivery(const store::leased_delivery& lease, expected_entry expected,
                   const delivery_policy& policy, double random)
    : attempt(lease, policy, random, "Le DMP a refusé le document ; le code est le sien."),
      expected_(std::move(expected)),
      unwanted_(lease.deletion_waits) {}

void delivery::asked(const exchange& outcome, instant now) {
    if (outcome.reached != reached::answer || outcome.answer.kind != dmp::answer_kind::success) {
        // Only a doubt makes us ask, and it stays.
        may_be_done_ = true;
        not_told(outcome, now);
        return;
    }
    const dmp::registered_document* ours = find_document(outcome.answer, expected_.unique_id);
    if (ours == nullptr) {
        // The endpoint does not have it: what was sent is lost, or refused as a duplicate of something
        // invisible to us.
        if (sent_once_) {
            later(delivery_state::unknown, "unknown", "query-failed", now);
            return;
        }
        may_be_done_ = false;
        if (unwanted_)
            end(delivery_state::withdrawn, "withdrawn");
        else
            next_ = action::send;
        return;
    }
    if (!ours->hash.empty() && ours->hash != expected_.sha1_hex) {
        refuse("XDSNonIdenticalHash");
        return;
    }
    registered(sent_once_ || may_be_done_ ? "registered-found" : "registered", ours->entry_uuid);
}

void delivery::sent(const exchange& outcome, instant now) {
    sent_once_ = true;
    if (outcome.reached == reached::answer && outcome.answer.kind == dmp::answer_kind::success)
        registered("registered", "");
    else
        not_accepted(outcome, now);
}

void delivery::registered(std::string_view event, std::string entry_uuid) {
    end(delivery_state::registered, event);
    result_.entry_uuid = std::move(entry_uuid);
}

}  // namespace pps::gateway::forward
