#include "cda/validation/xpath/regex.hpp"

#include <gtest/gtest.h>

using pps::cda::validation::xpath::regex;

namespace {

bool matches(std::string_view pattern, std::string_view text, std::string_view flags = "") {
    std::string why;
    const auto r = regex::compile(pattern, flags, why);
    EXPECT_NE(r, nullptr) << pattern << ": " << why;
    if (!r) return false;
    EXPECT_EQ(r->contains(text), r->search(text, 0).has_value()) << pattern << " on " << text;
    return r->contains(text);
}

bool compiles(std::string_view pattern, std::string_view flags = "") {
    std::string why;
    return regex::compile(pattern, flags, why) != nullptr;
}

}  // namespace

TEST(regular_expressions, know_quantifiers) {
    EXPECT_TRUE(matches("^a{2,3}$", "aa"));
    EXPECT_TRUE(matches("^a{2,3}$", "aaa"));
    EXPECT_FALSE(matches("^a{2,3}$", "aaaa"));
    EXPECT_FALSE(matches("^a{2,}$", "a"));
    EXPECT_TRUE(matches("^(ab)*c?d+$", "ababdd"));
    EXPECT_FALSE(matches("^(ab)*c?d+$", "abaddd"));
    EXPECT_TRUE(matches("^+?\\d*$", "123"));
    EXPECT_FALSE(matches("^+?\\d*$", "12a"));
}

TEST(regular_expressions, know_alternatives) {
    for (const auto* t : {"a", "bb", "c"})
        EXPECT_TRUE(matches("^(a|b+|c)$", t)) << t;
    EXPECT_FALSE(matches("^(a|b+|c)$", "d"));
    EXPECT_TRUE(matches("^[0-9]{4}$|^[0-9]{6}$|^[0-9]{8}$", "202401"));
    EXPECT_FALSE(matches("^[0-9]{4}$|^[0-9]{6}$|^[0-9]{8}$", "20240"));
    EXPECT_TRUE(matches("^(a|)$", ""));
}

TEST(regular_expressions, know_classes) {
    EXPECT_TRUE(matches("^[\\w$\\.+!*(),?&~_=-]+$", "a.b_c-d"));
    EXPECT_FALSE(matches("^[\\w$\\.+!*(),?&~=-]+$", "a b"));
    EXPECT_FALSE(matches("^\\w$", "_"));
    EXPECT_TRUE(matches("^\\w$", "+"));
    EXPECT_TRUE(matches("^\\w+$", "été"));
    EXPECT_TRUE(matches("^[^+-]+$", "12"));
    EXPECT_FALSE(matches("^[^+-]+$", "1+2"));
    EXPECT_TRUE(matches("^[a-z-[aeiou]]+$", "xyz"));
    EXPECT_FALSE(matches("^[a-z-[aeiou]]+$", "xaz"));
    EXPECT_TRUE(matches("^\\i\\c*$", "h:c-1"));
    EXPECT_FALSE(matches("^\\i\\c*$", "1c"));
    EXPECT_TRUE(matches("\\s", "a\tb"));
    EXPECT_FALSE(matches("^\\S$", " "));
    EXPECT_TRUE(matches("^\\d$", "٣"));
    EXPECT_FALSE(matches("^\\D$", "3"));
    EXPECT_FALSE(matches("^.$", "\n"));
    EXPECT_TRUE(matches("^.$", "\n", "s"));
}

TEST(regular_expressions, know_flags) {
    EXPECT_TRUE(matches("^abc$", "aBC", "i"));
    EXPECT_TRUE(matches("^b$", "a\nb", "m"));
    EXPECT_FALSE(matches("^b$", "a\nb"));
    EXPECT_TRUE(matches("^ a b $", "ab", "x"));
    EXPECT_FALSE(compiles("a", "q"));
}

TEST(regular_expressions, prefer_greedy_then_reluctant_as_written) {
    std::string why;
    EXPECT_EQ(regex::compile("a+", "", why)->search("xaaa", 0)->end(), 4U);
    EXPECT_EQ(regex::compile("a+?", "", why)->search("xaaa", 0)->end(), 2U);
    EXPECT_EQ(regex::compile("a|ab", "", why)->search("ab", 0)->end(), 1U);
}

TEST(regular_expressions, refuse_what_they_do_not_know) {
    for (const auto* bad :
         {"(a", "a)", "[a", "a{", "a{2", "a{3,2}", "*a", "\\1", "\\p{L}", "\\", "[z-a]", "a{5000}"}) {
        EXPECT_FALSE(compiles(bad)) << bad;
    }
    EXPECT_FALSE(compiles(std::string(1'000, '(')));
    EXPECT_FALSE(compiles("((((a{1000}){1000}){1000}){1000})"));
}

TEST(regular_expressions, take_no_longer_for_a_hostile_text) {
    const std::string text(20'000, 'a');
    EXPECT_FALSE(matches("^(a+)+$", text + "b"));
    EXPECT_FALSE(matches("^(a|a)*b$", text));
}

TEST(regex, takes_no_more_steps_than_it_is_given) {
    std::string why;
    const auto slow = regex::compile("(a?){100}b", "", why);
    ASSERT_TRUE(slow) << why;
    const std::string text(1'000, 'a');
    std::uint64_t steps = 10'000;
    EXPECT_FALSE(slow->contains(text, steps));
    EXPECT_EQ(steps, 0U);
    steps = 10'000;
    EXPECT_FALSE(slow->search(text, 0, steps));
    EXPECT_EQ(steps, 0U);
    steps = 10'000;
    EXPECT_TRUE(slow->contains("aab", steps));
    EXPECT_GT(steps, 0U);
}

TEST(regex, refuses_patterns_too_large_to_be_matched) {
    const auto trouble = [](const std::string& pattern) {
        std::string why;
        regex::compile(pattern, "", why);
        return why;
    };
    EXPECT_EQ(trouble("((a{1000}){1000}){1000}"), "too large");
    std::string groups;
    for (int i = 0; i < 100; ++i)
        groups += "(a)";
    EXPECT_EQ(trouble(groups), "too many groups");
    EXPECT_EQ(trouble(groups.substr(3)), "");
    std::string nested;
    for (int i = 0; i < 1'000; ++i)
        nested += "(?:";
    EXPECT_EQ(trouble(nested), "too deeply nested");
}
