#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/forward/backoff.hpp"
#include "gateway/forward/dmp/answer.hpp"
#include "gateway/store/store.hpp"

#include <string>
#include <string_view>

namespace pps::gateway::forward {

/// How far an exchange with the endpoint came, as the decisions need it (runtime::exchange_stage without
/// sockets).
enum class reached {
    nobody,   ///< No byte left: not connected.
    part,     ///< The request was cut: the endpoint cannot have it whole.
    silence,  ///< The whole request left and no whole answer came.
    answer,
};

/// One exchange and what was read.
struct exchange {
    forward::reached reached = forward::reached::nobody;
    dmp::answer answer;  ///< Only when `reached` is `answer`.
};

/// True when the exchange tells that the endpoint is in trouble: what opens a circuit breaker.
bool in_trouble(const exchange& done) noexcept;

/// Status of a document as the registry says it (dmp-wire §2.4).
inline constexpr std::string_view approved_status = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
inline constexpr std::string_view deleted_status = "urn:asip:ci-sis:2010:StatusType:Deleted";

/// The document of an answer that has this uniqueId; null when there is none.
const dmp::registered_document* find_document(const dmp::answer& answer, std::string_view unique_id) noexcept;

struct delivery_policy {
    forward::backoff backoff;
    std::chrono::milliseconds give_up_after{7LL * 24 * 3'600'000};
};

/// What deliveries and deletions share (sans-I/O): after an outcome that is not known the registry is asked
/// before anything is sent again. Says what to do, is told what came of it, and ends with the settlement to
/// record. Rules: dmp-wire §4.2.
class attempt {
  public:
    enum class action {
        ask,     ///< ITI-18 by uniqueId.
        send,    ///< The request.
        settle,  ///< Done: see result().
    };

    action next() const noexcept { return next_; }

    /// Something of ours kept the request from being made (`code`: stable word); retried later.
    void not_made(std::string_view code, instant now);

    /// Something broke on the way, nobody knows how far it came.
    void broken(instant now);

    /// Meaningful when next() is `settle`.
    const store::settlement& result() const noexcept { return result_; }

  protected:
    /// `random` in [0, 1) spreads the retries. `refusal`: our words for a refusal whose code has none.
    attempt(const store::leased_delivery& lease, const delivery_policy& policy, double random,
            std::string_view refusal);
    ~attempt() = default;
    attempt(const attempt&) = default;
    attempt& operator=(const attempt&) = default;

    /// Goes on, or ends, after a request that was not answered with success.
    void not_accepted(const exchange& outcome, instant now);
    /// Ends after a question that the registry did not answer.
    void not_told(const exchange& outcome, instant now);
    void end(store::delivery_state state, std::string_view event, std::string_view code = {});
    void refuse(std::string_view code) { end(store::delivery_state::refused, "refused", code); }
    void later(store::delivery_state state, std::string_view event, std::string_view code, instant now);
    /// Later, in doubt when a request of ours may have been carried out.
    void later(std::string_view code, instant now);

    action next_;
    bool may_be_done_;  ///< A request of ours may have been carried out.
    store::settlement result_;

  private:
    delivery_policy policy_;
    instant trying_since_;
    int attempts_;
    double random_;
    std::string_view refusal_;
};

/// The settlement of a request that cannot be made at all (its stored form is unreadable).
store::settlement cannot_be_sent(std::string_view code);

}  // namespace pps::gateway::forward
