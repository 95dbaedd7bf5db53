#include "gateway/store/schema.hpp"

#include "fixture.hpp"
#include "gateway/store/connection.hpp"

#include <vector>

namespace pps::gateway::store {
namespace {

constexpr std::string_view add_priority =
    "ALTER TABLE deliveries ADD COLUMN priority INTEGER NOT NULL DEFAULT 5;"
    "UPDATE deliveries SET priority = 9 WHERE document = 1";
constexpr std::string_view fails_half_way =
    "ALTER TABLE deliveries ADD COLUMN priority INTEGER NOT NULL DEFAULT 5;"
    "DELETE FROM payloads;"
    "INSERT INTO no_such_table VALUES (1)";

class upgrade_path : public testing::Test {
  protected:
    void SetUp() override {
        auto first = open_in(path_);
        first.accept(document(1));
        first.accept(document(2));
    }

    sqlite_options with(std::span<const migration> steps) {
        auto options = options_in(path_);
        options.migrations = steps;
        return options;
    }

    std::int64_t value(const char* sql) {
        connection c{{path_ + "/pps.db", "", 0, true}};
        return query{c, sql}.single();
    }

    temporary_folder folder_;
    const std::string path_ = folder_ / "store";
    /// The present steps and one more.
    static std::vector<migration> with_next(std::string_view sql) {
        std::vector<migration> steps{schema_migrations().begin(), schema_migrations().end()};
        steps.push_back({steps.back().version + 1, sql});
        return steps;
    }

