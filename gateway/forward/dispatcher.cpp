#include "gateway/forward/dispatcher.hpp"

#include "gateway/core/digest.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/log.hpp"
#include "gateway/forward/dmp/request.hpp"
#include "gateway/runtime/awaiting.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace pps::gateway::forward {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds work_deadline{30'000};
constexpr milliseconds shortest_nap{1};
constexpr milliseconds longest_nap{5'000};
constexpr milliseconds longest_wait_for_turn{250};

reached reached_of(runtime::exchange_stage stage) noexcept {
    switch (stage) {
        case runtime::exchange_stage::answered:
            return reached::answer;
        case runtime::exchange_stage::not_connected:
            return reached::nobody;
        case runtime::exchange_stage::interrupted:
            return reached::part;
        case runtime::exchange_stage::unanswered:
            return reached::silence;
    }
    return reached::silence;
}

std::string outcome_name(const exchange& done) {
    switch (done.reached) {
        case reached::nobody:
            return "not-connected";
        case reached::part:
            return "interrupted";
        case reached::silence:
            return "unanswered";
        case reached::answer:
            break;
    }
    switch (done.answer.kind) {
        case dmp::answer_kind::success:
            return "success";
        case dmp::answer_kind::failure:
            return "failure";
        case dmp::answer_kind::fault:
            return "fault";
        case dmp::answer_kind::http_error:
            return "http-error";
        case dmp::answer_kind::unreadable:
            return "unreadable";
    }
    return "unreadable";
}

log::level level_of(store::delivery_state state) {
    switch (state) {
        case store::delivery_state::registered:
        case store::delivery_state::withdrawn:
        case store::delivery_state::deleted:
            return log::level::info;
        case store::delivery_state::failed:
            return log::level::error;
        default:
            return log::level::warning;
    }
}

/// The document that a delivery is about.
const std::string& document_of(const store::leased_delivery& lease) {
    return lease.target.empty() ? lease.document_id : lease.target;
}

/// The name of a step in the log and in figures; those of deletions are told apart.
std::string step_name(const store::leased_delivery& lease, std::string_view event) {
    return (lease.target.empty() ? "document." : "deletion.") + std::string{event};
}

/// The step as operators read it.
void log_step(const store::leased_delivery& lease, const store::settlement& how) {
    std::vector<log::field> fields{{log::key::document, document_of(lease)},
                                   {log::key::correlation, lease.correlation},
                                   {log::key::platform, lease.platform},
                                   {log::key::region, lease.region},
                                   {log::key::kind, lease.kind},
                                   {log::key::attempt, lease.attempts + 1}};
    if (!how.code.empty()) fields.emplace_back(log::key::code, how.code);
    if (!store::is_terminal(how.state)) fields.emplace_back(log::key::state, store::to_string(how.state));
    log::write(level_of(how.state), step_name(lease, how.event), fields);
}

}  // namespace

dispatcher::dispatcher(net::io_context& loop, store::store& store, runtime::worker_pool& workers,
                       const clock& clock, std::shared_ptr<runtime::http_client> repository,
                       std::shared_ptr<runtime::http_client> registry,
                       std::shared_ptr<const dmp::signing_key> key, open_lease open,
                       dispatcher_options options)
    : loop_(loop),
      store_(store),
      workers_(workers),
      clock_(clock),
      key_(std::move(key)),
      open_(std::move(open)),
      options_(std::move(options)),
      repository_("repository", std::move(repository), options_.repository_path,
                  circuit_breaker{options_.breaker_failures, options_.breaker_pause}),
      registry_("registry", std::move(registry), options_.registry_path,
                circuit_breaker{options_.breaker_failures, options_.breaker_pause}),
      limiter_(options_.rate_per_second),
      timer_(loop) {}

void dispatcher::start(milliseconds pause) {
    if (stopping_) return;
    hold_until_ = steady_clock::now() + pause;
    running_ = true;
    net::co_spawn(loop_, run(), net::detached);
}

void dispatcher::wake() {
    woken_ = true;
    timer_.cancel();
}

void dispatcher::stop(std::function<void()> idle) {
    stopping_ = true;
    idle_ = std::move(idle);
    wake();
    ended();
}

void dispatcher::ended() {
    if (stopping_ && !running_ && figures_.busy == 0 && idle_) {
        const std::function<void()> idle = std::move(idle_);
        idle_ = nullptr;
        net::post(loop_, idle);
    }
}

