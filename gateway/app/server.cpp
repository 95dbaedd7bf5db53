#include "gateway/app/server.hpp"

#include "gateway/acknowledge/status.hpp"
#include "gateway/app/lease_opener.hpp"
#include "gateway/app/serve.hpp"
#include "gateway/core/log.hpp"
#include "gateway/observe/progress.hpp"
#include "gateway/process/pipeline.hpp"
#include "gateway/runtime/awaiting.hpp"
#include "gateway/store/sqlite_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sys/statvfs.h>
#include <thread>
#include <unistd.h>

namespace pps::gateway::app {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds gather_timeout{2'000};
constexpr milliseconds reload_timeout{60'000};
constexpr milliseconds drain_poll{10};
constexpr milliseconds receipt_grace{2'000};
constexpr std::chrono::minutes purge_every{15};
constexpr int purge_at_once = 500;
constexpr int listed_at_once = 500;

std::uint64_t free_bytes(const std::string& folder) {
    struct statvfs info {};
    if (::statvfs(folder.c_str(), &info) != 0) return 0;
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

std::uint64_t resident_bytes() {
    std::ifstream file{"/proc/self/statm"};
    std::uint64_t total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

int worker_count(const settings& from) {
    return from.workers > 0 ? from.workers
                            : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

observe::breaker_state state_of(forward::circuit_breaker::state from) {
    switch (from) {
        case forward::circuit_breaker::state::closed:
            return observe::breaker_state::closed;
        case forward::circuit_breaker::state::open:
            return observe::breaker_state::open;
        case forward::circuit_breaker::state::half_open:
            return observe::breaker_state::half_open;
    }
    return observe::breaker_state::closed;
}

}  // namespace

server::server(std::string config_file, app::settings settings, app::material material)
    : config_file_(std::move(config_file)), settings_(std::move(settings)), material_(std::move(material)) {}

server::~server() {
    // Workers and the storage thread post to the loop: they end before it does.
    if (workers_) workers_->join();
    if (store_) store_->close();
}

int server::run() {
    if (!open()) return exit_unavailable;
    if (!listen()) return exit_unavailable;
    net::co_spawn(loop_, start_forwarding(), net::detached);
    receipts_->replace(*material_.platforms, material_.receipts);
    boost::system::error_code ignored;
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        signals_.add(signal, ignored);
    wait_for_signals();
    net::co_spawn(loop_, report_progress(), net::detached);
    net::co_spawn(loop_, purge(), net::detached);
    write_ports();
    const auto ready_in = std::chrono::duration_cast<milliseconds>(steady_clock::now() - started_).count();
    log::write(log::level::info, "gateway.ready",
               {{log::key::version, std::string_view{PPS_VERSION}},
                {log::key::port, static_cast<std::int64_t>(receive_server_->port())},
                {log::key::edition, material_.rules->edition()},
                {log::key::elapsed_ms, static_cast<std::int64_t>(ready_in)}});
    run_loop();
    workers_->join();
    store_->close();
    log::write(log::level::info, "gateway.stopped", {});
    return exit_ok;
}

bool server::open() {
    platforms_.store(material_.platforms);
    sealer_ = std::make_unique<store::sealer>(material_.storage_key);
    store::sqlite_options options;
    options.folder = settings_.store.folder;
    options.max_waiting = settings_.store.max_waiting;
    auto opened = store::open_sqlite(options);
    if (!opened) {
        log::write(log::level::error, "store.not_opened", {{log::key::error, opened.error().message()}});
        std::fprintf(stderr, "%s: %s\n", settings_.store.folder.c_str(), opened.error().message().c_str());
        return false;
    }
    store_ = std::move(*opened);
    if (!key_fits_store()) {
        log::write(log::level::error, "store.other_key", {});
        std::fprintf(stderr,
                     "%s is not the key that this store was written with: nothing could be read back\n",
                     settings_.store.key_file.c_str());
        return false;
    }
    workers_ = std::make_unique<runtime::worker_pool>(worker_count(settings_), settings_.store.max_waiting);

    const auto client = [this](const std::string& url) {
        const runtime::https_url parts = *runtime::parse_https_url(url);
        runtime::http_client_options how;
        how.host = parts.host;
        how.port = parts.port;
        how.connect_timeout = settings_.national.connect_timeout;
        how.answer_timeout = settings_.national.answer_timeout;
        how.max_answer_bytes = settings_.national.max_answer_bytes;
        return runtime::make_http_client(loop_, how, material_.national);
    };
    repository_ = client(settings_.national.repository);
    registry_ = client(settings_.national.registry);
    receipts_ = std::make_unique<receipt_sender>(loop_, *store_, clock_, receipt_delivery_options());
    forward::dispatcher_options delivering = dispatcher_options();
    delivering.ended = [this](const std::string& platform) { receipts_->wake(platform); };
    forward::open_lease opening =
        make_lease_opener(*sealer_, settings_.national.identity, [this] { return platforms_.load(); });
    dispatcher_ =
        std::make_unique<forward::dispatcher>(loop_, *store_, *workers_, clock_, repository_, registry_,
                                              material_.signing, std::move(opening), std::move(delivering));

    process::pipeline_options pipeline;
    pipeline.environment = settings_.environment;
    pipeline.mapping.xcn13_for_internal_id = settings_.national.xcn13_for_internal_id;
    pipeline.source_id = settings_.national.profile.source_id;
    intake_ = std::make_unique<intake>(intake::parts{*store_, *workers_, *sealer_, clock_},
                                       std::move(pipeline), material_.rules, settings_.receive.answer_timeout,
                                       [this](const std::string& platform) {
                                           dispatcher_->wake();
                                           // A deletion can be done at once.
                                           receipts_->wake(platform);
                                       });
    receive::documents_api::options limits;
    limits.max_document_bytes = settings_.receive.max_document_bytes;
    documents_ = std::make_unique<receive::documents_api>(limits, material_.platforms, intake_->service());
    if (settings_.mllp)
        messages_ = std::make_unique<mllp_intake>(intake_->service().submit, material_.platforms, clock_);
    observe::operator_service operators;
    operators.gather = [this] { return gather(); };
    operators.list = [this](store::delivery_state state) { return list(state); };
    operators.replay = [this](std::string id) { return replay(std::move(id)); };
    operators_ = std::make_unique<observe::operator_api>(std::move(operators));
    return true;
}

bool server::key_fits_store() const {
    // A keyed hash of a constant tells the key without giving it away.
    const std::string mark = sealer_->keyed_hash("storage key");
    const std::filesystem::path file = std::filesystem::path{settings_.store.folder} / "key.mark";
    if (std::ifstream known{file}; known) {
        std::string text;
        known >> text;
        return text == mark;
    }
    std::ofstream made{file};
    made << mark << '\n';
    return static_cast<bool>(made.flush());
}

forward::dispatcher_options server::dispatcher_options() const {
    const national_settings& from = settings_.national;
    forward::dispatcher_options made;
    made.repository_path = runtime::parse_https_url(from.repository)->path;
    made.registry_path = runtime::parse_https_url(from.registry)->path;
    made.connections = from.connections;
    made.rate_per_second = from.rate_per_second;
    made.lease = from.lease;
    // Resolution and connection each have their deadline.
    made.one_exchange = 2 * from.connect_timeout + from.answer_timeout;
    made.policy.backoff.first = from.first_retry;
    made.policy.backoff.longest = from.longest_retry;
    made.policy.give_up_after = from.give_up_after;
    made.breaker_failures = from.breaker_failures;
    made.breaker_pause = from.breaker_pause;
    made.profile = from.profile;
    return made;
}

receipt_options server::receipt_delivery_options() const {
    // As patient with platforms as with the DMP.
    receipt_options made;
    made.backoff.first = settings_.national.first_retry;
    made.backoff.longest = settings_.national.longest_retry;
    made.give_up_after = settings_.national.give_up_after;
    return made;
}

bool server::listen() {
    const receive_settings& from = settings_.receive;
    runtime::http_server_options options;
    options.address = from.address;
    options.port = from.port;
    options.tls = material_.receive;
    options.max_header_bytes = from.max_header_bytes;
    options.max_connections = from.max_connections;
    options.max_bytes_in_flight = std::max<std::uint64_t>(4 * from.max_document_bytes, 64u << 20);
    options.handshake_timeout = from.handshake_timeout;
    options.header_timeout = from.header_timeout;
    options.body_timeout = from.body_timeout;
    options.idle_timeout = from.idle_timeout;
    auto receiving = runtime::listen(loop_, options, *documents_);

    runtime::http_server_options plain;
    plain.address = settings_.operators.address;
    plain.port = settings_.operators.port;
    plain.max_connections = 64;
    auto operating = runtime::listen(loop_, plain, *operators_);

    const auto complain = [](const char* what, const std::string& address, int port,
                             const boost::system::error_code& why) {
        log::write(log::level::error, "listen.failed",
                   {{log::key::port, static_cast<std::int64_t>(port)}, {log::key::error, why.message()}});
        std::fprintf(stderr, "%s: %s port %d: %s\n", what, address.c_str(), port, why.message().c_str());
        return false;
    };
    if (!receiving) return complain("receive", from.address, from.port, receiving.error());
    if (!operating) return complain("operator", plain.address, plain.port, operating.error());
    receive_server_ = *receiving;
    operator_server_ = *operating;
    receivers_.push_back(receive_server_.get());
    if (!settings_.mllp) return true;
    const mllp_settings& messages = *settings_.mllp;
    runtime::mllp_server_options how;
    how.address = messages.address;
    how.port = messages.port;
    how.tls = material_.mllp;
    how.max_connections = messages.max_connections;
    how.max_bytes_in_flight = std::max<std::uint64_t>(4 * messages.max_message_bytes, 128u << 20);
    how.handshake_timeout = messages.handshake_timeout;
    how.max_message_bytes = messages.max_message_bytes;
    how.message_timeout = messages.message_timeout;
    how.idle_timeout = messages.idle_timeout;
    auto listening = runtime::listen(loop_, how, *messages_);
    if (!listening) return complain("mllp", messages.address, messages.port, listening.error());
    mllp_server_ = *listening;
    receivers_.push_back(mllp_server_.get());
    return true;
}

int server::platform_connections() const {
    int open = 0;
    for (const runtime::listener* one : receivers_)
        open += one->connections();
    return open;
}

void server::write_ports() const {
    if (settings_.ports_file.empty()) return;
    // Renamed into place, so that who waits for the file never reads half of it.
    const std::string draft = settings_.ports_file + ".new";
    {
        std::ofstream file{draft};
        file << "{\"receive\": " << receive_server_->port() << ", \"operator\": " << operator_server_->port();
        if (mllp_server_) file << ", \"mllp\": " << mllp_server_->port();
        file << "}\n";
    }
    std::error_code failed;
    std::filesystem::rename(draft, settings_.ports_file, failed);
    if (failed)
        log::write(log::level::error, "ports_file.not_written", {{log::key::error, failed.message()}});
}

void server::wait_for_signals() {
    signals_.async_wait([this](boost::system::error_code failed, int signal) {
        if (failed) return;
        wait_for_signals();
        if (signal == SIGHUP)
            net::co_spawn(loop_, reload(), net::detached);
        else
            stop(signal);
    });
}

net::awaitable<void> server::reload() {
    const settings_outcome read = read_settings(config_file_);
    material_outcome loaded;
    if (read.errors.empty()) {
        // On a worker: a bundle takes half a second, during which the loop goes on.
        // It may still run when the deadline has passed.
        const auto wanted = std::make_shared<const app::settings>(read.settings);
        const std::function<material_outcome()> work = [wanted] { return load_material(*wanted); };
        const std::uint64_t turn = ++reloads_;
        boost::system::result<material_outcome> made =
            co_await runtime::run_on<material_outcome>(*workers_, work, reload_timeout);
        // A later signal has read the files since.
        if (turn != reloads_) co_return;
        if (made)
            loaded = std::move(*made);
        else
            loaded.problems.push_back(made.error().message());
    }
    if (!read.errors.empty() || !loaded.problems.empty()) {
        const std::string why = read.errors.empty()
                                    ? loaded.problems.front()
                                    : read.errors.front().pointer + ": " + read.errors.front().text;
        log::write(log::level::error, "reload.refused", {{log::key::error, why}});
        co_return;
    }
    material_.certificates = std::move(loaded.material.certificates);
    material_.receive = loaded.material.receive;
    receive_server_->replace_tls(material_.receive);
    if (mllp_server_) mllp_server_->replace_tls(loaded.material.mllp);
    if (messages_) messages_->replace_platforms(loaded.material.platforms);
    repository_->replace_tls(loaded.material.national);
    registry_->replace_tls(loaded.material.national);
    dispatcher_->replace_key(loaded.material.signing);
    receipts_->replace(*loaded.material.platforms, loaded.material.receipts);
    documents_->replace_platforms(loaded.material.platforms);
    platforms_.store(loaded.material.platforms);
    material_.rules = loaded.material.rules;
    intake_->replace_rules(material_.rules);
    log::set_level(log::level_from(read.settings.log_level).value_or(log::level::info));
    log::write(log::level::info, "reload.done", {{log::key::edition, material_.rules->edition()}});
}

void server::stop(int signal) {
    if (stopping_) {
        // Asked twice: no more patience.
        drain_until_ = steady_clock::now();
        return;
    }
    stopping_ = true;
    log::write(log::level::info, "gateway.stopping", {{log::key::signal, static_cast<std::int64_t>(signal)}});
    drain_until_ = steady_clock::now() + settings_.drain_timeout;
    for (runtime::listener* one : receivers_)
        one->stop_accepting();
    dispatcher_->stop([this] { dispatcher_idle_ = true; });
    receipts_->stop([this] { receipts_idle_ = true; });
    receipts_cut_at_ = steady_clock::now() + receipt_grace;
    progress_timer_.cancel();
    purge_timer_.cancel();
    drain();
}

void server::drain() {
    const bool served = dispatcher_idle_ && platform_connections() == 0;
    // Nobody waits for a platform that does not answer: what it has not acknowledged is sent again.
    if (served && !receipts_idle_ && steady_clock::now() >= receipts_cut_at_) receipts_->cut();
    const bool done = served && receipts_idle_;
    const bool late = steady_clock::now() >= drain_until_;
    if (done || late) {
        if (late && !done) log::write(log::level::warning, "gateway.drain_cut", {});
        for (runtime::listener* one : receivers_)
            one->cut();
        operator_server_->cut();
        repository_->cut();
        registry_->cut();
        receipts_->cut();
        loop_.stop();
        return;
    }
    drain_timer_.expires_after(drain_poll);
    drain_timer_.async_wait([this](boost::system::error_code failed) {
        if (!failed) drain();
    });
}

void server::run_loop() {
    for (;;) {
        try {
            loop_.run();
            return;
        } catch (const std::exception& broken) {
            // Beast 1.81 can throw out of run() (cpp-traps §7.4): one connection is lost, not the gateway.
            log::write(log::level::error, "loop.exception",
                       {{log::key::error, std::string_view{broken.what()}}});
        }
    }
}

net::awaitable<void> server::start_forwarding() {
    std::function<void(store::callback<store::queue_figures>)> call =
        [this](store::callback<store::queue_figures> done) { store_->figures(std::move(done)); };
    const auto left = co_await runtime::wait_for<store::queue_figures>(std::move(call), gather_timeout);
    const bool calm = left && left->sending == 0 && left->unknown == 0;
    dispatcher_->start(calm ? milliseconds{0} : settings_.national.first_retry);
}

net::awaitable<observe::snapshot> server::gather() {
    observe::snapshot now;
    now.at = clock_.now();
    now.version = PPS_VERSION;
    now.uptime_seconds = std::chrono::duration<double>(steady_clock::now() - started_).count();
    now.stopping = stopping_;

    std::function<void(store::callback<store::queue_figures>)> figures_call =
        [this](store::callback<store::queue_figures> done) { store_->figures(std::move(done)); };
    auto figures = co_await runtime::wait_for<store::queue_figures>(std::move(figures_call), gather_timeout);
    std::function<void(store::callback<std::vector<store::tally>>)> tallies_call =
        [this](store::callback<std::vector<store::tally>> done) { store_->tallies(std::move(done)); };
    auto tallies =
        co_await runtime::wait_for<std::vector<store::tally>>(std::move(tallies_call), gather_timeout);
    now.store_answered = figures.has_value() && tallies.has_value();
    if (figures) now.queue = *figures;
    if (tallies) now.tallies = std::move(*tallies);
    now.store = store_->health();
    now.disk_free_bytes = free_bytes(settings_.store.folder);
    now.disk_wanted_bytes = settings_.store.min_free_bytes;

    const forward::dispatcher_figures national = dispatcher_->figures();
    const auto add = [&now](const char* name, const forward::dispatcher_figures::service& from) {
        observe::snapshot::service one;
        one.name = name;
        one.breaker = state_of(from.breaker);
        one.last_success = from.last_success;
        one.last_trouble = from.last_trouble;
        now.national.push_back(std::move(one));
    };
    add("repository", national.repository);
    add("registry", national.registry);
    now.daily_announce = settings_.national.daily_announce;
    now.exchanges = national.exchanges;
    now.exchange_seconds = national.exchange_seconds;
    now.exchanging = national.busy;
    now.late_settlements = national.late_settlements;

    const receive::receive_figures& received = documents_->figures();
    now.requests = received.requests;
    now.incidents = received.incidents;
    now.submit_buckets = received.submit_buckets;
    now.submit_seconds = received.seconds;
    now.submits = received.answered;
    now.connections = platform_connections();
    if (messages_) {
        now.message_answers = messages_->figures().answers;
        now.message_seconds = messages_->figures().seconds;
        for (const auto& [what, count] : messages_->figures().incidents)
            now.incidents[what] += count;
    }
    now.work_waiting = workers_->waiting();
    const intake::figures& processed = intake_->counted();
    now.pipeline_refusals = processed.refusals;
    now.findings = processed.findings;
    for (const auto& [name, step] : processed.steps)
        now.pipeline_steps.push_back({name, step.count, step.seconds});
    now.rules_edition = intake_->rules().edition();
    now.certificates = material_.certificates;
    now.resident_bytes = resident_bytes();
    co_return std::move(now);
}

net::awaitable<boost::system::result<std::string>> server::list(store::delivery_state state) {
    using documents = std::vector<store::document_status>;
    std::function<void(store::callback<documents>)> call = [this, state](store::callback<documents> done) {
        store_->list(state, listed_at_once, std::move(done));
    };
    const boost::system::result<documents> found =
        co_await runtime::wait_for<documents>(std::move(call), gather_timeout);
    if (!found) co_return found.error();
    co_return acknowledge::list_json(*found);
}

net::awaitable<boost::system::result<bool>> server::replay(std::string id) {
    std::function<void(store::callback<bool>)> call = [this, id,
                                                       now = clock_.now()](store::callback<bool> done) {
        store_->replay(id, now, std::move(done));
    };
    boost::system::result<bool> replayed = co_await runtime::wait_for<bool>(std::move(call), gather_timeout);
    if (replayed && *replayed) {
        log::write(log::level::info, "document.replayed", {{log::key::document, id}});
        dispatcher_->wake();
    }
    co_return std::move(replayed);
}

net::awaitable<void> server::report_progress() {
    std::string announced_day;
    while (!stopping_) {
        progress_timer_.expires_after(settings_.operators.progress_every);
        co_await runtime::sleep_on(progress_timer_);
        const observe::snapshot now = co_await gather();
        if (!now.store_answered) continue;
        observe::log_progress(now);
        log::report_suppressed();
        const std::int64_t today = observe::registered_today(now);
        if (today > now.daily_announce && announced_day != to_day(now.at)) {
            announced_day = to_day(now.at);
            log::write(log::level::warning, "national.daily_volume", {{log::key::count, today}});
        }
    }
}

net::awaitable<void> server::purge() {
    bool more = false;
    while (!stopping_) {
        // What was erased at once was the most allowed: there is more, and others use the store too.
        purge_timer_.expires_after(more ? milliseconds{200} : milliseconds{purge_every});
        co_await runtime::sleep_on(purge_timer_);
        if (stopping_) break;
        const instant now = clock_.now();
        const instant before = now - std::chrono::days{settings_.store.keep_days};
        std::function<void(store::callback<int>)> call = [this, now, before](store::callback<int> done) {
            store_->purge(before, purge_at_once, now, std::move(done));
        };
        auto purged = co_await runtime::wait_for<int>(std::move(call), settings_.receive.answer_timeout);
        more = purged && *purged == purge_at_once;
        if (purged && *purged > 0)
            log::write(log::level::info, "store.purged",
                       {{log::key::count, static_cast<std::int64_t>(*purged)}});
    }
}

}  // namespace pps::gateway::app
