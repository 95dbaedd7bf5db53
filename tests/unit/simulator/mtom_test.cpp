#include "tests/simulator/mtom.hpp"

#include <gtest/gtest.h>

namespace pps::simulator {
namespace {

const std::string declared =
    "multipart/related;boundary=\"B1\"; type=\"application/xop+xml\"; start=\"<root>\"; "
    "start-info=\"application/soap+xml\"";

std::string part(const std::string& id, const std::string& content,
                 const std::string& type = "application/octet-stream") {
    return "--B1\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + id +
           ">\r\n\r\n" + content + "\r\n";
}

const std::string root_type = "application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"";
const std::string root = part("root", "<e/>", root_type);

std::string code_of(const std::string& content_type, const std::string& body) {
    const auto type = parse_media_type(content_type);
    if (!type) return "unreadable";
    const auto read = read_package(*type, body);
    return read ? "" : read.error().code;
}

TEST(media_type, reads_tokens_quoted_strings_and_unquoted_angle_brackets) {
    const auto type =
        parse_media_type("Multipart/Related; TYPE=application/xop+xml; start=<a@b>; x=\"q\\\"r; s\"");
    ASSERT_TRUE(type);
    EXPECT_EQ(type->type, "multipart/related");
    EXPECT_EQ(type->parameter("type"), "application/xop+xml");
    EXPECT_EQ(type->parameter("start"), "<a@b>");
    EXPECT_EQ(type->parameter("x"), "q\"r; s");
}

TEST(media_type, refuses_what_cannot_be_read_in_one_way) {
    for (const char* text : {"", "multipart", "a/b; x", "a/b; x=", "a/b; x=\"open", "a/b; x=1; X=2", "a b/c"})
        EXPECT_FALSE(parse_media_type(text)) << text;
}

TEST(package, gives_its_parts_by_content_id) {
    const std::string body =
        root + part("document+1@x", "line\r\n--B\r\n--B12 not a boundary\r\n") + "--B1--\r\n";
    const auto read = read_package(*parse_media_type(declared), body);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->parts.size(), 2U);
    EXPECT_EQ(read->parts[read->root].body, "<e/>");
    ASSERT_NE(read->resolve("cid:document%2B1@x"), nullptr);
    EXPECT_EQ(read->resolve("cid:document%2B1@x")->body, "line\r\n--B\r\n--B12 not a boundary\r\n");
    EXPECT_EQ(read->resolve("cid:document%2B1@x"), read->resolve("cid:document+1@x"));
    EXPECT_EQ(read->resolve("cid:other"), nullptr);
    EXPECT_EQ(read->resolve("document+1@x"), nullptr);
}

TEST(package, accepts_a_preamble_and_a_root_that_is_not_first) {
    EXPECT_EQ(code_of(declared, "preamble\r\n" + part("d", "x") + root + "--B1--"), "");
}

TEST(package, refuses_a_content_type_that_does_not_say_mtom) {
    auto without = [](std::string from) {
        std::string out = declared;
        out.replace(out.find(from), from.size(), "other=\"1\"");
        return out;
    };
    const std::string body = root + "--B1--";
    EXPECT_EQ(code_of(declared, body), "");
    EXPECT_EQ(code_of("multipart/mixed; boundary=B1", body), "soap:MtomContentType");
    EXPECT_EQ(code_of(without("type=\"application/xop+xml\""), body), "soap:MtomContentType");
    EXPECT_EQ(code_of(without("start-info=\"application/soap+xml\""), body), "soap:MtomContentType");
    EXPECT_EQ(code_of(without("start=\"<root>\""), body), "soap:MtomStart");
    EXPECT_EQ(code_of(without("boundary=\"B1\""), body), "soap:MtomBoundary");
}

TEST(package, refuses_a_body_that_is_not_what_was_declared) {
    EXPECT_EQ(code_of(declared, "--B2\r\n\r\n--B2--"), "soap:MtomBoundary");
    EXPECT_EQ(code_of(declared, root), "soap:MtomBoundary") << "no closing boundary";
    EXPECT_EQ(code_of(declared, part("d", "x") + "--B1--"), "soap:MtomStart") << "no root";
    EXPECT_EQ(code_of(declared, part("root", "<e/>", "text/xml") + "--B1--"), "soap:MtomStart");
    EXPECT_EQ(code_of(declared, root + part("d", "x") + part("d", "y") + "--B1--"), "soap:MtomPart");
    EXPECT_EQ(code_of(declared, root + "--B1\r\nContent-Type: text/xml\r\n\r\nx\r\n--B1--"), "soap:MtomPart");
    EXPECT_EQ(code_of(declared, root + "--B1\r\nno end of header--B1--\r\n--B1--"), "soap:MtomPart");
    EXPECT_EQ(code_of(declared, "--B1 junk\r\n" + root + "--B1--"), "soap:MtomBoundary");
}

TEST(package, refuses_a_part_in_base64) {
    std::string body = root + part("d", "eA==") + "--B1--";
    body.replace(body.rfind("binary"), 6, "base64");
    EXPECT_EQ(code_of(declared, body), "soap:MtomPart");
}

}  // namespace
}  // namespace pps::simulator
