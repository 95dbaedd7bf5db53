#include "gateway/forward/dispatcher.hpp"

#include "gateway/core/ids.hpp"
#include "gateway/core/log.hpp"
#include "gateway/forward/dmp/request.hpp"
#include "gateway/runtime/awaiting.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace pps::gateway::forward {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view approved = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
constexpr milliseconds work_deadline{30'000};
constexpr milliseconds longest_nap{5'000};

std::string sha1_hex(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha1(), nullptr);
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) {
        hex += digits[digest[i] >> 4];
        hex += digits[digest[i] & 15];
    }
    return hex;
}

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
            return log::level::info;
        case store::delivery_state::failed:
            return log::level::error;
        default:
            return log::level::warning;
    }
}

/// The step as operators read it.
void log_step(const store::leased_delivery& lease, const store::settlement& how) {
    std::vector<log::field> fields{{log::key::document, lease.document_id},
                                   {log::key::platform, lease.platform},
                                   {log::key::region, lease.region},
                                   {log::key::kind, lease.kind},
                                   {log::key::attempt, lease.attempts + 1}};
    if (!how.code.empty()) fields.emplace_back(log::key::code, how.code);
    if (!store::is_terminal(how.state)) fields.emplace_back(log::key::state, store::to_string(how.state));
    log::write(level_of(how.state), "document." + how.event, fields);
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
      repository_(std::move(repository)),
      registry_(std::move(registry)),
      key_(std::move(key)),
      open_(std::move(open)),
      options_(std::move(options)),
      limiter_(options_.rate_per_second),
      breaker_(options_.breaker_failures, options_.breaker_pause),
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
    now.breaker = breaker_.at(steady_clock::now());
    return now;
}

net::awaitable<void> dispatcher::run() {
    while (!stopping_) {
        const auto now = steady_clock::now();
        const int slots = options_.connections - static_cast<int>(figures_.busy);
        int most = now < hold_until_ ? 0 : breaker_.allowed(now, slots);
        std::chrono::nanoseconds nap = std::min<std::chrono::nanoseconds>(longest_nap, options_.lease);
        if (limiter_.limited()) most = std::min(most, limiter_.wait(now).count() > 0 ? 0 : 1);

        bool due_later = true;
        if (most > 0) {
            std::function<void(store::callback<std::vector<store::leased_delivery>>)> lease_call =
                [this, most, at = clock_.now()](store::callback<std::vector<store::leased_delivery>> done) {
                    store_.lease(at, options_.lease, most, std::move(done));
                };
            auto leased = co_await runtime::wait_for<std::vector<store::leased_delivery>>(
                std::move(lease_call), options_.store_timeout);
            if (leased) {
                for (auto& one : *leased) {
                    limiter_.take(steady_clock::now());
                    breaker_.started(steady_clock::now());
                    ++figures_.busy;
                    net::co_spawn(loop_, perform(std::move(one)), net::detached);
                }
                due_later = leased->empty();
            } else {
                nap = std::chrono::seconds{1};
                due_later = false;
                woken_ = false;
            }
            if (!due_later && leased) continue;
        }
        if (due_later && most > 0) {
            std::function<void(store::callback<std::optional<instant>>)> due_call =
                [this](store::callback<std::optional<instant>> done) { store_.next_due(std::move(done)); };
            auto due = co_await runtime::wait_for<std::optional<instant>>(std::move(due_call),
                                                                          options_.store_timeout);
            // A due delivery that was not leased waits for its predecessor: the end of a delivery wakes us.
            if (due && *due && **due > clock_.now())
                nap = std::min<std::chrono::nanoseconds>(nap, **due - clock_.now());
        } else if (most == 0) {
            if (now < hold_until_) nap = std::min<std::chrono::nanoseconds>(nap, hold_until_ - now);
            if (const auto wait = limiter_.wait(steady_clock::now()); wait.count() > 0)
                nap = std::min(nap, wait);
            if (const auto wait = breaker_.wait(steady_clock::now()); wait.count() > 0)
                nap = std::min(nap, wait);
        }
        if (!woken_ && !stopping_) {
            timer_.expires_after(std::max<std::chrono::nanoseconds>(nap, std::chrono::milliseconds{1}));
            co_await runtime::sleep_on(timer_);
        }
        woken_ = false;
    }
    running_ = false;
    ended();
}

