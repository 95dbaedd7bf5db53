#pragma once

#include "gateway/store/store.hpp"

#include <mutex>
#include <utility>

namespace pps::gateway::store {

/// The last known health: written by the storage and the integrity thread, read by anyone.
class health_board {
  public:
    store_health read() const {
        const std::lock_guard lock{mutex_};
        return health_;
    }

    template <typename F>
    void change(F&& how) {
        const std::lock_guard lock{mutex_};
        std::forward<F>(how)(health_);
    }

  private:
    mutable std::mutex mutex_;
    store_health health_;
};

}  // namespace pps::gateway::store
