#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

using pps::cda::validation::test::evaluate_over;
using pps::cda::validation::test::value;

namespace {

constexpr std::string_view tree = R"(<r xmlns:a="urn:a" k="0"><x n="1">one</x><x n="2">two<y>deep</y></x>
<!--note--><?go on?><a:x n="3"/><z><x n="4"/></z></r>)";

std::string at(std::string_view expression) {
    return evaluate_over(tree, expression);
}

}  // namespace

TEST(xpath, walks_every_axis) {
    EXPECT_EQ(at("child::x/@n"), "1|2");
    EXPECT_EQ(at("descendant::x/@n"), "1|2|4");
    EXPECT_EQ(at("count(descendant-or-self::node())"), "13");
    EXPECT_EQ(at("z/x/parent::*/name()"), "z");
    EXPECT_EQ(at("z/x/ancestor::*/name()"), "r|z");
    EXPECT_EQ(at("z/x/ancestor-or-self::*/name()"), "r|z|x");
    EXPECT_EQ(at("x[1]/following-sibling::*/name()"), "x|a:x|z");
    EXPECT_EQ(at("z/preceding-sibling::*[1]/@n"), "3");
    EXPECT_EQ(at("z/preceding-sibling::*/@n"), "1|2|3");
    EXPECT_EQ(at("x[1]/following::*/name()"), "x|y|a:x|z|x");
    EXPECT_EQ(at("z/x/preceding::x/@n"), "1|2");
    EXPECT_EQ(at("self::r/attribute::k"), "0");
    EXPECT_EQ(at("x[1]/../@k"), "0");
}

TEST(xpath, finds_a_name_of_a_namespace_under_any_prefix_and_in_document_order) {
    const auto mixed = [](std::string_view expression) {
        return evaluate_over(R"(<r xmlns:a="urn:a" xmlns:h="urn:hl7-org:v3" xmlns:b="urn:a"><a:x n="1"/>)"
                             R"(<h:x n="2"/><b:x n="3"/><x n="4"/><h:z><a:x n="5"/></h:z></r>)",
                             expression);
    };
    EXPECT_EQ(mixed("descendant::a:x/@n"), "1|3|5");
    EXPECT_EQ(mixed("descendant::hl7:x/@n"), "2");
    EXPECT_EQ(mixed("descendant::x/@n"), "4");
    EXPECT_EQ(mixed("descendant::*:x/@n"), "1|2|3|4|5");
    EXPECT_EQ(mixed("a:x/@n"), "1|3");
}

TEST(xpath, tests_names_by_namespace) {
    EXPECT_EQ(at("a:x/@n"), "3");
    EXPECT_EQ(at("*:x/@n"), "1|2|3");
    EXPECT_EQ(at("a:*/@n"), "3");
    EXPECT_EQ(at("count(*)"), "4");
    EXPECT_EQ(at("b:x"), "compile: prefix 'b' is not declared");
}

TEST(xpath, tests_kinds_of_nodes) {
    EXPECT_EQ(at("x/text()"), "one|two");
    EXPECT_EQ(at("comment()"), "note");
    EXPECT_EQ(at("processing-instruction()"), "on");
    EXPECT_EQ(at("processing-instruction('go')"), "on");
    EXPECT_EQ(at("count(processing-instruction('stop'))"), "0");
    EXPECT_EQ(at("count(x/node())"), "3");
    EXPECT_EQ(at("count(element())"), "4");
}

TEST(xpath, counts_positions_in_each_step) {
    EXPECT_EQ(at("x[2]/@n"), "2");
    EXPECT_EQ(at("x[last()]/@n"), "2");
    EXPECT_EQ(at("x[position() = 1]/@n"), "1");
    EXPECT_EQ(at("//x[1]/@n"), "1|4");
    EXPECT_EQ(at("(//x)[3]/@n"), "4");
    EXPECT_EQ(at("(//x)[position() < 3]/@n"), "1|2");
    EXPECT_EQ(at("x[@n = 2][1]/@n"), "2");
    EXPECT_EQ(at("x['a']/@n"), "1|2");
    EXPECT_EQ(at("x[number(@n)]/@n"), "1|2");
}

TEST(xpath, keeps_document_order_without_repetition) {
    EXPECT_EQ(at("(z/x | x)/@n"), "1|2|4");
    EXPECT_EQ(at("count(x/..)"), "1");
    EXPECT_EQ(at("(x union x)/@n"), "1|2");
    EXPECT_EQ(at("(*:x intersect a:x)/@n"), "3");
    EXPECT_EQ(at("(* except x)/name()"), "a:x|z");
    EXPECT_EQ(at("x[1] << x[2]"), "true");
    EXPECT_EQ(at("x[1] >> x[2]"), "false");
    EXPECT_EQ(at("x[1] is *[1]"), "true");
}

TEST(xpath, compares_existentially) {
    EXPECT_EQ(at("x/@n = '2'"), "true");
    EXPECT_EQ(at("x/@n != '2'"), "true");
    EXPECT_EQ(at("x/@n = '5'"), "false");
    EXPECT_EQ(at("x/@n > 1"), "true");
    EXPECT_EQ(at("x/@n >= 3"), "false");
    EXPECT_EQ(at("() = ()"), "false");
    EXPECT_EQ(at("@missing = ''"), "false");
    EXPECT_EQ(at("@k = false()"), "true");
    EXPECT_EQ(value("(1, 2) = (2, 3)"), "true");
    EXPECT_EQ(value("'10' < '9'"), "true");
    EXPECT_EQ(value("10 < 9"), "false");
}

