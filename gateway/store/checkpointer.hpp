#pragma once

#include "gateway/store/connection.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace pps::gateway::store {

/// Moves pages from the WAL to the database beside the storage thread, so that no commit waits for them. It
/// cannot finish while commits go on: the storage thread moves the last few pages itself, between two
/// commits, and the WAL begins anew. Its members are for the storage thread.
class checkpointer {
  public:
    explicit checkpointer(connection_options file);
    /// Waits for the pages that are being moved.
    ~checkpointer();
    checkpointer(const checkpointer&) = delete;
    checkpointer& operator=(const checkpointer&) = delete;

    /// Begins, unless it is at it.
    void start();
    /// Not at it: what was in the WAL at the last start() is moved and durable, or it failed.
    bool idle() const;
    void wait_until_idle();

  private:
    void loop();
    void move_pages() const;

    const connection_options file_;
    mutable std::mutex mutex_;
    std::condition_variable wake_, rest_;
    bool asked_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace pps::gateway::store
