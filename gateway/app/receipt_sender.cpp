#include "gateway/app/receipt_sender.hpp"

#include "gateway/acknowledge/receipt.hpp"
#include "gateway/core/log.hpp"
#include "gateway/runtime/awaiting.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <vector>

namespace pps::gateway::app {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr std::chrono::minutes longest_nap{1};
constexpr std::chrono::seconds after_trouble{1};

void log_step(const std::string& platform, const store::due_receipt& what,
              const store::receipt_settlement& how, instant now) {
    std::vector<log::field> fields{{log::key::document, what.document_id},
                                   {log::key::correlation, what.correlation},
                                   {log::key::platform, platform},
                                   {log::key::state, store::to_string(what.outcome)},
                                   {log::key::attempt, what.attempts + 1}};
    if (!how.code.empty()) fields.emplace_back(log::key::code, how.code);
    switch (how.state) {
        case store::receipt_state::acknowledged:
            log::write(log::level::info, "receipt.sent", fields);
            break;
        case store::receipt_state::given_up:
            log::write(log::level::error, "receipt.given_up", fields);
            break;
        default:
            fields.emplace_back(log::key::delay_ms, to_millis(how.due_at) - to_millis(now));
            log::write(log::level::warning, "receipt.retry", fields);
    }
}

}  // namespace

receipt_sender::receipt_sender(net::io_context& loop, store::store& store, const gateway::clock& clock,
                               receipt_options options)
    : loop_(loop), store_(store), clock_(clock), options_(options) {}

receipt_sender::~receipt_sender() = default;

void receipt_sender::connect(line& to, const authenticate::receipt_address& address,
                             const runtime::tls_context& tls) {
    if (to.client && to.address == address) {
        if (!address.plain) to.client->replace_tls(tls);
        return;
    }
    if (to.client) to.client->cut();
    runtime::mllp_client_options how;
    how.host = address.host;
    how.port = address.port;
    how.connect_timeout = options_.connect_timeout;
    how.answer_timeout = options_.answer_timeout;
    // Never plain for want of an identity.
    boost::system::result<std::shared_ptr<runtime::mllp_client>> made{make_error_code(errc::bad_certificate)};
    if (address.plain || tls) made = runtime::make_mllp_client(loop_, how, address.plain ? nullptr : tls);
    if (!made) {
        log::write(log::level::error, "receipt.no_client",
                   {{log::key::platform, to.platform}, {log::key::error, made.error().message()}});
        to.client = nullptr;
        return;
    }
    to.client = std::move(*made);
    to.address = address;
    to.unreached = 0;
    to.hold_until = {};
}

void receipt_sender::replace(const authenticate::registry& platforms, runtime::tls_context tls) {
    if (stopping_) return;
    for (auto& [id, one] : lines_) {
        const authenticate::platform* known = platforms.find_id(id);
        if (known != nullptr && known->receipts) continue;
        if (one->client) one->client->cut();
        one->client = nullptr;
    }
    for (const auto& platform : platforms.all()) {
        if (!platform.receipts) continue;
        std::shared_ptr<line>& one = lines_[platform.id];
        const bool added = !one;
        if (added) one = std::make_shared<line>(loop_, platform.id);
        connect(*one, *platform.receipts, tls);
        if (added) {
            ++running_;
            net::co_spawn(loop_, run(one), net::detached);
        } else {
            wake(platform.id);
        }
    }
}

void receipt_sender::wake(const std::string& platform) {
    const auto found = lines_.find(platform);
    if (found == lines_.end()) return;
    found->second->woken = true;
    found->second->timer.cancel();
}

void receipt_sender::stop(std::function<void()> idle) {
    stopping_ = true;
    idle_ = std::move(idle);
    for (const auto& [id, one] : lines_)
        one->timer.cancel();
    ended();
}

void receipt_sender::cut() {
    for (const auto& [id, one] : lines_)
        if (one->client) one->client->cut();
}

void receipt_sender::ended() {
    if (!stopping_ || running_ > 0 || !idle_) return;
    const std::function<void()> idle = std::move(idle_);
    idle_ = nullptr;
    net::post(loop_, idle);
}

net::awaitable<void> receipt_sender::run(std::shared_ptr<line> to) {
    while (!stopping_) {
        nanoseconds nap = after_trouble;
        to->woken = false;
        try {
            nap = co_await look(to);
        } catch (const std::exception& failure) {
            log::write(
                log::level::error, "receipt.broken",
                {{log::key::platform, to->platform}, {log::key::error, std::string_view{failure.what()}}});
        }
        if (stopping_ || to->woken || nap <= nanoseconds{0}) continue;
        to->timer.expires_after(nap);
        co_await runtime::sleep_on(to->timer);
    }
    --running_;
    ended();
}

