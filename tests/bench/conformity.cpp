// Times the judgement of documents as the gateway does it, on one core, and prints one JSON object:
//   pps-conformity-bench --rules DIR [--bundle DIR] [--supplement DIR] [--repeat N] DOCUMENT…
#include "gateway/process/conformity.hpp"

#include "cda/document.hpp"
#include "cda/identify.hpp"
#include "cda/validation/tree.hpp"

#include <CLI/CLI.hpp>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

namespace validation = pps::cda::validation;
namespace process = pps::gateway::process;

double resident_mb() {
    std::ifstream file{"/proc/self/statm"};
    std::uint64_t total = 0, resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))) / 1e6;
}

/// Median milliseconds of `repeat` runs, after one that warms up.
double median(int repeat, const std::function<void()>& work) {
    work();
    std::vector<double> times;
    for (int i = 0; i < repeat; ++i) {
        const auto began = std::chrono::steady_clock::now();
        work();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    return times[times.size() / 2];
}

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(writer& json, const char* key, double value) {
    json.Key(key);
    json.Double(value);
}

void measure(writer& json, const std::string& file, const process::rule_set& rules, int repeat) {
    std::ifstream in{file, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    const auto read = pps::cda::read_document(bytes);
    json.StartObject();
    json.Key("file");
    json.String(file.c_str());
    put(json, "bytes", static_cast<double>(bytes.size()));
    if (read.document) {
        const auto what = pps::cda::identify(*read.document, pps::cda::environment::test);
        const auto own = validation::parse_document(bytes);
        const auto whole = validation::parse_document(bytes, validation::judged_root::whole);
        put(json, "parse_ms", median(repeat, [&] { validation::parse_document(bytes); }));
        put(json, "own_rules_ms", median(repeat, [&] { validation::evaluate(*rules.own, *own.document); }));
        if (rules.bundle) {
            put(json, "xsd_ms", median(repeat, [&] { rules.xsd->validate(bytes); }));
            put(json, "schematrons_ms",
                median(repeat, [&] { validation::evaluate(*rules.bundle, *whole.document); }));
        }
        process::verdict of;
        put(json, "all_ms",
            median(repeat, [&] { of = process::judge_content(*read.document, what, bytes, rules); }));
        put(json, "findings", static_cast<double>(of.findings.size()));
        put(json, "not_judged", static_cast<double>(of.not_judged.size()));
    }
    json.EndObject();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App cli{"Times the judgement of documents on one core."};
    process::rule_folders folders;
    int repeat = 51;
    std::vector<std::string> documents;
    cli.add_option("--rules", folders.rules)->required();
    cli.add_option("--bundle", folders.bundle);
    cli.add_option("--supplement", folders.supplement);
    cli.add_option("--repeat", repeat)->check(CLI::Range(1, 100'000))->capture_default_str();
    cli.add_option("documents", documents)->required()->check(CLI::ExistingFile);
    CLI11_PARSE(cli, argc, argv);

    const double before = resident_mb();
    const auto began = std::chrono::steady_clock::now();
    const auto loaded = process::load_rules(folders);
    const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - began;
    if (!loaded.rules) {
        for (const auto& one : loaded.problems)
            std::fprintf(stderr, "%s\n", one.c_str());
        return 2;
    }
    rapidjson::StringBuffer text;
    writer json{text};
    json.StartObject();
    json.Key("edition");
    json.String(loaded.rules->edition().c_str());
    put(json, "load_ms", elapsed.count());
    put(json, "rules_mb", resident_mb() - before);
    json.Key("documents");
    json.StartArray();
    for (const auto& file : documents)
        measure(json, file, *loaded.rules, repeat);
    json.EndArray();
    put(json, "resident_mb", resident_mb());
    json.EndObject();
    std::printf("%s\n", text.GetString());
    return 0;
}
