#pragma once

#include "gateway/store/checkpointer.hpp"
#include "gateway/store/connection.hpp"
#include "gateway/store/folder.hpp"
#include "gateway/store/health_board.hpp"
#include "gateway/store/sqlite_store.hpp"

#include <boost/system/error_code.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace pps::gateway::store {

/// One waiting call of the store. Exceptions other than sqlite_failure (no memory) end the process: a restart
/// recovers everything that was acknowledged.
class storage_call {
  public:
    /// `intake`: of the receiving side, refused first when the queue is full. `held_bytes`: memory it holds.
    storage_call(bool writes, bool intake, std::size_t held_bytes)
        : writes_{writes}, intake_{intake}, held_bytes_{held_bytes} {}
    virtual ~storage_call() = default;
    storage_call(const storage_call&) = delete;
    storage_call& operator=(const storage_call&) = delete;

    /// Keeps its result for finish(). Inside the batch's transaction when it writes, else after that, outside
    /// of any. May be run again after the transaction was undone. Throws sqlite_failure.
    virtual void run(connection& c) = 0;
    /// Reads what belongs to the result of a writing call, after its commit. Throws sqlite_failure.
    virtual void complete(connection&) {}
    /// Tells the caller: the kept result, or `error` if set.
    virtual void finish(boost::system::error_code error) = 0;

    bool writes() const noexcept { return writes_; }
    bool intake() const noexcept { return intake_; }
    std::size_t held_bytes() const noexcept { return held_bytes_; }

  private:
    bool writes_, intake_;
    std::size_t held_bytes_;
};

/// The one thread that uses the database. Takes what waits (up to a bounded batch), runs it in one
/// transaction, commits, then runs the callbacks: many calls share one fsync. When a statement fails, it runs
/// the batch again with a savepoint per call, so that only that call fails.
class storage_thread {
  public:
    /// `opened` is ready to use; the thread opens another with `reopen` when that one breaks. `on_commit`
    /// gets the bytes in the WAL, on the storage thread.
    storage_thread(const sqlite_options& options, store_folder& folder, std::unique_ptr<connection> opened,
                   connection_options reopen, health_board& board,
                   std::function<void(std::int64_t)> on_commit);
    ~storage_thread();
    storage_thread(const storage_thread&) = delete;
    storage_thread& operator=(const storage_thread&) = delete;

    /// Finishes the call at once, on this thread, when it cannot wait (busy, stopped).
    void submit(std::unique_ptr<storage_call> call);

    /// See store::expect.
    std::shared_ptr<expected_submission> expect() { return std::make_shared<expected_submission>(expected_); }

    /// Runs what waits, then ends the thread and closes the connection. Idempotent; not from a callback.
    void stop();

  private:
    struct batch_entry {
        std::unique_ptr<storage_call> call;
        bool failed = false;
    };
    using batch = std::vector<batch_entry>;

    boost::system::error_code refusal_of(const storage_call& call) const;
    void loop();
    batch take();
    bool enough() const noexcept;
    void run(batch& calls);
    int write(batch& calls);
    void write_together(batch& calls);
    void write_apart(batch& calls);
    bool write_one(storage_call& call);
    bool read_one(storage_call& call);
    bool ready();
    void broke(int code);
    void worked();
    void tell_damage();
    void probe();
    void relieve_wal();
    void checkpoint();

    const sqlite_options options_;
    store_folder& folder_;
    std::unique_ptr<connection> connection_;
    const connection_options reopen_;
    health_board& board_;
    const std::function<void(std::int64_t)> on_commit_;
    int failures_in_row_ = 0;
    bool writable_ = true;
    std::chrono::steady_clock::time_point next_probe_{};
    bool damage_told_ = false;
    std::optional<checkpointer> checkpointer_;
    int moved_until_ = 0;  ///< Pages in the WAL when the checkpointer was last started.
    int end_at_ = 0;       ///< So many pages in the WAL, and it is to begin anew.
    bool ending_ = false;  ///< The checkpointer moves the last pages but those that come meanwhile.

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::unique_ptr<storage_call>> waiting_;
    std::size_t waiting_bytes_ = 0;
    bool stopping_ = false;
    bool gathering_ = false;  ///< The thread waits for more calls, not for a first one.
    const std::shared_ptr<std::atomic<int>> expected_ = std::make_shared<std::atomic<int>>(0);
    std::chrono::steady_clock::time_point taken_{};  ///< When the last batch was.
    std::thread thread_;
};

}  // namespace pps::gateway::store
