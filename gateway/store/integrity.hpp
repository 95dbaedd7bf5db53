#pragma once

#include "gateway/store/connection.hpp"
#include "gateway/store/health_board.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace pps::gateway::store {

/// Checks, before the store is used, the tables whose damage would lose track of deliveries. Those that grow
/// with every document are left to integrity_check when there are more than `most_documents`: a start must
/// not take seconds. False: damaged. Throws sqlite_failure when it cannot be told.
bool check_small_tables(connection& c, std::int64_t most_documents);

/// The full check (PRAGMA quick_check) on a connection and thread of its own, while the store works. It holds
/// one read transaction, so the WAL cannot shrink meanwhile: pause() ends it early and it is tried again, a
/// bounded number of times.
class integrity_check {
  public:
    integrity_check(connection_options options, health_board& board);
    ~integrity_check();
    integrity_check(const integrity_check&) = delete;
    integrity_check& operator=(const integrity_check&) = delete;

    /// Ends a running check without a result, and the thread. Idempotent; one thread at a time.
    void stop();

    /// Gives way to the writer. Any thread.
    void pause();

  private:
    enum class result { ok, damaged, interrupted };
    void run();
    result check_once();
    void interrupt();

    connection_options options_;
    health_board& board_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    bool ended_ = false;
    bool interrupted_ = false;
    connection* running_ = nullptr;
    std::thread thread_;
};

}  // namespace pps::gateway::store
