#include "files.hpp"
#include "tests/unit/cda/sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::cda {
namespace {

using test::read;
using test::with_section;

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        all += text;
    return all;
}

TEST(hostile_reading, statements_nest_as_deep_as_reading_allows) {
    constexpr std::size_t depth = 90;
    const auto nested = repeated("<entryRelationship><observation>", depth) +
                        repeated("</observation></entryRelationship>", depth);
    const auto reading = read(
        with_section(section_kind::programme, "<entry><observation>" + nested + "</observation></entry>"));
    EXPECT_EQ(reading.coverage.nested.read, depth);
    EXPECT_EQ(reading.coverage.nested.narrative, depth);
    EXPECT_EQ(reading.coverage.unplaced.size(), depth + 1);
}

TEST(hostile_reading, sections_and_translations_and_narrative_nest_as_deep_as_reading_allows) {
    constexpr std::size_t depth = 90;
    const auto sections =
        repeated("<component><section><text>a</text>", depth) + repeated("</section></component>", depth);
    EXPECT_EQ(read(with_section(section_kind::other, sections)).coverage.sections.size(), depth + 1);

    const auto translations =
        "<code>" + repeated("<translation>", 2 * depth) + repeated("</translation>", 2 * depth) + "</code>";
    EXPECT_EQ(
        read(with_section(section_kind::other, translations)).plan.sections.at(0).code.translations.size(),
        1u);

    const auto tables =
        "<text>" + repeated("<table><tbody>", depth) + "x" + repeated("</tbody></table>", depth) + "</text>";
    EXPECT_EQ(read(with_section(section_kind::other, tables)).plan.sections.at(0).text, "x");
}

TEST(hostile_reading, a_long_text_that_many_statements_point_to_is_not_multiplied) {
    constexpr std::size_t length = 100'000;
    constexpr std::size_t statements = 1'000;
    const auto text = "<text><paragraph ID=\"a\">" + std::string(length, 'x') + "</paragraph></text>";
    const auto entries = repeated(
        "<entry><act><code code=\"X\"/><text><reference value=\"#a\"/></text></act></entry>", statements);
    const auto reading = read(with_section(section_kind::other, text + entries));
    const auto& kept = reading.plan.sections.at(0).statements;
    ASSERT_EQ(kept.size(), statements);
    EXPECT_EQ(kept.front().text.text.size(), length);
    EXPECT_TRUE(kept.back().text.text.empty());
    EXPECT_EQ(kept.back().text.reference, "#a");
    std::size_t total = 0;
    for (const auto& one : kept)
        total += one.text.text.size();
    EXPECT_LE(total, 16'000'000u);
    EXPECT_NE(test::find_rule(reading.findings, "read.text-limit"), nullptr);
}

TEST(hostile_reading, a_document_does_not_become_a_model_a_hundred_times_its_size) {
    constexpr std::size_t many = 200'000;
    // More than reading admits by itself: the model has a bound of its own.
    const auto reading = read(with_section(section_kind::other, repeated("<entry><act/></entry>", many)),
                              {.max_nodes = 3 * many});
    const auto kept = reading.plan.sections.at(0).statements.size();
    EXPECT_GT(kept, 10'000u);
    EXPECT_LE(kept * sizeof(statement), 128'000'000u);
    EXPECT_EQ(kept + reading.coverage.unread_count, many) << "what is left out is counted";
    EXPECT_NE(test::find_rule(reading.findings, "read.size-limit"), nullptr);
}

TEST(hostile_reading, an_act_with_many_diagnoses_keeps_them_in_order_and_its_concern_once) {
    const std::string observation = R"(<entryRelationship><observation><code code="282291009"
        codeSystem="2.16.840.1.113883.6.96"/><value xsi:type="CD" code="8000/3"/></observation></entryRelationship>)";
    const auto reading =
        read(with_section(section_kind::diagnosis,
                          "<entry><act moodCode=\"EVN\">" + repeated(observation, 1'000) + "</act></entry>"));
    const auto& diagnoses = reading.plan.diagnoses;
    ASSERT_EQ(diagnoses.size(), 1'000u);
    EXPECT_EQ(diagnoses.front().concern.mood, "EVN");
    EXPECT_TRUE(diagnoses.back().concern == statement{});
    EXPECT_EQ(reading.coverage.nested, (tally{1'000, 1'000, 0, 0}));
}

TEST(hostile_reading, paths_are_bounded_and_counts_are_not) {
    constexpr std::size_t many = 5'000;
    const auto reading =
        read(with_section(section_kind::other, repeated("<mystery/><entry><act/></entry>", many)));
    EXPECT_EQ(reading.coverage.unread_count, many);
    EXPECT_EQ(reading.coverage.unread.size(), coverage::max_paths);
    EXPECT_EQ(reading.coverage.entries, (tally{many, 0, 0, many}));
    EXPECT_EQ(reading.coverage.unplaced.size(), coverage::max_paths);
    EXPECT_EQ(reading.findings.size(), 2 * coverage::max_paths);
    EXPECT_EQ(reading.plan.sections.at(0).statements.size(), many);
}

TEST(hostile_reading, sections_are_told_apart_up_to_a_bound_and_summed_beyond) {
    constexpr std::size_t many = coverage::max_sections + 500;
    auto text = test::with(test::pps_sample(), "<component><section/></component>",
                           repeated("<component><section><entry><act/></entry></section></component>", many));
    const auto reading = read(text);
    EXPECT_EQ(reading.plan.sections.size(), many);
    EXPECT_EQ(reading.coverage.sections.size(), coverage::max_sections);
    EXPECT_EQ(reading.coverage.entries.read, many);
}

}  // namespace
}  // namespace pps::cda
