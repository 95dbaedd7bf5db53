#include "gateway/store/schema.hpp"

#include "gateway/store/connection.hpp"

#include <string>

namespace pps::gateway::store {
std::int64_t schema_version(connection& c) {
    return query{c, "PRAGMA user_version"}.single();
}

database_kind inspect(connection& c, std::span<const migration> steps) {
    const std::int64_t version = schema_version(c);
    const std::int64_t tables = query{c, "SELECT count(*) FROM sqlite_schema"}.single();
    if (version == 0) return tables == 0 ? database_kind::empty : database_kind::foreign;
    if (tables == 0 || query{c, "PRAGMA application_id"}.single() != application_id)
        return database_kind::foreign;
    return version > steps.back().version ? database_kind::newer : database_kind::ours;
}

void upgrade(connection& c, std::span<const migration> steps) {
    std::int64_t version = schema_version(c);
    for (const migration& step : steps) {
        if (step.version <= version) continue;
        c.execute("BEGIN IMMEDIATE");
        try {
            c.execute(std::string{step.sql});
            c.execute("PRAGMA application_id = " + std::to_string(application_id));
            c.execute("PRAGMA user_version = " + std::to_string(step.version));
            c.execute("COMMIT");
        } catch (const sqlite_failure&) {
            c.rollback();
            throw;
        }
        version = step.version;
    }
}

}  // namespace pps::gateway::store
