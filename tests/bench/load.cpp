#include "tests/bench/load.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace pps::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using clock = std::chrono::steady_clock;
using stream_type = asio::ssl::stream<beast::tcp_stream>;

constexpr int most_failures_in_a_row = 3;
constexpr std::uint64_t most_answer_bytes = 1u << 20;
constexpr std::size_t kept_of_a_refusal = 2000;

clock::duration ticks(std::chrono::duration<double> seconds) {
    return std::chrono::duration_cast<clock::duration>(seconds);
}

/// One request: its number, when it is due, and whether it is measured.
struct ticket {
    std::uint32_t number = 0;
    std::optional<clock::time_point> due;
    bool measured = false;
};

/// Hands out the requests and gathers the measures.
class plan {
  public:
    explicit plan(const load_options& options) : options_(options) {}

    void start() {
        begin_ = clock::now();
        warm_ = begin_ + ticks(options_.warmup);
        last_answer_ = warm_;
    }

    std::optional<ticket> take() {
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

    void failed(const error_code& error) { ++report_.errors[error.message()]; }

    void answered(const ticket& of, unsigned status, const std::string& body, std::size_t bytes,
                  clock::time_point written) {
        const auto now = clock::now();
        const bool accepted = status / 100 == 2;
        if (!accepted && report_.first_refusal.empty()) {
            report_.first_refusal = std::to_string(status) + " " + body.substr(0, kept_of_a_refusal);
        }
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

    load_report end() {
        report_.seconds = std::chrono::duration<double>(last_answer_ - warm_).count();
        return std::move(report_);
    }

  private:
    const load_options& options_;
    clock::time_point begin_, warm_, last_answer_;
    std::uint32_t taken_ = 0;
    std::uint32_t measured_ = 0;
    load_report report_;
};

/// A connection that posts one document after the other.
class poster {
  public:
    poster(asio::io_context& loop, asio::ssl::context& tls, asio::ip::tcp::resolver::results_type where,
           const load_options& options, const document_template& document)
        : loop_(loop),
          tls_(tls),
          where_(std::move(where)),
          options_(options),
          copy_(document, options.seed, options.patients),
          head_("POST " + options.target + " HTTP/1.1\r\nHost: " + options.host + ":" + options.port +
                "\r\nContent-Type: application/xml\r\nContent-Length: " + std::to_string(copy_.size()) +
                "\r\n\r\n"),
          timer_(loop) {
        request_.emplace_back(asio::buffer(head_));
        for (const auto piece : copy_.pieces())
            request_.emplace_back(piece.data(), piece.size());
    }

    asio::awaitable<error_code> connect() {
        error_code error;
        auto done = asio::redirect_error(asio::use_awaitable, error);
        input_.clear();
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

    /// Posts what the plan hands out. Connects again after an error; gives up after some in a row.
    asio::awaitable<void> post_all(plan& work) {
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
            if (error || !keep_alive_) {
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

  private:
    asio::awaitable<error_code> post(ticket of, plan& work) {
        error_code error;
        auto done = asio::redirect_error(asio::use_awaitable, error);
        copy_.renumber(of.number);
        answer_.emplace();
        answer_->body_limit(most_answer_bytes);
        beast::get_lowest_layer(*stream_).expires_after(ticks(options_.timeout));
        const auto written = clock::now();
        co_await asio::async_write(*stream_, request_, done);
        if (error) co_return error;
        co_await http::async_read(*stream_, input_, *answer_, done);
        if (error) co_return error;
        keep_alive_ = answer_->keep_alive();
        work.answered(of, answer_->get().result_int(), answer_->get().body(), copy_.size(), written);
        co_return error;
    }

    asio::io_context& loop_;
    asio::ssl::context& tls_;
    asio::ip::tcp::resolver::results_type where_;
    const load_options& options_;
    numbered_copy copy_;
    std::string head_;
    std::vector<asio::const_buffer> request_;  ///< Head and pieces: the document itself is never copied.
    asio::steady_timer timer_;
    std::optional<stream_type> stream_;
    beast::flat_buffer input_;
    std::optional<http::response_parser<http::string_body>> answer_;
    bool keep_alive_ = true;
};

void rethrow(std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
}

asio::ssl::context tls_context(const load_options& options) {
    asio::ssl::context tls(asio::ssl::context::tls_client);
    tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls.use_certificate_chain_file(options.certificate);
    tls.use_private_key_file(options.key, asio::ssl::context::pem);
    tls.load_verify_file(options.trusted);
    tls.set_verify_mode(asio::ssl::verify_peer);
    return tls;
}

}  // namespace

load_report run_load(const load_options& options, const document_template& document) {
    load_report refused;
    asio::io_context loop(1);
    auto tls = tls_context(options);
    error_code error;
    const auto where = asio::ip::tcp::resolver(loop).resolve(options.host, options.port, error);
    if (error) {
        refused.problem = options.host + ": " + error.message();
        return refused;
    }
    std::vector<std::unique_ptr<poster>> posters;
    for (unsigned i = 0; i < options.connections; ++i) {
        posters.push_back(std::make_unique<poster>(loop, tls, where, options, document));
    }

    // Everybody connects first: the measure is of documents, not of handshakes.
    const auto connected = [&](std::exception_ptr thrown, error_code failure) {
        rethrow(std::move(thrown));
        if (failure && refused.problem.empty()) refused.problem = "connecting: " + failure.message();
    };
    for (auto& one : posters)
        asio::co_spawn(loop, one->connect(), connected);
    loop.run();
    if (!refused.problem.empty()) return refused;

    loop.restart();
    plan work(options);
    work.start();
    for (auto& one : posters)
        asio::co_spawn(loop, one->post_all(work), rethrow);
    loop.run();
    return work.end();
}

}  // namespace pps::bench
