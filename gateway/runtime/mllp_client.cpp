#include "gateway/runtime/mllp_client.hpp"

#include "gateway/runtime/connection_pool.hpp"
#include "hl7/v2/mllp.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace pps::gateway::runtime {
namespace {

namespace net = boost::asio;
namespace mllp = hl7::v2::mllp;
using boost::system::error_code;

/// The name "localhost" never leaves this host (RFC 6761 §6.3).
bool is_this_host(const std::string& host) {
    error_code not_an_address;
    const auto address = net::ip::make_address(host, not_an_address);
    return not_an_address ? host == "localhost" : address.is_loopback();
}

/// Why an event is not the answer; "" for noise, which is passed over.
std::string_view defect_of(mllp::event_kind kind) {
    switch (kind) {
        case mllp::event_kind::message:
        case mllp::event_kind::noise:
            return "";
        case mllp::event_kind::noise_limit:
            return "the peer does not speak MLLP";
        case mllp::event_kind::oversized:
            return "the answer is too long";
        case mllp::event_kind::unterminated:
            return "the answer's block is damaged";
    }
    return "";
}

class client final : public mllp_client, public std::enable_shared_from_this<client> {
  public:
    client(net::io_context& loop, const mllp_client_options& options, tls_context tls)
        : options_(options), pool_(loop, options, std::move(tls)) {}

    net::awaitable<mllp_exchange> send(std::string message) override {
        const std::shared_ptr<client> self = shared_from_this();
        mllp_exchange outcome;
        auto taken = co_await pool_.take();
        if (!taken) {
            outcome.problem = taken.error().message();
            co_return outcome;
        }
        const bool reusable = co_await converse((*taken)->line, std::move(message), outcome);
        if (reusable) pool_.give_back(std::move(*taken));
        co_return outcome;
    }

    void replace_tls(tls_context fresh) override { pool_.replace_tls(std::move(fresh)); }
    void cut() override { pool_.cut(); }

  private:
    /// True when the connection can be used again.
    net::awaitable<bool> converse(stream& line, std::string message, mllp_exchange& outcome) {
        const std::string block = mllp::framed(message);
        line.expires_after(options_.write_timeout);
        error_code failed;
        outcome.stage = exchange_stage::interrupted;
        co_await net::async_write(line, net::buffer(block), net::redirect_error(net::use_awaitable, failed));
        if (failed) {
            outcome.problem = failed.message();
            co_return false;
        }
        outcome.stage = exchange_stage::unanswered;
        mllp::framing_limits limits;
        limits.max_message = options_.max_answer_bytes;
        mllp::framer frames{limits};
        std::array<char, 8'192> space{};
        line.expires_after(options_.answer_timeout);
        for (;;) {
            const std::size_t got = co_await line.async_read_some(
                net::buffer(space), net::redirect_error(net::use_awaitable, failed));
            if (failed) {
                outcome.problem = failed.message();
                co_return false;
            }
            std::string_view unread{space.data(), got};
            while (std::optional<mllp::event> found = frames.feed(unread)) {
                if (found->kind == mllp::event_kind::message) {
                    outcome.stage = exchange_stage::answered;
                    outcome.answer = std::move(found->bytes);
                    // What came beyond the answer would be taken for the next one's.
                    co_return unread.empty() && line.read_dry();
                }
                outcome.problem = defect_of(found->kind);
                if (!outcome.problem.empty()) co_return false;
            }
        }
    }

    mllp_client_options options_;
    connection_pool pool_;
};

}  // namespace

boost::system::result<std::shared_ptr<mllp_client>> make_mllp_client(net::io_context& loop,
                                                                     const mllp_client_options& options,
                                                                     tls_context tls) {
    namespace errc = boost::system::errc;
    if (!tls && !options.allow_plain && !is_this_host(options.host))
        return errc::make_error_code(errc::operation_not_permitted);
    return std::shared_ptr<mllp_client>{std::make_shared<client>(loop, options, std::move(tls))};
}

}  // namespace pps::gateway::runtime
