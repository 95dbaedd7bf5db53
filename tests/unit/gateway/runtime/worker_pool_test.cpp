#include "gateway/runtime/worker_pool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <thread>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;

struct seen {
    std::optional<boost::system::result<int>> value;
    std::thread::id resumed_on;
    std::string thrown;
};

net::awaitable<void> run_and_see(worker_pool& pool, std::function<int()> work,
                                 std::chrono::milliseconds deadline, seen& out) {
    try {
        out.value = co_await run_on<int>(pool, std::move(work), deadline);
    } catch (const std::exception& failure) {
        out.thrown = failure.what();
    }
    out.resumed_on = std::this_thread::get_id();
}

seen run(worker_pool& pool, std::function<int()> work, std::chrono::milliseconds deadline = 10'000ms) {
    seen out;
    net::io_context loop;
    net::co_spawn(loop, run_and_see(pool, std::move(work), deadline, out), net::detached);
    loop.run();
    pool.join();
    return out;
}

TEST(worker_pool, runs_work_elsewhere_and_resumes_on_the_loop) {
    worker_pool pool{1, 10};
    std::thread::id worked_on;
    const seen out = run(pool, [&worked_on] {
        worked_on = std::this_thread::get_id();
        return 42;
    });
    ASSERT_TRUE(out.value && *out.value);
    EXPECT_EQ(**out.value, 42);
    EXPECT_EQ(out.resumed_on, std::this_thread::get_id());
    EXPECT_NE(worked_on, out.resumed_on);
}

TEST(worker_pool, hands_an_exception_to_who_awaits) {
    worker_pool pool{1, 10};
    EXPECT_EQ(run(pool, []() -> int { throw std::runtime_error{"broken"}; }).thrown, "broken");
}

TEST(worker_pool, gives_up_at_the_deadline) {
    worker_pool pool{1, 10};
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    seen out;
    net::io_context loop;
    const std::function<int()> work = [released] {
        released.wait();
        return 1;
    };
    net::co_spawn(loop, run_and_see(pool, work, 20ms, out), net::detached);
    loop.run();
    release.set_value();
    pool.join();
    ASSERT_TRUE(out.value);
    EXPECT_EQ(out.value->error(), errc::timed_out);
}

TEST(worker_pool, refuses_work_over_its_bound) {
    worker_pool pool{1, 0};
    const seen out = run(pool, [] { return 1; });
    ASSERT_TRUE(out.value);
    EXPECT_EQ(out.value->error(), errc::storage_busy);
}

}  // namespace
}  // namespace pps::gateway::runtime