    const std::int64_t present_ = schema_migrations().back().version;
    const std::vector<migration> to_next_ = with_next(add_priority);
    const std::vector<migration> to_broken_next_ = with_next(fails_half_way);
};

TEST(schema, has_steps_numbered_from_one_without_a_gap) {
    std::int64_t expected = 0;
    for (const auto& step : schema_migrations()) {
        EXPECT_EQ(step.version, ++expected);
        EXPECT_FALSE(step.sql.empty());
    }
    EXPECT_GE(expected, 1);
}

TEST_F(upgrade_path, brings_a_database_with_data_to_the_next_version) {
    {
        asked_store upgraded{open_sqlite(with(to_next_)).value()};
        EXPECT_EQ(upgraded.raw().health().schema_version, present_ + 1);
        EXPECT_EQ(upgraded.figures().queued, 2);
        EXPECT_EQ(upgraded.lease(start + 1s).at(0).payload, document(1).payload);
    }
    EXPECT_EQ(value("SELECT priority FROM deliveries WHERE document = 1"), 9);
    EXPECT_EQ(value("SELECT priority FROM deliveries WHERE document = 2"), 5);
}

TEST_F(upgrade_path, brings_a_store_of_version_6_to_an_index_that_makes_no_table_for_each_row) {
    auto options = with(schema_migrations().first(6));
    options.folder = folder_ / "of_before";
    {
        asked_store before{open_sqlite(options).value()};
        before.accept(document(1));
        EXPECT_EQ(before.raw().health().schema_version, 6);
    }
    options.migrations = schema_migrations();
    asked_store now{open_sqlite(options).value()};
    EXPECT_EQ(now.accept(document(2)).status.id, "doc-2");
    EXPECT_TRUE(now.find("doc-1"));
    const auto plan = [&](const std::string& of, int column) {
        connection c{{options.folder + "/pps.db", "", 0, true}};
        std::string all;
        for (query q{c, of}; q.step();)
            all += q.text(column) + '\n';
        return all;
    };
    const std::string steps = plan(
        "EXPLAIN INSERT INTO deliveries (document, state, held, due_at, received_at, version, set_id) "
        "VALUES (3, 0, 0, 0, 0, 1, '')",
        1);
    EXPECT_NE(steps.find("IdxInsert"), std::string::npos);
    EXPECT_EQ(steps.find("OpenEphemeral"), std::string::npos);
    const std::string purge = plan(
        "EXPLAIN QUERY PLAN SELECT document FROM deliveries WHERE (state = 3 OR state = 6 OR state = 7) "
        "AND purged = 0 AND settled_at < 1 ORDER BY settled_at",
        3);
    EXPECT_NE(purge.find("deliveries_purgeable"), std::string::npos) << purge;
}

TEST_F(upgrade_path, runs_a_step_once) {
    EXPECT_FALSE(open_error(with(to_next_)));
    EXPECT_FALSE(open_error(with(to_next_)));
}

TEST_F(upgrade_path, runs_all_steps_on_a_new_database) {
    auto options = with(to_next_);
    options.folder = folder_ / "new";
    EXPECT_EQ(asked_store{open_sqlite(options).value()}.raw().health().schema_version, present_ + 1);
}

TEST_F(upgrade_path, leaves_the_old_version_when_a_step_fails) {
    EXPECT_EQ(open_error(with(to_broken_next_)), errc::storage_unavailable);
    EXPECT_EQ(value("PRAGMA user_version"), present_);
    auto old = open_in(path_);
    EXPECT_EQ(old.figures().queued, 2);
    EXPECT_EQ(old.lease(start + 1s).at(0).payload, document(1).payload);
}

TEST_F(upgrade_path, brings_the_first_version_to_the_present_one) {
    const std::string path = folder_ / "first";
    auto options = options_in(path);
    options.migrations = schema_migrations().first(1);
    open_sqlite(options).value()->close();
    options.migrations = schema_migrations();
    asked_store upgraded{open_sqlite(options).value()};
    EXPECT_EQ(upgraded.raw().health().schema_version, present_);
    upgraded.accept(document(1));
    EXPECT_EQ(upgraded.lease(start + 1s).at(0).payload, document(1).payload);
}

TEST_F(upgrade_path, keeps_deliveries_their_counts_and_order_when_deletions_come) {
    const std::string path = folder_ / "fourth";
    auto options = options_in(path);
    options.migrations = schema_migrations().first(4);
    open_sqlite(options).value()->close();
    {
        // As a program of version 4 left them: two versions of a set, the first leased, and one registered.
        connection c{{path + "/pps.db", "", 0, false}};
        c.execute(
            "INSERT INTO documents (document, id, platform, region, establishment, kind, unique_id, set_id, "
            "version, fingerprint, submission_set_id, signature_id, message_id, size, received_at) VALUES "
            "(1, 'doc-1', 'platform-a', 'r', 'e', 'pps', '1.1', 'set', 1, 'f', 's', 'g', 'm', 1, 0), "
            "(2, 'doc-2', 'platform-a', 'r', 'e', 'pps', '1.2', 'set', 2, 'f', 's', 'g', 'm', 1, 0), "
            "(3, 'doc-3', 'platform-a', 'r', 'e', 'pps', '1.3', '', 1, 'f', 's', 'g', 'm', 1, 0);"
            "INSERT INTO deliveries (document, state, held, due_at, received_at, version, set_id, "
            "lease_until, "
            "token, attempts, settled_at, replayed_at) VALUES (1, 1, 0, 0, 0, 1, 'set', 1000, 7, 3, NULL, "
            "5), "
            "(2, 0, 1, 0, 0, 2, 'set', 0, 0, 0, NULL, NULL), (3, 3, 0, 0, 0, 1, '', 0, 1, 1, 10, NULL);"
            "INSERT INTO payloads (document, payload, metadata) VALUES (1, x'01', x'02'), (3, x'03', x'04')");
    }
    options.migrations = schema_migrations();
    asked_store upgraded{open_sqlite(options).value()};
    const auto figures = upgraded.figures();
    EXPECT_EQ(figures.sending, 1);
    EXPECT_EQ(figures.queued, 1);
    EXPECT_EQ(figures.registered, 1);
    const auto leased = upgraded.lease(start);
    ASSERT_EQ(leased.size(), 1u);
    EXPECT_EQ(leased[0].document_id, "doc-1");
    EXPECT_EQ(leased[0].previous, delivery_state::unknown);
    EXPECT_EQ(leased[0].attempts, 3);
    EXPECT_EQ(leased[0].token, 8);
    EXPECT_EQ(leased[0].payload, bytes{std::byte{1}});
    EXPECT_EQ(upgraded.request_deletion(deletion_of(3)).outcome, deletion_outcome::requested);
    EXPECT_EQ(upgraded.request_deletion(deletion_of(2)).status.state, delivery_state::withdrawn);
    EXPECT_EQ(upgraded.figures().queued, 1);
    EXPECT_EQ(upgraded.figures().withdrawn, 1);
    EXPECT_EQ(upgraded.figures().deleted, 1);
    EXPECT_EQ(upgraded.purge(start, 10), 0) << "its deletion needs it";
}

TEST_F(upgrade_path, does_not_go_back) {
    EXPECT_FALSE(open_error(with(to_next_)));
    EXPECT_EQ(open_error(options_in(path_)), errc::storage_newer_schema);
}

}  // namespace
}  // namespace pps::gateway::store
