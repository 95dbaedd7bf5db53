#include "cda/read/narrative.hpp"

#include "files.hpp"
#include "tests/unit/cda/sample.hpp"

#include <gtest/gtest.h>

namespace pps::cda {
namespace {

section only_section(std::string_view text) {
    auto plan =
        test::read(test::with_section(section_kind::other, "<text>" + std::string(text) + "</text>")).plan;
    return std::move(plan.sections.at(0));
}

struct narrative_case {
    const char* what;
    const char* text;
    const char* plain;
    const char* markup;
};

class narratives : public testing::TestWithParam<narrative_case> {};

TEST_P(narratives, read_as_text_and_as_markup) {
    const auto read = only_section(GetParam().text);
    EXPECT_EQ(read.text, GetParam().plain);
    EXPECT_EQ(read.markup, GetParam().markup);
}

INSTANTIATE_TEST_SUITE_P(
    read, narratives,
    testing::Values(
        narrative_case{"text", "\n  some\n   words ", "some words", "some words"},
        narrative_case{"empty", "  ", "", ""},
        narrative_case{"paragraphs", "<paragraph> one </paragraph>\n<paragraph>two<br/> three</paragraph>",
                       "one\ntwo\nthree", "<paragraph>one</paragraph><paragraph>two<br/>three</paragraph>"},
        narrative_case{
            "table",
            "<table border='0'><thead><tr><th colspan='2'>head</th></tr></thead><tbody><tr><td>a</td>"
            "<td><content ID='x'>b</content></td></tr><tr><td/><td>c</td></tr></tbody></table>",
            "head\na | b\nc",
            "<table border=\"0\"><thead><tr><th colspan=\"2\">head</th></tr></thead><tbody><tr><td>a"
            "</td><td><content ID=\"x\">b</content></td></tr><tr><td/><td>c</td></tr></tbody></table>"},
        narrative_case{"list", "<list><item>a</item><item>b</item></list>", "a\nb",
                       "<list><item>a</item><item>b</item></list>"},
        narrative_case{"inline", "H<sub>2</sub>O <content styleCode='Bold'>is</content> wet", "H2O is wet",
                       "H<sub>2</sub>O <content styleCode=\"Bold\">is</content> wet"},
        narrative_case{"adjacent", "<content>one</content> <content>two</content>", "one two",
                       "<content>one</content> <content>two</content>"},
        narrative_case{"escapes", "a &lt;b&gt; &amp; <content styleCode='&quot;&lt;'>c</content>",
                       "a <b> & c", "a &lt;b&gt; &amp; <content styleCode=\"&quot;&lt;\">c</content>"},
        narrative_case{
            "foreign",
            "<script>a</script><h:b xmlns:h='urn:other' onclick='b'>c<h:paragraph>d</h:paragraph></h:b>",
            "ac\nd", "acd"},
        narrative_case{"comment", "a<!-- no -->b", "ab", "ab"}),
    [](const auto& one) { return std::string(one.param.what); });

TEST(narrative, of_a_prefixed_document_is_the_same) {
    const auto plain = test::read(test::sample_file("pps-full.xml")).plan;
    const auto other = test::read(test::prefixed(test::sample_file("pps-full.xml"))).plan;
    ASSERT_EQ(plain.sections.size(), other.sections.size());
    for (std::size_t i = 0; i < plain.sections.size(); ++i) {
        EXPECT_EQ(plain.sections[i].text, other.sections[i].text);
        EXPECT_EQ(plain.sections[i].markup, other.sections[i].markup);
        EXPECT_FALSE(plain.sections[i].markup.empty());
    }
}

TEST(narrative, in_normal_form_reads_as_itself) {
    for (const auto& section : test::read(test::sample_file("pps-full.xml")).plan.sections) {
        const auto again = only_section(section.markup);
        EXPECT_EQ(again.markup, section.markup);
        EXPECT_EQ(again.text, section.text);
    }
}

}  // namespace
}  // namespace pps::cda
