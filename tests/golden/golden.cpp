#include "cda/document.hpp"
#include "cda/identify.hpp"
#include "cda/xds/from_cda.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

namespace fs = std::filesystem;

const fs::path root = PPS_SOURCE_DIR;

std::string content(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Indented, so that a difference is read line by line.
std::string pretty(const std::string& json) {
    rapidjson::Document parsed;
    parsed.Parse(json.data(), json.size());
    rapidjson::StringBuffer text;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer{text};
    writer.SetIndent(' ', 2);
    parsed.Accept(writer);
    return std::string{text.GetString(), text.GetSize()} + "\n";
}

std::string entry_of(const std::string& sample) {
    const std::string bytes = content(root / "tests/samples" / sample);
    const auto read = pps::cda::read_document(bytes);
    if (!read.document) return "not read\n";
    const auto what = pps::cda::identify(*read.document, pps::cda::environment::test);
    const auto mapped = pps::cda::xds::map_header(*read.document, what, {});
    if (pps::cda::refuses(mapped.findings)) return "refused\n";
    return pretty(pps::cda::xds::to_json(mapped.entry));
}

std::vector<fs::path> cases() {
    std::vector<fs::path> found;
    for (const auto& one : fs::directory_iterator{root / "tests/golden"})
        if (one.is_directory()) found.push_back(one.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::string name_of(const testing::TestParamInfo<fs::path>& one) {
    std::string name = one.param.filename().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

class golden : public testing::TestWithParam<fs::path> {};

TEST_P(golden, gives_what_is_kept) {
    std::string sample = content(GetParam() / "sample.txt");
    sample.erase(sample.find_last_not_of(" \n") + 1);
    const std::string now = entry_of(sample);
    const fs::path kept = GetParam() / "entry.json";
    if (const char* update = std::getenv("PPS_UPDATE_GOLDEN"); update != nullptr && *update == '1')
        std::ofstream{kept, std::ios::binary} << now;
    EXPECT_EQ(now, content(kept));
}

INSTANTIATE_TEST_SUITE_P(cases, golden, testing::ValuesIn(cases()), name_of);

}  // namespace
