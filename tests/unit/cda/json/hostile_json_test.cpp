#include "cda/json/json.hpp"
#include "cda/json/json_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace pps::json {
namespace {

/// A text of the form with these members.
std::string form_with(const std::string& members) {
    return "{\"format\":\"pps/1\"," + members + "}";
}

std::string nested(std::size_t depth) {
    std::string out;
    for (std::size_t i = 0; i < depth; ++i)
        out += "[";
    return out;
}

std::string zeros_below(std::string pointer, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        pointer += "/0";
    return pointer;
}

struct hostile_case {
    const char* rule;
    std::string text;
    std::string path;   ///< Of the finding.
    std::string sound;  ///< The like of it that does not break the rule.
};

const std::vector<hostile_case>& cases() {
    static const std::vector<hostile_case> all = [] {
        std::string many_values = "\"orders\":[";
        for (int i = 0; i < 900; ++i)
            many_values += "\"1.2\",";
        std::string many_members;
        for (int i = 0; i < 70; ++i)
            many_members += "\"a" + std::to_string(i) + "\":1,";
        return std::vector<hostile_case>{
            {"json.size", form_with("\"title\":\"" + std::string(9000, 'x') + "\""), "",
             form_with("\"title\":\"" + std::string(900, 'x') + "\"")},
            {"json.encoding", form_with("\"title\":\"\xC3\x28\""), "/title",
             form_with("\"title\":\"\xC3\xA9\"")},
            {"json.encoding", form_with("\"title\":\"\xED\xA0\x80\""), "/title",
             form_with("\"title\":\"\xF0\x9F\x99\x82\"")},
            {"json.encoding", form_with(R"("title":"\ud800")"), "/title",
             form_with(R"("title":"\ud83d\ude42")")},
            {"json.encoding", form_with(R"("title":"\ud83dx")"), "/title", form_with(R"("title":"\u0153")")},
            {"json.syntax", form_with("\"title\":"), "/title", form_with("\"title\":\"a\"")},
            {"json.syntax", "", "", form_with("\"title\":\"a\"")},
            {"json.syntax", form_with("\"title\":\"a\"") + "x", "", form_with("\"title\":\"a\"") + " \n"},
            {"json.syntax", form_with("\"patient\":{\"birth_date\":'2000'}"), "/patient/birth_date",
             form_with("\"patient\":{\"birth_date\":\"2000\"}")},
            {"json.number", form_with("\"version\":1e400"), "/version", form_with("\"version\":2")},
            {"json.depth", form_with("\"team\":" + nested(40)), zeros_below("/team", 19),
             form_with("\"team\":[]")},
            {"json.values", form_with(many_values + "\"1.2\"]"), "/orders/797",
             form_with("\"orders\":[\"1.2\"]")},
            {"json.members", form_with("\"patient\":{" + many_members + "\"a\":1}"), "/patient",
             form_with("\"patient\":{}")},
            {"json.text-size", form_with("\"title\":\"" + std::string(3000, 'x') + "\""), "/title",
             form_with("\"title\":\"" + std::string(1999, 'x') + "\"")},
            {"json.root", "[]", "", form_with("\"version\":1")},
            {"json.root", "\"pps/1\"", "", form_with("\"version\":1")},
            {"json.format", "{}", "/format", "{\"format\":\"pps/1\"}"},
            {"json.format", "{\"format\":\"pps/2\"}", "/format", "{\"format\":\"pps/1\"}"},
            {"json.duplicate", form_with("\"patient\":{\"gender\":\"F\",\"gender\":\"M\"}"),
             "/patient/gender", form_with("\"patient\":{\"gender\":\"F\"}")},
            {"json.duplicate", form_with("\"format\":\"pps/1\""), "/format", form_with("\"version\":1")},
            {"json.unknown", form_with("\"patient\":{\"DUPONT Jean\":1}"), "/patient",
             form_with("\"patient\":{}")},
            // A member of the form, but of another object.
            {"json.unknown", form_with("\"patient\":{\"morphology\":\"8500/3\"}"), "/patient",
             form_with("\"patient\":{}")},
            {"json.type", form_with("\"patient\":\"DUPONT\""), "/patient", form_with("\"patient\":{}")},
            {"json.type", form_with("\"title\":12"), "/title", form_with("\"title\":\"12\"")},
            {"json.type", form_with("\"team\":{}"), "/team", form_with("\"team\":[{}]")},
            {"json.type", form_with("\"screening\":\"oui\""), "/screening", form_with("\"screening\":false")},
            {"json.type", form_with("\"screening\":1"), "/screening",
             form_with("\"screening\":{\"value\":true}")},
            {"json.type", form_with("\"relatives\":[{\"professional\":\"true\"}]"),
             "/relatives/0/professional", form_with("\"relatives\":[{\"professional\":true}]")},
            {"json.word", form_with("\"team\":[{},{\"role\":\"medecin\"}]"), "/team/1/role",
             form_with("\"team\":[{},{\"role\":\"treating_physician\"}]")},
            {"json.date", form_with("\"time\":\"18/03/2024\""), "/time",
             form_with("\"time\":\"2024-03-18\"")},
            {"json.date", form_with("\"status\":{\"board_date\":\"20240318\"}"), "/status/board_date",
             form_with("\"status\":{\"board_date\":\"=20240318\"}")},
            {"json.code", form_with("\"programme\":[{\"kind\":\"treatment\",\"choice\":\"C1\"}]"),
             "/programme/0/choice",
             form_with("\"programme\":[{\"choice\":\"C15632\",\"kind\":\"treatment\"}]")},
            {"json.code", form_with("\"patient\":{\"marital_status\":\"M\"}"), "/patient/marital_status",
             form_with(
                 "\"patient\":{\"marital_status\":{\"code\":\"M\",\"system\":\"2.16.840.1.113883.5.2\"}}")},
            {"json.version", form_with("\"version\":-1"), "/version", form_with("\"version\":999999999")},
            {"json.version", form_with("\"version\":12345678901"), "/version",
             form_with("\"version\":\"12345678901\"")},
            {"json.version", form_with("\"version\":1.5"), "/version", form_with("\"version\":1")},
            {"json.character", form_with(R"("title":"a\u0000b")"), "/title", form_with(R"("title":"a\tb")")},
            {"json.character", form_with(R"("title":"\ufffe")"), "/title", form_with(R"("title":"\ufffd")")},
            {"json.character", form_with(R"("custodian":"\u0001")"), "/custodian",
             form_with(R"("custodian":"CH")")},
            {"json.markup", form_with(R"("sections":[{"markup":"<paragraph>a"}])"), "/sections/0/markup",
             form_with(R"("sections":[{"markup":"<paragraph>a</paragraph>"}])")},
            {"json.markup", form_with(R"("sections":[{"markup":"</text></section><section><text>"}])"),
             "/sections/0/markup", form_with(R"("sections":[{"markup":"a &lt; b"}])")},
            {"json.markup", form_with(R"("sections":[{"markup":"&entity;"}])"), "/sections/0/markup",
             form_with(R"("sections":[{"markup":"&#233;"}])")},
            {"json.missing", form_with("\"version\":1"), "/id", form_with("\"id\":\"1.2.3\"")},
        };
    }();
    return all;
}

limits small() {
    limits out;
    out.max_bytes = 8000;
    out.max_depth = 20;
    out.max_values = 800;
    out.max_text = 2000;
    return out;
}

bool tells(const read_result& read, const std::string& rule, const std::string& path) {
    return std::any_of(read.findings.begin(), read.findings.end(),
                       [&](const cda::finding& one) { return one.rule == rule && one.path == path; });
}

TEST(hostile_json, has_its_finding_at_its_place) {
    for (const auto& one : cases()) {
        const auto read = read_json(one.text, small());
        EXPECT_TRUE(tells(read, one.rule, one.path))
            << one.rule << ' ' << one.path << " not "
            << (read.findings.empty() ? "" : read.findings[0].rule + ' ' + read.findings[0].path) << '\n'
            << one.text.substr(0, 200);
        EXPECT_EQ(read.plan.has_value(), !cda::refuses(read.findings)) << one.text.substr(0, 200);
        const bool warning = std::string(one.rule) == "json.missing";
        EXPECT_EQ(read.plan.has_value(), warning) << one.text.substr(0, 200);
    }
}

TEST(hostile_json, is_told_from_what_is_sound) {
    for (const auto& one : cases()) {
        const auto read = read_json(one.sound, small());
        EXPECT_TRUE(read.plan) << one.sound << ' '
                               << (read.findings.empty()
                                       ? ""
                                       : read.findings[0].rule + ' ' + read.findings[0].path);
        EXPECT_FALSE(tells(read, one.rule, one.path)) << one.sound;
    }
}

TEST(hostile_json, is_tested_for_every_rule) {
    std::set<std::string> tested;
    for (const auto& one : cases())
        tested.insert(one.rule);
    for (const auto& rule : json_rules::table)
        EXPECT_EQ(tested.count(std::string(rule.id)), 1u) << rule.id;
    EXPECT_EQ(tested.size(), std::size(json_rules::table));
}

TEST(hostile_json, never_shows_in_a_finding) {
    const auto read =
        read_json(R"({"format":"pps/1","DUPONT":{"JEAN":1},"patient":{"MARTIN":2,"name":{"PAUL":"a"}},)"
                  R"("team":[{"role":"LEROY"}],"time":"1er MAI","version":4e9})");
    ASSERT_EQ(read.findings.size(), 6u + 10u);
    for (const auto& one : read.findings) {
        for (const auto* said : {"DUPONT", "JEAN", "MARTIN", "PAUL", "LEROY", "MAI", "4e9"}) {
            EXPECT_EQ((one.path + one.fr + one.en).find(said), std::string::npos) << one.rule;
        }
    }
    // Neither does the name of a member that the text breaks off in.
    EXPECT_EQ(read_json(R"({"format":"pps/1","patient":{"DUPONT":{"id":[)").findings.at(0).path, "/patient");
}

TEST(hostile_json, gives_no_more_findings_than_asked_for) {
    std::string many;
    for (int i = 0; i < 500; ++i)
        many += "{\"role\":1},";
    const auto read = read_json(form_with("\"team\":[" + many + "{}]"));
    EXPECT_EQ(read.findings.size(), limits{}.max_findings);
    EXPECT_FALSE(read.plan);
}

TEST(hostile_json, may_be_as_deep_as_the_limit_allows) {
    std::string text = form_with("\"treatments_stopped\":");
    text.pop_back();
    std::size_t depth = 1;
    std::string end;
    for (; depth + 3 <= limits{}.max_depth; depth += 3) {
        text += "{\"related\":[{\"statement\":";
        end += "}]}";
    }
    const auto read = read_json(text + "{}" + end + "}");
    ASSERT_TRUE(read.plan) << read.findings.at(0).rule;
    EXPECT_EQ(read_json(write_json(*read.plan)).plan, read.plan);
}

TEST(markup_of_json, is_brought_into_the_normal_form_of_the_model) {
    const auto read = read_json(form_with(
        R"("sections":[{"markup":"<!-- a --><x:paragraph xmlns:x='urn:hl7-org:v3'>b  c</x:paragraph><script>d</script>"}])"));
    ASSERT_TRUE(read.plan);
    EXPECT_EQ(read.plan->sections.at(0).markup, "<paragraph>b c</paragraph>d");
}

}  // namespace
}  // namespace pps::json
