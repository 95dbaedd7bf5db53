#pragma once

#include "gateway/core/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace pps::gateway::runtime {

/// A result that arrives from another thread, and the loop-side timer that wakes who waits for it.
template <typename T>
struct pending {
    explicit pending(const boost::asio::any_io_executor& loop) : timer(loop) {}
    boost::asio::steady_timer timer;
    std::optional<boost::system::result<T>> value;
};

/// Starts an operation that reports by callback, from any thread, and waits for it at most `deadline`:
/// errc::timed_out afterwards (a late result is dropped). `start` receives the callback to call once.
/// To be awaited on the loop that owns the awaiting coroutine.
template <typename T>
boost::asio::awaitable<boost::system::result<T>> wait_for(
    std::function<void(std::function<void(boost::system::result<T>)>)> start,
    std::chrono::milliseconds deadline) {
    const boost::asio::any_io_executor loop = co_await boost::asio::this_coro::executor;
    const auto shared = std::make_shared<pending<T>>(loop);
    shared->timer.expires_after(deadline);
    start([shared, loop](boost::system::result<T> value) {
        auto boxed = std::make_shared<boost::system::result<T>>(std::move(value));
        boost::asio::post(loop, [shared, boxed] {
            shared->value.emplace(std::move(*boxed));
            shared->timer.cancel();
        });
    });
    boost::system::error_code ignored;
    if (!shared->value)
        co_await shared->timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    // Said in full: a result<bool> is not made from an error code alone.
    if (!shared->value)
        shared->value.emplace(boost::system::in_place_error, make_error_code(errc::timed_out));
    co_return std::move(*shared->value);
}

/// Waits; ends early without error when the timer is cancelled.
inline boost::asio::awaitable<void> sleep_on(boost::asio::steady_timer& timer) {
    boost::system::error_code ignored;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

}  // namespace pps::gateway::runtime
