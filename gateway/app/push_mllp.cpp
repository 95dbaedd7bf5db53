#include "gateway/app/pushers.hpp"
#include "gateway/runtime/mllp_client.hpp"
#include "hl7/v2/acknowledgement.hpp"
#include "hl7/v2/message.hpp"
#include "hl7/v2/mllp.hpp"

#include <string_view>
#include <utility>

namespace pps::gateway::app {
namespace {

namespace net = boost::asio;
namespace v2 = hl7::v2;

/// A file may hold a message as it was captured, in its block.
std::string bare(std::string bytes) {
    const auto begin = bytes.find("MSH");
    if (begin == 1 && bytes.front() == v2::mllp::start_block) bytes.erase(0, 1);
    if (const auto end = bytes.find(v2::mllp::end_block); end != bytes.npos) bytes.erase(end);
    return bytes;
}

void take(pushed& one, const std::string& answer, const std::string& sent_id) {
    const v2::parse_outcome parsed = v2::parse(answer);
    const auto ack = parsed.message ? v2::read_acknowledgement(*parsed.message) : std::nullopt;
    if (!ack || ack->acknowledged_id != sent_id) {
        one.problem = ack ? "the answer is another message's" : "the answer is no acknowledgement";
        return;
    }
    one.answered = true;
    one.accepted = ack->code == v2::ack_code::accept;
    one.code = v2::to_string(ack->code);
    one.control_id = ack->acknowledged_id;
    for (const auto& error : ack->errors)
        one.errors.push_back({error.code, error.severity, error.location, error.rule, error.text});
}

class mllp_pusher final : public pusher {
  public:
    explicit mllp_pusher(std::shared_ptr<runtime::mllp_client> client) : client_(std::move(client)) {}

    net::awaitable<void> send(pushed& one, std::string bytes) override {
        std::string message = bare(std::move(bytes));
        const auto header = v2::header_of(message);
        if (!header || header->control_id.empty()) {
            one.unsent = true;
            one.problem = header ? "MSH-10 is empty: no answer could be told to be its own"
                                 : "no HL7 v2 message: MSH expected at the beginning";
            co_return;
        }
        const runtime::mllp_exchange done = co_await client_->send(std::move(message));
        one.problem = done.problem;
        if (done.stage == runtime::exchange_stage::answered) take(one, done.answer, header->control_id);
    }

  private:
    std::shared_ptr<runtime::mllp_client> client_;
};

}  // namespace

std::unique_ptr<pusher> make_mllp_pusher(net::io_context& loop, const push_options& how,
                                         runtime::tls_context tls) {
    const auto colon = how.mllp.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == how.mllp.size()) return nullptr;
    runtime::mllp_client_options options;
    options.host = how.mllp.substr(0, colon);
    options.port = how.mllp.substr(colon + 1);
    options.answer_timeout = std::chrono::seconds{how.timeout_seconds};
    auto client = runtime::make_mllp_client(loop, options, std::move(tls));
    if (!client) return nullptr;
    return std::make_unique<mllp_pusher>(std::move(*client));
}

}  // namespace pps::gateway::app