net::awaitable<void> dispatcher::perform(store::leased_delivery leased) {
    const auto lease = std::make_shared<store::leased_delivery>(std::move(leased));
    // Even when a frame is destroyed without its end being reached (cpp-traps §7.4), the slot comes back; the
    // lease then expires and the delivery is asked about.
    struct slot {
        dispatcher& owner;
        explicit slot(dispatcher& self) : owner(self) {}
        ~slot() {
            --owner.figures_.busy;
            owner.wake();
            owner.ended();
        }
    } const held{*this};

    store::settlement how;
    try {
        how = co_await deliver(lease);
    } catch (const std::exception& broken) {
        log::write(
            log::level::error, "delivery.broken",
            {{log::key::document, lease->document_id}, {log::key::error, std::string_view{broken.what()}}});
        breaker_.abandoned();
        how.state = store::delivery_state::unknown;
        how.event = "unknown";
        how.code = "internal-error";
        how.due_at = clock_.now() + options_.policy.backoff.delay(lease->attempts + 1, 0.5);
    }
    co_await settle(lease, std::move(how));
}

net::awaitable<store::settlement> dispatcher::deliver(std::shared_ptr<store::leased_delivery> lease) {
    const instant began = clock_.now();
    const instant last_start = began + options_.lease - options_.one_exchange;
    const double random = std::uniform_real_distribution<double>{0.0, 1.0}(random_);

    using opened_lease = boost::system::result<std::shared_ptr<const outgoing>>;
    struct prepared {
        std::shared_ptr<const outgoing> what;
        std::string sha1;
    };
    const std::function<prepared()> open_work = [this, lease] {
        const opened_lease opened = open_(*lease);
        prepared made;
        if (opened) {
            made.what = *opened;
            made.sha1 = sha1_hex(made.what->document);
        }
        return made;
    };
    boost::system::result<prepared> ready =
        co_await runtime::run_on<prepared>(workers_, open_work, work_deadline);
    if (!ready || !ready->what) {
        breaker_.abandoned();
        if (!ready) {
            delivery postponed{*lease, expected_entry{}, options_.policy, random};
            postponed.not_made("request-not-made", clock_.now());
            co_return postponed.result();
        }
        log::write(log::level::error, "delivery.unreadable", {{log::key::document, lease->document_id}});
        co_return cannot_be_sent("stored-form-unreadable");
    }
    lease->payload = store::bytes{};
    const std::shared_ptr<const outgoing> what = ready->what;
    expected_entry expected;
    expected.unique_id = what->entry.unique_id;
    expected.sha1_hex = ready->sha1;
    delivery machine{*lease, std::move(expected), options_.policy, random};

    std::string note;
    while (machine.next() != delivery::action::settle) {
        if (clock_.now() > last_start) {
            machine.not_made("lease-ending", clock_.now());
            continue;
        }
        if (machine.next() == delivery::action::ask) {
            const exchange found = co_await ask(what->entry.unique_id, "urn:uuid:" + new_uuid(), what);
            machine.asked(found, clock_.now());
            continue;
        }
        std::optional<std::string> replaces;
        if (what->entry.replaces) {
            const exchange found = co_await ask(*what->entry.replaces, "urn:uuid:" + new_uuid(), what);
            if (found.reached != reached::answer || found.answer.kind != dmp::answer_kind::success) {
                machine.not_made("predecessor-query-failed", clock_.now());
                break;
            }
            for (const auto& document : found.answer.documents)
                if (document.unique_id == *what->entry.replaces && (!replaces || document.status == approved))
                    replaces = document.entry_uuid;
            if (!replaces) note = "Version précédente inconnue du DMP : transmis comme première version.";
        }
        const send_outcome outcome = co_await send(*lease, what, std::move(replaces));
        if (outcome.built == build_outcome::impossible) {
            breaker_.abandoned();
            co_return cannot_be_sent("request-impossible");
        }
        if (outcome.built == build_outcome::built)
            machine.sent(outcome.done, clock_.now());
        else
            machine.not_made("request-not-made", clock_.now());
    }

    const auto now = steady_clock::now();
    if (machine.endpoint_in_trouble()) {
        figures_.last_trouble = clock_.now();
        if (breaker_.failed(now))
            log::write(log::level::warning, "national.breaker_open",
                       {{log::key::code, machine.result().code}});
    } else if (machine.endpoint_answered()) {
        figures_.last_success = clock_.now();
        if (breaker_.at(now) != circuit_breaker::state::closed)
            log::write(log::level::info, "national.breaker_closed", {});
        breaker_.succeeded();
    } else {
        breaker_.abandoned();
    }
    store::settlement how = machine.result();
    if (how.state == store::delivery_state::registered && !note.empty()) how.text = note;
    co_return how;
}

