#include "gateway/forward/dmp/text.hpp"

#include "gateway/core/ids.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::dmp {
namespace {

TEST(dmp_text, escapes_markup_once) {
    EXPECT_EQ(escaped("a & <b> \"c\" 'd' é"), "a &amp; &lt;b&gt; &quot;c&quot; 'd' é");
    EXPECT_EQ(escaped("&amp;"), "&amp;amp;");
}

TEST(dmp_text, keeps_line_ends_and_tabs_as_references) {
    EXPECT_EQ(escaped("a\tb\r\nc"), "a&#9;b&#13;&#10;c");
}

TEST(dmp_text, replaces_characters_that_xml_forbids) {
    EXPECT_EQ(escaped(std::string_view{"a\0b\x1f", 4}), "a b ");
}

TEST(dmp_text, escapes_hl7_delimiters_in_a_component) {
    EXPECT_EQ(hl7_component("A&B^C|D~E\\F"), "A\\T\\B\\S\\C\\F\\D\\R\\E\\E\\F");
    EXPECT_EQ(hl7_component("CENTRE D'ESSAI (69)"), "CENTRE D'ESSAI (69)");
}

TEST(dmp_text, writes_and_reads_base64_of_every_padding) {
    for (const std::string bytes : {"a", "ab", "abc", "abcd"})
        EXPECT_EQ(from_base64(base64(bytes)), bytes);
    EXPECT_EQ(base64(std::string_view{"\0", 1}), "AA==");
    EXPECT_EQ(base64(""), "");
}

TEST(dmp_text, reads_base64_over_several_lines) {
    EXPECT_EQ(from_base64(" YW\r\nJj\tZA==\n"), "abcd");
}

TEST(dmp_text, refuses_malformed_base64) {
    EXPECT_FALSE(from_base64("abc"));
    EXPECT_FALSE(from_base64("ab*="));
    EXPECT_FALSE(from_base64(""));
}

TEST(dmp_text, digests_known_values) {
    EXPECT_EQ(hex(digest_of("abc", digest::sha1)), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hex(digest_of("abc", digest::sha256)),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(dmp_text, makes_version_4_uuids_that_differ) {
    const std::string one = new_uuid();
    ASSERT_EQ(one.size(), 36u);
    EXPECT_EQ(one[14], '4');
    EXPECT_NE(std::string_view{"89ab"}.find(one[19]), std::string_view::npos);
    EXPECT_NE(one, new_uuid());
}

}  // namespace
}  // namespace pps::gateway::dmp
