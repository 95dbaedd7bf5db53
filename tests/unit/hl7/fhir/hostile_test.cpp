#include "generate.hpp"
#include "hl7/fhir/publication.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <gmock/gmock.h>

namespace pps::hl7::fhir {
namespace {

using testing::Contains;
using testing::ElementsAre;

std::string refused(const std::string& text, const read_limits& limits = {}) {
    const auto read = read_bundle(text, limits);
    EXPECT_FALSE(read.plan);
    EXPECT_EQ(read_publication(text, limits).findings.at(0).rule, read.findings.at(0).rule);
    return read.findings.at(0).rule + ' ' + read.findings.at(0).path;
}

TEST(fhir_hostile_json, is_refused_with_a_finding_that_says_where) {
    EXPECT_EQ(refused(""), "json.syntax ");
    EXPECT_EQ(refused("{"), "json.syntax ");
    EXPECT_EQ(refused("{\"a\":1}x"), "json.syntax /a");
    EXPECT_EQ(refused("{\"a\":[0,{\"b\":1,\"b\":2}]}"), "json.duplicate /a/1");
    EXPECT_EQ(refused("{\"a\":\"\\ud800\"}"), "json.characters ");
    EXPECT_EQ(refused("{\"a\":[1,\"\\udc00\"]}"), "json.characters /a/0");
    EXPECT_EQ(refused("{\"a\":\"\\ud800\\u0041\"}"), "json.characters ");
    EXPECT_EQ(refused("{\"a\":\"\\u0000\"}"), "json.characters ");
    EXPECT_EQ(refused("{\"a\":\"\\u0007\"}"), "json.characters ");
    EXPECT_EQ(refused("{\"a\":\"\\uffff\"}"), "json.characters ");
    EXPECT_EQ(refused("{\"a\":\"\xff\"}"), "json.characters ");
    EXPECT_EQ(refused("{\"\\udc00\":1}"), "json.characters ");
    EXPECT_EQ(refused("{\"a\":1" + std::string(100, '0') + "}"), "json.number ");
    EXPECT_EQ(refused("{\"a\":01}"), "json.syntax /a");
    EXPECT_EQ(refused("{\"a\":NaN}"), "json.syntax ");
}

TEST(fhir_hostile_json, is_bounded_in_depth_size_values_and_members) {
    EXPECT_THAT(refused(std::string(200'000, '[')), testing::StartsWith("json.depth"));
    std::string deep = "1";
    for (int i = 0; i < 5'000; ++i)
        deep = "{\"a\":" + deep + "}";
    EXPECT_THAT(refused(deep), testing::StartsWith("json.depth"));
    read_limits small;
    small.max_bytes = 10;
    EXPECT_EQ(refused("{\"abcdefg\":1}", small), "json.size ");
    small = {};
    small.max_values = 5;
    EXPECT_THAT(refused("[1,2,3,4,5]", small), testing::StartsWith("json.values"));
    small = {};
    small.max_members = 2;
    EXPECT_EQ(refused("{\"x\":{\"a\":1,\"b\":2,\"c\":3}}", small), "json.members /x");
}

/// A document whose section has these entries, and these resources.
std::string document(const std::string& entries, const std::string& resources) {
    return R"({"resourceType":"Bundle","type":"document","entry":[{"fullUrl":"urn:c","resource":{"resourceType":"Composition","section":[{"entry":[)" +
           entries + "]}]}}" + (resources.empty() ? "" : ",") + resources + "]}";
}
std::string observation(const std::string& name, const std::string& more) {
    return R"({"fullUrl":"urn:)" + name + R"(","resource":{"resourceType":"Observation","status":"final")" +
           more + "}}";
}
std::string refer(const std::string& name) {
    return R"({"reference":"urn:)" + name + "\"}";
}

TEST(fhir_hostile_references, in_a_circle_end) {
    const auto read = read_bundle(
        document(refer("a"), observation("a", ",\"hasMember\":[" + refer("b") + "," + refer("a") + "]") +
                                 "," + observation("b", ",\"hasMember\":[" + refer("a") + "]")));
    ASSERT_TRUE(read.plan);
    ASSERT_EQ(read.plan->sections.at(0).statements.size(), 1U);
    EXPECT_EQ(read.plan->sections[0].statements[0].related.size(), 1U);
    EXPECT_THAT(test::rules_of(read.findings), Contains("fhir.twice"));
}

TEST(fhir_hostile_references, in_a_long_chain_end) {
    std::string resources;
    for (int i = 0; i < 2'000; ++i) {
        resources +=
            (i == 0 ? "" : ",") + observation("o" + std::to_string(i),
                                              ",\"hasMember\":[" + refer("o" + std::to_string(i + 1)) + "]");
    }
    const auto read = read_bundle(document(refer("o0"), resources));
    ASSERT_TRUE(read.plan);
    EXPECT_THAT(test::rules_of(read.findings), Contains("fhir.nesting"));
}

TEST(fhir_hostile_references, to_one_large_resource_do_not_multiply_it) {
    std::string aliases;
    for (int i = 0; i < 2'000; ++i)
        aliases += (i == 0 ? "\"" : ",\"") + std::string(50, 'x') + "\"";
    std::string performers;
    for (int i = 0; i < 5'000; ++i)
        performers += (i == 0 ? "" : ",") + refer("org");
    const auto read = read_bundle(document(
        refer("a"), observation("a", ",\"performer\":[" + performers + "]") +
                        R"(,{"fullUrl":"urn:org","resource":{"resourceType":"Organization","alias":[)" +
                        aliases + "]}}"));
    EXPECT_THAT(test::rules_of(read.findings), Contains("fhir.expansion"));
    EXPECT_TRUE(cda::refuses(read.findings));
}

TEST(fhir_hostile_references, that_lead_nowhere_do_not_become_a_model_without_end) {
    std::string authors;
    for (int i = 0; i < 20'000; ++i)
        authors += i == 0 ? "{\"reference\":\"x\"}" : ",{\"reference\":\"x\"}";
    read_limits limits;
    limits.max_expansion = 1'000'000;
    const auto read = read_bundle(
        R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","author":[)" +
            authors + "]}}]}",
        limits);
    EXPECT_THAT(test::rules_of(read.findings), Contains("fhir.expansion"));
    EXPECT_LT(read.plan->authors.size(), 2'000U);
}

TEST(fhir_hostile_references, of_sections_within_sections_are_bounded) {
    std::string inner = "{}";
    for (int i = 0; i < 40; ++i)
        inner = "{\"section\":[" + inner + "]}";
    read_limits limits;
    limits.max_nesting = 20;
    const auto read = read_bundle(
        R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","section":[)" +
            inner + "]}}]}",
        limits);
    ASSERT_TRUE(read.plan);
    EXPECT_THAT(test::rules_of(read.findings), Contains("fhir.nesting"));
}

TEST(fhir_hostile_types, where_others_are_expected_are_left_unread) {
    const auto read = read_bundle(
        R"({"resourceType":"Bundle","type":"document","identifier":7,"timestamp":{},"entry":[{"resource":{"resourceType":"Composition",)"
        R"("type":[1],"subject":"x","date":5,"author":{"reference":{}},"title":{"a":1},"section":{"entry":"x","text":[]},"extension":"x"}}, 3, null]})");
    ASSERT_TRUE(read.plan);
    EXPECT_TRUE(read.plan->title.empty());
    EXPECT_TRUE(read.plan->time.empty());
    EXPECT_THAT(read.unread, Contains("/entry/0/resource/title"));
}

TEST(fhir_hostile_narrative, gives_no_markup_of_its_own_making) {
    const auto section = [](const std::string& members) {
        return R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","section":[{)" +
               members + "}]}}]}";
    };
    const auto exact = read_bundle(section(
        R"("extension":[{"url":"https://pps-gateway.fr/fhir/StructureDefinition/narrative-markup","valueString":"</text><entry/><text>"}],)"
        R"("text":{"status":"additional","div":"<div>vrai</div>"})"));
    EXPECT_EQ(exact.plan->sections.at(0).markup, "vrai");
    const auto broken = read_bundle(section(R"("text":{"status":"additional","div":"<div><p>x</div>"})"));
    EXPECT_EQ(broken.plan->sections.at(0).markup, "");
    EXPECT_THAT(test::rules_of(broken.findings), Contains("fhir.narrative"));
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "<p>";
    const auto bomb = read_bundle(section(R"("text":{"status":"additional","div":"<div>)" + deep + R"("})"));
    EXPECT_THAT(test::rules_of(bomb.findings), Contains("fhir.narrative"));
}

TEST(fhir_hostile_bytes, changed_or_cut_anywhere_are_read_or_refused) {
    std::uint32_t state = 20240305;
    const auto next_number = [&] {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state;
    };
    plan small = tests::make_plan(2);
    small.participants.clear();
    const std::string samples[] = {test::foreign_bundle(), write_bundle(small), test::provide_bundle(),
                                   test::simplified_publication()};
    for (int round = 0; round < 1'500; ++round) {
        auto bytes = samples[next_number() % std::size(samples)];
        for (auto edits = 1 + next_number() % 3; edits > 0; --edits) {
            const auto at = next_number() % bytes.size();
            switch (next_number() % 5) {
                case 0:
                    bytes[at] = static_cast<char>(next_number());
                    break;
                case 1:
                    bytes[at] = "{}[]\",:\\0u"[next_number() % 10];
                    break;
                case 2:
                    bytes.erase(at, 1 + next_number() % 40);
                    break;
                case 3:
                    bytes.insert(at, bytes.substr(next_number() % bytes.size(), next_number() % 60));
                    break;
                default:
                    if (round % 10 == 0) bytes.resize(at + 1);
                    break;
            }
        }
        const auto read = read_bundle(bytes);
        ASSERT_TRUE(read.plan || cda::refuses(read.findings));
        if (read.plan) {
            ASSERT_FALSE(write_bundle(*read.plan).empty());
        }
        read_publication(bytes);
    }
}

}  // namespace
}  // namespace pps::hl7::fhir