dispatcher_figures dispatcher::figures() const {
    dispatcher_figures now = figures_;
    const auto copy = [](const service& from, dispatcher_figures::service& to) {
        to.breaker = from.breaker.at(steady_clock::now());
        to.last_success = from.last_success;
        to.last_trouble = from.last_trouble;
    };
    copy(repository_, now.repository);
    copy(registry_, now.registry);
    return now;
}

net::awaitable<void> dispatcher::run() {
    while (!stopping_) {
        bool broken = false;
        try {
            co_await look();
        } catch (const std::exception& failure) {
            log::write(log::level::error, "dispatcher.broken",
                       {{log::key::error, std::string_view{failure.what()}}});
            broken = true;
        }
        if (broken) {
            timer_.expires_after(std::chrono::seconds{1});
            co_await runtime::sleep_on(timer_);
        }
    }
    running_ = false;
    ended();
}

/// Leases what is due and starts it, or waits until something can be.
net::awaitable<void> dispatcher::look() {
    const auto now = steady_clock::now();
    const int slots = options_.connections - static_cast<int>(figures_.busy);
    int most = now < hold_until_ ? 0 : repository_.breaker.allowed(now, slots);
    // One delivery alone finds out whether the endpoint is back.
    if (repository_.breaker.at(now) == circuit_breaker::state::half_open && figures_.busy > 0) most = 0;
    std::chrono::nanoseconds nap = longest_nap;
    if (most > 0) {
        const instant leased_at = clock_.now();
        std::function<void(store::callback<std::vector<store::leased_delivery>>)> lease_call =
            [this, most, leased_at](store::callback<std::vector<store::leased_delivery>> done) {
                store_.lease(leased_at, options_.lease, most, std::move(done));
            };
        auto leased = co_await runtime::wait_for<std::vector<store::leased_delivery>>(std::move(lease_call),
                                                                                      options_.store_timeout);
        if (leased && !leased->empty()) {
            for (auto& one : *leased) {
                if (!under_way_.insert(one.document_id).second) {
                    log::write(log::level::warning, "delivery.outlived_lease",
                               {{log::key::document, one.document_id}});
                    continue;
                }
                ++figures_.busy;
                net::co_spawn(loop_, perform(std::move(one), leased_at), net::detached);
            }
            co_return;
        }
        if (leased) {
            std::function<void(store::callback<std::optional<instant>>)> due_call =
                [this](store::callback<std::optional<instant>> done) { store_.next_due(std::move(done)); };
            auto due = co_await runtime::wait_for<std::optional<instant>>(std::move(due_call),
                                                                          options_.store_timeout);
            if (due && *due)
                nap = std::clamp<std::chrono::nanoseconds>(**due - clock_.now(), shortest_nap, longest_nap);
        } else {
            nap = std::chrono::seconds{1};
            woken_ = false;
        }
    } else {
        if (now < hold_until_) nap = std::min<std::chrono::nanoseconds>(nap, hold_until_ - now);
        if (const auto wait = repository_.breaker.wait(now); wait.count() > 0) nap = std::min(nap, wait);
    }
    if (!woken_ && !stopping_) {
        timer_.expires_after(std::max<std::chrono::nanoseconds>(nap, shortest_nap));
        co_await runtime::sleep_on(timer_);
    }
    woken_ = false;
}

net::awaitable<void> dispatcher::perform(store::leased_delivery leased, instant leased_at) {
    const auto lease = std::make_shared<store::leased_delivery>(std::move(leased));
    // Even when a frame is destroyed without its end being reached (cpp-traps §7.4), the slot comes back; the
    // lease then expires and the delivery is asked about. A frame that outlives the dispatcher gives back
    // nothing.
    struct slot {
        dispatcher& owner;
        std::shared_ptr<bool> alive;
        std::string id;
        slot(dispatcher& self, std::string document)
            : owner(self), alive(self.alive_), id(std::move(document)) {}
        ~slot() {
            if (!*alive) return;
            owner.under_way_.erase(id);
            --owner.figures_.busy;
            owner.wake();
            owner.ended();
        }
        slot(const slot&) = delete;
        slot& operator=(const slot&) = delete;
    };
    const slot held{*this, lease->document_id};
    log::write(log::level::info, step_name(*lease, "sending"),
               {{log::key::document, document_of(*lease)},
                {log::key::correlation, lease->correlation},
                {log::key::platform, lease->platform},
                {log::key::attempt, lease->attempts + 1},
                {log::key::state, store::to_string(lease->previous)}});
    std::optional<store::settlement> how;
    try {
        if (lease->target.empty())
            how = co_await deliver(lease, leased_at);
        else
            how = co_await erase(lease, leased_at);
    } catch (const std::exception& broken) {
        log::write(
            log::level::error, "delivery.broken",
            {{log::key::document, lease->document_id}, {log::key::error, std::string_view{broken.what()}}});
        delivery postponed{*lease, expected_entry{}, options_.policy, 0.5};
        postponed.broken(clock_.now());
        how = postponed.result();
    }
    if (how)
        co_await settle(lease, std::move(*how));
    else
        co_await give_back(lease);
}

