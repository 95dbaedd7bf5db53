#pragma once

#include <atomic>

namespace pps::gateway::store {

/// A disk that can be broken: SQLite's own VFS whose writes or syncs fail on demand. Registered on first use.
struct faulty_vfs {
    static faulty_vfs& instance();

    static constexpr const char* name = "faulty";
    std::atomic<bool> full{false};     ///< Writes fail with SQLITE_FULL.
    std::atomic<bool> no_sync{false};  ///< Syncs fail with SQLITE_IOERR_FSYNC.
};

}  // namespace pps::gateway::store