TEST(xpath, compares_single_values) {
    EXPECT_EQ(at("x[1]/@n eq '1'"), "true");
    EXPECT_EQ(at("x[1]/@n eq 1"), "error XPTY0004");
    EXPECT_EQ(at("@missing eq '1'"), "");
    EXPECT_EQ(at("x/@n eq '1'"), "error XPTY0004");
    EXPECT_EQ(value("1 lt 2 and 2 le 2 and 3 gt 2 and 3 ge 3 and 1 ne 2"), "true");
    EXPECT_EQ(value("xs:date('2024-02-29') lt xs:date('2024-03-01')"), "true");
    EXPECT_EQ(value("xs:dateTime('2024-01-01T00:30:00+01:00') = xs:dateTime('2023-12-31T23:30:00Z')"),
              "true");
}

TEST(xpath, calculates) {
    EXPECT_EQ(value("1 + 2 * 3"), "7");
    EXPECT_EQ(value("7 mod 3, -7 mod 3"), "1|-1");
    EXPECT_EQ(value("7 div 2"), "3.5");
    EXPECT_EQ(value("7 idiv 2"), "3");
    EXPECT_EQ(value("0.1 + 0.2 = 0.3"), "true");
    EXPECT_EQ(value("1.5 * 1.5"), "2.25");
    EXPECT_EQ(value("1 div 3"), "0.333333333333");
    EXPECT_EQ(value("1e0 div 0"), "INF");
    EXPECT_EQ(value("1 div 0"), "error FOAR0001");
    EXPECT_EQ(value("-(3)"), "-3");
    EXPECT_EQ(value("() + 1"), "");
    EXPECT_EQ(value("'a' + 1"), "error XPTY0004");
    EXPECT_EQ(at("x[1]/@n + 1"), "2");
    EXPECT_EQ(at("x[1] + 1"), "error FORG0001");
    EXPECT_EQ(value("2 to 4"), "2|3|4");
    EXPECT_EQ(value("4 to 2"), "");
}

TEST(xpath, chooses_and_loops) {
    EXPECT_EQ(value("if (1 = 1) then 'yes' else 'no'"), "yes");
    EXPECT_EQ(value("if (()) then 'yes' else 'no'"), "no");
    EXPECT_EQ(value("for $i in 1 to 3 return $i * 2"), "2|4|6");
    EXPECT_EQ(value("for $i in (1, 2), $j in (10, 20) return $i + $j"), "11|21|12|22");
    EXPECT_EQ(value("some $i in (1, 2) satisfies $i = 2"), "true");
    EXPECT_EQ(value("some $i in () satisfies true()"), "false");
    EXPECT_EQ(value("every $i in (1, 2) satisfies $i < 3"), "true");
    EXPECT_EQ(value("every $i in (1, 2), $j in (1, 2) satisfies $i = $j"), "false");
    EXPECT_EQ(value("every $i in () satisfies false()"), "true");
}

TEST(xpath, evaluates_no_more_than_it_needs) {
    EXPECT_EQ(value("false() and (1 div 0)"), "false");
    EXPECT_EQ(value("true() or (1 div 0)"), "true");
    EXPECT_EQ(value("if (true()) then 1 else 1 div 0"), "1");
}

TEST(xpath, takes_values_as_steps) {
    EXPECT_EQ(at("x/concat(@n, '!')"), "1!|2!");
    EXPECT_EQ(at("x/xs:integer(@n)"), "1|2");
    EXPECT_EQ(at("x/position()"), "1|2");
    EXPECT_EQ(at("x/position() = 2"), "true");
    EXPECT_EQ(at("x/last() = 1"), "false");
    EXPECT_EQ(at("(1, 2)/x"), "error XPTY0019");
}

TEST(xpath, casts_and_asks_whether_it_can) {
    EXPECT_EQ(value("'12' castable as xs:integer"), "true");
    EXPECT_EQ(value("'1.5' castable as xs:integer"), "false");
    EXPECT_EQ(value("' 1.5 ' castable as xs:decimal"), "true");
    EXPECT_EQ(value("'1e3' castable as xs:decimal"), "false");
    EXPECT_EQ(value("'1e3' castable as xs:double"), "true");
    EXPECT_EQ(value("'2023-02-29' castable as xs:date"), "false");
    EXPECT_EQ(value("'2024-02-29T12:00:00.5+02:00' castable as xs:dateTime"), "true");
    EXPECT_EQ(value("'25:00:00' castable as xs:time"), "false");
    EXPECT_EQ(value("'http://x' castable as xs:anyURI"), "true");
    EXPECT_EQ(value("'a b' castable as xs:NCName"), "false");
    EXPECT_EQ(value("() castable as xs:integer"), "false");
    EXPECT_EQ(value("() castable as xs:integer?"), "true");
    EXPECT_EQ(value("(1, 2) castable as xs:integer"), "false");
    EXPECT_EQ(value("'7' cast as xs:integer + 1"), "8");
    EXPECT_EQ(value("xs:integer('x')"), "error FORG0001");
    EXPECT_EQ(value("xs:integer(())"), "");
    EXPECT_EQ(value("() cast as xs:integer"), "error XPTY0004");
    EXPECT_EQ(value("xs:boolean('1')"), "true");
}

TEST(xpath, reads_literals_and_comments) {
    EXPECT_EQ(value("'it''s'"), "it's");
    EXPECT_EQ(value("\"a\"\"b\""), "a\"b");
    EXPECT_EQ(value("1 (: one (: nested :) :) + 1"), "2");
    EXPECT_EQ(value(".5"), "0.5");
    EXPECT_EQ(value("1.0e3"), "1000");
    EXPECT_EQ(value("1e6"), "1.0E6");
}
