#include "gateway/store/storage_thread.hpp"

#include "gateway/core/error.hpp"
#include "gateway/core/thread_name.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace pps::gateway::store {
namespace {

/// Failures in a row after which the connection itself is suspected. Not the first one: SQLite keeps its
/// place in the WAL over a failed commit, and overwrites it; a new connection would have to believe what is
/// in the file.
constexpr int failures_before_reopen = 3;

/// Steps of the checkpoint after which the WAL is to begin anew.
constexpr int steps_of_wal = 32;

}  // namespace

storage_thread::storage_thread(const sqlite_options& options, store_folder& folder,
                               std::unique_ptr<connection> opened, connection_options reopen,
                               health_board& board, std::function<void(std::int64_t)> on_commit)
    : options_{options},
      folder_{folder},
      connection_{std::move(opened)},
      reopen_{std::move(reopen)},
      board_{board},
      on_commit_{std::move(on_commit)},
      thread_{[this] { loop(); }} {}

storage_thread::~storage_thread() {
    stop();
}

void storage_thread::submit(std::unique_ptr<storage_call> call) {
    boost::system::error_code refusal;
    {
        const std::lock_guard lock{mutex_};
        refusal = refusal_of(*call);
        if (!refusal) {
            waiting_bytes_ += call->held_bytes();
            waiting_.push_back(std::move(call));
            options_.metrics->waiting = waiting_.size();
            if (!gathering_ || enough()) wake_.notify_one();
            return;
        }
    }
    if (refusal == errc::storage_busy) ++options_.metrics->refused;
    call->finish(refusal);
}

/// Why the call may not wait; none when it may. Under the mutex.
boost::system::error_code storage_thread::refusal_of(const storage_call& call) const {
    if (stopping_) return errc::storage_unavailable;
    const int room = options_.max_waiting + (call.intake() ? 0 : options_.reserve);
    if (std::ssize(waiting_) >= room) return errc::storage_busy;
    const bool too_heavy = waiting_bytes_ + call.held_bytes() > options_.max_waiting_bytes;
    // One call alone is always taken, else the largest documents would never be.
    if (call.held_bytes() > 0 && waiting_bytes_ > 0 && too_heavy) return errc::storage_busy;
    return {};
}

void storage_thread::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void storage_thread::loop() {
    name_this_thread("pps-storage");
    for (;;) {
        batch calls = take();
        if (calls.empty()) {
            const std::lock_guard lock{mutex_};
            if (stopping_) break;
        } else {
            run(calls);
        }
        if (!writable_ && std::chrono::steady_clock::now() >= next_probe_) probe();
        if (connection_ && connection_->wal_pages() >= options_.checkpoint_pages) relieve_wal();
    }
    checkpointer_.reset();
    try {
        if (connection_) connection_->checkpoint(true);
    } catch (const sqlite_failure&) {
        ++options_.metrics->checkpoint_failures;
    }
    connection_.reset();
}

/// As many calls wait as are still on their way. Under the mutex.
bool storage_thread::enough() const noexcept {
    return stopping_ || std::ssize(waiting_) >= *expected_ || waiting_.size() >= options_.batch_calls;
}

/// Waits for calls; returns none when it is time to probe the disk or to stop.
storage_thread::batch storage_thread::take() {
    std::unique_lock lock{mutex_};
    const auto something = [this] { return stopping_ || !waiting_.empty(); };
    if (writable_)
        wake_.wait(lock, something);
    else
        wake_.wait_for(lock, options_.probe_every, something);
    if (!waiting_.empty()) {
        gathering_ = true;
        wake_.wait_until(lock, taken_ + options_.gather_for, [this] { return enough(); });
        gathering_ = false;
        taken_ = std::chrono::steady_clock::now();
    }
    batch calls;
    std::size_t held = 0;
    while (!waiting_.empty() && calls.size() < options_.batch_calls) {
        const std::size_t next = waiting_.front()->held_bytes();
        if (!calls.empty() && held + next > options_.batch_bytes) break;
        held += next;
        calls.push_back({std::move(waiting_.front()), false});
        waiting_.pop_front();
    }
    waiting_bytes_ -= held;
    options_.metrics->waiting = waiting_.size();
    return calls;
}

void storage_thread::run(batch& calls) {
    if (std::ranges::any_of(calls, [](const batch_entry& e) { return e.call->writes(); })) {
        if (const int code = write(calls); code != SQLITE_OK) {
            for (auto& entry : calls)
                entry.failed = entry.call->writes();
            broke(code);
        }
    }
    for (auto& entry : calls)
        if (!entry.failed) entry.failed = !read_one(*entry.call);
    tell_damage();
    for (auto& entry : calls)
        entry.call->finish(entry.failed ? make_error_code(errc::storage_unavailable)
                                        : boost::system::error_code{});
}

/// SQLite's code: OK, or why nothing was changed.
int storage_thread::write(batch& calls) {
    if (!ready()) return SQLITE_CANTOPEN;
    const auto begun = std::chrono::steady_clock::now();
    const std::int64_t changes = connection_->changes();
    try {
        write_together(calls);
    } catch (const sqlite_failure& together) {
        if (is_fatal(together.code()) || !connection_->rollback()) return together.code();
        try {
            write_apart(calls);
        } catch (const sqlite_failure& apart) {
            return apart.code();
        }
    }
    const auto written = static_cast<std::uint64_t>(
        std::ranges::count_if(calls, [](const batch_entry& entry) { return entry.call->writes(); }));
    auto& metrics = *options_.metrics;
    ++metrics.commits;
    metrics.calls += written;
    metrics.largest_batch = std::max<std::uint64_t>(metrics.largest_batch, written);
    metrics.commit_microseconds += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun)
            .count());
    if (connection_->changes() != changes) worked();
    return SQLITE_OK;
}

