#include "cda/write/xml.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

namespace pps::cda::writing {
namespace {

TEST(xml_writer, closes_elements_without_content_in_place) {
    std::string out;
    xml_writer xml(out);
    {
        const auto one = xml.open("section");
        xml.leaf("id", "root", "1.2");
        { const auto other = xml.open("text"); }
    }
    EXPECT_EQ(out, "<section><id root=\"1.2\"/><text/></section>");
}

TEST(xml_writer, gives_values_that_a_parser_gives_back) {
    const std::string value = "a & b < c > d \"e\" 'f' ]]>\n\ttab\r\nend";
    std::string out;
    {
        xml_writer xml(out);
        const auto one = xml.open("title");
        xml.attribute("value", value);
        xml.text(value);
    }
    pugi::xml_document parsed;
    ASSERT_TRUE(parsed.load_string(out.c_str()));
    EXPECT_EQ(parsed.child("title").attribute("value").value(), value);
    EXPECT_EQ(parsed.child("title").child_value(), value);
}

TEST(xml_writer, leaves_out_optional_attributes_that_are_empty) {
    std::string out;
    {
        xml_writer xml(out);
        const auto one = xml.open("id");
        xml.optional("root", "1.2");
        xml.optional("extension", "");
    }
    EXPECT_EQ(out, "<id root=\"1.2\"/>");
}

}  // namespace
}  // namespace pps::cda::writing
