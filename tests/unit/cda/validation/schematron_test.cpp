#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

using namespace pps::cda::validation;
using test::judge;
using test::texts;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(schematron, reports_failed_asserts_and_successful_reports) {
    const auto o = judge(R"xml(<pattern id="p"><rule context="x">
        <assert test="@n" id="i" role="error" flag="f" see="u">needs n</assert>
        <report test="@bad">is bad</report></rule></pattern>)xml",
                         "<r><x n='1'/><x bad='1'/></r>");
    ASSERT_THAT(texts(o), ElementsAre("needs n", "is bad"));
    EXPECT_EQ(o.results[0].kind, result_kind::assertion);
    EXPECT_EQ(o.results[0].id, "i");
    EXPECT_EQ(o.results[0].role, "error");
    EXPECT_EQ(o.results[0].flag, "f");
    EXPECT_EQ(o.results[0].see, "u");
    EXPECT_EQ(o.results[0].pattern, "p");
    EXPECT_EQ(o.results[0].location, "/r/x[2]");
    EXPECT_EQ(o.results[0].xpath, "/r/x[2]");
    EXPECT_EQ(o.results[0].test, "@n");
    EXPECT_EQ(o.results[1].kind, result_kind::report);
    EXPECT_EQ(o.fired_rules, 2U);
}

TEST(schematron, fires_the_first_rule_of_a_pattern_only) {
    const auto o = judge(R"xml(<pattern><rule context="x[@n]"><assert test="false()">first</assert></rule>
        <rule context="x"><assert test="false()">second</assert></rule></pattern>
        <pattern><rule context="x"><assert test="false()">third</assert></rule></pattern>)xml",
                         "<r><x n='1'/><x/></r>");
    EXPECT_THAT(texts(o), ElementsAre("first", "second", "third", "third"));
}

TEST(schematron, visits_elements_and_the_document_only) {
    const auto o = judge(R"xml(<pattern><rule context="@n"><assert test="false()">attribute</assert></rule>
        <rule context="text()"><assert test="false()">text</assert></rule>
        <rule context="comment()"><assert test="false()">comment</assert></rule>
        <rule context="/"><assert test="false()">document</assert></rule></pattern>)xml",
                         "<r n='1'>t<!--c--></r>");
    ASSERT_THAT(texts(o), ElementsAre("document"));
    EXPECT_EQ(o.results[0].location, "/r");
}

TEST(schematron, evaluates_values_in_texts) {
    const auto o = judge(R"xml(<pattern><rule context="x"><assert test="false()">
        <name/> has "<value-of select="@n"/>" <emph>and</emph> [<value-of select="*/@k"/>:<name path=".."/>]
        <value-of select="1"/> <value-of select="2"/></assert></rule></pattern>)xml",
                         "<r><x n='v'><a k='1'/><a k='2'/></x></r>");
    // White space between two values alone is lost in the official stylesheet too.
    EXPECT_THAT(texts(o), ElementsAre("x has \"v\" and [1 2:r] 12"));
}

TEST(schematron, gives_the_diagnostics_of_an_assertion) {
    const auto o = judge(
        R"xml(<pattern><rule context="x"><assert test="false()" diagnostics="d1 d2">t</assert></rule></pattern>
        <diagnostics><diagnostic id="d1">n is <value-of select="@n"/></diagnostic><diagnostic id="d2">two</diagnostic>
        </diagnostics>)xml",
        "<r><x n='v'/></r>");
    ASSERT_EQ(o.results.size(), 1U);
    EXPECT_THAT(o.results[0].diagnostics, ElementsAre("n is v", "two"));
}

TEST(schematron, scopes_variables) {
    const auto o = judge(R"xml(<let name="g" value="count(//x)"/>
        <pattern><let name="p" value="$g + 1"/><rule context="x"><let name="l" value="$p + @n"/><let name="m" value="$l"/>
        <assert test="$m = 3">m is not 3: <value-of select="$m"/></assert><let name="l" value="'again'"/>
        <assert test="false()"><value-of select="$l"/></assert></rule></pattern>)xml",
                         "<r><x n='1'/></r>");
    EXPECT_THAT(texts(o), ElementsAre("again"));
}

