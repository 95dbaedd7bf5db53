#include "tests/unit/cda/validation/sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <gmock/gmock.h>
#include <thread>

using namespace pps::cda::validation;
using test::folder;
using test::schema_of;
using test::texts;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

load_schema_result load(const folder& in, std::string_view content, std::string_view attributes = "") {
    schema_options options;
    options.file = in.write("main.sch", schema_of(content, attributes));
    return load_schema(options);
}

outcome judge(const load_schema_result& by, std::string_view xml) {
    return evaluate(*by.schema, *test::parse(xml));
}

constexpr std::string_view pattern_start = "<pattern xmlns='http://purl.oclc.org/dsdl/schematron' id='p'>";

}  // namespace

TEST(schema_loader, includes_files_relative_to_the_including_one) {
    const folder here;
    here.write("sub/pattern.sch", std::string{pattern_start} + "<include href='rule.sch'/></pattern>");
    here.write("sub/rule.sch",
               "<s:rule xmlns:s='http://purl.oclc.org/dsdl/schematron' context='x'><s:assert "
               "test='@n'>n</s:assert></s:rule>");
    const auto loaded = load(here, "<include href='sub/pattern.sch'/>");
    ASSERT_TRUE(loaded.schema);
    EXPECT_THAT(loaded.problems, IsEmpty());
    EXPECT_THAT(texts(judge(loaded, "<r><x/></r>")), ElementsAre("n"));
}

TEST(schema_loader, includes_fragments) {
    const folder here;
    here.write("many.sch",
               "<box xmlns:s='http://purl.oclc.org/dsdl/schematron'><s:pattern id='one'><s:rule context='x'>"
               "<s:assert test='false()'>one</s:assert></s:rule></s:pattern><s:pattern id='two'/></box>");
    const auto loaded = load(here, "<include href='many.sch#one'/><include href='many.sch#none'/>");
    EXPECT_THAT(texts(judge(loaded, "<r><x/></r>")), ElementsAre("one"));
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(loaded.problems[0].message, "no such fragment: many.sch#none");
}

TEST(schema_loader, says_file_line_and_expression_of_what_does_not_compile) {
    const folder here;
    const auto loaded = load(here,
                             "<pattern><rule context='x'>\n<assert test='frob(1)'>t</assert>"
                             "<assert test='false()'>judged</assert></rule></pattern>");
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(loaded.problems[0].file, "main.sch");
    EXPECT_EQ(loaded.problems[0].line, 4U);
    EXPECT_EQ(loaded.problems[0].expression, "frob(1)");
    EXPECT_EQ(loaded.problems[0].message, "unknown function 'frob' at byte 1");
    const auto o = judge(loaded, "<r><x/></r>");
    EXPECT_THAT(texts(o), ElementsAre("judged"));
    ASSERT_EQ(o.not_judged.size(), 1U);
    EXPECT_EQ(o.not_judged[0].line, 4U);
    EXPECT_THAT(judge(loaded, "<r/>").not_judged, IsEmpty());
}

TEST(schema_loader, reports_a_context_that_does_not_compile_for_every_document) {
    const folder here;
    const auto loaded =
        load(here, "<pattern><rule context='x['><assert test='false()'>t</assert></rule></pattern>");
    EXPECT_EQ(loaded.problems.size(), 1U);
    EXPECT_EQ(judge(loaded, "<r/>").not_judged.size(), 1U);
}

TEST(schema_loader, activates_the_phase) {
    constexpr std::string_view patterns =
        "<phase id='one'><active pattern='p1'/></phase><phase id='two'><active pattern='p2'/><active "
        "pattern='p3'/></phase>"
        "<pattern id='p1'><rule context='x'><assert test='false()'>p1</assert></rule></pattern>"
        "<pattern id='p2'><rule context='x'><assert test='false()'>p2</assert></rule></pattern>";
    const folder here;
    EXPECT_THAT(texts(judge(load(here, patterns), "<x/>")), ElementsAre("p1", "p2"));
    EXPECT_THAT(texts(judge(load(here, patterns, "defaultPhase='one'"), "<x/>")), ElementsAre("p1"));
    schema_options options;
    options.file = here.path() / "main.sch";
    options.phase = "two";
    const auto two = load_schema(options);
    EXPECT_THAT(texts(judge(two, "<x/>")), ElementsAre("p2"));
    ASSERT_EQ(two.problems.size(), 1U);
    EXPECT_EQ(two.problems[0].message, "the phase activates a pattern that is not declared: p3");
    options.phase = "#ALL";
    EXPECT_THAT(texts(judge(load_schema(options), "<x/>")), ElementsAre("p1", "p2"));
    options.phase = "three";
    EXPECT_FALSE(load_schema(options).schema);
}

