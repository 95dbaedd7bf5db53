#pragma once

#include "gateway/runtime/awaiting.hpp"

#include <atomic>
#include <exception>
#include <functional>
#include <memory>

namespace pps::gateway::runtime {

/// Threads for work that would hold the event loop: parsing, signing, encrypting. Bounded: at most
/// `most_waiting` pieces of work wait.
class worker_pool {
  public:
    worker_pool(int size, int most_waiting);
    ~worker_pool();
    worker_pool(const worker_pool&) = delete;
    worker_pool& operator=(const worker_pool&) = delete;

    /// Runs `work` on a worker. false: too much waits, `work` will not run. Thread-safe.
    bool post(std::function<void()> work);

    /// Work accepted and not ended.
    int waiting() const noexcept { return waiting_.load(std::memory_order_relaxed); }

    /// Ends after the work accepted so far.
    void join();

  private:
    struct threads;
    std::unique_ptr<threads> threads_;
    std::atomic<int> waiting_{0};
    int most_waiting_;
};

/// Runs a plain function on a worker and waits for its value on the loop, at most `deadline`.
/// errc::storage_busy when the pool is full, errc::timed_out after the deadline. An exception of `work` is
/// thrown to who awaits.
template <typename T>
boost::asio::awaitable<boost::system::result<T>> run_on(worker_pool& pool, std::function<T()> work,
                                                        std::chrono::milliseconds deadline) {
    const auto failure = std::make_shared<std::exception_ptr>();
    std::function<void(std::function<void(boost::system::result<T>)>)> start =
        [&pool, work = std::move(work), failure](std::function<void(boost::system::result<T>)> done) {
            const bool taken = pool.post([work, done, failure] {
                try {
                    done(work());
                } catch (...) {
                    *failure = std::current_exception();
                    done({boost::system::in_place_error, make_error_code(errc::storage_busy)});
                }
            });
            if (!taken) done({boost::system::in_place_error, make_error_code(errc::storage_busy)});
        };
    boost::system::result<T> value = co_await wait_for<T>(std::move(start), deadline);
    if (*failure) std::rethrow_exception(*failure);
    co_return value;
}

}  // namespace pps::gateway::runtime
