#include "cda/document.hpp"
#include "cda/identify.hpp"
#include "cda/json/json.hpp"
#include "cda/read/reading.hpp"
#include "cda/render/html.hpp"
#include "cda/write/write.hpp"
#include "cda/xds/from_cda.hpp"
#include "hl7/fhir/bundle.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

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

/// The sample read as a plan and written again, indented.
std::string written_of(const std::string& sample) {
    const std::string bytes = content(root / "tests/samples" / sample);
    const auto read = pps::cda::read_document(bytes);
    if (!read.document) return "not read\n";
    const auto written = pps::cda::write_pps(pps::cda::read_pps(*read.document).plan);
    if (pps::cda::refuses(written.findings)) return "refused\n";
    pugi::xml_document parsed;
    parsed.load_buffer(written.xml.data(), written.xml.size());
    std::ostringstream text;
    parsed.save(text, "  ");
    return text.str();
}

/// What is made of the sample's plan; its coverage, and other forms of it.
template <std::string (*make)(const pps::cda::pps_reading&)>
std::string of_plan(const std::string& sample) {
    const std::string bytes = content(root / "tests/samples" / sample);
    const auto read = pps::cda::read_document(bytes);
    return read.document ? make(pps::cda::read_pps(*read.document)) : "not read\n";
}

std::string coverage_of(const pps::cda::pps_reading& from) {
    return pretty(pps::cda::to_json(from.coverage));
}

std::string bundle_of(const pps::cda::pps_reading& from) {
    return pretty(pps::hl7::fhir::write_bundle(from.plan));
}

std::string plan_of(const pps::cda::pps_reading& from) {
    return pps::json::write_json(from.plan) + "\n";
}

std::string page_of(const pps::cda::pps_reading& from) {
    return pps::render_html(from.plan);
}

/// What a case may keep of its sample: the file, and what gives it now.
struct kept_row {
    const char* file;
    std::string (*now)(const std::string& sample);
};
constexpr kept_row kept_files[] = {
    {"entry.json", entry_of},
    {"written.xml", written_of},
    {"coverage.json", of_plan<coverage_of>},
    {"bundle.json", of_plan<bundle_of>},
    {"plan.json", of_plan<plan_of>},
    {"page.html", of_plan<page_of>},
};

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
    std::size_t kept = 0;
    for (const auto& row : kept_files) {
        const fs::path file = GetParam() / row.file;
        if (!fs::exists(file)) continue;
        ++kept;
        const std::string now = row.now(sample);
        if (const char* update = std::getenv("PPS_UPDATE_GOLDEN"); update != nullptr && *update == '1')
            std::ofstream{file, std::ios::binary} << now;
        EXPECT_EQ(now, content(file));
    }
    EXPECT_GT(kept, 0U);
}

INSTANTIATE_TEST_SUITE_P(cases, golden, testing::ValuesIn(cases()), name_of);

}  // namespace