TEST(schema_loader, refuses_what_is_no_schema) {
    const folder here;
    schema_options options;
    options.file = here.path() / "none.sch";
    EXPECT_EQ(load_schema(options).problems.at(0).message, "the file is missing");
    options.file = here.write("broken.sch", "<schema>\n<a></b></schema>");
    const auto broken = load_schema(options);
    EXPECT_FALSE(broken.schema);
    EXPECT_EQ(broken.problems.at(0).line, 2U);
    options.file = here.write("other.sch", "<schema xmlns='urn:other'/>");
    EXPECT_EQ(load_schema(options).problems.at(0).message, "not an ISO Schematron schema");
    EXPECT_FALSE(load(here, "", "x='1").schema);
    options.file = here.write(
        "js.sch", "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='javascript'/>");
    EXPECT_EQ(load_schema(options).problems.at(0).message, "queryBinding 'javascript' is not supported");
}

TEST(schema_loader, makes_one_schema_of_several_files_each_with_its_own_names) {
    const folder here;
    const auto file = [&](std::string_view name, std::string_view uri, std::string_view value) {
        const std::string content =
            "<ns prefix='n' uri='" + std::string(uri) + "'/><let name='v' value='" + std::string(value) +
            "'/><pattern><rule context='n:x'><assert test='false()' diagnostics='d'>"
            "<value-of select='$v'/></assert></rule></pattern>"
            "<diagnostics><diagnostic id='d'>of <value-of select='name()'/></diagnostic>"
            "</diagnostics>";
        return here.write(name, schema_of(content));
    };
    const auto first = file("1.sch", "urn:a", "1"), second = file("2.sch", "urn:b", "2");
    const auto both = load_schemas({first, second}, {});
    ASSERT_TRUE(both.schema);
    EXPECT_THAT(both.problems, IsEmpty());
    EXPECT_EQ(both.schema->assertions(), 2U);
    const auto found = judge(both, "<b:x xmlns:b='urn:b'><a:x xmlns:a='urn:a'/></b:x>");
    EXPECT_THAT(texts(found), ElementsAre("1", "2")) << "by file, then in document order";
    ASSERT_EQ(found.results.size(), 2U);
    EXPECT_EQ(found.results[0].diagnostics, std::vector<std::string>{"of a:x"});
    EXPECT_EQ(found.results[1].diagnostics, std::vector<std::string>{"of b:x"});
}

TEST(schema_loader, makes_no_schema_of_several_files_when_one_has_none_and_names_the_file_at_fault) {
    const folder here;
    const auto good =
        here.write("1.sch", schema_of("<pattern><rule context='x'><assert test='1'/></rule></pattern>"));
    const auto other =
        here.write("2.sch", schema_of("<pattern><rule context='x'><assert test='('/></rule></pattern>"));
    const auto told = load_schemas({good, other}, {});
    ASSERT_TRUE(told.schema);
    ASSERT_EQ(told.problems.size(), 1U);
    EXPECT_EQ(told.problems[0].file, "2.sch");
    const auto not_judged = judge(told, "<x/>").not_judged;
    ASSERT_EQ(not_judged.size(), 1U);
    EXPECT_EQ(not_judged[0].file, "2.sch");
    const auto broken = load_schemas({good, here.write("3.sch", "<schema>")}, {});
    EXPECT_FALSE(broken.schema);
    EXPECT_EQ(broken.problems.at(0).file, "3.sch");
    EXPECT_FALSE(load_schemas({}, {}).schema);
}

