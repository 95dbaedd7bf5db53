#include "cda/document.hpp"
#include "cda/read/reading.hpp"
#include "cda/render/html.hpp"
#include "generate.hpp"

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

// pps-pages FOLDER COUNT [CDA.xml…]: the pages of generated plans, half of them wild, and of documents.
int main(int count, char** given) {
    namespace fs = std::filesystem;
    using namespace pps;
    if (count < 3) {
        std::cerr << "usage: pps-pages FOLDER COUNT [CDA.xml…]\n";
        return 2;
    }
    try {
        const fs::path folder = given[1];
        fs::create_directories(folder);
        const auto write = [&](const std::string& name, const plan& document) {
            std::ofstream out(folder / (name + ".html"), std::ios::binary);
            out << render_html(document);
            out.flush();
            if (!out) throw std::runtime_error("cannot write " + name);
        };
        const auto plans = static_cast<std::uint64_t>(std::stoul(given[2]));
        for (std::uint64_t seed = 0; seed < plans; ++seed) {
            const bool wild = seed % 2 == 1;
            const auto level = wild ? tests::plan_level::wild : tests::plan_level::conformant;
            write((wild ? "wild-" : "plan-") + std::to_string(seed), tests::make_plan(seed, level));
        }
        for (int i = 3; i < count; ++i) {
            std::ifstream in(given[i], std::ios::binary);
            const std::string bytes(std::istreambuf_iterator<char>(in), {});
            const auto read = cda::read_document(bytes);
            if (!read.document) throw std::runtime_error(std::string("refused: ") + given[i]);
            write(fs::path(given[i]).stem().string(), cda::read_pps(*read.document).plan);
        }
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << '\n';
        return 2;
    }
    return 0;
}
