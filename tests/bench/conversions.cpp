// Times the conversions of documents on one core and counts their allocations; prints one line per step:
//   pps-conversions-bench [--repeat N] DOCUMENT…
#include "cda/document.hpp"
#include "cda/json/json.hpp"
#include "cda/read/reading.hpp"
#include "cda/render/html.hpp"
#include "cda/write/write.hpp"
#include "hl7/fhir/bundle.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <new>
#include <string>
#include <vector>

namespace {

std::size_t allocations = 0;

}  // namespace

// What the standard library allocates in this program is counted.
void* operator new(std::size_t size) {
    ++allocations;
    if (void* made = std::malloc(size == 0 ? 1 : size)) return made;
    throw std::bad_alloc{};
}
void operator delete(void* what) noexcept {
    std::free(what);
}
void operator delete(void* what, std::size_t) noexcept {
    std::free(what);
}

namespace {

/// Median milliseconds of `repeat` runs after one that warms up, and the allocations of one.
void measure(const char* step, double target, int repeat, const std::function<void()>& work) {
    work();
    const std::size_t before = allocations;
    work();
    const std::size_t made = allocations - before;
    std::vector<double> times;
    for (int i = 0; i < repeat; ++i) {
        const auto began = std::chrono::steady_clock::now();
        work();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    std::printf("  %-22s %7.3f ms (target %s) %7zu allocations\n", step, times[times.size() / 2],
                target > 0 ? std::to_string(target).substr(0, 3).c_str() : "-", made);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App cli{"Times the conversions of documents on one core."};
    int repeat = 101;
    std::vector<std::string> documents;
    cli.add_option("--repeat", repeat)->check(CLI::Range(1, 100'000))->capture_default_str();
    cli.add_option("documents", documents)->required()->check(CLI::ExistingFile);
    CLI11_PARSE(cli, argc, argv);
    for (const auto& file : documents) {
        std::ifstream in{file, std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        const auto read = pps::cda::read_document(bytes);
        if (!read.document) {
            std::fprintf(stderr, "%s: not a CDA\n", file.c_str());
            return 1;
        }
        const auto plan = pps::cda::read_pps(*read.document).plan;
        const auto bundle = pps::hl7::fhir::write_bundle(plan);
        const auto native = pps::json::write_json(plan);
        std::printf("%s (%zu bytes)\n", file.c_str(), bytes.size());
        measure("CDA to model", 1.5, repeat,
                [&] { pps::cda::read_pps(*pps::cda::read_document(bytes).document); });
        measure("CDA to FHIR", 3, repeat, [&] {
            pps::hl7::fhir::write_bundle(pps::cda::read_pps(*pps::cda::read_document(bytes).document).plan);
        });
        measure("model to CDA", 2, repeat, [&] { pps::cda::write_pps(plan); });
        measure("model to FHIR", 0, repeat, [&] { pps::hl7::fhir::write_bundle(plan); });
        measure("FHIR to model", 0, repeat, [&] { pps::hl7::fhir::read_bundle(bundle); });
        measure("model to JSON", 0, repeat, [&] { pps::json::write_json(plan); });
        measure("JSON to model", 0, repeat, [&] { pps::json::read_json(native); });
        measure("model to page", 0, repeat, [&] { pps::render_html(plan); });
    }
    return 0;
}
