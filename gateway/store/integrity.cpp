#include "gateway/store/integrity.hpp"

#include "gateway/core/thread_name.hpp"

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <optional>
#include <utility>

namespace pps::gateway::store {
namespace {

constexpr std::array always_checked{"delivery_counts", "tallies"};
constexpr std::array checked_while_small{"deliveries", "documents", "events"};

constexpr int most_tries = 5;
constexpr std::chrono::seconds between_tries{30};

bool quick_check(connection& c, const std::string& table) {
    query q{c, table.empty() ? std::string{"PRAGMA quick_check(1)"} : "PRAGMA quick_check(" + table + ")"};
    return q.step() && q.text(0) == "ok";
}

}  // namespace

bool check_small_tables(connection& c, std::int64_t most_documents) {
    try {
        for (const char* table : always_checked)
            if (!quick_check(c, table)) return false;
        query count{c, "SELECT max(document) FROM documents"};
        if (count.step() && count.integer(0) > most_documents) return true;
        for (const char* table : checked_while_small)
            if (!quick_check(c, table)) return false;
        return true;
    } catch (const sqlite_failure& failure) {
        if (is_damage(failure.code())) return false;
        throw;
    }
}

integrity_check::integrity_check(connection_options options, health_board& board)
    : options_{std::move(options)}, board_{board}, thread_{[this] {
          name_this_thread("pps-integrity");
          run();
          const std::lock_guard lock{mutex_};
          ended_ = true;
          wake_.notify_all();
      }} {}

integrity_check::~integrity_check() {
    stop();
}

void integrity_check::stop() {
    {
        std::unique_lock lock{mutex_};
        stopping_ = true;
        wake_.notify_all();
        // An interrupt that comes before the statement has started is lost: until it is seen, again.
        while (!ended_) {
            interrupt();
            wake_.wait_for(lock, std::chrono::milliseconds{5});
        }
    }
    if (thread_.joinable()) thread_.join();
}

void integrity_check::pause() {
    const std::lock_guard lock{mutex_};
    interrupt();
}

void integrity_check::interrupt() {
    if (running_ == nullptr) return;
    interrupted_ = true;
    running_->interrupt();
}

void integrity_check::run() {
    for (int tried = 0; tried < most_tries; ++tried) {
        const result outcome = check_once();
        if (outcome != result::interrupted) {
            board_.change([&](store_health& health) {
                health.integrity_complete = true;
                if (outcome == result::damaged) health.integrity_ok = false;
            });
            return;
        }
        std::unique_lock lock{mutex_};
        if (wake_.wait_for(lock, between_tries, [this] { return stopping_; })) return;
    }
}

integrity_check::result integrity_check::check_once() {
    std::optional<connection> c;
    auto outcome = result::interrupted;
    try {
        c.emplace(options_);
        {
            const std::lock_guard lock{mutex_};
            if (stopping_) return result::interrupted;
            interrupted_ = false;
            running_ = &*c;
        }
        outcome = quick_check(*c, "") ? result::ok : result::damaged;
    } catch (const sqlite_failure& failure) {
        if (is_damage(failure.code())) outcome = result::damaged;
    }
    const std::lock_guard lock{mutex_};
    running_ = nullptr;
    // Pages that an interrupted check has not come to must not pass for lost ones.
    return outcome == result::damaged && interrupted_ ? result::interrupted : outcome;
}

}  // namespace pps::gateway::store
