#include "faulty_vfs.hpp"

#include <sqlite3.h>

#include <map>
#include <mutex>

namespace pps::gateway::store {
namespace {

/// The methods of a file with two of them replaced. SQLite sees `changed`, which comes first.
struct methods {
    sqlite3_io_methods changed;
    const sqlite3_io_methods* real;
};

const sqlite3_io_methods* real_of(sqlite3_file* file) {
    return reinterpret_cast<const methods*>(file->pMethods)->real;
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    if (faulty_vfs::instance().full) return SQLITE_FULL;
    return real_of(file)->xWrite(file, data, size, offset);
}

int sync(sqlite3_file* file, int flags) {
    if (faulty_vfs::instance().no_sync) return SQLITE_IOERR_FSYNC;
    return real_of(file)->xSync(file, flags);
}

const sqlite3_io_methods* changed_from(const sqlite3_io_methods* real) {
    static std::mutex mutex;
    static std::map<const sqlite3_io_methods*, methods> known;
    const std::lock_guard lock{mutex};
    auto [found, added] = known.try_emplace(real);
    if (added) {
        found->second.changed = *real;
        found->second.changed.xWrite = write;
        found->second.changed.xSync = sync;
        found->second.real = real;
    }
    return &found->second.changed;
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
    const int code = real->xOpen(real, name, file, flags, out_flags);
    if (file->pMethods != nullptr) file->pMethods = changed_from(file->pMethods);
    return code;
}

}  // namespace

faulty_vfs& faulty_vfs::instance() {
    static faulty_vfs faults;
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
        sqlite3_vfs copy = *real;
        copy.pNext = nullptr;
        copy.zName = name;
        // The real functions get our object: those of the unix VFS use its pAppData to choose the locking.
        copy.xOpen = open;
        copy.pAppData = real;
        return copy;
    }();
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    static_cast<void>(registered);
    return faults;
}

}  // namespace pps::gateway::store