TEST(schema_loader, says_what_is_missing_or_unknown) {
    const folder here;
    const auto loaded = load(here,
                             "<include href='none.sch'/><include href=''/><pattern is-a='nobody'/>"
                             "<pattern><rule context='x'><extends rule='none'/><let name='e'/>"
                             "<assert test='true()' diagnostics='nope'>t</assert></rule></pattern>"
                             "<let name='twice' value='1'/><let name='twice' value='2'/>");
    std::vector<std::string> messages;
    for (const auto& p : loaded.problems)
        messages.push_back(p.message);
    EXPECT_THAT(messages,
                testing::UnorderedElementsAre("include is missing: none.sch", "include without href",
                                              "no abstract pattern 'nobody'", "no abstract rule 'none'",
                                              "let without value is not supported", "no diagnostic 'nope'",
                                              "variable '$twice' is declared twice"));
}

TEST(schema_loader, ends_when_files_or_rules_go_in_circles) {
    const folder here;
    here.write("a.sch", std::string{pattern_start} + "<include href='a.sch'/></pattern>");
    const auto includes = load(here, "<include href='a.sch'/>");
    EXPECT_FALSE(includes.problems.empty());
    const auto rules =
        load(here,
             "<pattern><rule abstract='true' id='a'><extends rule='b'/></rule><rule abstract='true' "
             "id='b'><extends rule='a'/></rule><rule context='x'><extends rule='a'/></rule></pattern>");
    ASSERT_EQ(rules.problems.size(), 1U);
    EXPECT_EQ(rules.problems[0].message, "abstract rules extend each other");
}

TEST(schema_loader, ends_when_copies_multiply) {
    const folder here;
    // Each rule extends itself twice: 2^50 copies without a bound.
    const auto doubled =
        load(here,
             "<pattern><rule abstract='true' id='a'><extends rule='a'/><extends rule='a'/></rule>"
             "<rule context='x'><extends rule='a'/></rule></pattern>");
    ASSERT_TRUE(doubled.schema);
    EXPECT_EQ(doubled.problems.back().message, "too many copies of abstract rules");
    // Each parameter names the next ten times: a billion laughs.
    std::string laughing =
        "<pattern abstract='true' id='t'><rule context='$p0'/></pattern><pattern is-a='t' id='u'>";
    for (int i = 0; i < 10; ++i) {
        laughing += "<param name='p" + std::to_string(i) + "' value='";
        for (int j = 0; j < 10; ++j)
            laughing += "$p" + std::to_string(i + 1) + " ";
        laughing += "'/>";
    }
    const auto laughed = load(here, laughing + "</pattern>");
    ASSERT_FALSE(laughed.problems.empty());
    EXPECT_EQ(laughed.problems[0].message, "the abstract patterns are too large written out");
    // A file that includes itself over and over is read until the bytes are used up.
    schema_options options;
    options.max_file = 10'000;
    options.file = here.write("main.sch", schema_of("<include href='part.sch'/>"));
    here.write("part.sch",
               std::string{pattern_start} + "<include href='part.sch'/><include href='part.sch'/></pattern>");
    const auto included = load_schema(options);
    ASSERT_FALSE(included.problems.empty());
    EXPECT_EQ(included.problems[0].message, "the file cannot be read, or is too large with those before it");
}

TEST(schema_loader, reads_nothing_outside_the_folders) {
    const folder outside;
    outside.write("secret.sch", std::string{pattern_start} + "</pattern>");
    outside.write("secret.xml", "<v/>");
    const folder here;
    std::filesystem::create_symlink(outside.path() / "secret.sch", here.path() / "link.sch");
    const auto up = "../" + outside.path().filename().string();
    const auto loaded =
        load(here, "<include href='link.sch'/><include href='" + up +
                       "/secret.sch'/><include href='/etc/passwd'/><pattern><rule context='x'>"
                       "<assert test=\"doc-available('" +
                       up +
                       "/secret.xml')\">no</assert>"
                       "<assert test=\"doc('" +
                       up +
                       "/secret.xml')\">t</assert><assert test=\"doc('file:///etc/passwd')\">t</assert>"
                       "<assert test=\"doc('http://localhost/x')\">t</assert></rule></pattern>");
    ASSERT_EQ(loaded.problems.size(), 3U);
    for (const auto& p : loaded.problems)
        EXPECT_TRUE(p.message.starts_with("include outside the folders")) << p.message;
    const auto o = judge(loaded, "<x/>");
    EXPECT_THAT(texts(o), ElementsAre("no"));
    ASSERT_EQ(o.not_judged.size(), 3U);
    for (const auto& u : o.not_judged)
        EXPECT_EQ(u.why, "FODC0002: a file outside the folders of the bundle");
}

