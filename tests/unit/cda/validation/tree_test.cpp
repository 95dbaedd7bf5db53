#include "cda/validation/tree.hpp"

#include "cda/validation/schematron/location.hpp"
#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

using namespace pps::cda::validation;
using test::evaluate_over;

TEST(validation_tree, keeps_white_space_comments_and_instructions) {
    EXPECT_EQ(evaluate_over("<r>\n <a/>\n</r>", "count(text())"), "2");
    EXPECT_EQ(evaluate_over("<r>a<!--c-->b</r>", "count(text())"), "2");
    EXPECT_EQ(evaluate_over("<r>a<!--c-->b<?p q?></r>", "string()"), "ab");
    EXPECT_EQ(evaluate_over("<r>a<![CDATA[<b>]]>c</r>", "count(text()), string()"), "1|a<b>c");
    EXPECT_EQ(evaluate_over("<r>&lt;&#233;</r>", "."), "<é");
}

TEST(validation_tree, joins_the_texts_of_an_element) {
    EXPECT_EQ(evaluate_over("<r>a<b>b<c>c</c></b>d</r>", "string()"), "abcd");
    EXPECT_EQ(evaluate_over("<r><b/></r>", "string()"), "");
    EXPECT_EQ(evaluate_over("<r><b><c>x</c></b></r>", "b = 'x'"), "true");
}

TEST(validation_tree, takes_declarations_for_no_attributes) {
    EXPECT_EQ(evaluate_over("<r xmlns='urn:a' xmlns:b='urn:b' b:x='1' y='2'/>", "count(@*)"), "2");
    EXPECT_EQ(evaluate_over("<r xmlns='urn:a' y='2'/>", "@y"), "2");
    EXPECT_EQ(evaluate_over("<r xmlns='urn:a'/>", "count(self::a:r)"), "1");
    EXPECT_EQ(evaluate_over("<r xmlns='urn:a'><c xmlns=''/></r>", "count(c), count(a:c)"), "1|0");
}

TEST(validation_tree, takes_the_clinical_document_out_of_its_stylesheet) {
    constexpr std::string_view page =
        "<x:stylesheet xmlns:x='http://www.w3.org/1999/XSL/Transform' xmlns:c='urn:hl7-org:v3' version='1.0'>"
        "<d:Contenu "
        "xmlns:d='urn:asip-sante:ci-sis'><c:ClinicalDocument><c:id/></c:ClinicalDocument></d:Contenu>"
        "<x:template/></x:stylesheet>";
    const auto alone = parse_document(page);
    ASSERT_TRUE(alone.document);
    EXPECT_EQ(alone.document->name_of(1).qualified, "c:ClinicalDocument");
    EXPECT_EQ(alone.document->name_of(1).uri, "urn:hl7-org:v3");
    EXPECT_EQ(alone.document->size(), 3U);
    std::string_view uri;
    EXPECT_TRUE(alone.document->resolve_prefix(2, "c", uri));
    EXPECT_EQ(uri, "urn:hl7-org:v3");
    const auto whole = parse_document(page, judged_root::whole);
    EXPECT_EQ(whole.document->name_of(1).qualified, "x:stylesheet");
}

TEST(validation_tree, refuses_what_the_gateway_refuses) {
    EXPECT_FALSE(parse_document("<!DOCTYPE r [<!ENTITY e 'x'>]><r>&e;</r>").document);
    EXPECT_FALSE(parse_document("<r>").document);
    EXPECT_FALSE(parse_document("<r><b></r></b>").document);
    pps::cda::read_limits shallow;
    shallow.max_depth = 3;
    EXPECT_FALSE(parse_document("<a><b><c><d/></c></b></a>", judged_root::whole, shallow).document);
    EXPECT_TRUE(parse_document("<a><b><c/></b></a>", judged_root::whole, shallow).document);
}

TEST(validation_tree, tells_where_a_node_is_as_the_official_report) {
    const auto t = test::parse("<a><b/><p:b xmlns:p='u'/><b><c/></b></a>");
    std::uint64_t visited = 0;
    EXPECT_EQ(svrl_location(*t, 0, visited), "/a");
    EXPECT_EQ(svrl_location(*t, 1, visited), "/a");
    EXPECT_EQ(svrl_location(*t, 2, visited), "/a/b");
    EXPECT_EQ(svrl_location(*t, 3, visited), "/a/p:b");
    EXPECT_EQ(svrl_location(*t, 4, visited), "/a/b[2]");
    EXPECT_EQ(svrl_location(*t, 5, visited), "/a/b[2]/c");
    EXPECT_EQ(short_location(*t, 5, visited), "/a/b[3]/c[1]");
}

TEST(validation_tree, joins_texts_and_character_data) {
    const auto joined = [](const std::string& content) {
        const auto t = test::parse("<a>" + content + "<b/>end</a>");
        std::string store;
        return std::string{t->string_value(0, store)} + '|' + std::to_string(t->size());
    };
    EXPECT_EQ(joined("one<![CDATA[ & two]]> three"), "one & two threeend|5");
    EXPECT_EQ(joined("<![CDATA[]]><![CDATA[x]]><![CDATA[]]>&lt;<![CDATA[y]]>"), "x<yend|5");
    EXPECT_EQ(joined("<![CDATA[]]>"), "end|4") << "an empty text is no node";
    EXPECT_EQ(joined("a<!-- b --><![CDATA[c]]>"), "acend|7") << "a comment parts texts";
}
