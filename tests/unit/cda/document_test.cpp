#include "cda/document.hpp"

#include "sample.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace pps::cda {
namespace {

using testing::ElementsAre;

std::string wrapped(std::string_view inside) {
    return "<ClinicalDocument xmlns=\"urn:hl7-org:v3\">" + std::string(inside) + "</ClinicalDocument>";
}

// The only rule the bytes break; "" when they are read.
std::string refusal(std::string_view bytes, const read_limits& limits = {}) {
    const auto outcome = read_document(bytes, limits);
    EXPECT_EQ(outcome.document == nullptr, refuses(outcome.findings));
    EXPECT_TRUE(test::discreet(outcome.findings));
    return outcome.findings.empty() ? "" : outcome.findings.front().rule;
}

TEST(read_document, reads_a_plain_cda) {
    const auto doc = test::parse(test::pps_sample());
    EXPECT_EQ(doc->shape(), shape::plain);
    EXPECT_STREQ(doc->root().name(), "ClinicalDocument");
    EXPECT_FALSE(doc->external_stylesheet());
}

TEST(read_document, reads_a_plain_cda_whatever_its_prefix) {
    const auto doc = test::parse(test::pps_sample("hl7:"));
    EXPECT_EQ(local_name(doc->root()), "ClinicalDocument");
}

TEST(read_document, reads_a_self_presenting_cda) {
    const auto doc = test::parse(test::self_presenting_sample());
    EXPECT_EQ(doc->shape(), shape::self_presenting);
    EXPECT_STREQ(doc->root().name(), "c:ClinicalDocument");
    EXPECT_FALSE(doc->external_stylesheet()) << "href=\"#\" is inside the document";
}

TEST(read_document, refuses_an_xml_document_that_is_no_cda) {
    EXPECT_EQ(refusal("<ClinicalDocument/>"), "cda.root");
    EXPECT_EQ(refusal("<ClinicalDocument xmlns=\"urn:hl7-org:v2\"/>"), "cda.root");
    EXPECT_EQ(refusal("<html/>"), "cda.root");
    EXPECT_EQ(refusal(R"(<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform"/>)"), "cda.root");
}

TEST(read_document, refuses_a_self_presenting_document_with_two_cda_or_none) {
    const auto sample = test::self_presenting_sample();
    EXPECT_EQ(refusal(sample), "");
    EXPECT_EQ(refusal(test::with(sample, "<data:Contenu>", "<data:Contenu><c:ClinicalDocument/>")),
              "cda.root");
    EXPECT_EQ(refusal(test::without(sample, "<data:Contenu>", "</data:Contenu>")), "cda.root");
}

TEST(read_document, accepts_utf8_however_it_is_declared) {
    EXPECT_EQ(refusal("\xEF\xBB\xBF" + wrapped("\xC3\xA9")), "");
    EXPECT_EQ(refusal("<?xml version='1.0'?>" + wrapped("\xF0\x9F\x8F\xA5")), "");
    EXPECT_EQ(refusal("\xEF\xBB\xBF<?xml version=\"1.0\" encoding='utf-8' standalone='yes'?>" + wrapped("")),
              "");
}

TEST(read_document, refuses_other_encodings) {
    EXPECT_EQ(refusal("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + wrapped("")), "xml.encoding");
    EXPECT_EQ(refusal("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + wrapped("\xE9")), "xml.encoding");
    EXPECT_EQ(refusal(std::string_view("\xFF\xFE<\0a\0/\0>\0", 10)), "xml.encoding");
    EXPECT_EQ(refusal(std::string_view("\xFE\xFF\0<\0a\0/\0>", 10)), "xml.encoding");
    EXPECT_EQ(refusal(std::string_view("<\0a\0/\0>\0", 8)), "xml.encoding");
}

TEST(read_document, refuses_invalid_utf8) {
    for (const std::string bad :
         {"\xE9", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xF5\x80\x80\x80",
          "\xF0\x80\x80\xAF", "\xC3", "\xE2\x82", "\xF0\x9F\x8F"}) {
        EXPECT_EQ(refusal(wrapped(bad)), "xml.utf8");
        EXPECT_EQ(refusal(wrapped(std::string(200, 'x') + bad + std::string(200, 'x'))), "xml.utf8");
    }
    EXPECT_EQ(refusal(wrapped("") + "\xC3"), "xml.utf8");
    for (const char* good :
         {"\xC2\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_EQ(refusal(wrapped(good)), "");
    }
}

TEST(read_document, refuses_forbidden_characters) {
    EXPECT_EQ(refusal(wrapped("\t\r\n")), "");
    EXPECT_EQ(refusal(wrapped("a\x01")), "xml.characters");
    EXPECT_EQ(refusal(wrapped(std::string(1, '\0'))), "xml.characters");
    EXPECT_EQ(refusal(wrapped("\xEF\xBF\xBE")), "xml.characters");
    EXPECT_EQ(refusal(wrapped(std::string(300, 'x') + "\x1F")), "xml.characters");
}

TEST(read_document, refuses_references_to_forbidden_characters) {
    EXPECT_EQ(refusal(wrapped("&#233;&#xE9;&amp;&lt;&gt;&quot;&apos;&#x10FFFF;")), "");
    for (const char* bad :
         {"&#0;", "&#x1F;", "&#xD800;", "&#xFFFE;", "&#x110000;", "&#;", "&#x;", "&#12a;"}) {
        EXPECT_EQ(refusal(wrapped(bad)), "xml.characters") << bad;
    }
}

TEST(read_document, refuses_a_dtd_and_entities) {
    const std::string dtd = "<!DOCTYPE ClinicalDocument [<!ENTITY a \"b\">]>";
    EXPECT_EQ(refusal(dtd + wrapped("&a;")), "xml.dtd");
    EXPECT_EQ(refusal("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + wrapped("")), "xml.dtd");
    EXPECT_EQ(refusal(wrapped("<!ENTITY a \"b\">")), "xml.dtd");
    EXPECT_EQ(refusal(wrapped("&a;")), "xml.well-formed");
    EXPECT_EQ(refusal(wrapped("<!-- <!DOCTYPE x> --><![CDATA[<!DOCTYPE x>]]>")), "") << "neither is a DTD";
}

TEST(read_document, refuses_what_is_not_well_formed) {
    for (const char* bad : {"",
                            " ",
                            "text",
                            "<",
                            "<a",
                            "<a>",
                            "</a>",
                            "<a/><b/>",
                            "<a/>text",
                            "<a b/>",
                            "<a b=c/>",
                            "<a b=\"c/>",
                            "<a b=\"<\"/>",
                            "<a b=\"1\" b=\"2\"/>",
                            "<a b=\"1\"c=\"2\"/>",
                            "<a>&</a>",
                            "<a>&amp</a>",
                            "<a></b>",
                            "<a>]]></a>",
                            "<a><!-- -- --></a>",
                            "<a><!-- </a>",
                            "<a><![CDATA[</a>",
                            "<a><?pi</a>",
                            "<a><?xml version=\"1.0\"?></a>",
                            "<1/>",
                            "<a/ >",
                            "<?xml version=\"1.1\"?><a/>",
                            "<?xml encoding=\"UTF-8\"?><a/>",
                            "<![CDATA[x]]><a/>",
                            "<a><!bogus></a>",
                            " <?xml version=\"1.0\"?><a/>",
                            "<a></ a>",
                            "<a><b></a></b>"}) {
        EXPECT_EQ(refusal(bad), "xml.well-formed") << bad;
    }
}

TEST(read_document, refuses_undeclared_prefixes) {
    EXPECT_EQ(refusal(wrapped("<x:a xmlns:x=\"u\" x:b=\"\"><x:c/></x:a>")), "");
    EXPECT_EQ(refusal(wrapped("<a xml:lang=\"fr\"/>")), "");
    EXPECT_EQ(refusal(wrapped("<x:a/>")), "xml.namespace");
    EXPECT_EQ(refusal(wrapped("<a x:b=\"\"/>")), "xml.namespace");
    EXPECT_EQ(refusal(wrapped("<x:a xmlns:x=\"u\"/><x:a/>")), "xml.namespace") << "no longer in scope";
    EXPECT_EQ(refusal(wrapped("<x:a xmlns:x=\"\"/>")), "xml.namespace");
    EXPECT_EQ(refusal(wrapped("<x:a:b xmlns:x=\"u\"/>")), "xml.namespace");
    EXPECT_EQ(refusal(wrapped("<:a/>")), "xml.namespace");
}

TEST(read_document, refuses_more_attributes_than_anybody_needs) {
    std::string many;
    for (int i = 0; i < 200; ++i)
        many += " a" + std::to_string(i) + "=\"\"";
    EXPECT_EQ(refusal(wrapped("<a" + many + "/>")), "xml.nodes");
    std::string scopes;
    for (int i = 0; i < 200; ++i)
        scopes += "<a xmlns:p" + std::to_string(i) + "=\"u\">";
    EXPECT_EQ(refusal(wrapped(scopes), {.max_depth = 1000}), "xml.nodes");
}

TEST(read_document, refuses_a_text_longer_than_can_be_signed) {
    const std::string long_text(1'001, 'x');
    const read_limits limits{.max_text = 1'000};
    EXPECT_EQ(refusal(wrapped("<a>" + long_text + "</a>"), limits), "xml.text");
    EXPECT_EQ(refusal(wrapped("<a b=\"" + long_text + "\"/>"), limits), "xml.text");
    EXPECT_EQ(refusal(wrapped("<!--" + long_text + "-->"), limits), "xml.text");
    EXPECT_EQ(refusal(wrapped("<a><![CDATA[" + long_text + "]]></a>"), limits), "xml.text");
    EXPECT_EQ(refusal(wrapped("<a>" + long_text.substr(1) + "</a>"), limits), "");
}

TEST(read_document, refuses_nesting_over_the_limit) {
    const auto nested = [](std::size_t depth) {
        std::string text;
        for (std::size_t i = 1; i < depth; ++i)
            text += "<a>";
        for (std::size_t i = 1; i < depth; ++i)
            text += "</a>";
        return wrapped(text);
    };
    EXPECT_EQ(refusal(nested(200)), "");
    EXPECT_EQ(refusal(nested(201)), "xml.depth");
    EXPECT_EQ(refusal(nested(10'000)), "xml.depth");
    EXPECT_EQ(refusal(nested(10'000), {.max_depth = 20'000}), "") << "the parser itself does not recurse";
    EXPECT_EQ(refusal(wrapped("<a/><a/><a/>"), {.max_depth = 2}), "") << "siblings are not nested";
}

TEST(read_document, refuses_more_nodes_than_the_limit) {
    EXPECT_EQ(refusal(wrapped("<a b=\"\"/>"), {.max_nodes = 4}), "");
    EXPECT_EQ(refusal(wrapped("<a b=\"\"/>"), {.max_nodes = 3}), "xml.nodes");
    // Two are those of the document that wraps it.
    for (const auto* one : {"<!-- -->", "<?pi?>", "<![CDATA[]]>"}) {
        EXPECT_EQ(refusal(wrapped(one), {.max_nodes = 3}), "") << one;
        EXPECT_EQ(refusal(wrapped(one), {.max_nodes = 2}), "xml.nodes") << one;
    }
}

TEST(read_document, refuses_more_names_than_anybody_needs) {
    const auto names = [](int count) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += "<n" + std::to_string(i) + " a" + std::to_string(i % 7) + "=\"\"/>";
        return refusal(wrapped(text));
    };
    EXPECT_EQ(names(3'500), "");
    EXPECT_EQ(names(5'000), "xml.names");
}

TEST(read_document, refuses_more_bytes_than_the_limit) {
    const auto bytes = wrapped("<a/>");
    EXPECT_EQ(refusal(bytes, {.max_bytes = bytes.size()}), "");
    EXPECT_EQ(refusal(bytes, {.max_bytes = bytes.size() - 1}), "xml.size");
    EXPECT_EQ(refusal(wrapped(std::string(20'000'000, ' '))), "xml.size");
}

TEST(read_document, says_where_a_document_is_damaged) {
    const auto outcome = read_document("<a>\n  <b c=d/>\n</a>");
    EXPECT_THAT(outcome.findings.at(0).en, testing::HasSubstr("line 2, byte 8"));
    EXPECT_THAT(outcome.findings.at(0).fr, testing::HasSubstr("ligne 2, octet 8"));
}

TEST(external_stylesheet, is_found_with_its_line_break) {
    const std::string before = "\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- é -->";
    for (const std::string instruction :
         {"<?xml-stylesheet type=\"text/xsl\" href=\"../pps.xsl\"?>\n",
          "<?xml-stylesheet href='pps.xsl' type='text/xsl'?>\r\n", "<?xml-stylesheet\n href = \"a#b\" ?>"}) {
        const auto doc = test::parse(before + instruction + wrapped(""));
        ASSERT_TRUE(doc->external_stylesheet());
        EXPECT_EQ(doc->external_stylesheet()->offset, before.size());
        EXPECT_EQ(doc->external_stylesheet()->length, instruction.size());
    }
}

TEST(external_stylesheet, leaves_the_rest_of_the_document_readable_once_cut_out) {
    auto text =
        test::with(test::pps_sample(), "?>\n", "?>\n<?xml-stylesheet href=\"x.xsl\"?>\n<?other x?>\n");
    const auto range = test::parse(text)->external_stylesheet();
    ASSERT_TRUE(range);
    text.erase(range->offset, range->length);
    EXPECT_EQ(text, test::with(test::pps_sample(), "?>\n", "?>\n<?other x?>\n"));
    EXPECT_FALSE(test::parse(text)->external_stylesheet());
}

TEST(external_stylesheet, is_only_looked_for_before_the_root) {
    EXPECT_FALSE(test::parse(wrapped("<?xml-stylesheet href=\"x.xsl\"?>"))->external_stylesheet());
    EXPECT_FALSE(test::parse("<!-- <?xml-stylesheet href=\"x\"?> -->" + wrapped(""))->external_stylesheet());
    EXPECT_FALSE(test::parse("<?xml-stylesheet-not href=\"x\"?>" + wrapped(""))->external_stylesheet());
}

TEST(external_stylesheet, is_refused_twice) {
    EXPECT_EQ(refusal("<?xml-stylesheet href=\"a\"?><?xml-stylesheet href=\"#b\"?>" + wrapped("")), "");
    EXPECT_EQ(refusal("<?xml-stylesheet href=\"a\"?><?xml-stylesheet href=\"b\"?>" + wrapped("")),
              "xml.stylesheet");
}

TEST(walk, finds_elements_by_namespace_and_not_by_prefix) {
    const auto doc = test::parse(R"(<v:ClinicalDocument xmlns:v="urn:hl7-org:v3" xmlns:o="urn:other">
        <o:id root="other"/><id root="none"/><v:id root="1"/><id xmlns="urn:hl7-org:v3" root="2"/></v:ClinicalDocument>)");
    const auto first = child(doc->root(), "id");
    EXPECT_STREQ(first.attribute("root").value(), "1");
    const auto second = next(first, "id");
    EXPECT_STREQ(second.attribute("root").value(), "2");
    EXPECT_FALSE(next(second, "id"));
    EXPECT_EQ(namespace_of(doc->root().first_child()), "urn:other");
    EXPECT_EQ(namespace_of(doc->root().first_child().next_sibling()), "");
    EXPECT_EQ(namespace_of(second), "urn:hl7-org:v3");
}

TEST(walk, follows_a_prefix_that_is_declared_again) {
    const auto doc = test::parse(wrapped("<a xmlns=\"urn:other\"><b/><c xmlns=\"urn:hl7-org:v3\"/></a><b/>"));
    EXPECT_FALSE(child(doc->root(), "a"));
    EXPECT_TRUE(child(doc->root(), "b"));
    EXPECT_EQ(namespace_of(doc->root().first_child().first_child()), "urn:other");
}

TEST(walk, follows_a_path_and_stops_where_it_breaks) {
    const auto doc = test::parse(test::self_presenting_sample());
    EXPECT_TRUE(path(doc->root(), "recordTarget/patientRole/patient/birthplace/place/addr/county"));
    EXPECT_FALSE(path(doc->root(), "recordTarget/patient"));
    EXPECT_FALSE(path(pugi::xml_node{}, "recordTarget"));
    EXPECT_EQ(path(doc->root(), ""), doc->root());
}

TEST(walk, writes_an_xpath_with_positions_and_without_prefixes) {
    for (const auto& text : {test::pps_sample(), test::self_presenting_sample()}) {
        const auto doc = test::parse(text);
        const auto role = path(doc->root(), "recordTarget/patientRole");
        const auto local = next(child(role, "id"), "id");
        EXPECT_EQ(xpath_of(local), "/ClinicalDocument/recordTarget[1]/patientRole[1]/id[2]");
        EXPECT_EQ(xpath_of(child(doc->root(), "title").first_child()), "/ClinicalDocument/title[1]");
        EXPECT_EQ(xpath_of(doc->root()), "/ClinicalDocument");
    }
    EXPECT_EQ(xpath_of(pugi::xml_node{}), "");
}

}  // namespace
}  // namespace pps::cda
