#include "hl7/fhir/base64.hpp"
#include "hl7/fhir/times.hpp"
#include "hl7/fhir/vocabulary.hpp"
#include "hl7/fhir/xhtml.hpp"

#include <gtest/gtest.h>

namespace pps::hl7::fhir {
namespace {

TEST(fhir_times, keep_their_precision_and_zone) {
    const std::pair<const char*, const char*> same[] = {
        {"2024", "2024"},
        {"202403", "2024-03"},
        {"20240229", "2024-02-29"},
        {"20240305101500+0100", "2024-03-05T10:15:00+01:00"},
        {"20240305101500.250-0430", "2024-03-05T10:15:00.250-04:30"},
    };
    for (const auto& [ts, date_time] : same) {
        EXPECT_EQ(to_date_time(ts), date_time);
        EXPECT_EQ(to_ts(date_time), ts);
    }
    EXPECT_EQ(to_ts("2024-03-05T10:15:00Z"), "20240305101500+0000");
}

TEST(fhir_times, lose_a_clock_that_fhir_cannot_say) {
    EXPECT_EQ(to_date_time("20240305101500"), "2024-03-05");
    EXPECT_EQ(to_date_time("2024030510+0100"), "2024-03-05");
    EXPECT_EQ(to_date_time("202403051015+0100"), "2024-03-05T10:15:00+01:00");
}

TEST(fhir_times, that_are_none_are_empty) {
    for (const auto* wrong : {"", "0000", "202413", "20230229", "20240305250000+0100", "2024-03-05",
                              "20240305101500+2500", "x", "20240305101560+0100", "20240305101500.+0100"})
        EXPECT_EQ(to_date_time(wrong), "") << wrong;
    for (const auto* wrong :
         {"", "20240305", "2024-3-05", "2024-03-05T10:15:00", "2024-03-05T10:15+01:00", "2024-13",
          "2024-03-05 10:15:00+01:00", "2024-03-05T10:15:00+0100", "2024-02-30"})
        EXPECT_EQ(to_ts(wrong), "") << wrong;
}

TEST(fhir_times, become_instants_in_paris) {
    EXPECT_EQ(to_instant("20240705"), "2024-07-05T00:00:00Z");
    EXPECT_EQ(to_instant("20240705101500"), "2024-07-05T08:15:00Z");
    EXPECT_EQ(to_instant("20240105101500"), "2024-01-05T09:15:00Z");
    EXPECT_EQ(to_instant("n'importe quoi"), "");
}

TEST(fhir_code_systems, are_uris_both_ways) {
    for (const auto& row : systems) {
        EXPECT_EQ(uri_of(row.oid), row.uri);
        EXPECT_EQ(root_of(row.uri), row.oid);
        EXPECT_FALSE(row.source.empty());
    }
    EXPECT_EQ(uri_of("1.2.3"), "urn:oid:1.2.3");
    EXPECT_EQ(root_of("urn:oid:1.2.3"), "1.2.3");
    EXPECT_EQ(uri_of("B29848C4-1E95-43B4-8691-4354DF3D6937"),
              "urn:uuid:b29848c4-1e95-43b4-8691-4354df3d6937");
    EXPECT_EQ(uri_of("pas un oid"), "");
    EXPECT_EQ(uri_of("https://exemple.test/x"), "https://exemple.test/x");
}

TEST(fhir_narrative, is_the_same_markup_after_a_way_through_xhtml) {
    for (const auto* markup :
         {"texte seul", "<paragraph ID=\"a\">a &lt; b</paragraph>",
          "<table border=\"1\"><thead><tr><th "
          "colspan=\"2\">x</th></tr></thead><tbody><tr><td/></tr></tbody></table>",
          "<list listType=\"ordered\"><caption>c</caption><item>1</item></list>",
          "<list><item>1</item></list>", "<list listType=\"unordered\"><item>1</item></list>",
          "<content ID=\"x\" styleCode=\"Bold Italics\">x</content><br/><sub>2</sub><sup>3</sup>",
          "<footnote ID=\"f\">n</footnote>", "<linkHtml href=\"https://exemple.test\">l</linkHtml>"}) {
        const auto div = to_xhtml(markup);
        ASSERT_TRUE(div) << markup;
        EXPECT_EQ(to_markup(*div).value_or("none"), markup) << *div;
        EXPECT_TRUE(is_normal(markup)) << markup;
    }
}

TEST(fhir_narrative, that_is_not_well_formed_is_none) {
    EXPECT_FALSE(to_xhtml("<paragraph>"));
    EXPECT_FALSE(to_xhtml("</text><text>"));
    EXPECT_FALSE(to_markup("<div>"));
    EXPECT_FALSE(to_markup("text"));
    EXPECT_FALSE(to_markup("<div/><div/>"));
    EXPECT_FALSE(is_normal("<script>x</script>"));
}

TEST(fhir_narrative, of_plain_text_gives_the_text_back) {
    for (const auto* text : {"x", "a < b & \"c\"", "une ligne\nune autre", "a\n\nb"})
        EXPECT_EQ(text_of_div(text_div(text)), text);
}

TEST(fhir_base64, pads) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("\xff\xfe\xfd\xfc"), "//79/A==");
}

}  // namespace
}  // namespace pps::hl7::fhir
