#include "cda/conformity/pdf.hpp"

#include "cda/conformity/base64.hpp"
#include "cda/conformity/pdf_rules.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <set>
#include <zlib.h>

namespace pps::cda::conformity {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view pdf_a_metadata =
    "6 0 obj\n<< /Type /Metadata /Subtype /XML /Length 60 >>\nstream\n"
    "<x:xmpmeta><rdf:Description pdfaid:part=\"1\" "
    "pdfaid:conformance=\"B\"/></x:xmpmeta>\nendstream\nendobj\n";

/// A file of one catalog with `entry` in it, then `objects`.
std::string pdf(std::string_view entry = "", std::string_view objects = "") {
    return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + std::string(entry) + " >>\nendobj\n" +
           std::string(pdf_a_metadata) + std::string(objects) +
           "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
}

std::string deflated(std::string_view plain) {
    std::string out(compressBound(static_cast<uLong>(plain.size())), '\0');
    uLongf size = static_cast<uLongf>(out.size());
    EXPECT_EQ(compress(reinterpret_cast<Bytef*>(out.data()), &size,
                       reinterpret_cast<const Bytef*>(plain.data()), static_cast<uLong>(plain.size())),
              Z_OK);
    out.resize(size);
    return out;
}

std::string stream(std::string_view dictionary, std::string_view data) {
    return "8 0 obj\n<< " + std::string(dictionary) + " /Length " + std::to_string(data.size()) +
           " >>\nstream\r\n" + std::string(data) + "\r\nendstream\nendobj\n";
}

std::string object_stream(std::string_view objects,
                          std::string_view dictionary = "/Type /ObjStm /N 1 /First 4") {
    return stream(std::string(dictionary) + " /Filter /FlateDecode", deflated(objects));
}

std::vector<std::string> rules(std::string_view file, const pdf_limits& limits = {}) {
    std::vector<std::string> ids;
    for (const auto& each : judge_pdf(file, pdf_rules::place, limits)) {
        EXPECT_EQ(each.path, pdf_rules::place);
        EXPECT_FALSE(each.fr.empty() || each.en.empty());
        ids.push_back(each.rule);
    }
    return ids;
}

std::string encoded(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t at) {
            return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0u;
        };
        const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        for (const unsigned shift : {18u, 12u, 6u, 0u})
            out += alphabet[group >> shift & 63u];
    }
    const auto left = bytes.size() % 3;
    if (left != 0) out.replace(out.size() - (3 - left), 3 - left, std::string(3 - left, '='));
    return out;
}

std::vector<std::string> rules_of_text(
    std::string_view text,
    std::string_view attributes = "mediaType=\"application/pdf\" representation=\"B64\"") {
    const auto outcome = read_document(
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><component><nonXMLBody><text " + std::string(attributes) +
        ">" + std::string(text) + "</text></nonXMLBody></component></ClinicalDocument>");
    EXPECT_NE(outcome.document, nullptr);
    std::vector<std::string> ids;
    for (const auto& each : judge_embedded_pdf(*outcome.document)) {
        EXPECT_EQ(each.path, "/ClinicalDocument/component[1]/nonXMLBody[1]/text[1]");
        ids.push_back(each.rule);
    }
    return ids;
}

TEST(embedded_pdf, passes_when_all_is_right) {
    EXPECT_THAT(rules_of_text(encoded(pdf())), IsEmpty());
}

TEST(embedded_pdf, passes_in_lines_and_pieces) {
    auto text = encoded(pdf());
    text.insert(76, "\r\n  ");
    text.insert(40, "<!-- a comment --><![CDATA[\t]]>");
    EXPECT_THAT(rules_of_text(text), IsEmpty());
}

TEST(embedded_pdf, needs_its_media_type_and_representation) {
    EXPECT_THAT(rules_of_text(encoded(pdf()), "mediaType=\"text/plain\" representation=\"B64\""),
                ElementsAre("pdf.media-type"));
    EXPECT_THAT(rules_of_text(encoded(pdf()), "mediaType=\"application/pdf\""),
                ElementsAre("pdf.representation"));
}

TEST(embedded_pdf, needs_strict_base64) {
    for (const std::string_view wrong : {"JVBE*", "JVB", "JVBER", "J===", "JVBE=", "JVB=JVBE",
                                         "JV==JV==", "JV=", "JW==", "JVC=", "JVBE-_=="})
        EXPECT_THAT(rules_of_text(wrong), ElementsAre("pdf.base64")) << wrong;
}

TEST(embedded_pdf, judges_nothing_in_a_structured_document) {
    const auto outcome = read_document(
        "<ClinicalDocument "
        "xmlns=\"urn:hl7-org:v3\"><component><structuredBody/></component></ClinicalDocument>");
    ASSERT_NE(outcome.document, nullptr);
    EXPECT_THAT(judge_embedded_pdf(*outcome.document), IsEmpty());
}

