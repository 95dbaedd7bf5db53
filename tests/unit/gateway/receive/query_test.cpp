#include "gateway/receive/query.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::receive {
namespace {

TEST(query, of_nothing_is_empty) {
    ASSERT_TRUE(parse_query(""));
    EXPECT_TRUE(parse_query("")->empty());
}

TEST(query, decodes_percent_escapes) {
    const auto found = parse_query("unique_id=1.2%2E3&a=b%20c");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at("unique_id"), "1.2.3");
    EXPECT_EQ(found->at("a"), "b c");
}

TEST(query, refuses_a_broken_escape) {
    EXPECT_FALSE(parse_query("a=%zz"));
}

TEST(query, refuses_a_parameter_given_twice) {
    EXPECT_FALSE(parse_query("a=true&a=false"));
}

TEST(query, refuses_more_parameters_than_any_request_needs) {
    std::string many = "p0=1";
    for (int i = 1; i < 17; ++i)
        many += "&p" + std::to_string(i) + "=1";
    EXPECT_FALSE(parse_query(many));
}

}  // namespace
}  // namespace pps::gateway::receive
