#include "tests/bench/posters.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <utility>

namespace pps::bench {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t most_answer_bytes = 1u << 20;
constexpr std::string_view end_block = "\x1C\r";

/// MSA-1 and MSA-2 of an answer.
struct verdict {
    std::string_view code, control_id;
};

verdict verdict_of(std::string_view answer) {
    const auto at = answer.find("\rMSA|");
    if (at == answer.npos) return {};
    auto segment = answer.substr(at + 5);
    segment = segment.substr(0, std::min(segment.find('\r'), segment.size()));
    const auto code = segment.substr(0, std::min(segment.find('|'), segment.size()));
    segment.remove_prefix(std::min(code.size() + 1, segment.size()));
    return {code, segment.substr(0, std::min(segment.find('|'), segment.size()))};
}

class mllp_poster final : public poster {
  public:
    mllp_poster(asio::io_context& loop, asio::ssl::context& tls, endpoints where, const load_options& options,
                const message_template& message)
        : poster(loop, tls, std::move(where), options), message_(message, options.seed, options.patients) {}

  private:
    asio::awaitable<error_code> post(ticket of, plan& work) override {
        error_code error;
        auto done = asio::redirect_error(asio::use_awaitable, error);
        message_.renumber(of.number);
        expire();
        const auto written = clock::now();
        const asio::const_buffer block = asio::buffer(message_.block());
        co_await asio::async_write(stream(), block, done);
        if (error) co_return error;
        auto input = asio::dynamic_buffer(input_, most_answer_bytes);
        const std::size_t end = co_await asio::async_read_until(stream(), input, end_block, done);
        if (error) co_return error;
        const auto answer = std::string_view{input_}.substr(0, end);
        const verdict said = verdict_of(answer);
        const bool ours = said.control_id == message_.control_id();
        const std::string status = ours ? std::string{said.code} : "another message's answer";
        work.answered(of, ours && said.code == "AA", status, answer, message_.document_size(), written);
        input_.erase(0, end);
        co_return error;
    }

    void forget_input() override { input_.clear(); }

    numbered_message message_;
    std::string input_;
};

}  // namespace

poster_maker mllp_posters(const message_template& message) {
    return [&message](asio::io_context& loop, asio::ssl::context& tls, poster::endpoints where,
                      const load_options& options) -> std::unique_ptr<poster> {
        return std::make_unique<mllp_poster>(loop, tls, std::move(where), options, message);
    };
}

}  // namespace pps::bench