TEST(schema_loader, looks_codes_up_in_files) {
    const folder here;
    here.write("codes.xml",
               "<s xmlns='urn:a'><set><c code='A' system='1'/><c code='A' system='2'/>"
               "<c code='B' system='1'>text</c></set></s>");
    const auto loaded = load(here, R"xml(<let name="file" value="'codes.xml'"/><pattern><rule context="x">
        <let name="k" value="@k"/>
        <assert test="document($file)//a:c[@code=$k and @system='1']">by index</assert>
        <assert test="@k = doc('codes.xml')/*/a:set/a:c/@code">by set</assert>
        <assert test="concat(@k, '1') = doc('codes.xml')//a:c/concat(@code, @system)">by value</assert>
        <assert test="doc('codes.xml')//a:c[text() = string(@none)]">by text</assert>
        <assert test="doc('codes.xml')//a:c[text() = 'text']">by own text</assert>
        <assert test="doc-available('none.xml')">available</assert>
        </rule></pattern>)xml");
    EXPECT_THAT(loaded.problems, IsEmpty());
    EXPECT_THAT(texts(judge(loaded, "<x k='A'/>")), ElementsAre("by text", "available"));
    EXPECT_THAT(texts(judge(loaded, "<x k='C'/>")),
                ElementsAre("by index", "by set", "by value", "by text", "available"));
}

TEST(schema_loader, finds_in_the_supplement_what_the_bundle_lacks) {
    const folder bundle;
    const folder supplement;
    schema_options options;
    options.file = bundle.write(
        "sub/main.sch", schema_of("<pattern><rule context='x'><assert test=\"@k = doc('voc/codes.xml')"
                                  "/s/c/@code\">t</assert></rule></pattern>"));
    options.folders = {bundle.path()};
    const auto alone = load_schema(options);
    const auto missing = judge(alone, "<x k='A'/>");
    ASSERT_EQ(missing.not_judged.size(), 1U);
    EXPECT_EQ(missing.not_judged[0].why, "FODC0002: a file that is missing");
    options.folders.push_back(supplement.path());
    supplement.write("sub/voc/codes.xml", "<s><c code='A'/></s>");
    const auto same_place = load_schema(options);
    EXPECT_THAT(judge(same_place, "<x k='A'/>").results, IsEmpty());
    EXPECT_THAT(judge(same_place, "<x k='A'/>").not_judged, IsEmpty());
    std::filesystem::remove_all(supplement.path() / "sub");
    supplement.write("codes.xml", "<s><c code='B'/></s>");
    EXPECT_EQ(judge(load_schema(options), "<x k='A'/>").results.size(), 1U);
}

TEST(schema_loader, gives_a_schema_that_several_threads_share) {
    const folder here;
    here.write("codes.xml", "<s><c code='A'/></s>");
    const auto loaded =
        load(here,
             "<pattern><rule context='x'><let name='k' value='@k'/><assert test=\"doc('codes.xml')//c[@code "
             "= $k]\">"
             "index</assert><assert test=\"@k = doc('codes.xml')//c/@code\">set</assert></rule></pattern>");
    const auto document = test::parse("<r><x k='A'/><x k='B'/></r>");
    std::vector<std::size_t> found(4);
    std::vector<std::thread> threads;
    for (auto& f : found) {
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i)
                f += evaluate(*loaded.schema, *document).results.size();
        });
    }
    for (auto& t : threads)
        t.join();
    EXPECT_THAT(found, testing::Each(100U));
}
