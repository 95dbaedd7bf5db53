#include "tests/bench/poster.hpp"

#include "tests/bench/document_template.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace pps::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

constexpr int most_failures_in_a_row = 3;
constexpr std::size_t kept_of_a_refusal = 2000;

}  // namespace

clock::duration ticks(std::chrono::duration<double> seconds) {
    return std::chrono::duration_cast<clock::duration>(seconds);
}

void plan::start() {
    begin_ = clock::now();
    warm_ = begin_ + ticks(options_.warmup);
    last_answer_ = warm_;
}

std::optional<ticket> plan::take() {
    const auto now = clock::now();
    ticket next;
    next.number = taken_;
    auto starts = now;
    if (options_.rate) {
        next.due = begin_ + ticks(std::chrono::duration<double>(taken_ / *options_.rate));
        starts = std::max(now, *next.due);
    }
    next.measured = starts >= warm_;
    const bool over = taken_ >= most_copies || (options_.count && measured_ >= *options_.count) ||
                      (options_.duration && starts >= warm_ + ticks(*options_.duration));
    if (over) return std::nullopt;
    ++taken_;
    if (next.measured) ++measured_;
    return next;
}

void plan::answered(const ticket& of, bool accepted, const std::string& status, std::string_view said,
                    std::size_t bytes, clock::time_point written) {
    const auto now = clock::now();
    if (!accepted && report_.first_refusal.empty())
        report_.first_refusal = status + " " + std::string{said.substr(0, kept_of_a_refusal)};
    if (!of.measured) {
        if (accepted) ++report_.accepted_in_warmup;
        return;
    }
    ++report_.statuses[status];
    last_answer_ = now;
    if (!accepted) return;
    ++report_.accepted;
    report_.bytes += bytes;
    report_.answered.add(now - written);
    if (of.due) report_.since_due.add(now - *of.due);
}

load_report plan::end() {
    report_.seconds = std::chrono::duration<double>(last_answer_ - warm_).count();
    return std::move(report_);
}

asio::awaitable<error_code> poster::connect() {
    error_code error;
    auto done = asio::redirect_error(asio::use_awaitable, error);
    forget_input();
    stream_.emplace(loop_, tls_);
    auto& tcp = beast::get_lowest_layer(*stream_);
    tcp.expires_after(ticks(options_.timeout));
    co_await tcp.async_connect(where_, done);
    if (error) co_return error;
    // A document does not end on a full segment: its end must not wait for an acknowledgement.
    tcp.socket().set_option(asio::ip::tcp::no_delay(true));
    if (SSL_set_tlsext_host_name(stream_->native_handle(), options_.host.c_str()) != 1) {
        co_return make_error_code(boost::system::errc::not_enough_memory);
    }
    stream_->set_verify_callback(asio::ssl::host_name_verification(options_.host));
    co_await stream_->async_handshake(asio::ssl::stream_base::client, done);
    co_return error;
}

asio::awaitable<void> poster::post_all(plan& work) {
    int failures = 0;
    while (failures < most_failures_in_a_row) {
        const auto next = work.take();
        if (!next) break;
        error_code error;
        if (next->due) {
            timer_.expires_at(*next->due);
            co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        }
        error = co_await post(*next, work);
        if (error) work.failed(error);
        failures = error ? failures + 1 : 0;
        if (error || !keep_alive) {
            const auto refused = co_await connect();
            if (refused) {
                work.failed(refused);
                break;
            }
        }
    }
    // No TLS goodbye: nothing is outstanding, and the measure is over.
    error_code ignored;
    beast::get_lowest_layer(*stream_).socket().close(ignored);
}

}  // namespace pps::bench