/// Sends the receipt that is due, if one is; how long to wait before looking again.
net::awaitable<nanoseconds> receipt_sender::look(std::shared_ptr<line> to) {
    if (!to->client) co_return longest_nap;
    // Being woken does not shorten the pause of a platform that cannot be reached.
    if (const auto now = steady_clock::now(); now < to->hold_until) co_return to->hold_until - now;
    std::function<void(store::callback<std::optional<store::due_receipt>>)> call =
        [this, to](store::callback<std::optional<store::due_receipt>> done) {
            store_.next_receipt(to->platform, std::move(done));
        };
    boost::system::result<std::optional<store::due_receipt>> next =
        co_await runtime::wait_for<std::optional<store::due_receipt>>(std::move(call),
                                                                      options_.store_timeout);
    // The address may have gone meanwhile.
    if (stopping_ || !to->client) co_return nanoseconds{0};
    if (!next) co_return after_trouble;
    if (!*next) co_return longest_nap;
    if (const nanoseconds wait = (*next)->due_at - clock_.now(); wait > nanoseconds{0})
        co_return std::min<nanoseconds>(wait, longest_nap);
    const auto what = std::make_shared<const store::due_receipt>(std::move(**next));
    const bool written = co_await send(to, what);
    if (!written) co_return after_trouble;
    co_return nanoseconds{0};
}

/// False when what became of it could not be written: it will be sent again, under the same number.
net::awaitable<bool> receipt_sender::send(std::shared_ptr<line> to,
                                          std::shared_ptr<const store::due_receipt> what) {
    std::string message = acknowledge::receipt_message(*what, clock_.now());
    store::receipt_settlement how;
    if (message.empty()) {
        how.state = store::receipt_state::given_up;
        how.code = "request-unreadable";
    } else {
        // Kept for the exchange: the address may be replaced meanwhile.
        const std::shared_ptr<runtime::mllp_client> client = to->client;
        const std::string id = acknowledge::receipt_control_id(what->document_id, what->round);
        const runtime::mllp_exchange done = co_await client->send(std::move(message));
        // Cut by the stop: it stays due as it is.
        if (stopping_ && done.stage != runtime::exchange_stage::answered) co_return true;
        how = outcome_of(*to, *what, done, id);
    }
    co_return co_await settle(to, what, std::move(how));
}

store::receipt_settlement receipt_sender::outcome_of(line& to, const store::due_receipt& what,
                                                     const runtime::mllp_exchange& done,
                                                     std::string_view control_id) {
    const instant now = clock_.now();
    store::receipt_settlement how;
    if (done.stage == runtime::exchange_stage::answered) {
        to.unreached = 0;
        how.code = acknowledge::receipt_verdict(done.answer, control_id);
        if (how.code == "AA") {
            how.state = store::receipt_state::acknowledged;
            how.code.clear();
            return how;
        }
    } else {
        ++to.unreached;
        to.hold_until = steady_clock::now() + options_.backoff.delay(to.unreached, random());
        how.code = runtime::to_string(done.stage);
        log::write(
            log::level::warning, "receipt.not_delivered",
            {{log::key::platform, to.platform}, {log::key::code, how.code}, {log::key::error, done.problem}});
    }
    if (now - what.due_since >= options_.give_up_after) {
        how.state = store::receipt_state::given_up;
        return how;
    }
    how.due_at = now + options_.backoff.delay(what.attempts + 1, random());
    return how;
}

net::awaitable<bool> receipt_sender::settle(std::shared_ptr<line> to,
                                            std::shared_ptr<const store::due_receipt> what,
                                            store::receipt_settlement how) {
    const instant now = clock_.now();
    std::function<void(store::callback<bool>)> call = [this, what, how, now](store::callback<bool> done) {
        store_.settle_receipt(what->document_id, what->round, how, now, std::move(done));
    };
    const boost::system::result<bool> written =
        co_await runtime::wait_for<bool>(std::move(call), options_.store_timeout);
    if (!written) {
        log::write(log::level::warning, "receipt.not_written",
                   {{log::key::document, what->document_id}, {log::key::error, written.error().message()}});
        co_return false;
    }
    // Not when the delivery was replayed meanwhile: its next outcome is told anew.
    if (*written) log_step(to->platform, *what, how, now);
    co_return true;
}

}  // namespace pps::gateway::app
