#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>

namespace pps::gateway::store {

/// The folder of a store, held for one process: database, journals and the lock file. The lock goes with the
/// process, however it ends.
class store_folder {
  public:
    /// Creates the folder (0700, parents must exist) and takes its lock. errc::storage_locked when another
    /// process or store has it, errc::storage_unavailable when the file system refuses.
    static boost::system::result<store_folder> open(const std::string& path);
    ~store_folder();
    store_folder(store_folder&& other) noexcept;
    store_folder& operator=(store_folder&& other) noexcept;

    std::string database() const { return path_ + "/pps.db"; }

    /// The lock file remembers that a database was made here: one that is missing or empty later was lost.
    bool database_expected() const;
    /// It is missing or empty although it was made, or although its WAL is here.
    bool database_lost() const;
    /// Makes it remembered, durably; false when the file system refuses.
    bool expect_database();

    /// Creates the database file 0600 if there is none; journals get its mode. Before SQLite opens it:
    /// closing another descriptor of a file drops SQLite's locks on it.
    bool create_database_file() const;
    /// Size of database and WAL, 0 when they cannot be read.
    std::int64_t bytes_used() const;

  private:
    store_folder(std::string path, int lock) : path_{std::move(path)}, lock_{lock} {}

    std::string path_;
    int lock_ = -1;
};

}  // namespace pps::gateway::store
