#include "tests/bench/posters.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <utility>
#include <vector>

namespace pps::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::uint64_t most_answer_bytes = 1u << 20;

class https_poster final : public poster {
  public:
    https_poster(asio::io_context& loop, asio::ssl::context& tls, endpoints where,
                 const load_options& options, const document_template& document)
        : poster(loop, tls, std::move(where), options),
          copy_(document, options.seed, options.patients),
          head_("POST " + options.target + " HTTP/1.1\r\nHost: " + options.host + ":" + options.port +
                "\r\nContent-Type: application/xml\r\nContent-Length: " + std::to_string(copy_.size()) +
                "\r\n\r\n") {
        request_.emplace_back(asio::buffer(head_));
        for (const auto piece : copy_.pieces())
            request_.emplace_back(piece.data(), piece.size());
    }

  private:
    asio::awaitable<error_code> post(ticket of, plan& work) override {
        error_code error;
        auto done = asio::redirect_error(asio::use_awaitable, error);
        copy_.renumber(of.number);
        answer_.emplace();
        answer_->body_limit(most_answer_bytes);
        expire();
        const auto written = clock::now();
        co_await asio::async_write(stream(), request_, done);
        if (error) co_return error;
        co_await http::async_read(stream(), input_, *answer_, done);
        if (error) co_return error;
        keep_alive = answer_->keep_alive();
        const auto& answer = answer_->get();
        const std::string status = std::to_string(answer.result_int());
        work.answered(of, answer.result_int() / 100 == 2, status, answer.body(), copy_.size(), written);
        co_return error;
    }

    void forget_input() override { input_.clear(); }

    numbered_copy copy_;
    std::string head_;
    std::vector<asio::const_buffer> request_;  ///< Head and pieces: the document itself is never copied.
    boost::beast::flat_buffer input_;
    std::optional<http::response_parser<http::string_body>> answer_;
};

}  // namespace

poster_maker https_posters(const document_template& document) {
    return [&document](asio::io_context& loop, asio::ssl::context& tls, poster::endpoints where,
                       const load_options& options) -> std::unique_ptr<poster> {
        return std::make_unique<https_poster>(loop, tls, std::move(where), options, document);
    };
}

}  // namespace pps::bench