/// One transaction without savepoints: a statement that fails fails them all.
void storage_thread::write_together(batch& calls) {
    query{*connection_, "BEGIN IMMEDIATE"}.run();
    for (auto& entry : calls)
        if (entry.call->writes()) entry.call->run(*connection_);
    query{*connection_, "COMMIT"}.run();
}

void storage_thread::write_apart(batch& calls) {
    query{*connection_, "BEGIN IMMEDIATE"}.run();
    for (auto& entry : calls)
        if (entry.call->writes()) entry.failed = !write_one(*entry.call);
    query{*connection_, "COMMIT"}.run();
}

/// False when only this call failed and its changes are undone; throws when the transaction is lost.
bool storage_thread::write_one(storage_call& call) {
    query{*connection_, "SAVEPOINT one_call"}.run();
    try {
        call.run(*connection_);
        query{*connection_, "RELEASE one_call"}.run();
        return true;
    } catch (const sqlite_failure& failure) {
        if (is_fatal(failure.code()) || !connection_->in_transaction()) throw;
        board_.change([&](store_health& health) { health.last_error = symbolic_name(failure.code()); });
    }
    query{*connection_, "ROLLBACK TO one_call"}.run();
    query{*connection_, "RELEASE one_call"}.run();
    return false;
}

bool storage_thread::read_one(storage_call& call) {
    if (!ready()) return false;
    try {
        if (call.writes())
            call.complete(*connection_);
        else
            call.run(*connection_);
        return true;
    } catch (const sqlite_failure& failure) {
        // Damage is of one page, the disk is of everyone.
        if (!is_damage(failure.code())) broke(failure.code());
        return false;
    }
}

/// Opens the connection again if it was given up.
bool storage_thread::ready() {
    if (connection_) return true;
    try {
        auto opened = std::make_unique<connection>(reopen_);
        // A database that vanished and would be created anew is not the one whose documents were accepted.
        if (inspect(*opened, options_.migrations) != database_kind::ours) return false;
        connection_ = std::move(opened);
        return true;
    } catch (const sqlite_failure&) {
        return false;
    }
}

void storage_thread::broke(int code) {
    ++options_.metrics->failures;
    ++failures_in_row_;
    const bool clean = connection_ && connection_->rollback();
    const bool full = (code & 0xff) == SQLITE_FULL;
    if (!clean || (!full && failures_in_row_ >= failures_before_reopen)) {
        connection_.reset();
        failures_in_row_ = 0;
    }
    if (std::exchange(writable_, false))
        next_probe_ = std::chrono::steady_clock::now() + options_.probe_every;
    board_.change([&](store_health& health) {
        health.writable = false;
        health.last_error = symbolic_name(code);
        if (is_damage(code)) health.integrity_ok = false;
    });
}

void storage_thread::worked() {
    failures_in_row_ = 0;
    writable_ = true;
    on_commit_(connection_->wal_bytes());
    board_.change([&](store_health& health) {
        if (!health.writable) health.last_error.clear();
        health.writable = true;
        health.database_bytes = folder_.bytes_used();
    });
}

void storage_thread::tell_damage() {
    if (!connection_ || !connection_->saw_damage() || std::exchange(damage_told_, true)) return;
    board_.change([](store_health& health) {
        health.integrity_ok = false;
        health.last_error = "SQLITE_CORRUPT";
    });
}

/// Does the disk take writes again? Nobody may be sending while we say that we are not writable. The probe
/// has the size of a large document.
void storage_thread::probe() {
    next_probe_ = std::chrono::steady_clock::now() + options_.probe_every;
    if (!ready()) return;
    try {
        connection_->execute("INSERT INTO probe (filler) VALUES (randomblob(1048576))");
        connection_->execute("DELETE FROM probe");
        worked();
    } catch (const sqlite_failure& failure) {
        broke(failure.code());
    }
}

/// Between two commits: what is moved here is waited for, so most of it is moved elsewhere, step by step.
void storage_thread::relieve_wal() {
    if (!checkpointer_) checkpointer_.emplace(reopen_);
    const int pages = connection_->wal_pages(), step = options_.checkpoint_pages;
    if (pages < moved_until_ || end_at_ == 0) {
        // It began anew.
        moved_until_ = 0;
        end_at_ = steps_of_wal * step;
    }
    const bool end = pages >= end_at_, late = pages >= end_at_ + steps_of_wal * step;
    if (late)
        checkpointer_->wait_until_idle();
    else if (!checkpointer_->idle())
        return;
    if (end && (late || std::exchange(ending_, !ending_))) {
        checkpoint();
        // A reader may keep the WAL from beginning anew: then not after each commit.
        end_at_ = pages + step;
    } else if (end || pages >= moved_until_ + step) {
        checkpointer_->start();
        moved_until_ = pages;
    }
}

void storage_thread::checkpoint() {
    try {
        connection_->checkpoint(false);
    } catch (const sqlite_failure& failure) {
        ++options_.metrics->checkpoint_failures;
        board_.change([&](store_health& health) { health.last_error = symbolic_name(failure.code()); });
    }
}

}  // namespace pps::gateway::store
