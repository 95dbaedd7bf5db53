#include "fixture.hpp"
#include "gateway/store/storage_thread.hpp"

#include <functional>
#include <future>
#include <memory>
#include <utility>
#include <vector>

namespace pps::gateway::store {
namespace {

/// A call that writes as it is told, and tells how it ended.
class writing final : public storage_call {
  public:
    explicit writing(std::function<void(connection&)> how)
        : storage_call{true, false, 0}, how_{std::move(how)} {}

    void run(connection& c) override { how_(c); }
    void finish(boost::system::error_code error) override { ended_.set_value(error); }
    std::future<boost::system::error_code> ended() { return ended_.get_future(); }

  private:
    std::function<void(connection&)> how_;
    std::promise<boost::system::error_code> ended_;
};

void tally(connection& c, const char* name) {
    query{c, "INSERT INTO tallies (day, region, platform, name, code, value) VALUES ('', '', '', ?1, '', 1)"}
        .with(name)
        .run();
}

/// The storage thread of a new store, held until everything that is to share a transaction waits.
class a_batch : public testing::Test {
  protected:
    a_batch() { start(0us); }

    void start(std::chrono::microseconds gather_for) {
        thread_.reset();
        held_.reset();
        options_.gather_for = gather_for;
        options_.metrics = std::make_shared<store_metrics>();
        options_.folder = folder_ / "store";
        open_in(options_.folder);
        held_.emplace(store_folder::open(options_.folder).value());
        const connection_options file{held_->database(), "", 0, false};
        thread_.emplace(options_, *held_, std::make_unique<connection>(file), file, board_,
                        [](std::int64_t) {});
    }

    std::future<boost::system::error_code> submit(const char* name) {
        auto call = std::make_unique<writing>([name](connection& c) { tally(c, name); });
        auto ended = call->ended();
        thread_->submit(std::move(call));
        return ended;
    }

    /// How each call ended. The first one holds the thread until all wait.
    std::vector<boost::system::error_code> run(std::vector<std::function<void(connection&)>> all) {
        std::promise<void> begun, go;
        auto first = std::make_unique<writing>([&begun, &go](connection&) {
            begun.set_value();
            go.get_future().wait();
        });
        thread_->submit(std::move(first));
        begun.get_future().wait();
        std::vector<std::future<boost::system::error_code>> ends;
        for (auto& how : all) {
            auto call = std::make_unique<writing>(std::move(how));
            ends.push_back(call->ended());
            thread_->submit(std::move(call));
        }
        go.set_value();
        std::vector<boost::system::error_code> told;
        for (auto& end : ends)
            told.push_back(end.get());
        return told;
    }

    std::int64_t tallies() {
        std::promise<std::int64_t> found;
        auto count = std::make_unique<writing>([&found](connection& c) {
            found.set_value(query{c, "SELECT count(*) FROM tallies"}.single());
        });
        thread_->submit(std::move(count));
        return found.get_future().get();
    }

    temporary_folder folder_;
    sqlite_options options_;
    std::optional<store_folder> held_;
    health_board board_;
    std::optional<storage_thread> thread_;
};

TEST_F(a_batch, shares_one_transaction) {
    const auto told = run({[](connection& c) { tally(c, "a"); }, [](connection& c) { tally(c, "b"); }});
    EXPECT_FALSE(told[0]);
    EXPECT_FALSE(told[1]);
    EXPECT_EQ(tallies(), 2);
    EXPECT_EQ(options_.metrics->largest_batch, 2u);
}

TEST_F(a_batch, loses_only_the_call_whose_statement_fails) {
    const auto told = run({
        [](connection& c) { tally(c, "a"); },
        [](connection& c) {
            tally(c, "undone");
            tally(c, "a");  // breaks the primary key
        },
        [](connection& c) { tally(c, "b"); },
    });
    EXPECT_FALSE(told[0]);
    EXPECT_EQ(told[1], errc::storage_unavailable);
    EXPECT_FALSE(told[2]);
    EXPECT_EQ(tallies(), 2);
    EXPECT_EQ(board_.read().last_error, "SQLITE_CONSTRAINT");
    EXPECT_TRUE(board_.read().writable) << "the disk is well";
}

// In these, a call that is waited with too long hangs: as long as nobody can take for a slow machine.
constexpr auto for_ever = std::chrono::hours{1};

TEST_F(a_batch, waits_for_what_is_on_its_way_until_as_much_is_here) {
    start(for_ever);
    submit("first").get();  // From here on the thread gathers.
    const auto one = thread_->expect(), two = thread_->expect();
    auto a = submit("a");
    EXPECT_EQ(a.wait_for(20ms), std::future_status::timeout) << "one is here, two are on their way";
    one->came();
    auto b = submit("b");
    EXPECT_FALSE(a.get());
    EXPECT_FALSE(b.get());
    EXPECT_EQ(options_.metrics->largest_batch, 2u);
    EXPECT_EQ(options_.metrics->commits, 2u);
}

TEST_F(a_batch, does_not_wait_when_nothing_is_on_its_way) {
    start(for_ever);
    { const auto refused = thread_->expect(); }
    for (const char* name : {"a", "b", "c"})
        EXPECT_FALSE(submit(name).get());
    EXPECT_EQ(options_.metrics->commits, 3u);
}

TEST_F(a_batch, does_not_wait_longer_than_it_may) {
    start(1ms);
    const auto never = thread_->expect(), comes = thread_->expect();
    EXPECT_FALSE(submit("a").get());
    EXPECT_FALSE(submit("b").get());
}

TEST_F(a_batch, is_ended_by_the_end_of_the_store) {
    start(for_ever);
    submit("first").get();
    const auto one = thread_->expect(), two = thread_->expect();
    auto a = submit("a");
    thread_->stop();
    EXPECT_FALSE(a.get()) << "what was taken is kept";
}

TEST(expected_submission, may_outlive_the_store) {
    temporary_folder folder;
    std::shared_ptr<expected_submission> one;
    {
        auto s = open_in(folder / "store");
        one = s.raw().expect();
    }
    one->came();
    one->came();
}

}  // namespace
}  // namespace pps::gateway::store
