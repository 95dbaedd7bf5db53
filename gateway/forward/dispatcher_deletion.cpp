#include "gateway/forward/dispatcher.hpp"

namespace pps::gateway::forward {

namespace net = boost::asio;
using std::chrono::steady_clock;

net::awaitable<std::optional<store::settlement>> dispatcher::erase(
    std::shared_ptr<store::leased_delivery> lease, instant leased_at) {
    const instant last_start = leased_at + options_.lease - options_.one_exchange;
    const boost::system::result<opened> ready = co_await open(lease);
    if (ready && !ready->what) co_return cannot_be_sent("stored-form-unreadable");
    const std::shared_ptr<const outgoing> what = ready ? ready->what : nullptr;
    deletion machine{*lease, options_.policy, random()};
    if (!what) machine.not_made("request-not-made", clock_.now());

    bool started = false;
    while (machine.next() != deletion::action::settle) {
        if (clock_.now() > last_start) {
            machine.not_made("lease-ending", clock_.now());
            break;
        }
        if (stopping_ && !started) co_return std::nullopt;
        if (machine.next() == deletion::action::send) {
            const bool may_send = co_await take_turn(last_start);
            if (!may_send) {
                machine.not_made("lease-ending", clock_.now());
                break;
            }
        }
        if (registry_.breaker.allowed(steady_clock::now(), 1) == 0) {
            machine.not_made("registry-paused", clock_.now());
            break;
        }
        started = true;
        if (machine.next() == deletion::action::ask) {
            const exchange found = co_await ask(lease->unique_id, what);
            machine.asked(found, clock_.now());
        } else {
            const exchange done = co_await send_deletion(lease, what, machine.entry_uuid(), machine.status());
            machine.sent(done, clock_.now());
        }
    }
    co_return machine.result();
}

net::awaitable<exchange> dispatcher::send_deletion(std::shared_ptr<const store::leased_delivery> lease,
                                                   std::shared_ptr<const outgoing> what,
                                                   std::string entry_uuid, std::string status) {
    dmp::removal removal;
    removal.patient_id = what->entry.patient_id;
    removal.submission_set_id = lease->submission_set_id;
    removal.message_id = lease->message_id;
    removal.submitted_at = lease->first_attempt_at;
    removal.secret_connection = what->secret_connection;
    removal.entry_uuid = std::move(entry_uuid);
    removal.original_status = std::move(status);
    std::function<dmp::soap_request()> build = [this, removal = std::move(removal), what, key = key_,
                                                now = clock_.now()] {
        return dmp::build_delete(removal, what->who, options_.profile, *key, now);
    };
    co_return co_await tell_registry(std::move(build), lease->message_id);
}

}  // namespace pps::gateway::forward
