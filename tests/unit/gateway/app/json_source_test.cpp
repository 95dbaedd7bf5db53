#include "gateway/app/json_source.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::gateway::app {
namespace {

TEST(json_source, reads_comments_of_both_kinds) {
    const json_source source = parse_json("// first\n{ /* second */ \"a\": 1 } // last");
    ASSERT_TRUE(source.readable);
    EXPECT_EQ(source.document["a"].GetInt(), 1);
}

TEST(json_source, knows_the_line_of_each_value_and_of_the_holder_of_a_missing_one) {
    const json_source source = parse_json("{\n \"a\": 1,\n /*\n*/ \"b\": [\n  {\n \"c/~\": 2}]\n}");
    ASSERT_TRUE(source.readable);
    EXPECT_EQ(source.position_of("").line, 1);
    EXPECT_EQ(source.position_of("/a").line, 2);
    EXPECT_EQ(source.position_of("/b").line, 4);
    EXPECT_EQ(source.position_of("/b/0").line, 5);
    EXPECT_EQ(source.position_of("/b/0/c~1~0").line, 6);
    EXPECT_EQ(source.position_of("/b/0/missing").line, 5);
    EXPECT_LT(source.position_of("/a").order, source.position_of("/b/0").order);
}

struct syntax_case {
    std::string text;
    std::string expected;
};

TEST(json_source, tells_line_and_column_of_a_syntax_error) {
    const syntax_case cases[] = {
        {"{\n  \"a\": tru\n}", "line 2, column "},
        {"", "line 1, column 1"},
        {"{} {}", "line 1, column 4"},
        {"{\"a\": 1 /* never closed", "line 1"},
    };
    for (const auto& [text, expected] : cases) {
        const json_source source = parse_json(text);
        EXPECT_FALSE(source.readable) << text;
        ASSERT_EQ(source.errors.size(), 1u) << text;
        EXPECT_EQ(source.errors[0].pointer, "");
        EXPECT_TRUE(source.errors[0].text.starts_with(expected)) << source.errors[0].text;
    }
    EXPECT_EQ(parse_json("{\n\n\"a\" 1}").errors.at(0).line, 3);
}

TEST(json_source, refuses_trailing_commas_and_says_so) {
    for (const char* text : {"{\"a\": 1,\n}", "[1, 2, ]"}) {
        const json_source source = parse_json(text);
        ASSERT_EQ(source.errors.size(), 1u) << text;
        EXPECT_NE(source.errors[0].text.find("trailing comma"), std::string::npos) << source.errors[0].text;
    }
}

TEST(json_source, refuses_every_duplicate_key_with_its_line) {
    const json_source source = parse_json("{\"a\": {\"b\": 1,\n\"b\": 2},\n\"a\": 3}");
    ASSERT_EQ(source.errors.size(), 2u);
    EXPECT_EQ(source.errors[0].pointer, "/a/b");
    EXPECT_EQ(source.errors[0].line, 2);
    EXPECT_EQ(source.errors[1].pointer, "/a");
    EXPECT_EQ(source.errors[1].line, 3);
}

TEST(json_source, accepts_equal_keys_of_different_objects) {
    EXPECT_TRUE(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])").errors.empty());
}

TEST(json_source, refuses_nul_and_invalid_utf8) {
    EXPECT_FALSE(parse_json(std::string_view{"{}\0{}", 5}).readable);
    EXPECT_FALSE(parse_json("{\"a\": \"\xC3\x28\"}").readable);
}

TEST(json_source, skips_a_byte_order_mark) {
    EXPECT_TRUE(parse_json("\xEF\xBB\xBF{}").readable);
}

TEST(json_source, refuses_deep_nesting) {
    EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')).readable);
    const json_source source = parse_json(std::string(100'000, '['));
    ASSERT_EQ(source.errors.size(), 1u);
    EXPECT_NE(source.errors[0].text.find("32 levels"), std::string::npos);
}

}  // namespace
}  // namespace pps::gateway::app
