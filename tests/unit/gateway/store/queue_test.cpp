#include "fixture.hpp"

#include <thread>

namespace pps::gateway::store {
namespace {

/// A store whose storage thread stands still until told to go on.
class blocked_store : public testing::Test {
  protected:
    void open(sqlite_options options) {
        options.folder = folder_ / "store";
        options.metrics = metrics_;
        store_.emplace(open_sqlite(options).value());
        std::promise<void> standing;
        store_->raw().next_due([&, gate = gate_.get_future().share()](auto) {
            standing.set_value();
            gate.wait();
        });
        standing.get_future().wait();
    }
    void TearDown() override {
        if (!open_) go_on();
    }
    void go_on() {
        open_ = true;
        gate_.set_value();
    }
    answer<accept_result> accept(new_document d) {
        answer<accept_result> a;
        store_->raw().accept(std::move(d), a.to());
        return a;
    }

    temporary_folder folder_;
    std::shared_ptr<store_metrics> metrics_ = std::make_shared<store_metrics>();
    std::promise<void> gate_;
    bool open_ = false;
    std::optional<asked_store> store_;
};

TEST_F(blocked_store, refuses_at_once_what_waits_beyond_the_limit) {
    sqlite_options options;
    options.max_waiting = 2;
    open(options);
    auto first = accept(document(1)), second = accept(document(2));
    std::optional<boost::system::error_code> refusal;
    store_->raw().accept(document(3), [&](result<accept_result> r) { refusal = r.error(); });
    EXPECT_EQ(refusal, make_error_code(errc::storage_busy));
    EXPECT_EQ(metrics_->waiting, 2u);
    EXPECT_EQ(metrics_->refused, 1u);
    go_on();
    EXPECT_TRUE(first.get());
    EXPECT_TRUE(second.get());
    EXPECT_EQ(store_->figures().queued, 2);
}

TEST_F(blocked_store, keeps_room_for_deliveries_when_submissions_fill_the_queue) {
    sqlite_options options;
    options.max_waiting = 1;
    options.reserve = 1;
    open(options);
    auto first = accept(document(1));
    answer<queue_figures> figures, too_many;
    store_->raw().figures(figures.to());
    store_->raw().figures(too_many.to());
    EXPECT_EQ(too_many.get().error(), errc::storage_busy);
    go_on();
    EXPECT_EQ(figures.get()->queued, 1);
}

TEST_F(blocked_store, bounds_the_payloads_that_wait) {
    sqlite_options options;
    options.max_waiting_bytes = 3000;
    open(options);
    auto first = accept(document(1, 2000)), second = accept(document(2, 2000));
    EXPECT_EQ(second.get().error(), errc::storage_busy);
    go_on();
    EXPECT_TRUE(first.get());
    EXPECT_TRUE(store_->try_accept(document(3, 5000))) << "one call alone is always taken";
}

TEST_F(blocked_store, shares_one_commit_among_all_that_wait) {
    open({});
    std::vector<answer<accept_result>> answers;
    for (int n = 0; n < 100; ++n)
        answers.push_back(accept(document(n)));
    go_on();
    for (auto& a : answers)
        EXPECT_TRUE(a.get());
    EXPECT_EQ(metrics_->commits, 1u);
    EXPECT_EQ(metrics_->calls, 100u);
    EXPECT_EQ(metrics_->largest_batch, 100u);
    EXPECT_EQ(metrics_->waiting, 0u);
}

TEST_F(blocked_store, bounds_a_batch_by_calls_and_by_bytes) {
    sqlite_options options;
    options.batch_calls = 4;
    options.batch_bytes = 10'000;
    open(options);
    std::vector<answer<accept_result>> answers;
    for (int n = 0; n < 8; ++n)
        answers.push_back(accept(document(n)));
    for (int n = 8; n < 12; ++n)
        answers.push_back(accept(document(n, 6000)));
    go_on();
    for (auto& a : answers)
        EXPECT_TRUE(a.get());
    EXPECT_EQ(metrics_->commits, 2u + 4u);
    EXPECT_EQ(metrics_->largest_batch, 4u);
}

TEST_F(blocked_store, undoes_a_failing_call_without_its_neighbours) {
    open({});
    auto before = accept(document(1));
    answer<std::vector<leased_delivery>> leased;
    store_->raw().lease(start + 1s, 60s, 1, leased.to());
    answer<bool> failing;
    // A state that the schema does not know; the token is that of a first lease.
    store_->raw().settle("doc-1", 1, settled(static_cast<delivery_state>(9)), start, failing.to());
    auto after = accept(document(2));
    go_on();
    EXPECT_TRUE(before.get());
    EXPECT_EQ(leased.get().value().at(0).token, 1);
    EXPECT_EQ(failing.get().error(), errc::storage_unavailable);
    EXPECT_TRUE(after.get());
    EXPECT_EQ(metrics_->commits, 1u);
    EXPECT_EQ(store_->find("doc-1")->state, delivery_state::sending);
    EXPECT_TRUE(store_->raw().health().writable);
}

TEST_F(blocked_store, finishes_what_waits_when_it_closes) {
    open({});
    std::vector<answer<accept_result>> answers;
    for (int n = 0; n < 300; ++n)
        answers.push_back(accept(document(n)));
    go_on();
    store_->raw().close();
    for (auto& a : answers)
        EXPECT_TRUE(a.get());
    EXPECT_EQ(store_->try_accept(document(1)).error(), errc::storage_unavailable);
    store_->raw().close();
    EXPECT_EQ(open_in(folder_ / "store").figures().queued, 300);
}

TEST(concurrency, many_threads_accept_and_find_while_one_delivers) {
    temporary_folder folder;
    auto s = open_in(folder / "store");
    constexpr int threads = 4, each = 40;
    std::atomic<int> created{0}, repeated{0}, found{0};
    std::vector<std::thread> senders;
    for (int t = 0; t < threads; ++t)
        senders.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                // Every document comes twice, from two threads.
                const int n = (t / 2) * each + i;
                const auto outcome = s.accept(document(n, 2000)).outcome;
                if (outcome == accept_outcome::created) ++created;
                if (outcome == accept_outcome::repeated) ++repeated;
                if (s.find("doc-" + std::to_string(n))) ++found;
                static_cast<void>(s.raw().health());
            }
        });
    int registered = 0;
    while (registered < threads / 2 * each)
        for (const auto& l : s.lease(start + 1h, 16))
            if (s.settle(l.document_id, l.token, settled(delivery_state::registered))) ++registered;
    for (auto& t : senders)
        t.join();
    EXPECT_EQ(created, threads / 2 * each);
    EXPECT_EQ(repeated, threads / 2 * each);
    EXPECT_EQ(found, threads * each);
    EXPECT_EQ(s.figures().registered, registered);
    EXPECT_EQ(s.tally_of("received"), registered);
}

}  // namespace
}  // namespace pps::gateway::store
