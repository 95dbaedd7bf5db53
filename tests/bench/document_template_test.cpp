#include "tests/bench/document_template.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <stdexcept>

namespace {

using pps::bench::numbered_copy;
using pps::bench::part;
using pps::bench::read_template;

constexpr auto seed = 17u;

std::string sample(const std::string& name) {
    std::ifstream file(PPS_SOURCE_DIR "/tests/samples/" + name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string joined(const numbered_copy& copy) {
    std::string all;
    for (const auto piece : copy.pieces())
        all += piece;
    return all;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, text.npos) << what;
    return text.replace(at, what.size(), by);
}

TEST(document_template, changes_the_id_and_the_set_id_and_no_other_byte) {
    const auto original = sample("pps-full.xml");
    const auto outcome = read_template(original, false);
    ASSERT_TRUE(outcome.found) << outcome.problem;
    numbered_copy copy(*outcome.found, seed, 0);
    for (const std::uint32_t number : {0u, 1u, 42u, 899'999'999u}) {
        copy.renumber(number);
        const auto digits = std::to_string(100'000'000u + number);
        auto expected = replaced(original, "<id root=\"1.2.250.1.999.7.1.2.1\"/>",
                                 "<id root=\"1.2.250.1.999.7.300.17.1." + digits + "\"/>");
        expected = replaced(expected, "<setId root=\"1.2.250.1.999.7.2.2\"/>",
                            "<setId root=\"1.2.250.1.999.7.300.17.2." + digits + "\"/>");
        EXPECT_TRUE(joined(copy) == expected) << number;
        EXPECT_EQ(copy.size(), expected.size());
    }
}

TEST(document_template, finds_the_ids_of_a_self_presenting_document_with_prefixes) {
    const auto original = sample("pps-self-presenting.xml");
    const auto outcome = read_template(original, false);
    ASSERT_TRUE(outcome.found) << outcome.problem;
    numbered_copy copy(*outcome.found, seed, 0);
    copy.renumber(7);
    const auto made = joined(copy);
    EXPECT_NE(made.find(":id root=\"1.2.250.1.999.7.300.17.1.100000007\"/>"), made.npos);
    EXPECT_NE(made.find(":setId root=\"1.2.250.1.999.7.300.17.2.100000007\"/>"), made.npos);
    const std::regex generated(R"(1\.2\.250\.1\.999\.7\.300\.17\.[12]\.100000007)");
    std::string back = std::regex_replace(made, generated, "$");
    for (const auto& one : outcome.found->places) {
        back = replaced(back, "$", original.substr(one.offset, one.length));
    }
    EXPECT_TRUE(back == original);
}

TEST(document_template, gives_distinct_documents_for_distinct_numbers_and_seeds) {
    const auto outcome = read_template(sample("pps-minimal.xml"), false);
    ASSERT_TRUE(outcome.found) << outcome.problem;
    std::set<std::string> ids;
    for (const std::uint32_t one_seed : {1u, 2u, pps::bench::greatest_seed}) {
        numbered_copy copy(*outcome.found, one_seed, 0);
        for (std::uint32_t number = 0; number < 200; ++number) {
            copy.renumber(number);
            ids.emplace(copy.pieces()[1]);
            ids.emplace(copy.pieces()[3]);
        }
    }
    EXPECT_EQ(ids.size(), 3u * 200u * 2u);
}

TEST(document_template, gives_as_many_patients_as_asked_with_valid_ins_keys) {
    const auto outcome = read_template(sample("pps-full.xml"), true);
    ASSERT_TRUE(outcome.found) << outcome.problem;
    numbered_copy copy(*outcome.found, seed, 3);
    const auto place = std::ranges::find(outcome.found->places, part::ins, &pps::bench::place::what);
    const auto piece = static_cast<std::size_t>(place - outcome.found->places.begin()) * 2 + 1;
    std::set<std::string> patients;
    for (std::uint32_t number = 0; number < 9; ++number) {
        copy.renumber(number);
        const std::string ins(copy.pieces()[piece]);
        EXPECT_EQ((std::stoull(ins.substr(0, 13)) + std::stoull(ins.substr(13))) % 97, 0u);
        patients.insert(ins);
    }
    EXPECT_EQ(patients.size(), 3u);
}

TEST(document_template, leaves_the_patient_alone_when_not_asked) {
    const auto outcome = read_template(sample("pps-full.xml"), false);
    ASSERT_TRUE(outcome.found);
    EXPECT_EQ(outcome.found->places.size(), 2u);
}

TEST(document_template, computes_the_key_of_a_corsican_ins) {
    // 2A is computed as 19 and 2B as 18: 97 - (n mod 97) of the digits written out.
    std::string south = "180082A00400000";
    pps::bench::set_order_number(south, 12);
    EXPECT_EQ(south, "180082A004012" + std::to_string(97 - 1800819004012ull % 97));
    std::string north = "180082B03300000";
    pps::bench::set_order_number(north, 999);
    EXPECT_EQ(north.substr(0, 13), "180082B033999");
    EXPECT_EQ(std::stoull(north.substr(13)), 97 - 1800818033999ull % 97);
}

TEST(document_template, ignores_ids_in_comments_attributes_and_other_elements) {
    const std::string text =
        "<?x <ClinicalDocument> ?><a t='>'><!-- <ClinicalDocument><id root=\"1\"/> -->"
        "<n:ClinicalDocument>\n<n:templateId root=\"1.9\"/><n:author><n:id root=\"2\"/></n:author>"
        "<n:id  assigningAuthorityName = '>'\n root = '3.4'/><![CDATA[<n:setId root=\"5\"/>]]>"
        "<n:setId root=\"6.7\"/><n:id root=\"8\"/></n:ClinicalDocument></a>";
    const auto outcome = read_template(text, false);
    ASSERT_TRUE(outcome.found) << outcome.problem;
    ASSERT_EQ(outcome.found->places.size(), 2u);
    EXPECT_EQ(text.substr(outcome.found->places[0].offset, outcome.found->places[0].length), "3.4");
    EXPECT_EQ(text.substr(outcome.found->places[1].offset, outcome.found->places[1].length), "6.7");
}

TEST(document_template, refuses_what_it_cannot_number) {
    EXPECT_FALSE(read_template("", false).found);
    EXPECT_FALSE(read_template("<html><id root=\"1\"/><setId root=\"2\"/></html>", false).found);
    EXPECT_FALSE(read_template("<ClinicalDocument><id root=\"1\"/></ClinicalDocument>", false).found);
    EXPECT_FALSE(
        read_template(
            "<ClinicalDocument><id root=\"1\" extension=\"x\"/><setId root=\"2\"/></ClinicalDocument>", false)
            .found);
    const auto no_ins =
        read_template("<ClinicalDocument><id root=\"1\"/><setId root=\"2\"/></ClinicalDocument>", true);
    EXPECT_FALSE(no_ins.found);
    EXPECT_FALSE(no_ins.problem.empty());
}

TEST(document_template, refuses_numbers_that_would_change_the_width) {
    const auto outcome = read_template(sample("pps-minimal.xml"), false);
    ASSERT_TRUE(outcome.found);
    numbered_copy copy(*outcome.found, seed, 0);
    EXPECT_THROW(copy.renumber(pps::bench::most_copies), std::out_of_range);
}

}  // namespace
