#include "gateway/forward/delivery.hpp"

namespace pps::gateway::forward {
namespace {

std::string_view first_code(const dmp::answer& answer, std::string_view otherwise) {
    return answer.codes.empty() ? otherwise : std::string_view{answer.codes.front()};
}

/// Our words for what has no code of the DMP (French, for the platform and operators).
std::string_view wording(std::string_view code) {
    struct row {
        std::string_view code, fr;
    };
    static constexpr row rows[] = {
        {"not-connected", "Le DMP n'est pas joignable ; nouvel essai programmé."},
        {"interrupted", "La connexion au DMP a été coupée pendant l'envoi ; nouvel essai programmé."},
        {"no-answer", "Le DMP n'a pas répondu ; il sera interrogé avant tout nouvel envoi."},
        {"answer-unreadable",
         "La réponse du DMP n'est pas lisible ; il sera interrogé avant tout nouvel envoi."},
        {"query-failed", "Le DMP n'a pas pu dire s'il détient le document ; nouvel essai programmé."},
        {"stored-form-unreadable", "Le document conservé n'est plus lisible ; un opérateur doit intervenir."},
        {"request-impossible",
         "Le document ne peut pas être signé tel quel (texte trop long ou XML inhabituel)."},
        {"registry-paused", "Le registre du DMP ne répond pas ; il sera interrogé plus tard."},
        {"repository-paused", "L'entrepôt du DMP ne répond pas ; nouvel essai programmé."},
        {"predecessor-hidden",
         "Le DMP ne montre pas la version précédente, pourtant enregistrée ; nouvel essai programmé."},
        {"internal-error",
         "La passerelle a rencontré une erreur ; le DMP sera interrogé avant tout nouvel envoi."},
        {"lease-ending", "Le délai réservé à cet envoi s'achève ; nouvel essai programmé."},
        {"predecessor-query-failed",
         "Le DMP n'a pas pu dire s'il détient la version précédente ; nouvel essai programmé."},
        {"request-not-made", "La requête n'a pas pu être construite ; nouvel essai programmé."},
    };
    for (const row& one : rows)
        if (one.code == code) return one.fr;
    if (code.starts_with("http-"))
        return "Le DMP a répondu par une erreur technique ; nouvel essai programmé.";
    const std::string_view label = dmp::label_of(code);
    return label.empty() ? "Le DMP a refusé le document ; le code est le sien." : label;
}

}  // namespace

bool in_trouble(const exchange& done) noexcept {
    return done.reached != reached::answer || done.answer.kind == dmp::answer_kind::http_error ||
           done.answer.kind == dmp::answer_kind::unreadable;
}

delivery::delivery(const store::leased_delivery& lease, expected_entry expected,
                   const delivery_policy& policy, double random)
    : expected_(std::move(expected)),
      policy_(policy),
      trying_since_(lease.trying_since),
      attempts_(lease.attempts),
      random_(random),
      next_(lease.previous == store::delivery_state::unknown ? action::ask : action::send),
      may_be_there_(lease.previous == store::delivery_state::unknown) {}

const dmp::registered_document* delivery::find_ours(const dmp::answer& answer) const noexcept {
    for (const auto& document : answer.documents)
        if (document.unique_id == expected_.unique_id) return &document;
    return nullptr;
}

void delivery::asked(const exchange& outcome, instant now) {
    if (outcome.reached != reached::answer || outcome.answer.kind != dmp::answer_kind::success) {
        const std::string_view code =
            outcome.reached == reached::answer ? first_code(outcome.answer, "query-failed") : "query-failed";
        later(store::delivery_state::unknown, "unknown", code, now);
        return;
    }
    const dmp::registered_document* ours = find_ours(outcome.answer);
    if (ours == nullptr) {
        // The endpoint does not have it: what was sent is lost, or refused as a duplicate of something
        // invisible to us.
        if (sent_once_) {
            later(store::delivery_state::unknown, "unknown", "query-failed", now);
            return;
        }
        may_be_there_ = false;
        next_ = action::send;
        return;
    }
    if (!ours->hash.empty() && ours->hash != expected_.sha1_hex) {
        refuse("XDSNonIdenticalHash");
        return;
    }
    registered(sent_once_ || may_be_there_ ? "registered-found" : "registered", ours->entry_uuid);
}

void delivery::sent(const exchange& outcome, instant now) {
    sent_once_ = true;
    switch (outcome.reached) {
        case reached::nobody:
            later(store::delivery_state::queued, "retry", "not-connected", now);
            return;
        case reached::part:
            later(store::delivery_state::queued, "retry", "interrupted", now);
            return;
        case reached::silence:
            may_be_there_ = true;
            later(store::delivery_state::unknown, "unknown", "no-answer", now);
            return;
        case reached::answer:
            break;
    }
    const dmp::answer& answer = outcome.answer;
    switch (answer.kind) {
        case dmp::answer_kind::success:
            registered("registered", "");
            return;
        case dmp::answer_kind::unreadable:
            may_be_there_ = true;
            later(store::delivery_state::unknown, "unknown", "answer-unreadable", now);
            return;
        case dmp::answer_kind::http_error: {
            const std::string code = "http-" + std::to_string(answer.http_status);
            // Said by a proxy that may have passed the request on, or by a server in the middle of it; only
            // other statuses say that it was not taken. A 4xx points at our configuration: the document waits
            // for it to be mended.
            const int status = answer.http_status;
            const bool passed_on = status >= 500 || status == 408 || (status > 200 && status < 300);
            if (passed_on) may_be_there_ = true;
            later(passed_on ? store::delivery_state::unknown : store::delivery_state::queued,
                  passed_on ? "unknown" : "retry", code, now);
            return;
        }
        case dmp::answer_kind::failure:
        case dmp::answer_kind::fault:
            break;
    }
    const std::string_view code = first_code(answer, "XDSRepositoryError");
    switch (dmp::class_of(answer)) {
        case dmp::retry_class::permanent:
            refuse(code);
            return;
        case dmp::retry_class::retry:
            later(store::delivery_state::queued, "retry", code, now);
            return;
        case dmp::retry_class::ask_first:
            if (code == "XDSDuplicateUniqueIdInRegistry") {
                // Said of a document that is there: one question settles it now.
                next_ = action::ask;
                return;
            }
            may_be_there_ = true;
            later(store::delivery_state::unknown, "unknown", code, now);
            return;
    }
}

void delivery::not_made(std::string_view code, instant now) {
    later(may_be_there_ ? store::delivery_state::unknown : store::delivery_state::queued,
          may_be_there_ ? "unknown" : "retry", code, now);
    result_.attempt_made = false;
}

void delivery::broken(instant now) {
    may_be_there_ = true;
    later(store::delivery_state::unknown, "unknown", "internal-error", now);
}

void delivery::registered(std::string event, std::string entry_uuid) {
    next_ = action::settle;
    result_ = store::settlement{};
    result_.state = store::delivery_state::registered;
    result_.event = std::move(event);
    result_.entry_uuid = std::move(entry_uuid);
}

void delivery::refuse(std::string_view code) {
    next_ = action::settle;
    result_ = store::settlement{};
    result_.state = store::delivery_state::refused;
    result_.event = "refused";
    result_.code = std::string{code};
    result_.text = std::string{wording(code)};
}

void delivery::later(store::delivery_state state, std::string_view event, std::string_view code,
                     instant now) {
    next_ = action::settle;
    result_ = store::settlement{};
    result_.code = std::string{code};
    result_.text = std::string{wording(code)};
    result_.uncertain = may_be_there_;
    if (now - trying_since_ >= policy_.give_up_after) {
        result_.state = store::delivery_state::failed;
        result_.event = "failed";
        return;
    }
    result_.state = state;
    result_.event = std::string{event};
    result_.due_at = now + policy_.backoff.delay(attempts_ + 1, random_);
}

store::settlement cannot_be_sent(std::string_view code) {
    store::settlement made;
    made.state = store::delivery_state::failed;
    made.event = "failed";
    made.code = std::string{code};
    made.text = std::string{wording(code)};
    return made;
}

}  // namespace pps::gateway::forward
