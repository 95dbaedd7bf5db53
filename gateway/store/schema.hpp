#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pps::gateway::store {

class connection;

/// One step of the schema: `sql` brings a database of version `version - 1` to `version`.
struct migration {
    std::int64_t version;
    std::string_view sql;
};

/// The steps built in from schema/*.sql, ascending from 1 without a gap.
std::span<const migration> schema_migrations() noexcept;

/// "PPSg": marks a database file as ours (PRAGMA application_id).
inline constexpr std::int64_t application_id = 0x50505367;

/// What a database file is, before anything is done to it.
enum class database_kind {
    empty,    ///< New: no table.
    ours,     ///< Ours, of a version that the migrations know.
    newer,    ///< Ours, of a version after the last migration.
    foreign,  ///< Tables, but not ours; or ours without its tables.
};
database_kind inspect(connection& c, std::span<const migration> steps);

std::int64_t schema_version(connection& c);

/// Runs the steps after the current version, each in one transaction: a failing step leaves the version
/// before it. Throws sqlite_failure.
void upgrade(connection& c, std::span<const migration> steps);

}  // namespace pps::gateway::store
