#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// Digests every file of the folders given (their own files, not those below), in the order of their names.
int main(int count, char** folders) {
    namespace fs = std::filesystem;
    std::size_t digested = 0;
    for (int i = 1; i < count; ++i) {
        std::vector<fs::path> files;
        std::error_code missing;
        for (const auto& one : fs::directory_iterator{folders[i], missing}) {
            if (one.is_regular_file()) files.push_back(one.path());
        }
        if (missing) {
            std::fprintf(stderr, "%s: no such folder\n", folders[i]);
            return 1;
        }
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            std::ifstream in{file, std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
            // Said before: when it ends the process, the file is known.
            std::printf("%s\n", file.filename().c_str());
            std::fflush(stdout);
            pps::fuzz::digest(bytes);
            ++digested;
        }
    }
    if (digested > 0) return 0;
    std::fprintf(stderr, "nothing to digest\n");
    return 1;
}