TEST(embedded_pdf, warns_about_the_sample_that_declares_no_pdf_a) {
    std::ifstream in(PPS_SOURCE_DIR "/tests/samples/pps-pdf.xml", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const auto outcome = read_document(bytes);
    ASSERT_NE(outcome.document, nullptr);
    const auto found = judge_embedded_pdf(*outcome.document);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].rule, "pdf.pdf-a");
    EXPECT_EQ(found[0].severity, severity::warning);
}

TEST(base64, gives_back_every_byte) {
    std::string bytes;
    for (int length = 0; length < 300; ++length) {
        EXPECT_EQ(base64_decoded(encoded(bytes)), bytes);
        bytes += static_cast<char>(length * 7);
    }
}

TEST(base64, skips_white_space_wherever_it_stands) {
    const std::string bytes = "a text of some length, in several lines";
    const auto text = encoded(bytes);
    for (std::size_t at = 0; at <= text.size(); ++at)
        EXPECT_EQ(base64_decoded(std::string(text).insert(at, "\r\n ")), bytes) << at;
}

TEST(base64, refuses_what_is_not_base64_wherever_it_stands) {
    const auto text = encoded("a text of some length, in two lines");
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char wrong : {'=', '-', '\0', '\xE9'}) {
            auto broken = text;
            broken[at] = wrong;
            const bool still_padding = wrong == '=' && text[at] == '=';
            EXPECT_EQ(base64_decoded(broken).has_value(), still_padding) << at;
        }
    }
    for (const char* wrong : {"A", "AB=", "ABC", "AB==C", "AB===", "====", "AC==", "ABD=", "QUJDR"}) {
        EXPECT_FALSE(base64_decoded(wrong)) << wrong;
    }
}

TEST(base64, does_without_padding_where_that_is_asked_for) {
    for (const char* text : {"YWI", "YWI=", "YWI =\n"})
        EXPECT_EQ(base64_decoded(text, base64_padding::optional), "ab") << text;
    EXPECT_EQ(base64_decoded("YQ", base64_padding::optional), "a");
    EXPECT_EQ(base64_decoded("", base64_padding::optional), "");
    for (const char* wrong : {"Y", "YQ=", "YR", "YWJ", "YWJjZ", "Y==="})
        EXPECT_FALSE(base64_decoded(wrong, base64_padding::optional)) << wrong;
}

TEST(pdf_file, passes_when_plain) {
    EXPECT_THAT(rules(pdf()), IsEmpty());
    EXPECT_THAT(rules(pdf("", stream("/Filter /DCTDecode", "\xff\xd8 not a name: /JS\x01\x02"))), IsEmpty());
    EXPECT_THAT(rules(pdf("", object_stream("1 0 << /Type /Page /JSON (a) >>"))), IsEmpty());
}

TEST(pdf_file, has_a_largest_size) {
    EXPECT_THAT(rules(pdf(), {.max_file = pdf().size() - 1}), ElementsAre("pdf.size"));
    EXPECT_THAT(rules(pdf(), {.max_file = pdf().size()}), IsEmpty());
}

TEST(pdf_file, starts_with_its_magic) {
    EXPECT_THAT(rules(" " + pdf()), ElementsAre("pdf.magic"));
    EXPECT_THAT(rules(""), ElementsAre("pdf.magic"));
}

TEST(pdf_file, has_an_end) {
    const auto whole = pdf();
    EXPECT_THAT(rules(whole.substr(0, whole.size() - 10)), ElementsAre("pdf.end"));
    EXPECT_THAT(rules(whole + std::string(2000, ' ')), ElementsAre("pdf.end"));
    auto without_trailer = whole;
    without_trailer.replace(without_trailer.find("trailer"), 7, "nothing");
    EXPECT_THAT(rules(without_trailer), ElementsAre("pdf.end"));
}

TEST(pdf_file, is_refused_when_encrypted) {
    EXPECT_THAT(rules(pdf("/Encrypt 9 0 R")), ElementsAre("pdf.encrypted"));
    EXPECT_THAT(rules(pdf("/Encr#79pt 9 0 R")), ElementsAre("pdf.encrypted"));
}

TEST(pdf_file, is_refused_with_javascript_however_written) {
    for (const std::string_view entry :
         {"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", "/OpenAction<</S/JavaScript/JS 7 0 R>>",
          "/AA << /O << /S /J#61vaScript >> >>", "/Names << /#4aavaScript 3 0 R >>",
          "/X << /#4A#53 <616263> >>", "/R << /S /Rendition /JS (f()) >>"})
        EXPECT_THAT(rules(pdf(entry)), ElementsAre("pdf.javascript")) << entry;
}

