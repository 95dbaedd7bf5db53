#include "gateway/app/pushers.hpp"
#include "gateway/process/forms.hpp"
#include "gateway/runtime/awaiting.hpp"
#include "gateway/runtime/http_client.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <utility>

namespace pps::gateway::app {
namespace {

namespace net = boost::asio;
using std::chrono::steady_clock;

std::string member(const rapidjson::Value& object, const char* name) {
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsString()
               ? std::string{found->value.GetString(), found->value.GetStringLength()}
               : std::string{};
}

bool terminal(const std::string& state) {
    return state == "registered" || state == "refused" || state == "failed" || state == "withdrawn";
}

void take(pushed& one, const runtime::http_exchange& done) {
    one.answered = done.status != 0;
    one.status = done.status;
    one.body = done.body;
    one.problem = done.problem;
    one.accepted = done.status == 202 || done.status == 200;
    rapidjson::Document parsed;
    parsed.Parse(one.body.data(), one.body.size());
    if (parsed.HasParseError() || !parsed.IsObject()) return;
    one.id = member(parsed, "id");
    one.state = member(parsed, "state");
}

std::string target_of(const push_options& how) {
    const std::pair<const char*, bool> flags[] = {
        {"masked_from_professionals", how.masked_from_professionals},
        {"hidden_from_patient", how.hidden_from_patient},
        {"hidden_from_representatives", how.hidden_from_representatives},
        {"secret_connection", how.secret_connection}};
    std::string target = "/v1/documents";
    char before = '?';
    for (const auto& [name, set] : flags) {
        if (!set) continue;
        target += before;
        target.append(name).append("=true");
        before = '&';
    }
    return target;
}

class https_pusher final : public pusher {
  public:
    https_pusher(net::io_context& loop, const push_options& how, std::shared_ptr<runtime::http_client> client)
        : loop_(loop), how_(how), client_(std::move(client)), target_(target_of(how)) {}

    net::awaitable<void> send(pushed& one, std::string bytes) override {
        runtime::http_call call;
        call.target = target_;
        // What is in no form that the gateway knows is for the gateway to refuse.
        const media form = process::form_of(bytes).value_or(media::cda);
        call.content_type = std::string{row_of(form).content_type};
        call.body = std::move(bytes);
        const runtime::http_exchange done = co_await client_->perform(std::move(call));
        take(one, done);
        if (how_.wait && one.accepted) co_await follow(one);
    }

  private:
    /// Polls until the DMP has answered, at most the time that was given.
    net::awaitable<void> follow(pushed& one) {
        net::steady_timer pause{loop_};
        const auto until = steady_clock::now() + std::chrono::seconds{how_.wait_seconds};
        std::chrono::milliseconds nap{100};
        while (!terminal(one.state) && steady_clock::now() < until) {
            pause.expires_after(nap);
            co_await runtime::sleep_on(pause);
            nap = std::min(nap * 2, std::chrono::milliseconds{2'000});
            runtime::http_call call;
            call.method = "GET";
            call.target = "/v1/documents/" + one.id;
            const runtime::http_exchange done = co_await client_->perform(std::move(call));
            if (done.status == 200) take(one, done);
        }
        one.accepted = one.state == "registered";
    }

    net::io_context& loop_;
    const push_options& how_;
    std::shared_ptr<runtime::http_client> client_;
    std::string target_;
};

}  // namespace

std::unique_ptr<pusher> make_https_pusher(net::io_context& loop, const push_options& how,
                                          runtime::tls_context tls) {
    const auto where = runtime::parse_https_url(how.url);
    if (!where) return nullptr;
    runtime::http_client_options options;
    options.host = where->host;
    options.port = where->port;
    options.answer_timeout = std::chrono::seconds{how.timeout_seconds};
    return std::make_unique<https_pusher>(loop, how,
                                          runtime::make_http_client(loop, options, std::move(tls)));
}

}  // namespace pps::gateway::app
