#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace pps::json::test {

inline std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string source_file(const char* name) {
    return text_of(std::filesystem::path(PPS_SOURCE_DIR) / name);
}

}  // namespace pps::json::test
