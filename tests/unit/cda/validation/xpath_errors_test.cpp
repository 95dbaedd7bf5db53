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

TEST(xpath_errors, refuses_chains_without_end) {
    // Each operand nests the ones before it, each step of a path is walked inside the one before it.
    const auto chain = [](const std::string& link) {
        std::string text = "1";
        for (int i = 0; i < 2'000; ++i)
            text += link;
        return value(text);
    };
    for (const auto* link : {" or 1", " and 1", "+1", "*1", "|x", " intersect x", "/x", "[1]/x"})
        EXPECT_EQ(chain(link), "compile: too many operands") << link;
    EXPECT_TRUE(chain(", 1").ends_with("|1")) << "a list is flat";
    EXPECT_EQ(value(std::string(200'000, ' ') + '1'), "compile: too long an expression");
}

TEST(xpath_errors, is_at_its_end_after_a_failure) {
    EXPECT_EQ(value("nobody:*"), "compile: prefix 'nobody' is not declared");
    EXPECT_EQ(value("nobody:x"), "compile: prefix 'nobody' is not declared");
    EXPECT_EQ(value("@nobody:*[1]"), "compile: prefix 'nobody' is not declared");
    EXPECT_EQ(value("(99999999999999999999"), "compile: number out of range");
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

TEST(xpath_errors, knows_numbers_that_are_out_of_range) {
    constexpr auto* least = "-9223372036854775807 - 1";
    EXPECT_EQ(value(std::string{"abs("} + least + ")"), "error FOAR0002");
    EXPECT_EQ(value("sum((9223372036854775807, 1))"), "error FOAR0002");
    EXPECT_EQ(value("1000000000000000000.0 div 0.000000000001"), "error FOAR0002");
    EXPECT_EQ(value("1000000000000000000.0 idiv 0.000000000001"), "error FOAR0002");
    EXPECT_EQ(value("xs:integer(9999999999999999999.0)"), "error FORG0001");
    EXPECT_EQ(value("count(9223372036854775806 to 9223372036854775807)"), "2");
    EXPECT_EQ(value("string(xs:dateTime(xs:date('12345-02-03Z')))"), "12345-02-03T00:00:00Z");
    EXPECT_EQ(value("string(xs:dateTime(xs:date('-0001-02-03')))"), "-0001-02-03T00:00:00");
}
