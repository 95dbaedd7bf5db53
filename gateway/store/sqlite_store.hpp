#pragma once

#include "gateway/store/schema.hpp"
#include "gateway/store/store.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace pps::gateway::store {

/// What the storage thread did since it started. Every member may be read at any time, from any thread.
struct store_metrics {
    std::atomic<std::uint64_t> commits{0};              ///< Write transactions that became durable.
    std::atomic<std::uint64_t> calls{0};                ///< Calls in them: calls / commits is the mean batch.
    std::atomic<std::uint64_t> largest_batch{0};        ///< Most calls in one transaction.
    std::atomic<std::uint64_t> commit_microseconds{0};  ///< Sum over `commits`, from BEGIN to durable.
    std::atomic<std::uint64_t> failures{0};  ///< Transactions that failed; their calls were told so.
    std::atomic<std::uint64_t> refused{0};   ///< Calls answered errc::storage_busy.
    std::atomic<std::uint64_t> checkpoint_failures{0};  ///< Harmless alone; the WAL grows while they last.
    std::atomic<std::uint64_t> waiting{0};              ///< Calls in the queue now.
};

struct sqlite_options {
    std::string folder;      ///< Created 0700 if missing (its parent exists); used by one process at a time.
    int max_waiting = 2000;  ///< accept and find calls that may wait. Delivery calls have `reserve` more.
    int reserve = 256;       ///< So that a flood of submissions cannot keep a delivery from being settled.
    std::size_t max_waiting_bytes = 256u << 20;  ///< Payloads that may wait.
    /// Since the last batch: how long the next waits at most for submissions that are on their way
    /// (store::expect). A commit of few costs the disk and the processor nearly what one of many does.
    std::chrono::microseconds gather_for{3000};
    std::size_t batch_calls = 256;       ///< Most calls of one transaction …
    std::size_t batch_bytes = 8u << 20;  ///< … and payload bytes, at least one call.
    /// WAL pages (8 KiB) that are moved and synced at once: a commit that syncs meanwhile waits for the disk
    /// to take both. The WAL begins anew after 32 times.
    int checkpoint_pages = 256;
    std::int64_t most_wal_bytes = 256 << 20;  ///< Above: the background check gives way so that it shrinks.
    std::int64_t checked_documents = 50'000;  ///< Up to so many, their tables are checked before the start.
    std::int64_t max_pages = 0;               ///< Limit of the database in pages, 0 = none: a full disk.
    std::chrono::milliseconds probe_every{1000};  ///< While not writable: how often that is tried.
    std::string vfs;  ///< SQLite VFS by name, "" = default; tests break disks with it.
    std::span<const migration> migrations = schema_migrations();
    std::shared_ptr<store_metrics> metrics;  ///< Filled if set.
};

/// Opens the store in `options.folder`, creating it when the folder holds none. Errors: errc::storage_locked
/// (in use), errc::storage_damaged (never repaired or created anew: that is for people),
/// errc::storage_newer_schema, errc::storage_unavailable (the file system refuses, or an upgrade failed; the
/// database is as it was).
///
/// Beyond the contract of `store`: errors that need no transaction (errc::storage_busy,
/// errc::storage_unavailable after close) reach the callback at once, on the calling thread. Callbacks must
/// not throw, block, or close the store; they may call it.
///
/// The integrity check: small tables before this returns, then everything in the background (store_health).
boost::system::result<std::unique_ptr<store>> open_sqlite(const sqlite_options& options);

}  // namespace pps::gateway::store
