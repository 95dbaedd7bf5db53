#include "gateway/store/connection.hpp"

#include <sqlite3.h>

#include <array>
#include <utility>

namespace pps::gateway::store {
namespace {

struct code_name {
    int code;
    std::string_view name;
};

// https://www.sqlite.org/rescode.html: all primary codes that can reach us, and the extended ones that tell
// an operator what the disk did.
constexpr std::array code_names{
    code_name{SQLITE_IOERR_READ, "SQLITE_IOERR_READ"},
    code_name{SQLITE_IOERR_SHORT_READ, "SQLITE_IOERR_SHORT_READ"},
    code_name{SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE"},
    code_name{SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC"},
    code_name{SQLITE_IOERR_DIR_FSYNC, "SQLITE_IOERR_DIR_FSYNC"},
    code_name{SQLITE_IOERR_TRUNCATE, "SQLITE_IOERR_TRUNCATE"},
    code_name{SQLITE_IOERR_FSTAT, "SQLITE_IOERR_FSTAT"},
    code_name{SQLITE_IOERR_LOCK, "SQLITE_IOERR_LOCK"},
    code_name{SQLITE_IOERR_SHMOPEN, "SQLITE_IOERR_SHMOPEN"},
    code_name{SQLITE_IOERR_SHMSIZE, "SQLITE_IOERR_SHMSIZE"},
    code_name{SQLITE_IOERR_SHMMAP, "SQLITE_IOERR_SHMMAP"},
    code_name{SQLITE_IOERR_CORRUPTFS, "SQLITE_IOERR_CORRUPTFS"},
    code_name{SQLITE_ERROR, "SQLITE_ERROR"},
    code_name{SQLITE_INTERNAL, "SQLITE_INTERNAL"},
    code_name{SQLITE_PERM, "SQLITE_PERM"},
    code_name{SQLITE_ABORT, "SQLITE_ABORT"},
    code_name{SQLITE_BUSY, "SQLITE_BUSY"},
    code_name{SQLITE_LOCKED, "SQLITE_LOCKED"},
    code_name{SQLITE_NOMEM, "SQLITE_NOMEM"},
    code_name{SQLITE_READONLY, "SQLITE_READONLY"},
    code_name{SQLITE_INTERRUPT, "SQLITE_INTERRUPT"},
    code_name{SQLITE_IOERR, "SQLITE_IOERR"},
    code_name{SQLITE_CORRUPT, "SQLITE_CORRUPT"},
    code_name{SQLITE_FULL, "SQLITE_FULL"},
    code_name{SQLITE_CANTOPEN, "SQLITE_CANTOPEN"},
    code_name{SQLITE_PROTOCOL, "SQLITE_PROTOCOL"},
    code_name{SQLITE_SCHEMA, "SQLITE_SCHEMA"},
    code_name{SQLITE_TOOBIG, "SQLITE_TOOBIG"},
    code_name{SQLITE_CONSTRAINT, "SQLITE_CONSTRAINT"},
    code_name{SQLITE_MISMATCH, "SQLITE_MISMATCH"},
    code_name{SQLITE_MISUSE, "SQLITE_MISUSE"},
    code_name{SQLITE_RANGE, "SQLITE_RANGE"},
    code_name{SQLITE_NOTADB, "SQLITE_NOTADB"},
};

// Failures of one statement; the transaction goes on without it. Everything else is fatal.
constexpr std::array statement_codes{SQLITE_ERROR,    SQLITE_SCHEMA, SQLITE_TOOBIG, SQLITE_CONSTRAINT,
                                     SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE};

// journal_size_limit: a WAL that grew in a burst shrinks at the next reset. secure_delete=FAST: what is
// purged is overwritten where that costs no further write; the content is encrypted anyway. trusted_schema:
// off, as sqlite.org/security.html advises.
constexpr const char* pragmas =
    "PRAGMA page_size = 8192;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA secure_delete = FAST;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -65536;"
    "PRAGMA journal_size_limit = 67108864;";

int remember_wal_pages(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

}  // namespace

const char* sqlite_failure::what() const noexcept {
    return symbolic_name(code_).data();
}

std::string_view symbolic_name(int code) noexcept {
    for (const int wanted : {code, code & 0xff})
        for (const auto& row : code_names)
            if (row.code == wanted) return row.name;
    return "SQLITE_UNKNOWN";
}

bool is_fatal(int code) noexcept {
    for (const int row : statement_codes)
        if (row == (code & 0xff)) return false;
    return true;
}

bool is_damage(int code) noexcept {
    const int primary = code & 0xff;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || code == SQLITE_IOERR_CORRUPTFS ||
           code == SQLITE_IOERR_SHORT_READ;
}

connection::connection(const connection_options& options) {
    // SQLite counts its memory under a lock for each allocation, for figures that nobody asks for.
    static const int counting = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(counting);
    const int flags =
        (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(options.file.c_str(), &db_, flags,
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
    try {
        if (code != SQLITE_OK) throw sqlite_failure{code};
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_busy_timeout(db_, 1000);
        if (options.read_only) {
            execute("PRAGMA query_only = ON;PRAGMA cache_size = -8192");
            return;
        }
        execute(pragmas);
        page_bytes_ = query{*this, "PRAGMA page_size"}.single();
        if (query mode{*this, "PRAGMA journal_mode"}; !mode.step() || mode.text(0) != "wal")
            throw sqlite_failure{SQLITE_CANTOPEN};
        if (options.max_pages > 0) execute("PRAGMA max_page_count = " + std::to_string(options.max_pages));
        // Checkpoints are the storage thread's, after the callbacks: the hook takes SQLite's own place.
        sqlite3_wal_hook(db_, remember_wal_pages, &wal_pages_);
    } catch (...) {
        close();
        throw;
    }
}

connection::~connection() {
    close();
}

void connection::close() noexcept {
    for (const auto& [sql, statement] : statements_)
        sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
}

void connection::execute(const std::string& sql) {
    const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw sqlite_failure{code};
}

bool connection::rollback() noexcept {
    if (in_transaction()) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    return !in_transaction();
}

bool connection::in_transaction() const noexcept {
    return sqlite3_get_autocommit(db_) == 0;
}

std::int64_t connection::changes() const noexcept {
    return sqlite3_total_changes64(db_);
}

std::int64_t connection::last_rowid() const noexcept {
    return sqlite3_last_insert_rowid(db_);
}

void connection::checkpoint(bool all) {
    const int code = sqlite3_wal_checkpoint_v2(
        db_, nullptr, all ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    const bool others_do = !all && (code & 0xff) == SQLITE_BUSY;
    if (code != SQLITE_OK && !others_do) throw sqlite_failure{code};
}

void connection::sync_database() {
    sqlite3_file* file = nullptr;
    const int found = sqlite3_file_control(db_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (found != SQLITE_OK || file == nullptr || file->pMethods == nullptr)
        throw sqlite_failure{SQLITE_MISUSE};
    const int code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK) throw sqlite_failure{code};
}

void connection::interrupt() noexcept {
    sqlite3_interrupt(db_);
}

sqlite3_stmt* connection::prepared(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
    std::string key{sql};
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(db_, key.c_str(), static_cast<int>(key.size() + 1),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) throw sqlite_failure{code};
    statements_.emplace(std::move(key), statement);
    return statement;
}

query::query(connection& c, std::string_view sql) : connection_{c}, statement_{c.prepared(sql)} {}

query::~query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool query::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    if (is_damage(code)) connection_.saw_damage_ = true;
    throw sqlite_failure{code};
}

void query::run() {
    while (step()) {
    }
}

std::int64_t query::single() {
    return step() ? integer(0) : 0;
}

std::int64_t query::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string query::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return data == nullptr
               ? std::string{}
               : std::string{data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bytes query::blob(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    if (data == nullptr) return {};
    return {data, data + sqlite3_column_bytes(statement_, column)};
}

bool query::null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

instant query::time(int column) const {
    return from_millis(integer(column));
}

std::optional<instant> query::optional_time(int column) const {
    if (null(column)) return std::nullopt;
    return time(column);
}

void query::bind(int position, std::int64_t value) {
    if (const int code = sqlite3_bind_int64(statement_, position, value); code != SQLITE_OK)
        throw sqlite_failure{code};
}

void query::bind(int position, instant value) {
    bind(position, to_millis(value));
}

void query::bind(int position, std::string_view value) {
    const char* data = value.data() == nullptr ? "" : value.data();
    if (const int code =
            sqlite3_bind_text64(statement_, position, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        code != SQLITE_OK)
        throw sqlite_failure{code};
}

void query::bind(int position, const bytes& value) {
    const int code =
        value.empty() ? sqlite3_bind_zeroblob(statement_, position, 0)
                      : sqlite3_bind_blob64(statement_, position, value.data(), value.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) throw sqlite_failure{code};
}

}  // namespace pps::gateway::store
