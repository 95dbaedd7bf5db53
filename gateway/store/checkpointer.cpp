#include "gateway/store/checkpointer.hpp"

#include "gateway/core/thread_name.hpp"

#include <utility>

namespace pps::gateway::store {

checkpointer::checkpointer(connection_options file) : file_{std::move(file)}, thread_{[this] { loop(); }} {}

checkpointer::~checkpointer() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void checkpointer::start() {
    {
        const std::lock_guard lock{mutex_};
        asked_ = true;
    }
    wake_.notify_one();
}

bool checkpointer::idle() const {
    const std::lock_guard lock{mutex_};
    return !asked_;
}

void checkpointer::wait_until_idle() {
    std::unique_lock lock{mutex_};
    rest_.wait(lock, [this] { return !asked_; });
}

void checkpointer::loop() {
    name_this_thread("pps-checkpoint");
    std::unique_lock lock{mutex_};
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || asked_; });
        if (stopping_) return;
        lock.unlock();
        move_pages();
        lock.lock();
        asked_ = false;
        rest_.notify_all();
    }
}

void checkpointer::move_pages() const {
    try {
        // Opened each time: the storage thread may have given up a broken file meanwhile.
        connection c{file_};
        c.checkpoint(false);
        c.sync_database();
    } catch (const sqlite_failure&) {
        // The storage thread will meet the same, and tell.
    }
}

}  // namespace pps::gateway::store