net::awaitable<boost::system::result<dispatcher::opened>> dispatcher::open(
    std::shared_ptr<store::leased_delivery> lease) {
    using opened_lease = boost::system::result<std::shared_ptr<const outgoing>>;
    const std::function<opened()> work = [this, lease] {
        const opened_lease unsealed = open_(*lease);
        opened made;
        if (unsealed) {
            made.what = *unsealed;
            made.sha1 = sha1_hex(made.what->document);
        }
        return made;
    };
    boost::system::result<opened> ready = co_await runtime::run_on<opened>(workers_, work, work_deadline);
    if (ready && !ready->what)
        log::write(log::level::error, "delivery.unreadable", {{log::key::document, lease->document_id}});
    lease->payload = store::bytes{};
    co_return std::move(ready);
}

net::awaitable<std::optional<store::settlement>> dispatcher::deliver(
    std::shared_ptr<store::leased_delivery> lease, instant leased_at) {
    const instant last_start = leased_at + options_.lease - options_.one_exchange;
    const boost::system::result<opened> ready = co_await open(lease);
    if (ready && !ready->what) co_return cannot_be_sent("stored-form-unreadable");
    const std::shared_ptr<const outgoing> what = ready ? ready->what : nullptr;
    expected_entry expected;
    if (what) {
        expected.unique_id = what->entry.unique_id;
        expected.sha1_hex = ready->sha1;
    }
    delivery machine{*lease, std::move(expected), options_.policy, random()};
    if (!what) machine.not_made("request-not-made", clock_.now());

    std::string note;
    bool started = false;
    while (machine.next() != delivery::action::settle) {
        if (clock_.now() > last_start) {
            machine.not_made("lease-ending", clock_.now());
            continue;
        }
        if (stopping_ && !started) co_return std::nullopt;
        if (machine.next() == delivery::action::ask) {
            if (registry_.breaker.allowed(steady_clock::now(), 1) == 0) {
                machine.not_made("registry-paused", clock_.now());
                continue;
            }
            started = true;
            const exchange found = co_await ask(what->entry.unique_id, what);
            machine.asked(found, clock_.now());
            continue;
        }
        std::optional<std::string> replaces;
        if (what->entry.replaces) {
            started = true;
            const exchange found = co_await ask(*what->entry.replaces, what);
            if (found.reached != reached::answer || found.answer.kind != dmp::answer_kind::success) {
                machine.not_made("predecessor-query-failed", clock_.now());
                break;
            }
            // One that was deleted cannot be replaced: as if it had never been there.
            for (const auto& document : found.answer.documents)
                if (document.unique_id == *what->entry.replaces && document.status != deleted_status &&
                    (!replaces || document.status == approved_status))
                    replaces = document.entry_uuid;
            if (!replaces && co_await registered_here(lease->platform, *what->entry.replaces)) {
                // Filed as a first version it would stand beside the one it replaces.
                machine.not_made("predecessor-hidden", clock_.now());
                break;
            }
            if (!replaces) note = "Version précédente inconnue du DMP : transmis comme première version.";
        }
        if (!co_await take_turn(last_start)) {
            if (stopping_ && !started) co_return std::nullopt;
            machine.not_made("lease-ending", clock_.now());
            break;
        }
        if (repository_.breaker.allowed(steady_clock::now(), 1) == 0) {
            machine.not_made("repository-paused", clock_.now());
            break;
        }
        started = true;
        const send_outcome outcome = co_await send(*lease, what, std::move(replaces));
        if (outcome.built == build_outcome::impossible) co_return cannot_be_sent("request-impossible");
        if (outcome.built == build_outcome::built)
            machine.sent(outcome.done, clock_.now());
        else
            machine.not_made("request-not-made", clock_.now());
    }

    store::settlement how = machine.result();
    if (how.state == store::delivery_state::registered && !note.empty()) how.text = note;
    co_return how;
}

