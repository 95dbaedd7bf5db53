#include "gateway/runtime/http_client.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::runtime {
namespace {

TEST(https_url, is_taken_apart) {
    const auto url = parse_https_url("https://dmp.example.fr:8443/a/b");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "dmp.example.fr");
    EXPECT_EQ(url->port, "8443");
    EXPECT_EQ(url->path, "/a/b");
}

TEST(https_url, has_defaults_for_port_and_path) {
    const auto url = parse_https_url("https://dmp.example.fr");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->port, "443");
    EXPECT_EQ(url->path, "/");
}

TEST(https_url, may_name_an_ipv6_address) {
    const auto url = parse_https_url("https://[::1]:9000/x");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "::1");
    EXPECT_EQ(url->port, "9000");
}

TEST(https_url, refuses_what_is_not_https) {
    for (const char* text :
         {"http://a/", "a/b", "https://", "https://user@a/", "https://a:b/", "https://a:/"})
        EXPECT_FALSE(parse_https_url(text)) << text;
}

}  // namespace
}  // namespace pps::gateway::runtime
