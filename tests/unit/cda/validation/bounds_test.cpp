#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

using namespace pps::cda::validation;

TEST(bounds_of_judging, does_not_make_texts_without_end) {
    // Each of these would be a hundred times as long as the bound.
    const auto made = [](const std::string& text) {
        return test::evaluate_over("<r>" + std::string(100'000, 'x') + "</r>", text);
    };
    EXPECT_EQ(made("string-length(string-join(for $i in 1 to 16000 return 'x', string(.)))"), "error limit");
    EXPECT_EQ(made("string-length(replace(., 'x', string(.)))"), "error limit");
    EXPECT_EQ(made("string-length(concat(., 'y'))"), "100001");
}

TEST(bounds_of_judging, counts_the_work_of_texts_and_copies) {
    const auto judged = [](const std::string& assertion) {
        eval_options options;
        options.limits.max_steps = 1'000'000;
        return test::judge("<pattern><rule context='a:r'><assert test=\"" + assertion +
                               "\">t</assert></rule></pattern>",
                           "<r xmlns='urn:a'>" + std::string(200'000, 'x') + "</r>", options)
            .exhausted;
    };
    EXPECT_FALSE(judged("string-length(.) = 200000"));
    EXPECT_TRUE(judged("count(for $i in 1 to 5000 return string-length(.)) = 0"));
    EXPECT_TRUE(judged("contains(., concat(substring(., 2), 'y'))")) << "as many comparisons as places";
    EXPECT_TRUE(judged("matches(., '(x?){900}y')")) << "as many threads as the pattern has places";
    EXPECT_TRUE(judged("replace(., '(x*)y|x', 'z') = ''")) << "every match looks to the end of the text";
    EXPECT_TRUE(judged("count(for $i in 1 to 1000 return (((((1 to 10000)))))[1]) = 0"));
}

TEST(bounds_of_judging, judges_a_document_that_costs_too_much_no_further) {
    eval_options options;
    options.limits.max_steps = 20'000;
    const std::string patterns =
        "<pattern><rule context='a:r'><assert test='count(1 to 1000) = 1000'>t</assert></rule></pattern>"
        "<pattern><rule context='a:r'><assert test='count(for $i in 1 to 10000 return .) = 0'>u</assert>"
        "<assert test='false()'>v</assert></rule></pattern>";
    const auto first = test::judge(patterns, "<r xmlns='urn:a'/>", options);
    EXPECT_TRUE(first.exhausted);
    EXPECT_TRUE(first.results.empty()) << "nothing after what exceeded the bound";
    ASSERT_FALSE(first.not_judged.empty());
    EXPECT_EQ(first.not_judged.back().why, "limit: the document costs too much");
    EXPECT_TRUE(first.not_judged.back().bounded);
    // The same options go on where they stood; new ones begin anew.
    const std::string cheap =
        "<pattern><rule context='a:r'><assert test='false()'>w</assert></rule></pattern>";
    EXPECT_TRUE(test::judge(cheap, "<r xmlns='urn:a'/>", options).exhausted);
    EXPECT_EQ(test::texts(test::judge(cheap, "<r xmlns='urn:a'/>")), std::vector<std::string>{"w"});
}

TEST(bounds_of_judging, stops_at_the_bounds) {
    eval_options options;
    options.limits.max_steps = 100'000;
    const auto long_loop = test::judge(
        "<pattern><rule context='a:r'><assert test='count(for $i in 1 to 1000, $j in 1 to 1000 return $i) = "
        "0'>t</assert>"
        "</rule></pattern>",
        "<r xmlns='urn:a'/>", options);
    ASSERT_EQ(long_loop.not_judged.size(), 2U);
    EXPECT_EQ(long_loop.not_judged[0].why, "limit: too many steps");
    EXPECT_EQ(long_loop.not_judged[1].why, "limit: the document costs too much");

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
