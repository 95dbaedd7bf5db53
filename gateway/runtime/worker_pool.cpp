#include "gateway/runtime/worker_pool.hpp"

#include "gateway/core/thread_name.hpp"

#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

namespace pps::gateway::runtime {

namespace {

/// Workers take whole cores for milliseconds; the loop and the storage thread need little, and at once: what
/// they wait for, everybody waits for.
void give_way() {
    constexpr int lower = 5;
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), lower));
}

/// Once on each thread of the pool.
void settle_in() {
    thread_local const bool done = [] {
        name_this_thread("pps-worker");
        give_way();
        return true;
    }();
    static_cast<void>(done);
}

}  // namespace

struct worker_pool::threads {
    explicit threads(int count) : pool(static_cast<std::size_t>(std::max(count, 1))) {}
    boost::asio::thread_pool pool;
};

worker_pool::worker_pool(int size, int most_waiting)
    : threads_(std::make_unique<threads>(size)), most_waiting_(most_waiting) {}

worker_pool::~worker_pool() {
    join();
}

bool worker_pool::post(std::function<void()> work) {
    if (waiting_.fetch_add(1, std::memory_order_relaxed) >= most_waiting_) {
        waiting_.fetch_sub(1, std::memory_order_relaxed);
        return false;
    }
    boost::asio::post(threads_->pool, [this, work = std::move(work)] {
        settle_in();
        work();
        waiting_.fetch_sub(1, std::memory_order_relaxed);
    });
    return true;
}

void worker_pool::join() {
    threads_->pool.join();
}

}  // namespace pps::gateway::runtime
