#include "cda/validation/vocabulary.hpp"
#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

using namespace pps::cda::validation;
using test::value;

TEST(xpath_errors, names_what_it_does_not_know) {
    EXPECT_EQ(value("frobnicate(1)"), "compile: unknown function 'frobnicate'");
    EXPECT_EQ(value("concat('a')"), "compile: wrong number of arguments for 'concat'");
    EXPECT_EQ(value("a:f(1)"), "compile: unknown function 'a:f'");
    EXPECT_EQ(value("xs:duration('P1D')"), "compile: unknown function 'xs:duration'");
    EXPECT_EQ(value("1 instance of xs:integer"), "compile: 'instance of' is not supported");
    EXPECT_EQ(value("1 treat as xs:integer"), "compile: 'treat as' is not supported");
    EXPECT_EQ(value("namespace::*"), "compile: unknown axis 'namespace'");
    EXPECT_EQ(value("$nobody"), "compile: variable '$nobody' is not declared");
    EXPECT_EQ(value("matches('a', '\\1')"), "compile: regular expression: unknown escape");
    EXPECT_EQ(value("1 castable as xs:duration"), "compile: unknown type 'xs:duration'");
}

TEST(xpath_errors, refuses_what_is_no_expression) {
    for (const auto* bad : {"",
                            "1 +",
                            "(1",
                            "x[",
                            "x[1",
                            "'a",
                            "for $x return 1",
                            "if (1) then 2",
                            "a//",
                            "1 2",
                            "@",
                            "some $x in 1",
                            "(: open",
                            "x::y",
                            "!",
                            "1a",
                            "f(1",
                            "$",
                            "every $",
                            "for $",
                            "x | "}) {
        EXPECT_TRUE(value(bad).starts_with("compile: ")) << bad;
    }
}

TEST(xpath_errors, refuses_nesting_without_end) {
    EXPECT_EQ(value(std::string(100'000, '(')), "compile: nested too deeply");
    std::string deep;
    for (int i = 0; i < 5'000; ++i)
        deep += "x[";
    EXPECT_EQ(value(deep), "compile: nested too deeply");
}

TEST(xpath_errors, has_no_boolean_of_several_values) {
    EXPECT_EQ(value("not((1, 2))"), "error FORG0006");
    EXPECT_EQ(value("not(xs:date('2024-01-01'))"), "error FORG0006");
    EXPECT_EQ(value("not((., 1))"), "false");
}

TEST(xpath_errors, does_not_compare_unlike_types) {
    EXPECT_EQ(value("'a' = 1"), "error XPTY0004");
    EXPECT_EQ(value("true() = 'true'"), "error XPTY0004");
    EXPECT_EQ(test::evaluate_over("<r n='x'/>", "@n = 1"), "error FORG0001");
    EXPECT_EQ(value("string-length(1)"), "error XPTY0004");
    EXPECT_EQ(value("contains((.,.), 'a')"), "error XPTY0004");
}

TEST(xpath_errors, stops_at_the_bounds) {
    eval_options options;
    options.limits.max_steps = 100'000;
    const auto long_loop = test::judge(
        "<pattern><rule context='a:r'><assert test='count(for $i in 1 to 1000, $j in 1 to 1000 return $i) = "
        "0'>t</assert>"
        "</rule></pattern>",
        "<r xmlns='urn:a'/>", options);
    ASSERT_EQ(long_loop.not_judged.size(), 1U);
    EXPECT_EQ(long_loop.not_judged[0].why, "limit: too many steps");
    EXPECT_TRUE(long_loop.results.empty());

    options = {};
    options.limits.max_sequence = 100;
    const auto long_list = test::judge(
        "<pattern><rule context='a:r'><assert test='count(1 to 1000000000) = 0'>t</assert></rule></pattern>",
        "<r xmlns='urn:a'/>", options);
    ASSERT_EQ(long_list.not_judged.size(), 1U);
    EXPECT_EQ(long_list.not_judged[0].why, "limit: a sequence too long");

    options = {};
    options.limits.max_text = 1'000;
    const auto long_text = test::judge(
        "<pattern><rule context='a:r'><assert test=\"string-length(string-join(for $i in 1 to 2000 return "
        "'x', '')) = "
        "0\">t</assert></rule></pattern>",
        "<r xmlns='urn:a'/>", options);
    ASSERT_EQ(long_text.not_judged.size(), 1U);
    EXPECT_EQ(long_text.not_judged[0].why, "limit: too much text");
}