net::awaitable<bool> dispatcher::take_turn(instant until) {
    net::steady_timer turn{loop_};
    for (;;) {
        const auto now = steady_clock::now();
        const auto wait = limiter_.wait(now);
        if (stopping_ || clock_.now() + wait > until) co_return false;
        if (wait.count() == 0) {
            limiter_.take(now);
            co_return true;
        }
        turn.expires_after(std::min<std::chrono::nanoseconds>(wait, longest_wait_for_turn));
        co_await runtime::sleep_on(turn);
    }
}

net::awaitable<bool> dispatcher::registered_here(std::string platform, std::string unique_id) {
    using status = std::optional<store::document_status>;
    std::function<void(store::callback<status>)> call = [this, platform,
                                                         unique_id](store::callback<status> done) {
        store_.find_by_unique_id(platform, unique_id, std::move(done));
    };
    const boost::system::result<status> known =
        co_await runtime::wait_for<status>(std::move(call), options_.store_timeout);
    if (!known || !*known || (*known)->state != store::delivery_state::registered) co_return false;
    const auto& deletion = (*known)->deletion;
    co_return !deletion || deletion->state != store::delivery_state::deleted;
}

net::awaitable<void> dispatcher::give_back(std::shared_ptr<const store::leased_delivery> lease) {
    std::function<void(store::callback<int>)> call = [this, lease,
                                                      at = clock_.now()](store::callback<int> done) {
        std::vector<std::pair<std::string, std::int64_t>> mine;
        mine.emplace_back(lease->document_id, lease->token);
        store_.release(std::move(mine), at, std::move(done));
    };
    // Should it fail, the lease expires.
    co_await runtime::wait_for<int>(std::move(call), options_.store_timeout);
}

net::awaitable<exchange> dispatcher::ask(std::string unique_id, std::shared_ptr<const outgoing> what) {
    const std::string message_id = "urn:uuid:" + new_uuid();
    std::function<dmp::soap_request()> build = [this, unique_id, message_id, what, key = key_,
                                                now = clock_.now()] {
        return dmp::build_find_by_unique_id(unique_id, what->entry.patient_id, message_id, what->who,
                                            options_.profile, *key, now);
    };
    co_return co_await tell_registry(std::move(build), message_id);
}

net::awaitable<exchange> dispatcher::tell_registry(std::function<dmp::soap_request()> build,
                                                   std::string message_id) {
    boost::system::result<dmp::soap_request> built =
        co_await runtime::run_on<dmp::soap_request>(workers_, build, work_deadline);
    if (!built) co_return exchange{};
    co_return co_await exchange_with(registry_, message_id, std::move(built->content_type),
                                     std::move(built->body));
}

net::awaitable<dispatcher::send_outcome> dispatcher::send(const store::leased_delivery& lease,
                                                          std::shared_ptr<const outgoing> what,
                                                          std::optional<std::string> replaces) {
    dmp::submission submission;
    submission.entry = what->entry;
    submission.document = what->document;
    submission.submission_set_id = lease.submission_set_id;
    submission.signature_id = lease.signature_id;
    submission.message_id = lease.message_id;
    submission.submitted_at = lease.first_attempt_at;
    submission.secret_connection = what->secret_connection;
    submission.replaces_entry_uuid = std::move(replaces);
    const std::function<std::optional<dmp::soap_request>()> build =
        [this, submission = std::move(submission), what, key = key_, now = clock_.now(),
         id = lease.document_id]() -> std::optional<dmp::soap_request> {
        try {
            return dmp::build_provide_and_register(submission, what->who, options_.profile, *key, now);
        } catch (const std::runtime_error& failure) {
            log::write(log::level::error, "delivery.not_built",
                       {{log::key::document, id}, {log::key::error, std::string_view{failure.what()}}});
            return std::nullopt;
        }
    };
    boost::system::result<std::optional<dmp::soap_request>> built =
        co_await runtime::run_on<std::optional<dmp::soap_request>>(workers_, build, work_deadline);
    if (!built) co_return send_outcome{build_outcome::not_now};
    if (!*built) co_return send_outcome{build_outcome::impossible};
    send_outcome outcome;
    dmp::soap_request request = std::move(**built);
    outcome.done = co_await exchange_with(repository_, lease.message_id, std::move(request.content_type),
                                          std::move(request.body));
    co_return std::move(outcome);
}

