#include "gateway/app/schema_check.hpp"

#include "gateway/app/settings_schema.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <string>

namespace pps::gateway::app {
namespace {

/// "pointer: text" of every violation, joined by "; ".
std::string violations(std::string_view schema, std::string_view json) {
    rapidjson::Document value;
    value.Parse(json.data(), json.size());
    EXPECT_FALSE(value.HasParseError()) << json;
    std::string out;
    for (const violation& each : schema_check{schema}.check(value))
        out += (out.empty() ? "" : "; ") + each.pointer + ": " + each.text;
    return out;
}

struct keyword_case {
    const char* schema;
    const char* good;
    const char* bad;
    const char* expected;
};

class schema_keyword : public testing::TestWithParam<keyword_case> {};

TEST_P(schema_keyword, accepts_what_fits_and_refuses_what_does_not) {
    EXPECT_EQ(violations(GetParam().schema, GetParam().good), "");
    EXPECT_EQ(violations(GetParam().schema, GetParam().bad), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    each, schema_keyword,
    testing::Values(
        keyword_case{R"({"type": "object"})", "{}", "[]", ": must be an object"},
        keyword_case{R"({"type": "array"})", "[]", "{}", ": must be an array"},
        keyword_case{R"({"type": "string"})", R"("")", "1", ": must be a string"},
        keyword_case{R"({"type": "boolean"})", "false", "0", ": must be true or false"},
        keyword_case{R"({"type": "number"})", "1.5", "null", ": must be a number"},
        keyword_case{R"({"type": "integer"})", "18446744073709551615", "1.0", ": must be a whole number"},
        keyword_case{R"({"type": ["string", "integer"]})", R"("a")", "true",
                     ": must be a string or a whole number"},
        keyword_case{R"({"required": ["a/b"]})", R"({"a/b": 1})", "{}", "/a~1b: is missing"},
        keyword_case{R"({"properties": {"a": {"type": "string"}}})", R"({"a": "", "b": 1})", R"({"a": 1})",
                     "/a: must be a string"},
        keyword_case{R"({"properties": {"address": {}}, "additionalProperties": false})", R"({"address": 1})",
                     R"({"adress": 1})", R"(/adress: is not a known key; did you mean "address"?)"},
        keyword_case{R"({"additionalProperties": false})", "{}", R"({"x": 1})", "/x: is not a known key"},
        keyword_case{R"({"enum": ["a", "b"]})", R"("b")", R"("c")", R"(: must be one of "a", "b")"},
        keyword_case{R"({"const": {"a": 1}})", R"({"a": 1})", R"({"a": 2})",
                     ": has another value than the only one allowed"},
        keyword_case{R"({"pattern": "^a+$"})", R"("aa")", R"("ab")", ": has not the expected form"},
        keyword_case{R"({"pattern": "^a+$", "title": "some a"})", R"("aa")", R"("aa\n")", ": must be some a"},
        keyword_case{R"({"minLength": 1})", R"("a")", R"("")", ": must not be empty"},
        keyword_case{R"({"minLength": 2})", R"("éé")", R"("é")", ": must have at least 2 characters"},
        keyword_case{R"({"maxLength": 2})", R"("éé")", R"("abc")", ": must have at most 2 characters"},
        keyword_case{R"({"minimum": 1})", "1", "0", ": must be at least 1"},
        keyword_case{R"({"maximum": 65535})", "65535", "65536", ": must be at most 65535"},
        keyword_case{R"({"exclusiveMinimum": 0.5})", "0.6", "0.5", ": must be more than 0.5"},
        keyword_case{R"({"items": {"type": "string"}})", R"(["a"])", R"(["a", 1, 2])",
                     "/1: must be a string; /2: must be a string"},
        keyword_case{R"({"minItems": 1})", "[1]", "[]", ": must have at least 1 item"},
        keyword_case{R"({"uniqueItems": true})", "[1, 2]", "[1, 2, 1]", "/2: comes twice in its list"},
        keyword_case{
            R"({"$defs": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/$defs/n", "minimum": 2}}})",
            R"({"a": 2})", R"({"a": 1})", "/a: must be at least 2"},
        keyword_case{R"({"$defs": {"n": {"type": "number"}}, "$ref": "#/$defs/n"})", "1", R"("1")",
                     ": must be a number"}));

TEST(schema_check, reports_everything_in_the_order_of_the_value) {
    EXPECT_EQ(
        violations(
            R"({"properties": {"a": {"type": "string"}, "b": {"items": {"minimum": 3}}}, "required": ["c"]})",
            R"({"b": [1, 3, 2], "a": 1})"),
        "/c: is missing; /b/0: must be at least 3; /b/2: must be at least 3; /a: must be a string");
}

TEST(schema_check, ignores_annotations) {
    EXPECT_EQ(
        violations(R"({"$schema": "s", "$id": "i", "description": "d", "default": 1, "examples": [2]})", "3"),
        "");
}

TEST(schema_check, does_not_repeat_a_refused_value) {
    EXPECT_EQ(
        violations(
            R"({"properties": {"a": {"type": "integer"}, "b": {"enum": ["x"]}, "c": {"pattern": "^y$"}}})",
            R"({"a": "hunter2", "b": "hunter2", "c": "hunter2"})")
            .find("hunter2"),
        std::string::npos);
}

TEST(schema_check, refuses_a_schema_with_a_keyword_that_it_does_not_know) {
    for (const char* schema : {R"({"format": "uri"})", R"({"properties": {"a": {"anyOf": []}}})",
                               R"({"$defs": {"a": {"not": {}}}})", R"({"items": {"maxItems": 3}})"})
        EXPECT_THROW(schema_check{schema}, std::invalid_argument) << schema;
}

TEST(schema_check, refuses_a_form_of_a_keyword_that_it_does_not_enforce) {
    for (const char* schema :
         {R"({"additionalProperties": true})", R"({"additionalProperties": {"type": "string"}})",
          R"({"enum": [1]})", R"({"type": "null"})", R"({"$ref": "#/$defs/none", "$defs": {"a": {}}})",
          R"({"$ref": "other.json"})", R"({"properties": {"a": {"$defs": {}}}})", R"({"minLength": -1})",
          "[]", "{"})
        EXPECT_THROW(schema_check{schema}, std::invalid_argument) << schema;
}

TEST(schema_check, does_not_match_a_pattern_on_an_endless_text) {
    const std::string text = '"' + std::string(1'000'000, 'a') + '"';
    EXPECT_EQ(violations(R"({"pattern": "^(a|b)*$"})", text), ": has not the expected form");
    const std::string longest = '"' + std::string(4096, 'a') + '"';
    EXPECT_EQ(violations(R"({"pattern": "^(a|b)*$"})", longest), "");
}

TEST(schema_check, enforces_every_keyword_of_the_shipped_schema) {
    EXPECT_NO_THROW(schema_check{settings_schema});
}

TEST(nearest, finds_the_key_that_was_meant) {
    const std::vector<std::string> keys{"header_timeout", "body_timeout", "port"};
    EXPECT_EQ(nearest("header_timout", keys), "header_timeout");
    EXPECT_EQ(nearest("Header_Timeout", keys), "header_timeout");
    EXPECT_EQ(nearest("prot", keys), "port");
    EXPECT_EQ(nearest("colour", keys), "");
    EXPECT_EQ(nearest(std::string(100'000, 'x'), keys), "");
}

}  // namespace
}  // namespace pps::gateway::app
