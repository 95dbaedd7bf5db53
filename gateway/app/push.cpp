#include "gateway/app/push.hpp"

#include "gateway/app/push_report.hpp"
#include "gateway/app/pushers.hpp"
#include "gateway/app/serve.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

namespace pps::gateway::app {
namespace {

namespace net = boost::asio;

// Messages of one sender are in an order; documents are not.
constexpr int connections_of_messages = 1;
constexpr int connections_of_documents = 4;

/// What the workers share.
struct pushing {
    const push_options& how;
    pusher& by;
    push_report& report;
    std::size_t next = 0;
};

net::awaitable<void> work(pushing& all) {
    while (all.next < all.how.files.size()) {
        pushed one;
        one.file = all.how.files[all.next++];
        std::ifstream file{one.file, std::ios::binary};
        std::string bytes{std::istreambuf_iterator<char>{file}, {}};
        if (!file && bytes.empty()) {
            one.unsent = true;
            one.problem = "cannot be read";
        } else {
            co_await all.by.send(one, std::move(bytes));
        }
        all.report.add(one);
    }
}

/// What does not go together, "" when all does.
const char* misuse_of(const push_options& how) {
    if (how.url.empty() == how.mllp.empty()) return "one of --url and --mllp is needed";
    if (how.mllp.empty()) return "";
    if (how.wait)
        return "--wait: a message is answered by a receipt (ACK_RECEPTION), not by a status to ask for";
    if (how.masked_from_professionals || how.hidden_from_patient || how.hidden_from_representatives ||
        how.secret_connection)
        return "visibility is said in the message itself (MASQUE_PS and the other control metadata)";
    return "";
}

}  // namespace

int push(const push_options& how) {
    if (const char* misuse = misuse_of(how); *misuse != '\0') {
        std::fprintf(stderr, "%s\n", misuse);
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
    const bool messages = !how.mllp.empty();
    const auto by = messages ? make_mllp_pusher(loop, how, *tls) : make_https_pusher(loop, how, *tls);
    if (!by) {
        std::fprintf(stderr, messages ? "--mllp: not host:port\n" : "--url: not an https URL\n");
        return exit_usage;
    }
    push_report report{how.files.size(), how.json};
    pushing all{how, *by, report};
    const int usual = messages ? connections_of_messages : connections_of_documents;
    for (int i = 0; i < how.connections.value_or(usual); ++i)
        net::co_spawn(loop, work(all), net::detached);
    loop.run();
    report.end();
    return report.result();
}

}  // namespace pps::gateway::app
