#include "gateway/store/folder.hpp"

#include "gateway/core/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pps::gateway::store {
namespace {

constexpr std::string_view mark = "database created\n";

bool sync_folder(const std::string& path) {
    const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return false;
    const bool synced = ::fsync(folder) == 0;
    ::close(folder);
    return synced;
}

std::int64_t size_of(const std::string& file) {
    struct stat about {};
    return ::stat(file.c_str(), &about) == 0 ? std::int64_t{about.st_size} : 0;
}

}  // namespace

boost::system::result<store_folder> store_folder::open(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return errc::storage_unavailable;
    const int lock = ::open((path + "/pps.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return errc::storage_unavailable;
    store_folder folder{path, lock};
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? errc::storage_locked : errc::storage_unavailable;
    return folder;
}

store_folder::~store_folder() {
    if (lock_ >= 0) ::close(lock_);
}

store_folder::store_folder(store_folder&& other) noexcept
    : path_{std::move(other.path_)}, lock_{std::exchange(other.lock_, -1)} {}

store_folder& store_folder::operator=(store_folder&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(lock_, other.lock_);
    return *this;
}

bool store_folder::database_expected() const {
    struct stat about {};
    return ::fstat(lock_, &about) == 0 && about.st_size > 0;
}

bool store_folder::database_lost() const {
    return size_of(database()) == 0 && (database_expected() || size_of(database() + "-wal") > 0);
}

bool store_folder::expect_database() {
    return ::pwrite(lock_, mark.data(), mark.size(), 0) == static_cast<ssize_t>(mark.size()) &&
           ::fsync(lock_) == 0 && sync_folder(path_);
}

bool store_folder::create_database_file() const {
    const int file = ::open(database().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return errno == EEXIST;
    ::close(file);
    return true;
}

std::int64_t store_folder::bytes_used() const {
    return size_of(database()) + size_of(database() + "-wal");
}

}  // namespace pps::gateway::store
