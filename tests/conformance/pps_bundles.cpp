// Writes document Bundles for validators: of CDA files, and of plans made for tests.
//   pps-bundles --out DIR [--generated N] [CDA…]
#include "cda/read/reading.hpp"
#include "generate.hpp"
#include "hl7/fhir/bundle.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

bool write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    return static_cast<bool>(out);
}

}  // namespace

int main(int argc, char** argv) {
    std::filesystem::path folder;
    unsigned generated = 0;
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
        if (name == "--out") {
            folder = value;
            ++i;
        } else if (name == "--generated") {
            if (std::from_chars(value.data(), value.data() + value.size(), generated).ec != std::errc{})
                return 2;
            ++i;
        } else {
            files.emplace_back(name);
        }
    }
    if (folder.empty() || (files.empty() && generated == 0)) {
        std::cerr << "usage: pps-bundles --out DIR [--generated N] [CDA…]\n";
        return 2;
    }
    std::filesystem::create_directories(folder);
    bool ok = true;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        const auto read = pps::cda::read_document(std::string(std::istreambuf_iterator<char>(in), {}));
        if (!read.document) {
            std::cerr << file << ": not a CDA\n";
            ok = false;
            continue;
        }
        const auto plan = pps::cda::read_pps(*read.document).plan;
        // The tool does not look into a PDF: any bytes stand for it.
        ok = write(folder / (file.stem().string() + ".json"),
                   pps::hl7::fhir::write_bundle(plan, "%PDF-1.4")) &&
             ok;
    }
    for (unsigned seed = 0; seed < generated; ++seed) {
        const auto plan = pps::tests::make_plan(seed);
        ok = write(folder / ("generated-" + std::to_string(seed) + ".json"),
                   pps::hl7::fhir::write_bundle(plan)) &&
             ok;
    }
    return ok ? 0 : 1;
}