TEST(pdf_file, is_refused_with_what_an_object_stream_hides) {
    EXPECT_THAT(rules(pdf("", object_stream("1 0 << /S /JavaScript >>"))), ElementsAre("pdf.javascript"));
    EXPECT_THAT(rules(pdf("", object_stream("1 0 << /S /L#61unch >>"))), ElementsAre("pdf.launch"));
    EXPECT_THAT(rules(pdf("", object_stream("1 0 << /EF << /F 9 0 R >> >>"))),
                ElementsAre("pdf.embedded-file"));
    EXPECT_THAT(rules(pdf("", object_stream("1 0 << /S /JavaScript >>", "/N 1 /First 4"))),
                ElementsAre("pdf.javascript"))
        << "not all readers ask for the type";
    EXPECT_THAT(rules(pdf("", object_stream("1 0 << /S /JavaScript >>", "/Type /Obj#53tm /X (3 0 obj)"))),
                ElementsAre("pdf.javascript"))
        << "a text that looks like an object hides nothing";
    EXPECT_THAT(rules(pdf("", stream("/Type /ObjStm /N 1 /First 4", "1 0 << /S /JavaScript >>"))),
                ElementsAre("pdf.javascript"));
}

TEST(pdf_file, is_refused_with_a_launch_action_or_an_embedded_file) {
    EXPECT_THAT(rules(pdf("/OpenAction << /S /Launch /F (x) >>")), ElementsAre("pdf.launch"));
    EXPECT_THAT(rules(pdf("", stream("/Type /EmbeddedFile", "x"))), ElementsAre("pdf.embedded-file"));
    EXPECT_THAT(rules(pdf("/Names << /EmbeddedFiles 3 0 R >>")), ElementsAre("pdf.embedded-file"));
    EXPECT_THAT(rules(pdf("/X << /Type /Filespec /EF << /F 9 0 R >> >>")), ElementsAre("pdf.embedded-file"));
    EXPECT_THAT(rules(pdf("/URI (https://demonstration.example/EF/JS/page)")), IsEmpty());
}

TEST(pdf_file, is_refused_when_an_object_stream_cannot_be_seen) {
    EXPECT_THAT(rules(pdf("", stream("/Type /ObjStm /Filter /FlateDecode", "not zlib"))),
                ElementsAre("pdf.not-scanned"));
    EXPECT_THAT(rules(pdf("", stream("/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]", "00"))),
                ElementsAre("pdf.not-scanned"));
    EXPECT_THAT(rules(pdf("", object_stream("x", "/Type /ObjStm /DecodeParms << /Predictor 12 >>"))),
                ElementsAre("pdf.not-scanned"));
    const auto whole = object_stream(std::string(5000, 'x'));
    auto cut = whole;
    cut.erase(whole.find("endstream") - 12, 8);
    EXPECT_THAT(rules(pdf("", cut)), ElementsAre("pdf.not-scanned"));
}

TEST(pdf_file, is_inflated_within_bounds) {
    const auto bomb = pdf("", object_stream(std::string(3'000'000, ' ')));
    EXPECT_LT(bomb.size(), 10'000u);
    EXPECT_THAT(rules(bomb), IsEmpty());
    EXPECT_THAT(rules(bomb, {.max_inflated = 2'000'000}), ElementsAre("pdf.not-scanned"));
    std::string many;
    for (int i = 0; i < 5; ++i)
        many += object_stream("1 0 << /A 1 >>");
    EXPECT_THAT(rules(pdf("", many), {.max_streams = 5}), IsEmpty());
    EXPECT_THAT(rules(pdf("", many), {.max_streams = 4}), ElementsAre("pdf.not-scanned"));
}

TEST(pdf_file, declares_pdf_a_in_metadata_plain_or_compressed) {
    auto file = pdf();
    file.replace(file.find("pdfaid:part"), 11, "pdfuid:part");
    EXPECT_THAT(rules(file), ElementsAre("pdf.pdf-a"));
    const auto compressed = stream("/Type /Metadata /Subtype /XML /Filter /FlateDecode",
                                   deflated("<pdfaid:part>2</pdfaid:part>"));
    file.insert(file.find("xref\n"), compressed);
    EXPECT_THAT(rules(file), IsEmpty());
}

TEST(pdf_rules, have_distinct_names_two_languages_and_a_source) {
    std::set<std::string_view> ids;
    for (const auto& r : pdf_rules::table) {
        EXPECT_TRUE(ids.insert(r.id).second) << r.id;
        EXPECT_FALSE(r.fr.empty() || r.en.empty() || r.source.empty()) << r.id;
    }
}

}  // namespace
}  // namespace pps::cda::conformity