net::awaitable<exchange> dispatcher::exchange_with(service& with, std::string message_id,
                                                   std::string content_type, std::string body) {
    const auto began = steady_clock::now();
    /// A half-open breaker waits for this exchange: it must hear of its end however the frame goes.
    struct probe {
        service& of;
        std::shared_ptr<bool> alive;
        bool concluded = false;
        probe(service& one, std::shared_ptr<bool> owner) : of(one), alive(std::move(owner)) {}
        ~probe() {
            if (*alive && !concluded) of.breaker.abandoned();
        }
        probe(const probe&) = delete;
        probe& operator=(const probe&) = delete;
    };
    with.breaker.started(began);
    probe watched{with, alive_};
    runtime::http_call call;
    call.target = with.target;
    call.content_type = std::move(content_type);
    call.body = std::move(body);
    runtime::http_exchange raw = co_await with.client->perform(std::move(call));
    exchange done;
    done.reached = reached_of(raw.stage);
    if (done.reached == reached::answer)
        done.answer = dmp::read_answer(raw.status, raw.content_type, raw.body);
    // An answer to another request settles nothing.
    if (!done.answer.relates_to.empty() && done.answer.relates_to != message_id)
        done.answer.kind = dmp::answer_kind::unreadable;
    watched.concluded = true;
    const auto ended_at = steady_clock::now();
    const std::string outcome = outcome_name(done);
    figures_.exchange_seconds += std::chrono::duration<double>(ended_at - began).count();
    ++figures_.exchanges[std::string{with.name} + "/" + outcome];
    if (in_trouble(done)) {
        with.last_trouble = clock_.now();
        // What keeps the endpoint from answering (a certificate, a name, a refused connection) is for
        // operators.
        log::write(log::level::warning, "national.exchange_failed",
                   {{log::key::endpoint, with.name},
                    {log::key::code, outcome},
                    {log::key::status, done.answer.http_status},
                    {log::key::reason, raw.problem}});
        if (with.breaker.failed(ended_at))
            log::write(log::level::warning, "national.breaker_open", {{log::key::endpoint, with.name}});
    } else {
        with.last_success = clock_.now();
        if (with.breaker.at(ended_at) != circuit_breaker::state::closed)
            log::write(log::level::info, "national.breaker_closed", {{log::key::endpoint, with.name}});
        with.breaker.succeeded();
    }
    co_return done;
}

net::awaitable<void> dispatcher::settle(std::shared_ptr<const store::leased_delivery> lease,
                                        store::settlement how) {
    // The outcome is worth insisting on: until it is written the lease keeps others away, and after its
    // expiry the endpoint is asked.
    net::steady_timer pause{loop_};
    for (int attempt = 0; attempt < 5; ++attempt) {
        std::function<void(store::callback<bool>)> call = [this, lease, how,
                                                           at = clock_.now()](store::callback<bool> done) {
            store_.settle(lease->document_id, lease->token, how, at, std::move(done));
        };
        const boost::system::result<bool> written =
            co_await runtime::wait_for<bool>(std::move(call), options_.store_timeout);
        if (written) {
            if (!*written) {
                // The lease had expired and was taken again: what counts is what its new holder finds out.
                ++figures_.late_settlements;
                log::write(log::level::warning, "delivery.late",
                           {{log::key::document, lease->document_id}, {log::key::code, how.event}});
                co_return;
            }
            ++figures_.settled[lease->target.empty() ? how.event : step_name(*lease, how.event)];
            log_step(*lease, how);
            if (options_.ended && store::is_terminal(how.state)) options_.ended(lease->platform);
            co_return;
        }
        log::write(log::level::warning, "store.settle_failed",
                   {{log::key::document, lease->document_id}, {log::key::error, written.error().message()}});
        pause.expires_after(milliseconds{200 << attempt});
        co_await runtime::sleep_on(pause);
    }
}

}  // namespace pps::gateway::forward
