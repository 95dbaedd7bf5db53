#include "faulty_vfs.hpp"
#include "fixture.hpp"

#include <thread>

namespace pps::gateway::store {
namespace {

namespace fs = std::filesystem;

void copy_database(const std::string& from, const std::string& to) {
    fs::create_directory(to);
    for (const char* name : {"pps.db", "pps.db-wal"})
        if (fs::exists(from + "/" + name)) fs::copy_file(from + "/" + name, to + "/" + name);
}

TEST(durability, an_accepted_document_is_on_the_disk_when_its_callback_runs) {
    temporary_folder folder;
    auto running = open_in(folder / "store");
    answer<accept_result> accepted;
    // What a crash inside the callback would leave behind.
    running.raw().accept(document(1, 25'000), [&, done = accepted.to()](result<accept_result> r) {
        copy_database(folder / "store", folder / "copy");
        done(std::move(r));
    });
    ASSERT_EQ(accepted.get()->outcome, accept_outcome::created);
    auto recovered = open_in(folder / "copy");
    ASSERT_TRUE(recovered.find("doc-1"));
    EXPECT_EQ(recovered.tally_of("received"), 1);
    EXPECT_EQ(recovered.lease(start + 1s).at(0).payload, document(1, 25'000).payload);
}

TEST(durability, a_lease_is_on_the_disk_before_its_holder_sends) {
    temporary_folder folder;
    auto running = open_in(folder / "store");
    running.accept(document(1));
    running.lease(start + 1s);
    copy_database(folder / "store", folder / "copy");
    EXPECT_EQ(open_in(folder / "copy").lease(start + 2s).at(0).previous, delivery_state::unknown);
}

TEST(durability, what_was_cut_off_in_the_middle_of_a_write_is_not_there) {
    temporary_folder folder;
    auto running = open_in(folder / "store");
    running.accept(document(1));
    running.accept(document(2, 25'000));
    copy_database(folder / "store", folder / "copy");
    const auto wal = folder / "copy/pps.db-wal";
    fs::resize_file(wal, fs::file_size(wal) - 100);
    auto recovered = open_in(folder / "copy");
    EXPECT_TRUE(recovered.find("doc-1"));
    EXPECT_FALSE(recovered.find("doc-2"));
    EXPECT_EQ(recovered.figures().queued, 1);
}

TEST(durability, the_write_ahead_log_begins_anew_while_documents_keep_coming) {
    temporary_folder folder;
    auto options = options_in(folder / "store");
    options.checkpoint_pages = 2;
    asked_store running{open_sqlite(options).value()};
    constexpr int documents = 400;
    for (int n = 1; n <= documents; ++n)
        running.accept(document(n, 20'000));
    // Were it never moved, it would have all of their 8 MB; it has 64 times two pages and a commit.
    EXPECT_LT(fs::file_size(folder / "store/pps.db-wal"), 2'000'000u);
    EXPECT_GT(fs::file_size(folder / "store/pps.db"), 6'000'000u);
    for (const int n : {1, 200, documents})
        EXPECT_TRUE(running.find("doc-" + std::to_string(n))) << n;
}

TEST(durability, everything_is_there_after_an_orderly_close) {
    temporary_folder folder;
    {
        auto first = open_in(folder / "store");
        for (int n = 1; n <= 20; ++n)
            first.accept(document(n));
    }
    EXPECT_FALSE(fs::exists(folder / "store/pps.db-wal"));
    EXPECT_EQ(open_in(folder / "store").figures().queued, 20);
}

class broken_disk : public testing::Test {
  protected:
    broken_disk() {
        auto options = options_in(folder_ / "store");
        options.vfs = faulty_vfs::name;
        options.probe_every = 10ms;
        options.metrics = metrics_;
        store_.emplace(open_sqlite(options).value());
        store_->accept(document(1));
    }
    ~broken_disk() override { heal(); }

    void heal() {
        disk_.full = false;
        disk_.no_sync = false;
    }

    void expect_writable_again() {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (!store_->raw().health().writable && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(5ms);
        EXPECT_TRUE(store_->raw().health().writable);
        EXPECT_EQ(store_->raw().health().last_error, "");
    }

    faulty_vfs& disk_ = faulty_vfs::instance();
    temporary_folder folder_;
    std::shared_ptr<store_metrics> metrics_ = std::make_shared<store_metrics>();
    std::optional<asked_store> store_;
};

TEST_F(broken_disk, when_full_accepts_nothing_and_says_so) {
    disk_.full = true;
    const auto r = store_->try_accept(document(2));
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error(), errc::storage_unavailable);
    EXPECT_FALSE(store_->raw().health().writable);
    EXPECT_EQ(store_->raw().health().last_error, "SQLITE_FULL");
    EXPECT_GE(metrics_->failures, 1u);
}

TEST_F(broken_disk, when_full_still_tells_the_status) {
    disk_.full = true;
    EXPECT_FALSE(store_->try_accept(document(2)));
    EXPECT_TRUE(store_->find("doc-1"));
    EXPECT_FALSE(store_->find("doc-2"));
    EXPECT_EQ(store_->figures().queued, 1);
    EXPECT_EQ(store_->tally_of("received"), 1);
}

TEST_F(broken_disk, goes_on_by_itself_when_there_is_room_again) {
    disk_.full = true;
    EXPECT_FALSE(store_->try_accept(document(2)));
    heal();
    expect_writable_again();
    EXPECT_EQ(store_->accept(document(2)).outcome, accept_outcome::created);
    EXPECT_EQ(store_->figures().queued, 2);
}

TEST_F(broken_disk, leases_and_settles_nothing_while_full) {
    const auto leased = store_->lease(start + 1s).at(0);
    disk_.full = true;
    EXPECT_FALSE(ask<bool>([&](auto done) {
        store_->raw().settle("doc-1", leased.token, settled(delivery_state::registered), start, done);
    }));
    EXPECT_EQ(store_->find("doc-1")->state, delivery_state::sending);
    heal();
    EXPECT_TRUE(store_->settle("doc-1", leased.token, settled(delivery_state::registered)));
}

TEST_F(broken_disk, that_does_not_sync_accepts_nothing_and_recovers) {
    disk_.no_sync = true;
    for (int n = 2; n <= 8; ++n) {
        const auto r = store_->try_accept(document(n));
        ASSERT_FALSE(r);
        EXPECT_EQ(r.error(), errc::storage_unavailable);
    }
    EXPECT_FALSE(store_->raw().health().writable);
    heal();
    expect_writable_again();
    EXPECT_TRUE(store_->find("doc-1"));
    for (int n = 2; n <= 8; ++n)
        EXPECT_NE(store_->accept(document(n)).outcome, accept_outcome::conflict);
    EXPECT_EQ(store_->figures().queued, 8);
    EXPECT_EQ(store_->tally_of("received"), 8);
}

TEST(page_limit, refuses_what_does_not_fit_and_accepts_what_does) {
    temporary_folder folder;
    auto options = options_in(folder / "store");
    options.max_pages = 64;
    options.probe_every = 1h;
    asked_store limited{open_sqlite(options).value()};
    limited.accept(document(1, 25'000));
    EXPECT_FALSE(limited.try_accept(document(2, 1'000'000)));
    EXPECT_FALSE(limited.raw().health().writable);
    EXPECT_FALSE(limited.find("doc-2"));
    EXPECT_EQ(limited.accept(document(3, 25'000)).outcome, accept_outcome::created);
    EXPECT_TRUE(limited.raw().health().writable);
    EXPECT_EQ(limited.figures().queued, 2);
}

}  // namespace
}  // namespace pps::gateway::store
