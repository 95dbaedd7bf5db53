#pragma once

#include "gateway/core/clock.hpp"
#include "gateway/forward/backoff.hpp"
#include "gateway/forward/dmp/answer.hpp"
#include "gateway/store/store.hpp"

#include <optional>
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

/// The document as the registry must show it to be ours.
struct expected_entry {
    std::string unique_id;
    std::string sha1_hex;
};

struct delivery_policy {
    forward::backoff backoff;
    std::chrono::milliseconds give_up_after{7LL * 24 * 3'600'000};
};

/// The state machine of one leased delivery (sans-I/O): says what to do, is told what came of it, and ends
/// with the settlement to record. After an outcome that is not known it asks the registry before it sends
/// again, so that a document is never registered twice. Rules: dmp-wire §4.2.
class delivery {
  public:
    enum class action {
        ask,     ///< ITI-18 by uniqueId.
        send,    ///< ITI-41.
        settle,  ///< Done: see result().
    };

    /// `random` in [0, 1) spreads the retries.
    delivery(const store::leased_delivery& lease, expected_entry expected, const delivery_policy& policy,
             double random);

    action next() const noexcept { return next_; }
    void asked(const exchange& outcome, instant now);
    void sent(const exchange& outcome, instant now);
    /// Something of ours kept the request from being made (`code`: stable word); retried later.
    void not_made(std::string_view code, instant now);

    /// Something broke on the way, nobody knows how far it came.
    void broken(instant now);

    /// Meaningful when next() is `settle`.
    const store::settlement& result() const noexcept { return result_; }

  private:
    void registered(std::string event, std::string entry_uuid);
    void refuse(std::string_view code);
    void later(store::delivery_state state, std::string_view event, std::string_view code, instant now);
    const dmp::registered_document* find_ours(const dmp::answer& answer) const noexcept;

    expected_entry expected_;
    delivery_policy policy_;
    instant trying_since_;
    int attempts_;
    double random_;
    action next_;
    bool may_be_there_;  ///< A request of ours may have been registered.
    bool sent_once_ = false;
    store::settlement result_;
};

/// The settlement of a document that cannot be sent at all (its stored form is unreadable).
store::settlement cannot_be_sent(std::string_view code);

}  // namespace pps::gateway::forward
