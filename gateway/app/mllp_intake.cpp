#include "gateway/app/mllp_intake.hpp"

#include "gateway/acknowledge/message.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/log.hpp"

#include <vector>

namespace pps::gateway::app {
namespace {

namespace net = boost::asio;

/// The reason of problem.cpp that says a refusal of the listener.
std::string_view reason_of(runtime::mllp_refusal why) noexcept {
    switch (why) {
        case runtime::mllp_refusal::oversized:
            return "too-large";
        case runtime::mllp_refusal::busy:
            return "overloaded";
        case runtime::mllp_refusal::untrusted:
            return "no-longer-trusted";
        case runtime::mllp_refusal::unterminated:
            return "bad-framing";
    }
    return "internal";
}

}  // namespace

mllp_intake::mllp_intake(submit by, std::shared_ptr<const authenticate::registry> platforms,
                         const gateway::clock& clock)
    : submit_(std::move(by)), platforms_(std::move(platforms)), clock_(clock) {}

net::awaitable<std::string> mllp_intake::on_message(std::string message, runtime::peer from) {
    // Keeps the platform alive should the registry be replaced meanwhile.
    const std::shared_ptr<const authenticate::registry> platforms = platforms_;
    const authenticate::platform* platform = platforms->find(from.subject);
    const std::string head = message.substr(0, acknowledge::answered_head);
    std::string_view reason = "internal";
    if (platform == nullptr) {
        on_incident("unknown-platform", "", from);
        reason = "unknown-platform";
    } else {
        try {
            receive::submission given;
            given.bytes = std::move(message);
            given.media = media::hl7v2;
            given.correlation = "urn:uuid:" + new_uuid();
            const receive::submission_outcome outcome = co_await submit_(std::move(given), *platform);
            ++figures_.answers[acknowledge::code_in(outcome.body)];
            co_return outcome.body;
        } catch (const std::exception& failure) {
            log::write(log::level::error, "message.broken",
                       {{log::key::error, std::string_view{failure.what()}}});
        }
    }
    const std::string answer = acknowledge::message_refusal(head, reason, {}, clock_.now());
    ++figures_.answers[acknowledge::code_in(answer)];
    co_return answer;
}

std::string mllp_intake::on_refusal(runtime::mllp_refusal why, std::string_view head) {
    const std::string answer = acknowledge::message_refusal(head, reason_of(why), {}, clock_.now());
    ++figures_.answers[acknowledge::code_in(answer)];
    return answer;
}

void mllp_intake::on_incident(std::string_view what, std::string_view detail, const runtime::peer& from) {
    ++figures_.incidents[std::string{what}];
    std::vector<log::field> fields{{log::key::remote, from.address}};
    if (!detail.empty()) fields.emplace_back(log::key::code, detail);
    if (!from.subject.empty()) fields.emplace_back(log::key::subject, from.subject);
    if (!from.fingerprint.empty()) fields.emplace_back(log::key::fingerprint, from.fingerprint);
    log::audit("audit." + std::string{what}, fields);
}

void mllp_intake::on_answered(std::chrono::nanoseconds elapsed) {
    figures_.seconds += std::chrono::duration<double>(elapsed).count();
    ++figures_.answered;
}

}  // namespace pps::gateway::app
