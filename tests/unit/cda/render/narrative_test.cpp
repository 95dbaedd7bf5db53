#include "cda/render/narrative.hpp"

#include <gtest/gtest.h>

namespace pps::render {
namespace {

std::string written(std::string markup, std::string text = "le texte") {
    section one;
    one.markup = std::move(markup);
    one.text = std::move(text);
    page out;
    write_narrative(out, one);
    return std::move(out).take();
}

TEST(a_narrative, becomes_paragraphs_lists_and_emphasis) {
    EXPECT_EQ(written("Un<br/>deux"), "<p>Un</p><p>deux</p>");
    EXPECT_EQ(written("<paragraph ID=\"x\">Un <content styleCode=\"Bold\">mot</content></paragraph>"),
              "<p>Un <strong>mot</strong></p>");
    EXPECT_EQ(written("<list><item>a</item><item><paragraph>b</paragraph></item></list>"),
              "<ul><li>a</li><li><p>b</p></li></ul>");
    EXPECT_EQ(written("<list listType=\"ordered\"><caption>C</caption><item>a</item></list>"),
              "<p class=\"caption\">C</p><ol><li>a</li></ol>");
    EXPECT_EQ(written("m<sup>2</sup>"), "<p>m<sup>2</sup></p>");
}

TEST(a_narrative_table, has_heading_cells_with_a_scope) {
    EXPECT_EQ(
        written("<table><caption>C</caption><thead><tr><th>A</th><th/></tr></thead><tbody><tr>"
                "<td styleCode=\"Bold\">B</td><td colspan=\"2\">1 &lt; 2</td></tr></tbody></table>"),
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Tableau, à faire défiler\"><table>"
        "<caption>C</caption><tbody><tr><th scope=\"col\">A</th><td></td></tr><tr><th scope=\"row\">B</th>"
        "<td colspan=\"2\">1 &lt; 2</td></tr></tbody></table></div>");
}

TEST(a_narrative_table, without_headings_becomes_paragraphs) {
    EXPECT_EQ(
        written(
            "<table border=\"1\"><tbody><tr><td>Un.</td></tr><tr><td>Deux.</td><td>Trois.</td></tr></tbody>"
            "</table>"),
        "<p>Un.</p><p>Deux.</p><p>Trois.</p>");
}

TEST(a_narrative, gives_nothing_but_what_the_table_of_elements_has) {
    EXPECT_EQ(
        written("<script>a</script><linkHtml href=\"javascript:b\">c</linkHtml><paragraph onclick=\"d\">e"
                "</paragraph><renderMultiMedia referencedObject=\"f\"/>"),
        "<p>ac</p><p>e</p>");
    EXPECT_EQ(written("<paragraph>&lt;script&gt;</paragraph>"), "<p>&lt;script&gt;</p>");
    EXPECT_EQ(
        written("<table><tr><th colspan=\"9999999\" rowspan=\"-1\">a</th></tr></table>"),
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Tableau, à faire défiler\"><table>"
        "<tbody><tr><th scope=\"col\">a</th></tr></tbody></table></div>");
}

TEST(a_narrative, that_cannot_be_read_is_its_plain_text) {
    EXPECT_EQ(written("<paragraph>a"), "<p>le texte</p>");
    EXPECT_EQ(written("<br/>"), "<p>le texte</p>");
    EXPECT_EQ(written(""), "<p>le texte</p>");
    EXPECT_EQ(written("", "a\nb | c"), "<p>a</p><p>b | c</p>");
    section nothing;
    nothing.markup = "<br/>";
    EXPECT_FALSE(has_narrative(nothing));
}

}  // namespace
}  // namespace pps::render
