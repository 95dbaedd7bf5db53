#include "gateway/runtime/worker_pool.hpp"

#include <boost/asio/thread_pool.hpp>

#include <algorithm>

namespace pps::gateway::runtime {

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
        work();
        waiting_.fetch_sub(1, std::memory_order_relaxed);
    });
    return true;
}

void worker_pool::join() {
    threads_->pool.join();
}

}  // namespace pps::gateway::runtime
