#pragma once

#include "gateway/store/store.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace pps::gateway::store {

/// A statement, a transaction or the file failed. Never leaves the store: a call's callback gets an errc.
class sqlite_failure : public std::exception {
  public:
    explicit sqlite_failure(int code) noexcept : code_{code} {}
    /// SQLite's extended result code.
    int code() const noexcept { return code_; }
    const char* what() const noexcept override;

  private:
    int code_;
};

/// "SQLITE_FULL": symbolic name of a result code; of its primary code when the extended one has no row.
std::string_view symbolic_name(int code) noexcept;

/// True when the failure is of the database, not of one statement: the whole transaction is lost with it.
bool is_fatal(int code) noexcept;

/// True when the file's content is not what SQLite wrote.
bool is_damage(int code) noexcept;

struct connection_options {
    std::string file;
    std::string vfs;             ///< "" = SQLite's default.
    std::int64_t max_pages = 0;  ///< 0 = no limit.
    bool read_only = false;
};

/// One SQLite connection with its prepared statements. Used by one thread at a time, except interrupt().
class connection {
  public:
    /// Opens (creates, unless read_only) and sets the pragmas. Throws sqlite_failure.
    explicit connection(const connection_options& options);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Runs statements that return no row. Throws sqlite_failure.
    void execute(const std::string& sql);

    /// Ends the transaction if one is open; false when even that failed.
    bool rollback() noexcept;
    bool in_transaction() const noexcept;

    /// Rows changed since the connection was opened.
    std::int64_t changes() const noexcept;
    std::int64_t last_rowid() const noexcept;

    /// Size of the WAL in use after the last commit.
    int wal_pages() const noexcept { return wal_pages_; }
    std::int64_t wal_bytes() const noexcept { return wal_pages_ * page_bytes_; }

    /// Moves what it can from the WAL to the database (nothing while another connection does); `all` waits
    /// for readers and truncates the WAL. Throws sqlite_failure.
    void checkpoint(bool all);
    /// Makes what was moved durable: SQLite itself does when no page is left, which then takes long. Throws.
    void sync_database();

    /// True once a statement met content that SQLite did not write.
    bool saw_damage() const noexcept { return saw_damage_; }

    /// Makes the running statement fail with SQLITE_INTERRUPT. From any thread while the connection lives.
    void interrupt() noexcept;

  private:
    friend class query;
    void close() noexcept;
    sqlite3_stmt* prepared(std::string_view sql);

    sqlite3* db_ = nullptr;
    int wal_pages_ = 0;
    std::int64_t page_bytes_ = 0;
    bool saw_damage_ = false;
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::unordered_map<std::string, sqlite3_stmt*, text_hash, std::equal_to<>> statements_;
};

/// One run of a prepared statement; reset when it goes. `sql` is a literal: it is the key of the cache.
class query {
  public:
    query(connection& c, std::string_view sql);
    ~query();
    query(const query&) = delete;
    query& operator=(const query&) = delete;

    /// Binds all parameters in order. Text is copied; a blob must live as long as the query.
    template <typename... T>
    query& with(const T&... values) {
        int position = 0;
        (bind(++position, values), ...);
        return *this;
    }

    /// True: on a row. Throws sqlite_failure.
    bool step();
    /// Steps to the end. Throws sqlite_failure.
    void run();
    /// The first column of the first row as an integer, 0 when there is none. Throws sqlite_failure.
    std::int64_t single();

    std::int64_t integer(int column) const;
    std::string text(int column) const;
    bytes blob(int column) const;
    bool null(int column) const;
    instant time(int column) const;
    std::optional<instant> optional_time(int column) const;

  private:
    void bind(int position, std::int64_t value);
    void bind(int position, int value) { bind(position, std::int64_t{value}); }
    void bind(int position, bool value) { bind(position, std::int64_t{value}); }
    void bind(int position, instant value);
    void bind(int position, std::string_view value);
    void bind(int position, const std::string& value) { bind(position, std::string_view{value}); }
    void bind(int position, const char* value) { bind(position, std::string_view{value}); }
    void bind(int position, const bytes& value);

    connection& connection_;
    sqlite3_stmt* statement_;
};

}  // namespace pps::gateway::store
