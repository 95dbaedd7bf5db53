#pragma once

#include "gateway/runtime/awaiting.hpp"

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <optional>

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

/// Begins on a worker what reports its value by callback, once and from any thread, and waits for it on the
/// loop, at most `deadline`. errc::storage_busy when the pool is full, errc::timed_out after the deadline. An
/// exception of `work`, which then must not report, is thrown to who awaits.
template <typename T>
boost::asio::awaitable<boost::system::result<T>> begin_on(worker_pool& pool,
                                                          std::function<void(std::function<void(T)>)> work,
                                                          std::chrono::milliseconds deadline) {
    /// What the work leaves: a value or an exception.
    struct left {
        std::optional<T> value;
        std::exception_ptr failure;
    };
    // Work that nobody waits for any more is not begun: under overload it would only be in the way.
    const auto abandoned = std::make_shared<std::atomic<bool>>(false);
    using boxed = std::shared_ptr<left>;
    std::function<void(std::function<void(boost::system::result<boxed>)>)> start =
        [&pool, work = std::move(work), abandoned](std::function<void(boost::system::result<boxed>)> done) {
            const bool taken = pool.post([work, done, abandoned] {
                if (abandoned->load()) return;
                const auto box = std::make_shared<left>();
                try {
                    work([box, done](T value) {
                        box->value.emplace(std::move(value));
                        done(box);
                    });
                } catch (...) {
                    box->failure = std::current_exception();
                    done(box);
                }
            });
            if (!taken) done(make_error_code(errc::storage_busy));
        };
    const boost::system::result<boxed> ended = co_await wait_for<boxed>(std::move(start), deadline);
    abandoned->store(true);
    if (!ended) co_return boost::system::result<T>{boost::system::in_place_error, ended.error()};
    if ((*ended)->failure) std::rethrow_exception((*ended)->failure);
    co_return std::move(*(*ended)->value);
}

/// Runs a plain function on a worker and waits for its value: begin_on() of one that reports at once.
template <typename T>
boost::asio::awaitable<boost::system::result<T>> run_on(worker_pool& pool, std::function<T()> work,
                                                        std::chrono::milliseconds deadline) {
    std::function<void(std::function<void(T)>)> begun =
        [work = std::move(work)](std::function<void(T)> done) { done(work()); };
    co_return co_await begin_on<T>(pool, std::move(begun), deadline);
}

}  // namespace pps::gateway::runtime
