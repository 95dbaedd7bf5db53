#include "tests/bench/posters.hpp"

#include <CLI/CLI.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <sys/resource.h>

namespace {

using pps::bench::latencies;
using pps::bench::load_options;
using pps::bench::load_report;

double milliseconds(latencies::duration one) {
    return std::chrono::duration<double, std::milli>(one).count();
}

double processor_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& one) {
        return static_cast<double>(one.tv_sec) + static_cast<double>(one.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + '"';
}

std::string as_json(const latencies& measured) {
    std::ostringstream out;
    out << "{\"p50\": " << milliseconds(measured.percentile(50))
        << ", \"p90\": " << milliseconds(measured.percentile(90))
        << ", \"p99\": " << milliseconds(measured.percentile(99))
        << ", \"max\": " << milliseconds(measured.greatest()) << "}";
    return out.str();
}

double per_second(const load_report& report) {
    return report.seconds > 0 ? static_cast<double>(report.accepted) / report.seconds : 0;
}

void print_json(const load_options& options, const load_report& report) {
    std::ostringstream out;
    out << "{\"documents\": " << report.accepted << ", \"seconds\": " << report.seconds
        << ", \"per_second\": " << per_second(report) << ", \"latency_ms\": " << as_json(report.answered);
    if (options.rate) out << ", \"latency_since_due_ms\": " << as_json(report.since_due);
    out << ", \"statuses\": {";
    const char* separator = "";
    for (const auto& [status, count] : report.statuses) {
        out << separator << '"' << status << "\": " << count;
        separator = ", ";
    }
    out << "}, \"errors\": {";
    separator = "";
    for (const auto& [error, count] : report.errors) {
        out << separator << quoted(error) << ": " << count;
        separator = ", ";
    }
    out << "}, \"bytes\": " << report.bytes << ", \"warmup_documents\": " << report.accepted_in_warmup
        << ", \"connections\": " << options.connections << ", \"seed\": " << options.seed
        << ", \"processor_seconds\": " << processor_seconds() << "}\n";
    std::fputs(out.str().c_str(), stdout);
}

void print_text(const load_report& report) {
    std::printf("%llu documents accepted in %.2f s: %.1f/s\n",
                static_cast<unsigned long long>(report.accepted), report.seconds, per_second(report));
    std::printf("latency p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms\n",
                milliseconds(report.answered.percentile(50)), milliseconds(report.answered.percentile(90)),
                milliseconds(report.answered.percentile(99)), milliseconds(report.answered.greatest()));
    for (const auto& [status, count] : report.statuses) {
        std::printf("%s: %llu\n", status.c_str(), static_cast<unsigned long long>(count));
    }
    for (const auto& [error, count] : report.errors) {
        std::printf("%s: %llu\n", error.c_str(), static_cast<unsigned long long>(count));
    }
}

/// Fills host, port and target; false when the text is not an https URL.
bool set_url(const std::string& text, load_options& options) {
    const auto url = boost::urls::parse_uri(text);
    if (!url || url->scheme() != "https" || url->host_name().empty()) return false;
    options.host = url->host_name();
    options.port = url->has_port() ? std::string(url->port()) : "443";
    options.target = std::string(url->encoded_target());
    if (options.target.empty() || options.target == "/") options.target = "/v1/documents";
    return true;
}

/// Fills host and port; false when the text is not host:port.
bool set_peer(const std::string& text, load_options& options) {
    const auto colon = text.rfind(':');
    if (colon == text.npos || colon == 0 || colon + 1 == text.size()) return false;
    options.host = text.substr(0, colon);
    options.port = text.substr(colon + 1);
    return true;
}

/// Reads the template and makes the connections of it; a problem in `report` when it cannot be used.
load_report load(const load_options& options, std::string bytes, bool messages) {
    const bool with_ins = options.patients > 0;
    load_report refused;
    if (messages) {
        const auto message = pps::bench::read_message_template(std::move(bytes), with_ins);
        if (message.found) return run_load(options, pps::bench::mllp_posters(*message.found));
        refused.problem = message.problem;
    } else {
        const auto document = pps::bench::read_template(std::move(bytes), with_ins);
        if (document.found) return run_load(options, pps::bench::https_posters(*document.found));
        refused.problem = document.problem;
    }
    return refused;
}

int run(int argc, char** argv) {
    load_options options;
    options.seed = std::random_device()() & pps::bench::greatest_seed;
    std::string url, mllp, file;
    bool json = false;
    double warmup = 0, timeout = 60;
    std::optional<double> duration;

    CLI::App app("Sends distinct copies of a document to a gateway over mutual TLS and measures the answers.",
                 "pps-load");
    const auto by_https =
        app.add_option("--url", url, "https://host:port, with the path when it is not /v1/documents");
    app.add_option("--mllp", mllp, "host:port: sends HL7 v2 messages over MLLP in TLS instead")
        ->excludes(by_https);
    app.add_option("--certificate", options.certificate, "PEM chain of the platform")->required();
    app.add_option("--key", options.key, "its private key (PEM)")->required();
    app.add_option("--trusted", options.trusted, "PEM authorities of the server certificate")->required();
    app.add_option(
           "--template", file,
           "a CDA, or with --mllp a message with one; each request gets its own document id and setId")
        ->required();
    app.add_option("--connections", options.connections, "each with one request outstanding")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    const auto by_time =
        app.add_option("--duration", duration, "seconds to measure")->check(CLI::PositiveNumber);
    app.add_option("--count", options.count, "requests to measure")
        ->check(CLI::Range(1u, pps::bench::most_copies))
        ->excludes(by_time);
    app.add_option("--rate", options.rate,
                   "requests per second (open loop); as fast as possible when left out")
        ->check(CLI::PositiveNumber);
    app.add_option("--warmup", warmup, "seconds before the measure")->check(CLI::NonNegativeNumber);
    app.add_option("--timeout", timeout, "seconds for an answer")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--seed", options.seed, "of the ids; random when left out")
        ->check(CLI::Range(0u, pps::bench::greatest_seed));
    app.add_option("--patients", options.patients, "different INS in turn; 0: the template's own")
        ->check(CLI::Range(0u, pps::bench::most_patients))
        ->capture_default_str();
    app.add_flag("--json", json, "one JSON object on standard output");
    CLI11_PARSE(app, argc, argv);

    if (mllp.empty() ? !set_url(url, options) : !set_peer(mllp, options)) {
        std::fputs("pps-load: --url https://host:port or --mllp host:port is needed\n", stderr);
        return 2;
    }
    options.warmup = std::chrono::duration<double>(warmup);
    options.timeout = std::chrono::duration<double>(timeout);
    if (duration) options.duration = std::chrono::duration<double>(*duration);
    if (!duration && !options.count) options.duration = std::chrono::duration<double>(10);

    std::ifstream input(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(input), {}};
    if (!input) {
        std::fprintf(stderr, "pps-load: %s cannot be read\n", file.c_str());
        return 2;
    }
    const auto report = load(options, std::move(bytes), !mllp.empty());
    if (!report.problem.empty()) {
        std::fprintf(stderr, "pps-load: %s\n", report.problem.c_str());
        return 2;
    }
    json ? print_json(options, report) : print_text(report);
    if (!report.first_refusal.empty()) {
        std::fprintf(stderr, "pps-load: first refusal: %s\n", report.first_refusal.c_str());
    }
    return report.first_refusal.empty() && report.errors.empty() ? 0 : 1;
}

}  // namespace

/// 0: all accepted; 1: some refused or failed; 2: nothing was sent.
int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& thrown) {
        std::fprintf(stderr, "pps-load: %s\n", thrown.what());
        return 2;
    }
}
