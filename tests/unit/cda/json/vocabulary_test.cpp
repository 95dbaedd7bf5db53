#include "cda/json/datatype_forms.hpp"
#include "cda/json/json.hpp"
#include "cda/json/scalars.hpp"
#include "cda/pps/choices.hpp"
#include "files.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <cstdlib>
#include <map>
#include <set>

namespace pps::json {
namespace {

using concept_key = std::pair<std::string, std::string>;

std::set<concept_key> concepts_of(const std::filesystem::path& file) {
    pugi::xml_document tree;
    EXPECT_TRUE(tree.load_file(file.c_str())) << file;
    std::set<concept_key> out;
    for (const auto& found : tree.select_nodes("//*[local-name()='Concept']"))
        out.emplace(found.node().attribute("code").value(), found.node().attribute("codeSystem").value());
    return out;
}

std::set<concept_key> concepts_of(const vocabulary& words) {
    std::set<concept_key> out;
    for (const auto& row : words.rows)
        out.emplace(row.code, row.scheme);
    return out;
}

TEST(choices, are_those_of_the_value_sets) {
    const auto folder = std::filesystem::path(PPS_SOURCE_DIR) / "config/rules/terminology";
    std::size_t all = 0;
    for (const auto& row : tables::programme) {
        std::string name(row.choices.name);
        name.resize(name.size() - std::string_view("_CISIS").size());
        const auto chosen = choice_words(row.kind);
        EXPECT_EQ(concepts_of(chosen), concepts_of(folder / (name + ".xml"))) << name;
        all += chosen.rows.size();
    }
    EXPECT_EQ(all, tables::choices.size());
}

TEST(values_of_statements, are_those_of_the_official_value_sets) {
    const char* shared = std::getenv("PPS_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official value sets";
    const auto folder = std::filesystem::path(shared) / "data/valuesets";
    std::size_t compared = 0;
    for (const auto& row : tables::statements) {
        const auto words = value_words(defaults::of(row.code));
        if (words.rows.empty()) continue;
        EXPECT_EQ(concepts_of(words), concepts_of(folder / (std::string(row.values.name) + ".xml")))
            << row.code.code;
        ++compared;
    }
    EXPECT_EQ(compared, 5u);
    EXPECT_EQ(concepts_of(words::side), concepts_of(folder / "JDV_Lateralite_CISIS.xml"));
}

TEST(a_code_alone, means_the_concept_of_its_vocabulary) {
    coded made;
    context around;
    around.words = choice_words(programme_kind::treatment);
    EXPECT_EQ(expand(scalar(std::string("C15632")), made, around), mismatch::none);
    EXPECT_EQ(made.display, "chimiothérapie");
    EXPECT_EQ(made.system_name, "NCIT");
    EXPECT_EQ(shorten(made, coded{}, around), scalar(std::string("C15632")));
    // Another display is not what the code alone says.
    made.display = "Chimio";
    EXPECT_EQ(shorten(made, coded{}, around), std::nullopt);
    EXPECT_EQ(expand(scalar(std::string("C1")), made, around), mismatch::code);
    around.words = words::morphology;
    EXPECT_EQ(expand(scalar(std::string("8140/3")), made, around), mismatch::none);
    EXPECT_EQ(made.system, tables::icdo3);
    EXPECT_EQ(expand(scalar(true), made, around), mismatch::type);
}

TEST(names_of_systems, stand_for_their_oid_and_nothing_else) {
    std::string back;
    for (const std::string text : {"2.16.840.1.113883.6.1", "1.2.3", "LOINC", "=LOINC", "=", "urn:x"}) {
        EXPECT_TRUE(unspell(spelling::code_system, spell(spelling::code_system, text), back));
        EXPECT_EQ(back, text);
    }
    EXPECT_EQ(spell(spelling::code_system, "2.16.840.1.113883.6.1"), "LOINC");
    EXPECT_EQ(spell(spelling::code_system, "LOINC"), "=LOINC");
    EXPECT_EQ(spell(spelling::id_system, "1.2.250.1.71.4.2.1"), "PS");
    std::set<std::string_view> names;
    for (const auto& row : id_systems)
        EXPECT_TRUE(names.insert(row.name).second);
}

TEST(texts, keep_their_lines_and_no_other_white_space) {
    std::string back;
    EXPECT_TRUE(unspell(spelling::lines, "  a \t b\r\n\n c\n", back));
    EXPECT_EQ(back, "a b\nc");
    EXPECT_TRUE(unspell(spelling::text, " a\nb ", back));
    EXPECT_EQ(back, "a b");
}

}  // namespace
}  // namespace pps::json
