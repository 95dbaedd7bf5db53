#include "gateway/forward/attempt.hpp"

namespace pps::gateway::forward {
namespace {

std::string_view first_code(const dmp::answer& answer, std::string_view otherwise) {
    return answer.codes.empty() ? otherwise : std::string_view{answer.codes.front()};
}

/// Our words for what has no code of the DMP (French, for the platform and operators); "" when there are
/// none.
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
        {store::not_registered, "Le DMP ne montre pas ce document : il n'y a rien à supprimer."},
        {store::already_deleted, "Le document était déjà supprimé du DMP."},
    };
    for (const row& one : rows)
        if (one.code == code) return one.fr;
    if (code.starts_with("http-"))
        return "Le DMP a répondu par une erreur technique ; nouvel essai programmé.";
    return dmp::label_of(code);
}

}  // namespace

bool in_trouble(const exchange& done) noexcept {
    return done.reached != reached::answer || done.answer.kind == dmp::answer_kind::http_error ||
           done.answer.kind == dmp::answer_kind::unreadable;
}

const dmp::registered_document* find_document(const dmp::answer& answer,
                                              std::string_view unique_id) noexcept {
    for (const auto& document : answer.documents)
        if (document.unique_id == unique_id) return &document;
    return nullptr;
}

attempt::attempt(const store::leased_delivery& lease, const delivery_policy& policy, double random,
                 std::string_view refusal)
    : next_(lease.previous == store::delivery_state::unknown ? action::ask : action::send),
      may_be_done_(lease.previous == store::delivery_state::unknown),
      policy_(policy),
      trying_since_(lease.trying_since),
      attempts_(lease.attempts),
      random_(random),
      refusal_(refusal) {}

void attempt::not_accepted(const exchange& outcome, instant now) {
    switch (outcome.reached) {
        case reached::nobody:
            later(store::delivery_state::queued, "retry", "not-connected", now);
            return;
        case reached::part:
            later(store::delivery_state::queued, "retry", "interrupted", now);
            return;
        case reached::silence:
            may_be_done_ = true;
            later("no-answer", now);
            return;
        case reached::answer:
            break;
    }
    const dmp::answer& answer = outcome.answer;
    switch (answer.kind) {
        case dmp::answer_kind::success:
            return;
        case dmp::answer_kind::unreadable:
            may_be_done_ = true;
            later("answer-unreadable", now);
            return;
        case dmp::answer_kind::http_error: {
            const std::string code = "http-" + std::to_string(answer.http_status);
            // Said by a proxy that may have passed the request on, or by a server in the middle of it; only
            // other statuses say that it was not taken. A 4xx points at our configuration: the document waits
            // for it to be mended.
            const int status = answer.http_status;
            const bool passed_on = status >= 500 || status == 408 || (status > 200 && status < 300);
            if (passed_on) may_be_done_ = true;
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
                // Said of what is there: one question settles it now.
                next_ = action::ask;
                return;
            }
            may_be_done_ = true;
            later(code, now);
            return;
    }
}

void attempt::not_told(const exchange& outcome, instant now) {
    later(outcome.reached == reached::answer ? first_code(outcome.answer, "query-failed") : "query-failed",
          now);
}

void attempt::not_made(std::string_view code, instant now) {
    later(code, now);
    result_.attempt_made = false;
}

void attempt::broken(instant now) {
    may_be_done_ = true;
    later("internal-error", now);
}

void attempt::end(store::delivery_state state, std::string_view event, std::string_view code) {
    next_ = action::settle;
    result_ = store::settlement{};
    result_.state = state;
    result_.event = std::string{event};
    result_.code = std::string{code};
    if (code.empty()) return;
    const std::string_view text = wording(code);
    result_.text = std::string{text.empty() ? refusal_ : text};
}

void attempt::later(store::delivery_state state, std::string_view event, std::string_view code, instant now) {
    if (now - trying_since_ >= policy_.give_up_after) {
        end(store::delivery_state::failed, "failed", code);
        result_.uncertain = may_be_done_;
        return;
    }
    end(state, event, code);
    result_.uncertain = may_be_done_;
    result_.due_at = now + policy_.backoff.delay(attempts_ + 1, random_);
}

void attempt::later(std::string_view code, instant now) {
    later(may_be_done_ ? store::delivery_state::unknown : store::delivery_state::queued,
          may_be_done_ ? "unknown" : "retry", code, now);
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
