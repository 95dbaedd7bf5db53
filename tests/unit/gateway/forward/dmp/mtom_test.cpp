#include "gateway/forward/dmp/mtom.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace pps::gateway::dmp {
namespace {

TEST(mtom, writes_the_exact_layout) {
    const std::array parts{attachment{"a@b", "text/xml", "<a/>\n"}};
    const auto message = write_mtom("<e/>", parts, "urn:action");
    const std::string boundary = parameter_of(message.content_type, "boundary");
    EXPECT_EQ(message.content_type, "multipart/related; boundary=\"" + boundary +
                                        "\"; type=\"application/xop+xml\"; start=\"<root@pps-gateway>\"; "
                                        "start-info=\"application/soap+xml\"; action=\"urn:action\"");
    EXPECT_EQ(
        message.body,
        "--" + boundary +
            "\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"; "
            "action=\"urn:action\"\r\nContent-Transfer-Encoding: 8bit\r\nContent-ID: "
            "<root@pps-gateway>\r\n\r\n<e/>\r\n--" +
            boundary +
            "\r\nContent-Type: text/xml; charset=UTF-8\r\nContent-Transfer-Encoding: binary\r\nContent-ID: "
            "<a@b>\r\n\r\n<a/>\n\r\n--" +
            boundary + "--\r\n");
}

TEST(mtom, chooses_a_new_boundary_each_time) {
    const auto one = write_mtom("<e/>", {}, "a");
    const auto two = write_mtom("<e/>", {}, "a");
    EXPECT_NE(parameter_of(one.content_type, "boundary"), parameter_of(two.content_type, "boundary"));
}

TEST(mtom, reads_back_the_root_it_wrote) {
    const std::array parts{attachment{"a@b", "text/xml", "--not-a-boundary\r\n\r\nx"}};
    const auto message = write_mtom("<e>é</e>", parts, "urn:action");
    EXPECT_EQ(root_part(message.content_type, message.body), "<e>é</e>");
}

TEST(mime, reads_parameters_in_any_case_and_quoting) {
    const std::string_view type = "Multipart/Related; Boundary=abc ; start=\"<a;b\\\"c>\"; x";
    EXPECT_EQ(media_type_of(type), "multipart/related");
    EXPECT_EQ(parameter_of(type, "boundary"), "abc");
    EXPECT_EQ(parameter_of(type, "START"), "<a;b\"c>");
    EXPECT_EQ(parameter_of(type, "type"), "");
    EXPECT_EQ(parameter_of("", "type"), "");
}

TEST(mime, finds_the_root_by_start_else_takes_the_first) {
    const std::string body =
        "preamble\r\n--b\r\nContent-ID: <1>\r\n\r\none\r\n--b\r\ncontent-id: <2>\r\n"
        "Content-Transfer-Encoding: BINARY\r\n\r\ntwo\r\n--b--\r\n";
    EXPECT_EQ(root_part("multipart/related; boundary=b; start=\"<2>\"", body), "two");
    EXPECT_EQ(root_part("multipart/related; boundary=b", body), "one");
    EXPECT_FALSE(root_part("multipart/related; boundary=b; start=\"<3>\"", body));
}

TEST(mime, reads_parts_without_headers_and_with_bare_line_feeds) {
    EXPECT_EQ(root_part("multipart/related; boundary=b", "--b\r\n\r\nx\r\n--b--"), "x");
    EXPECT_EQ(root_part("multipart/related; boundary=b", "--b\nContent-ID: <1>\n\nx\n--b--\n"), "x");
}

TEST(mime, refuses_what_is_cut_short_or_encoded_otherwise) {
    EXPECT_FALSE(root_part("multipart/related; boundary=b", "--b\r\n\r\nx\r\n"));
    EXPECT_FALSE(root_part("multipart/related; boundary=b", "--b\r\n\r\nx\r\n--b\r\n\r\ny"));
    EXPECT_FALSE(root_part("multipart/related", "--b\r\n\r\nx\r\n--b--"));
    EXPECT_FALSE(root_part("multipart/related; boundary=b", ""));
    EXPECT_FALSE(root_part("multipart/related; boundary=b", "--b--"));
    EXPECT_FALSE(root_part("multipart/related; boundary=b",
                           "--b\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--b--"));
}

TEST(mime, refuses_more_parts_than_an_answer_has) {
    std::string body;
    for (int i = 0; i < 100; ++i)
        body += "--b\r\n\r\nx\r\n";
    EXPECT_FALSE(root_part("multipart/related; boundary=b", body + "--b--"));
}

}  // namespace
}  // namespace pps::gateway::dmp
