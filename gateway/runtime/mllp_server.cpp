#include "gateway/runtime/mllp_server.hpp"

#include "gateway/runtime/session.hpp"
#include "hl7/v2/mllp.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace mllp = hl7::v2::mllp;
using boost::system::error_code;
using steady = std::chrono::steady_clock;

constexpr std::size_t read_at_once = 16u << 10;
/// Of a refused message: enough for its MSH segment.
constexpr std::size_t kept_head = 4'096;

mllp::framing_limits limits_of(const mllp_server_options& options) {
    mllp::framing_limits limits;
    limits.max_message = options.max_message_bytes;
    limits.max_noise = options.max_noise_bytes;
    limits.kept_head = kept_head;
    return limits;
}

/// What one connection goes through.
struct conversation {
    explicit conversation(session& session_of, const mllp::framing_limits& limits)
        : with(session_of), held(session_of), frames(limits), space(read_at_once) {}

    session& with;
    reservation held;
    mllp::framer frames;
    std::vector<char> space;
    std::string_view unread;  ///< In `space`.
    steady::time_point block_began = steady::now();
    steady::time_point idle_since = steady::now();
};

class mllp_protocol final : public protocol {
  public:
    mllp_protocol(const mllp_server_options& options, mllp_service& service)
        : options_(options), service_(service) {}

    void on_incident(std::string_view what, std::string_view detail, const peer& from) override {
        service_.on_incident(what, detail, from);
    }

    net::awaitable<void> serve(session& with) override {
        conversation now{with, limits_of(options_)};
        bool more = true;
        while (more) {
            std::optional<mllp::event> found = now.frames.feed(now.unread);
            if (found) {
                more = co_await handle(now, std::move(*found));
                now.block_began = steady::now();
            } else if (!now.held.resize(now.frames.held())) {
                more = co_await refuse(now, mllp_refusal::busy, now.frames.drop());
            } else {
                more = co_await read(now);
            }
        }
    }

  private:
    /// More bytes; false when the connection must close.
    net::awaitable<bool> read(conversation& now) {
        session& with = now.with;
        const bool in_block = now.frames.in_block();
        if (!in_block && with.stopping()) co_return false;
        with.idle = !in_block;
        // Noise does not keep a connection open, nor do single bytes keep a block open.
        with.line.expires_at(in_block ? now.block_began + options_.message_timeout
                                      : now.idle_since + options_.idle_timeout);
        error_code failed;
        const auto space = net::buffer(now.space);
        const std::size_t got =
            co_await with.line.async_read_some(space, net::redirect_error(net::use_awaitable, failed));
        with.idle = false;
        if (failed) {
            if (in_block)
                service_.on_incident(
                    failed == beast::error::timeout ? "message-timeout" : "message-interrupted", "",
                    with.from());
            co_return false;
        }
        if (!in_block) now.block_began = steady::now();
        now.unread = {now.space.data(), got};
        co_return true;
    }

    /// False when the connection must close.
    net::awaitable<bool> handle(conversation& now, mllp::event found) {
        switch (found.kind) {
            case mllp::event_kind::message:
                co_return co_await give(now, std::move(found.bytes));
            case mllp::event_kind::noise:
                service_.on_incident("noise", "", now.with.from());
                co_return true;
            case mllp::event_kind::noise_limit:
                service_.on_incident("noise-limit", "", now.with.from());
                co_return false;
            case mllp::event_kind::oversized:
                co_return co_await refuse(now, mllp_refusal::oversized, std::move(found.bytes));
            case mllp::event_kind::unterminated:
                co_return co_await refuse(now, mllp_refusal::unterminated, std::move(found.bytes));
        }
        co_return false;
    }

    net::awaitable<bool> give(conversation& now, std::string message) {
        session& with = now.with;
        if (!with.trusted_still()) co_return co_await refuse_untrusted(now, message.substr(0, kept_head));
        if (!now.held.resize(message.size()))
            co_return co_await refuse(now, mllp_refusal::busy, message.substr(0, kept_head));
        // The peer may wait as long as the service's own deadline allows.
        with.line.expires_never();
        std::string text = co_await service_.on_message(std::move(message), with.from());
        co_return co_await answer(now, std::move(text));
    }

    net::awaitable<bool> refuse(conversation& now, mllp_refusal why, std::string head) {
        if (!now.with.trusted_still()) co_return co_await refuse_untrusted(now, std::move(head));
        co_return co_await answer(now, service_.on_refusal(why, head));
    }

    net::awaitable<bool> refuse_untrusted(conversation& now, std::string head) {
        service_.on_incident("no-longer-trusted", "", now.with.from());
        co_await answer(now, service_.on_refusal(mllp_refusal::untrusted, head));
        co_return false;
    }

    net::awaitable<bool> answer(conversation& now, std::string text) {
        if (text.empty()) co_return false;
        const std::string block = mllp::framed(text);
        now.with.line.expires_after(options_.write_timeout);
        error_code failed;
        co_await net::async_write(now.with.line, net::buffer(block),
                                  net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            service_.on_incident("answer-lost", failed.message(), now.with.from());
            co_return false;
        }
        now.idle_since = steady::now();
        service_.on_answered(now.idle_since - now.block_began);
        co_return !now.with.stopping();
    }

    mllp_server_options options_;
    mllp_service& service_;
};

}  // namespace

std::string_view to_string(mllp_refusal why) noexcept {
    switch (why) {
        case mllp_refusal::oversized:
            return "oversized";
        case mllp_refusal::busy:
            return "busy";
        case mllp_refusal::untrusted:
            return "untrusted";
        case mllp_refusal::unterminated:
            return "unterminated";
    }
    return "unterminated";
}

boost::system::result<std::shared_ptr<listener>> listen(net::io_context& loop,
                                                        const mllp_server_options& options,
                                                        mllp_service& service) {
    namespace errc = boost::system::errc;
    error_code failed;
    const auto address = net::ip::make_address(options.address, failed);
    if (failed) return failed;
    if (!options.tls && !options.allow_plain && !address.is_loopback())
        return errc::make_error_code(errc::operation_not_permitted);
    if (options.max_message_bytes > options.max_bytes_in_flight / 2)
        return errc::make_error_code(errc::invalid_argument);
    const listener_options& common = options;
    return listen(loop, common, std::make_unique<mllp_protocol>(options, service));
}

}  // namespace pps::gateway::runtime
