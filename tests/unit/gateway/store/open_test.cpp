#include "fixture.hpp"

#include <sqlite3.h>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <thread>

namespace pps::gateway::store {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const std::string& path) {
    struct stat about {};
    EXPECT_EQ(::stat(path.c_str(), &about), 0) << path;
    return about.st_mode & 0777;
}

/// Runs SQL beside the store; the first column of the first row as an integer.
std::int64_t run_sql(const std::string& file, const std::string& sql) {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    std::int64_t first = 0;
    const auto read = [](void* into, int, char** values, char**) {
        *static_cast<std::int64_t*>(into) = std::stoll(values[0]);
        return 0;
    };
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), read, &first, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
    return first;
}

/// Overwrites one page of the database, but for the first octets that tell its kind.
void damage_root_of(const std::string& file, const std::string& table) {
    const auto page = run_sql(file, "SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'");
    const auto page_size = run_sql(file, "PRAGMA page_size");
    std::fstream f{file, std::ios::in | std::ios::out | std::ios::binary};
    f.seekp((page - 1) * page_size + 1);
    const std::string garbage(static_cast<std::size_t>(page_size) - 1, '\xa5');
    f.write(garbage.data(), static_cast<std::streamsize>(garbage.size()));
}

store_health after_the_check(asked_store& s) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!s.raw().health().integrity_complete && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(2ms);
    return s.raw().health();
}

class opening : public testing::Test {
  protected:
    void make_store(int documents = 3) {
        auto s = open_in(path_);
        for (int n = 1; n <= documents; ++n)
            s.accept(document(n, 200));
    }
    boost::system::error_code reopen_error() { return open_error(options_in(path_)); }

    temporary_folder folder_;
    const std::string path_ = folder_ / "store";
    const std::string file_ = path_ + "/pps.db";
};

TEST_F(opening, creates_a_folder_and_files_for_the_owner_only) {
    auto s = open_in(path_);
    s.accept(document(1));
    EXPECT_EQ(mode_of(path_), 0700u);
    for (const char* name : {"pps.db", "pps.db-wal", "pps.db-shm", "pps.lock"})
        EXPECT_EQ(mode_of(path_ + "/" + name), 0600u) << name;
}

TEST_F(opening, tells_schema_version_and_size) {
    auto s = open_in(path_);
    EXPECT_EQ(s.raw().health().schema_version, schema_migrations().back().version);
    EXPECT_GT(s.raw().health().database_bytes, 0);
    EXPECT_TRUE(s.raw().health().writable);
}

TEST_F(opening, of_a_store_in_use_is_refused) {
    auto s = open_in(path_);
    EXPECT_EQ(reopen_error(), errc::storage_locked);
    s.raw().close();
    EXPECT_FALSE(reopen_error());
}

TEST_F(opening, needs_a_parent_folder) {
    EXPECT_EQ(open_error(options_in(folder_ / "missing/store")), errc::storage_unavailable);
}

TEST_F(opening, of_a_newer_schema_is_refused_and_changes_nothing) {
    make_store();
    run_sql(file_, "PRAGMA user_version = 99");
    EXPECT_EQ(reopen_error(), errc::storage_newer_schema);
    EXPECT_EQ(run_sql(file_, "PRAGMA user_version"), 99);
}

TEST_F(opening, of_another_programs_database_is_refused) {
    fs::create_directory(path_);
    run_sql(file_, "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
    EXPECT_EQ(reopen_error(), errc::storage_damaged);
    EXPECT_EQ(run_sql(file_, "SELECT count(*) FROM theirs"), 1);
}

TEST_F(opening, of_a_file_that_is_no_database_is_refused) {
    fs::create_directory(path_);
    std::ofstream{file_} << std::string(20'000, 'x');
    EXPECT_EQ(reopen_error(), errc::storage_damaged);
    EXPECT_EQ(fs::file_size(file_), 20'000u);
}

TEST_F(opening, of_a_database_with_a_damaged_header_is_refused) {
    make_store();
    {
        std::fstream f{file_, std::ios::in | std::ios::out | std::ios::binary};
        f.write("damaged", 7);
    }
    EXPECT_EQ(reopen_error(), errc::storage_damaged);
}

TEST_F(opening, notices_damage_to_any_table_that_tracks_deliveries) {
    for (const char* table :
         {"documents", "deliveries", "events", "tallies", "delivery_counts", "deliveries_due"}) {
        fs::remove_all(path_);
        make_store();
        damage_root_of(file_, table);
        EXPECT_EQ(reopen_error(), errc::storage_damaged) << table;
    }
}

TEST_F(opening, a_store_of_before_tells_an_acceptance_that_was_written_down_once) {
    make_store(2);
    run_sql(file_,
            "INSERT INTO events (document, seq, at, name, detail) SELECT document, 1, received_at, "
            "'accepted', '' FROM documents WHERE id = 'doc-1'");
    auto s = open_in(path_);
    EXPECT_THAT(event_names(s.find("doc-1").value()), testing::ElementsAre("accepted"));
    EXPECT_THAT(event_names(s.find("doc-2").value()), testing::ElementsAre("accepted"));
    EXPECT_EQ(s.lease(start + 10s).size(), 2u);
    EXPECT_THAT(event_names(s.find("doc-1").value()), testing::ElementsAre("accepted", "sending"));
    EXPECT_THAT(event_names(s.find("doc-2").value()), testing::ElementsAre("accepted", "sending"));
}

TEST_F(opening, of_a_lost_database_is_refused) {
    make_store();
    fs::remove(file_);
    EXPECT_EQ(reopen_error(), errc::storage_damaged);
    EXPECT_FALSE(fs::exists(file_));
}

TEST_F(opening, of_an_emptied_database_is_refused) {
    make_store();
    fs::resize_file(file_, 0);
    EXPECT_EQ(reopen_error(), errc::storage_damaged);
}

TEST_F(opening, ends_the_full_check_of_a_sound_database) {
    make_store();
    auto s = open_in(path_);
    const auto health = after_the_check(s);
    EXPECT_TRUE(health.integrity_complete);
    EXPECT_TRUE(health.integrity_ok);
}

TEST_F(opening, finds_damaged_payloads_in_the_background_and_keeps_working) {
    make_store();
    damage_root_of(file_, "payloads");
    auto s = open_in(path_);
    EXPECT_FALSE(after_the_check(s).integrity_ok);
    EXPECT_EQ(s.find("doc-1")->state, delivery_state::queued);
    const auto leased = s.lease(start + 1s);
    ASSERT_EQ(leased.size(), 3u);
    EXPECT_TRUE(leased[0].payload.empty());
    EXPECT_TRUE(s.settle("doc-1", leased[0].token, settled(delivery_state::failed)));
}

TEST_F(opening, leaves_large_tables_to_the_background_check) {
    make_store();
    damage_root_of(file_, "events");
    auto options = options_in(path_);
    options.checked_documents = 2;
    asked_store s{open_sqlite(options).value()};
    EXPECT_FALSE(after_the_check(s).integrity_ok);
}

}  // namespace
}  // namespace pps::gateway::store
