#include "gateway/app/push.hpp"

#include "gateway/app/serve.hpp"
#include "gateway/process/forms.hpp"
#include "gateway/runtime/awaiting.hpp"
#include "gateway/runtime/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace pps::gateway::app {
namespace {

namespace net = boost::asio;
using std::chrono::steady_clock;

/// What became of one file.
struct pushed {
    std::string file;
    int status = 0;       ///< HTTP; 0: no answer.
    std::string body;     ///< Problem or status resource.
    std::string problem;  ///< Transport.
    bool accepted = false;
    std::string id, state;
};

std::string member(const rapidjson::Value& object, const char* name) {
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsString()
               ? std::string{found->value.GetString(), found->value.GetStringLength()}
               : std::string{};
}

bool terminal(const std::string& state) {
    return state == "registered" || state == "refused" || state == "failed" || state == "withdrawn";
}

class pusher {
  public:
    pusher(net::io_context& loop, const push_options& how, runtime::tls_context tls,
           const runtime::https_url& where)
        : loop_(loop), how_(how) {
        runtime::http_client_options options;
        options.host = where.host;
        options.port = where.port;
        options.answer_timeout = std::chrono::seconds{how.timeout_seconds};
        client_ = runtime::make_http_client(loop, options, std::move(tls));
        target_ = "/v1/documents";
        char before = '?';
        const std::pair<const char*, bool> flags[] = {
            {"masked_from_professionals", how.masked_from_professionals},
            {"hidden_from_patient", how.hidden_from_patient},
            {"hidden_from_representatives", how.hidden_from_representatives},
            {"secret_connection", how.secret_connection}};
        for (const auto& [name, set] : flags) {
            if (!set) continue;
            target_ += before;
            target_.append(name).append("=true");
            before = '&';
        }
        bar_ = !how.json && how.files.size() > 3 && ::isatty(STDERR_FILENO) == 1;
    }

    void start() {
        for (int i = 0; i < how_.connections; ++i)
            net::co_spawn(loop_, worker(), net::detached);
    }

    int result() const {
        if (unreachable_ > 0) return exit_unavailable;
        return failures_ == 0 ? exit_ok : exit_failed;
    }

    void finish_bar() const {
        if (bar_) std::fputc('\n', stderr);
    }

  private:
    net::awaitable<void> worker() {
        while (next_ < how_.files.size()) {
            pushed one;
            one.file = how_.files[next_++];
            co_await send(one);
            if (how_.wait && one.accepted) co_await follow(one);
            report(one);
        }
    }

    net::awaitable<void> send(pushed& one) {
        std::ifstream file{one.file, std::ios::binary};
        runtime::http_call call;
        call.target = target_;
        call.body.assign(std::istreambuf_iterator<char>{file}, {});
        if (!file && call.body.empty()) {
            one.problem = "cannot be read";
            co_return;
        }
        // What is in no form that the gateway knows is for the gateway to refuse.
        const media form = process::form_of(call.body).value_or(media::cda);
        call.content_type = std::string{row_of(form).content_type};
        const runtime::http_exchange done = co_await client_->perform(std::move(call));
        take(one, done);
    }

    static void take(pushed& one, const runtime::http_exchange& done) {
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

    void report(const pushed& one) {
        ++done_;
        if (!one.accepted) ++failures_;
        if (one.status == 0) ++unreachable_;
        if (bar_) {
            const int percent = static_cast<int>(100 * done_ / how_.files.size());
            std::fprintf(stderr, "\r[%-40.*s] %3d %%  %zu/%zu, %zu not accepted", percent * 40 / 100,
                         "########################################", percent, done_, how_.files.size(),
                         failures_);
            if (one.accepted) return;
            std::fputc('\n', stderr);
        }
        if (how_.json)
            print_json(one);
        else
            print_text(one);
        std::fflush(stdout);
    }

    static void print_json(const pushed& one) {
        rapidjson::StringBuffer text;
        rapidjson::Writer<rapidjson::StringBuffer> json{text};
        json.StartObject();
        json.Key("file");
        json.String(one.file.c_str());
        json.Key("status");
        json.Int(one.status);
        json.Key("accepted");
        json.Bool(one.accepted);
        json.Key("answer");
        if (one.body.empty())
            json.Null();
        else
            json.RawValue(one.body.data(), one.body.size(), rapidjson::kObjectType);
        json.EndObject();
        std::printf("%s\n", text.GetString());
    }

    static void print_text(const pushed& one) {
        if (one.status == 0) {
            std::printf("%s: no answer (%s)\n", one.file.c_str(), one.problem.c_str());
            return;
        }
        rapidjson::Document parsed;
        parsed.Parse(one.body.data(), one.body.size());
        if (parsed.HasParseError() || !parsed.IsObject()) {
            std::printf("%s: HTTP %d\n", one.file.c_str(), one.status);
            return;
        }
        if (one.id.empty()) {
            std::printf("%s: refused (HTTP %d): %s\n", one.file.c_str(), one.status,
                        member(parsed, "fr").c_str());
        } else {
            std::printf("%s: %s, id %s\n", one.file.c_str(), one.state.c_str(), one.id.c_str());
            if (const std::string code = member(parsed, "code"); !code.empty())
                std::printf("    %s: %s\n", code.c_str(), member(parsed, "text").c_str());
            const auto receipt = parsed.FindMember("receipt");
            if (receipt != parsed.MemberEnd() && receipt->value.IsObject())
                for (const auto& line : receipt->value.GetObject())
                    if (line.value.IsString())
                        std::printf("    %s: %s\n", line.name.GetString(), line.value.GetString());
        }
        const auto findings = parsed.FindMember("findings");
        if (findings == parsed.MemberEnd() || !findings->value.IsArray()) return;
        for (const auto& finding : findings->value.GetArray()) {
            if (!finding.IsObject()) continue;
            std::printf("    [%s] %s\n        %s\n        %s\n        %s\n",
                        member(finding, "severity").c_str(), member(finding, "rule").c_str(),
                        member(finding, "path").c_str(), member(finding, "fr").c_str(),
                        member(finding, "en").c_str());
        }
    }

    net::io_context& loop_;
    const push_options& how_;
    std::shared_ptr<runtime::http_client> client_;
    std::string target_;
    std::size_t next_ = 0, done_ = 0, failures_ = 0, unreachable_ = 0;
    bool bar_ = false;
};

}  // namespace

int push(const push_options& how) {
    const auto where = runtime::parse_https_url(how.url);
    if (!where) {
        std::fprintf(stderr, "--url: not an https URL\n");
        return exit_usage;
    }
    runtime::tls_material files;
    files.certificate = how.certificate;
    files.key = how.key;
    files.trusted = how.trusted;
    files.crl = how.crl;
    auto tls = runtime::make_client_context(files);
    if (!tls) {
        std::fprintf(stderr, "%s: %s\n", tls.error().file.c_str(), tls.error().text.c_str());
        return exit_config;
    }
    net::io_context loop{1};
    pusher work{loop, how, *tls, *where};
    work.start();
    loop.run();
    work.finish_bar();
    return work.result();
}

}  // namespace pps::gateway::app
