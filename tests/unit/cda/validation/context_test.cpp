#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

using namespace pps::cda::validation;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr std::string_view document =
    "<r xmlns:a='urn:a'><s><hl7:templateId xmlns:hl7='urn:hl7-org:v3' root='1.2'/><hl7:templateId "
    "xmlns:hl7='urn:hl7-org:v3' root='1.3'/><x n='1'/><x n='2'/></s><s><x n='3'/><a:x n='4'/><t><x "
    "n='5'/></t></s></r>";

// Locations of the nodes that a context matches.
std::vector<std::string> matched(std::string_view context) {
    std::string schema = "<pattern><rule context=\"";
    schema.append(context).append("\"><assert test='false()'>t</assert></rule></pattern>");
    std::vector<std::string> all;
    for (const auto& r : test::judge(schema, document).results)
        all.push_back(r.location);
    return all;
}

}  // namespace

TEST(contexts, match_by_name) {
    EXPECT_THAT(matched("t/x"), ElementsAre("/r/s[2]/t/x"));
    EXPECT_THAT(matched("a:x"), ElementsAre("/r/s[2]/a:x"));
    EXPECT_THAT(matched("t//x"), ElementsAre("/r/s[2]/t/x"));
    EXPECT_THAT(matched("s//t/x"), ElementsAre("/r/s[2]/t/x"));
    EXPECT_THAT(matched("r/x"), IsEmpty());
    EXPECT_THAT(matched("t/*"), ElementsAre("/r/s[2]/t/x"));
    EXPECT_THAT(matched("*[@n = 5]"), ElementsAre("/r/s[2]/t/x"));
    EXPECT_THAT(matched("*:x[@n > 3]"), ElementsAre("/r/s[2]/a:x", "/r/s[2]/t/x"));
}

TEST(contexts, match_from_the_document) {
    EXPECT_THAT(matched("/r"), ElementsAre("/r"));
    EXPECT_THAT(matched("/s"), IsEmpty());
    EXPECT_THAT(matched("/r/s/t"), ElementsAre("/r/s[2]/t"));
    EXPECT_THAT(matched("/r//t"), ElementsAre("/r/s[2]/t"));
    EXPECT_THAT(matched("//t"), ElementsAre("/r/s[2]/t"));
    EXPECT_THAT(matched("/r/t"), IsEmpty());
}

TEST(contexts, match_by_position_among_siblings) {
    EXPECT_THAT(matched("x[2]"), ElementsAre("/r/s/x[2]"));
    EXPECT_THAT(matched("x[last()]"), ElementsAre("/r/s/x[2]", "/r/s[2]/x", "/r/s[2]/t/x"));
    EXPECT_THAT(matched("s[2]/x"), ElementsAre("/r/s[2]/x"));
    EXPECT_THAT(matched("//x[position() = 2]"), ElementsAre("/r/s/x[2]"));
}

TEST(contexts, match_by_template_identifier) {
    EXPECT_THAT(matched("*[hl7:templateId/@root = '1.2']"), ElementsAre("/r/s"));
    EXPECT_THAT(matched("s[*:templateId/@root = '1.3']"), ElementsAre("/r/s"));
    EXPECT_THAT(matched("s[hl7:templateId/@root = '1.4']"), IsEmpty());
    EXPECT_THAT(matched("t[hl7:templateId/@root = '1.2']"), IsEmpty());
    EXPECT_THAT(matched("s[*:templateId/@root = '1.2' or t]"), ElementsAre("/r/s", "/r/s[2]"));
    EXPECT_THAT(matched("*[hl7:templateId/@root = '1.2']/x[1]"), ElementsAre("/r/s/x"));
}

TEST(contexts, match_alternatives) {
    EXPECT_THAT(matched("t | s[1]"), ElementsAre("/r/s", "/r/s[2]/t"));
    EXPECT_THAT(matched("/ | t"), ElementsAre("/r", "/r/s[2]/t"));
}

TEST(contexts, know_the_matched_node_in_their_beginning) {
    EXPECT_THAT(matched("s[current()/@n = 3]/x"), ElementsAre("/r/s[2]/x"));
    EXPECT_THAT(matched("s[current()/@n = 2]/x"), ElementsAre("/r/s/x[2]"));
}

TEST(contexts, match_steps_that_are_no_chain) {
    EXPECT_THAT(matched("t/(x | y)"), ElementsAre("/r/s[2]/t/x"));
    EXPECT_THAT(matched("x[@n = 5]/.."), ElementsAre("/r/s[2]/t"));
    EXPECT_THAT(matched("r/descendant-or-self::t"), ElementsAre("/r/s[2]/t"));
}
