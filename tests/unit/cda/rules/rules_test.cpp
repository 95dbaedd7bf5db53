#include "cda/validation/schematron/schema.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace pps::cda::validation {
namespace {

namespace fs = std::filesystem;
using testing::Contains;

const fs::path source = PPS_SOURCE_DIR;

std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    EXPECT_TRUE(in) << file.filename();
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Every file of config/rules, loaded once for all tests of the process.
const std::vector<std::shared_ptr<const schema>>& own_rules() {
    static const auto all = [] {
        std::vector<std::shared_ptr<const schema>> loaded;
        std::set<fs::path> files;
        for (const auto& each : fs::directory_iterator(source / "config" / "rules")) {
            if (each.path().extension() == ".sch") files.insert(each.path());
        }
        for (const auto& file : files) {
            schema_options options;
            options.file = file;
            auto result = load_schema(options);
            for (const auto& problem : result.problems)
                ADD_FAILURE() << problem.file << ':' << problem.line << ' ' << problem.message << ' '
                              << problem.expression;
            if (result.schema) loaded.push_back(std::move(result.schema));
        }
        EXPECT_EQ(loaded.size(), files.size());
        return loaded;
    }();
    return all;
}

std::vector<result> judge(std::string_view bytes) {
    std::vector<result> all;
    const auto parsed = parse_document(bytes);
    EXPECT_NE(parsed.document, nullptr);
    if (!parsed.document) return all;
    for (const auto& each : own_rules()) {
        auto judged = evaluate(*each, *parsed.document);
        for (const auto& missing : judged.not_judged)
            ADD_FAILURE() << missing.file << ':' << missing.line << ' ' << missing.why;
        all.insert(all.end(), judged.results.begin(), judged.results.end());
    }
    return all;
}

struct edit {
    std::string rule;
    std::string sample;
    std::string find;
    std::string replace;
};

void PrintTo(const edit& e, std::ostream* out) {
    *out << e.rule;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            out += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
        } else {
            out += text[i];
        }
    }
    return out;
}

/// cases.tsv: rule, sample, text to find, text that replaces it; a title line first.
std::vector<edit> edits() {
    std::ifstream in(source / "tests" / "unit" / "cda" / "rules" / "cases" / "cases.tsv");
    std::vector<edit> all;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::vector<std::string> cells(1);
        for (const char c : line) {
            if (c == '\t') {
                cells.emplace_back();
            } else {
                cells.back() += c;
            }
        }
        if (cells.size() == 4) all.push_back({cells[0], cells[1], unescaped(cells[2]), unescaped(cells[3])});
    }
    return all;
}

class own_rule : public testing::TestWithParam<edit> {};

TEST_P(own_rule, is_broken_by_its_edit) {
    auto bytes = read(source / "tests" / "samples" / GetParam().sample);
    const auto at = bytes.find(GetParam().find);
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, GetParam().find.size(), GetParam().replace);
    std::vector<std::string> broken;
    for (const auto& each : judge(bytes))
        broken.push_back(each.id);
    EXPECT_THAT(broken, Contains(GetParam().rule));
}

INSTANTIATE_TEST_SUITE_P(cases, own_rule, testing::ValuesIn(edits()), [](const auto& parameters) {
    auto name = parameters.param.rule;
    for (char& c : name) {
        if (c == '.' || c == '-') c = '_';
    }
    return name + "_" + std::to_string(parameters.index);
});

TEST(own_rules, have_cases) {
    EXPECT_GT(edits().size(), 100u);
}

TEST(own_rules, find_nothing_in_the_samples) {
    for (const auto* name : {"pps-full.xml", "pps-minimal.xml", "pps-update.xml", "pps-self-presenting.xml",
                             "pps-pdf.xml", "rcp.xml"}) {
        for (const auto& each : judge(read(source / "tests" / "samples" / name)))
            ADD_FAILURE() << name << ' ' << each.id << ' ' << each.location;
    }
}

TEST(own_rules, refuse_no_official_example) {
    const char* shared = std::getenv("PPS_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
    for (const auto& each : fs::directory_iterator(fs::path(shared) / "data" / "cda-examples")) {
        for (const auto& found : judge(read(each.path())))
            EXPECT_NE(found.role, "error")
                << each.path().filename() << ' ' << found.id << ' ' << found.location;
    }
}

TEST(own_rules, tell_french_english_and_source_of_what_they_find) {
    auto bytes = read(source / "tests" / "samples" / "pps-minimal.xml");
    const std::string_view realm = "<realmCode code=\"FR\"/>";
    bytes.erase(bytes.find(realm), realm.size());
    const auto found = judge(bytes);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].id, "header.realm");
    EXPECT_EQ(found[0].role, "error");
    EXPECT_EQ(found[0].text, "realmCode attendu une fois, avec le code FR");
    EXPECT_THAT(found[0].diagnostics, testing::ElementsAre("realmCode expected once, with the code FR"));
    EXPECT_EQ(found[0].see, "cda-pps.md: Header");
}

}  // namespace
}  // namespace pps::cda::validation
