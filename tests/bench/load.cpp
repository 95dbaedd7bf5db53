#include "tests/bench/load.hpp"

#include "tests/bench/posters.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace pps::bench {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

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

load_report run_load(const load_options& options, const poster_maker& make) {
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
    for (unsigned i = 0; i < options.connections; ++i)
        posters.push_back(make(loop, tls, where, options));

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