TEST(schematron, evaluates_variables_of_patterns_at_the_document) {
    const auto o =
        judge(R"xml(<pattern><let name="p" value="name(*)"/><rule context="x"><assert test="false()">
        <value-of select="$p"/></assert></rule></pattern>)xml",
              "<r><x/></r>");
    EXPECT_THAT(texts(o), ElementsAre("r"));
}

TEST(schematron, does_not_judge_what_reads_a_broken_variable) {
    const auto o = judge(
        R"xml(<let name="bad" value="xs:integer('x')"/><let name="a" value="$b"/><let name="b" value="$a"/>
        <pattern><rule context="x"><assert test="$bad = 1">bad</assert><assert test="$a = 1">circle</assert>
        <assert test="false()">judged</assert></rule></pattern>)xml",
        "<r><x/></r>");
    EXPECT_THAT(texts(o), ElementsAre("judged"));
    ASSERT_EQ(o.not_judged.size(), 2U);
    EXPECT_TRUE(o.not_judged[0].why.starts_with("FORG0001"));
    EXPECT_TRUE(o.not_judged[1].why.starts_with("XTDE0640"));
    EXPECT_EQ(o.not_judged[0].expression, "$bad = 1");
    EXPECT_EQ(o.not_judged[0].location, "/r/x");
    EXPECT_GT(o.not_judged[0].line, 1U);
}

TEST(schematron, extends_abstract_rules) {
    const auto o =
        judge(R"xml(<pattern><rule abstract="true" id="base"><let name="v" value="@n"/><extends rule="deep"/>
        <assert test="$v">base</assert></rule>
        <rule context="x"><extends rule="base"/><assert test="$v">own</assert></rule></pattern>
        <pattern><rule abstract="true" id="deep"><assert test="@deep">deep</assert></rule></pattern>)xml",
              "<r><x/></r>");
    EXPECT_THAT(texts(o), ElementsAre("deep", "base", "own"));
}

TEST(schematron, writes_abstract_patterns_out) {
    const auto o =
        judge(R"xml(<pattern abstract="true" id="needs"><rule context="$what"><assert test="$attribute">
        $what needs <value-of select="$label"/></assert></rule></pattern>
        <pattern id="one" is-a="needs"><param name="what" value="x"/><param name="attribute" value="@n"/>
        <param name="label" value="'n'"/></pattern>)xml",
              "<r><x/><x n='1'/></r>");
    EXPECT_THAT(texts(o), ElementsAre("x needs n"));
}

TEST(schematron, knows_the_context_node_in_predicates) {
    const auto o = judge(
        R"xml(<pattern><rule context="x"><report test="../y[@k = current()/@n]">y</report></rule></pattern>)xml",
        "<r><x n='1'/><x n='2'/><y k='2'/></r>");
    ASSERT_EQ(o.results.size(), 1U);
    EXPECT_EQ(o.results[0].location, "/r/x[2]");
}

TEST(schematron, takes_an_error_in_a_context_for_no_match) {
    const auto o = judge(
        R"xml(<pattern><rule context="x[xs:integer(@n) = 1]"><assert test="false()">t</assert></rule></pattern>)xml",
        "<r><x n='a'/><x n='1'/></r>");
    ASSERT_EQ(o.results.size(), 1U);
    EXPECT_EQ(o.results[0].location, "/r/x[2]");
    EXPECT_THAT(o.not_judged, IsEmpty());
}

TEST(schematron, bounds_the_results) {
    std::string many = "<r>";
    for (int i = 0; i < 50; ++i)
        many += "<x/>";
    eval_options options;
    options.max_results = 10;
    const auto o = judge("<pattern><rule context='x'><assert test='false()'>t</assert></rule></pattern>",
                         many + "</r>", options);
    EXPECT_EQ(o.results.size(), 10U);
    ASSERT_EQ(o.not_judged.size(), 1U);
    EXPECT_EQ(o.not_judged[0].why, "too many results: further ones are left out");
}