net::awaitable<exchange> dispatcher::ask(std::string unique_id, std::string message_id,
                                         std::shared_ptr<const outgoing> what) {
    const std::function<dmp::soap_request()> build = [this, unique_id, message_id, what, key = key_,
                                                      now = clock_.now()] {
        return dmp::build_find_by_unique_id(unique_id, what->entry.patient_id, message_id, what->who,
                                            options_.profile, *key, now);
    };
    boost::system::result<dmp::soap_request> built =
        co_await runtime::run_on<dmp::soap_request>(workers_, build, work_deadline);
    if (!built) co_return exchange{};
    co_return co_await exchange_with(registry_, "registry", options_.registry_path,
                                     std::move(built->content_type), std::move(built->body));
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
        [this, submission = std::move(submission), what, key = key_,
         now = clock_.now()]() -> std::optional<dmp::soap_request> {
        try {
            return dmp::build_provide_and_register(submission, what->who, options_.profile, *key, now);
        } catch (const std::runtime_error& failure) {
            log::write(log::level::error, "delivery.not_built",
                       {{log::key::error, std::string_view{failure.what()}}});
            return std::nullopt;
        }
    };
    boost::system::result<std::optional<dmp::soap_request>> built =
        co_await runtime::run_on<std::optional<dmp::soap_request>>(workers_, build, work_deadline);
    if (!built) co_return send_outcome{build_outcome::not_now};
    if (!*built) co_return send_outcome{build_outcome::impossible};
    send_outcome outcome;
    dmp::soap_request request = std::move(**built);
    outcome.done = co_await exchange_with(repository_, "repository", options_.repository_path,
                                          std::move(request.content_type), std::move(request.body));
    co_return std::move(outcome);
}

net::awaitable<exchange> dispatcher::exchange_with(std::shared_ptr<runtime::http_client> client,
                                                   std::string service, std::string target,
                                                   std::string content_type, std::string body) {
    const auto began = steady_clock::now();
    runtime::http_call call;
    call.target = std::move(target);
    call.content_type = std::move(content_type);
    call.body = std::move(body);
    runtime::http_exchange raw = co_await client->perform(std::move(call));
    exchange done;
    done.reached = reached_of(raw.stage);
    if (done.reached == reached::answer)
        done.answer = dmp::read_answer(raw.status, raw.content_type, raw.body);
    figures_.exchange_seconds += std::chrono::duration<double>(steady_clock::now() - began).count();
    ++figures_.exchanges[service + "/" + outcome_name(done)];
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
            if (!*written) ++figures_.late_settlements;
            ++figures_.settled[how.event];
            log_step(*lease, how);
            co_return;
        }
        log::write(log::level::warning, "store.settle_failed",
                   {{log::key::document, lease->document_id}, {log::key::error, written.error().message()}});
        pause.expires_after(milliseconds{200 << attempt});
        co_await runtime::sleep_on(pause);
    }
}

}  // namespace pps::gateway::forward
