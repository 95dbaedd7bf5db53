#include "cda/xds/from_cda.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

namespace pps::cda::xds {
namespace {

document_entry full_entry() {
    const auto doc = test::parse(test::pps_sample());
    auto entry = map_header(*doc, identify(*doc, environment::test), {}).entry;
    entry.replaces = "1.2.3";
    entry.version = 7;
    entry.service_stop = "20240101";
    entry.title = "Guillemets \" \\ accents é\nligne";
    entry.authors.push_back(entry.authors.front());
    entry.authors.back().role.clear();
    return entry;
}

TEST(stored_form, comes_back_as_it_was) {
    const auto entry = full_entry();
    document_entry back;
    ASSERT_TRUE(from_json(to_json(entry), back));
    EXPECT_EQ(to_json(back), to_json(entry));
    EXPECT_EQ(back.title, entry.title);
    EXPECT_EQ(back.replaces, "1.2.3");
    EXPECT_EQ(back.version, 7);
    EXPECT_EQ(back.authors.size(), 2U);
    EXPECT_EQ(back.authors[1].person, entry.authors[1].person);
    EXPECT_EQ(back.confidentiality.at(0).display, "Normal");
    EXPECT_EQ(back.event_codes.at(0).code, "C50.2");
    EXPECT_EQ(back.source_patient_info, entry.source_patient_info);
    EXPECT_EQ(back.practice_setting.scheme, entry.practice_setting.scheme);
}

TEST(stored_form, forgets_a_replacement_that_is_not_there) {
    auto entry = full_entry();
    entry.replaces.reset();
    document_entry back = full_entry();
    ASSERT_TRUE(from_json(to_json(entry), back));
    EXPECT_FALSE(back.replaces);
}

TEST(stored_form, is_refused_when_a_key_is_missing_or_of_another_type) {
    const auto json = to_json(full_entry());
    document_entry back;
    for (const auto key : {"unique_id", "version", "authors", "confidentiality", "type_code",
                           "source_patient_info", "institution_id", "ins_root"}) {
        auto renamed = json;
        renamed.replace(renamed.find("\"" + std::string(key) + "\""), 2, "\"_");
        EXPECT_FALSE(from_json(renamed, back)) << key;
    }
    EXPECT_FALSE(from_json(test::with(json, "\"version\":7", "\"version\":\"7\""), back));
    EXPECT_FALSE(from_json(test::with(json, "\"replaces\":\"1.2.3\"", "\"replaces\":null"), back));
    EXPECT_FALSE(from_json(test::with(json, "\"fr-FR\"", "[]"), back));
    EXPECT_EQ(back.unique_id, "") << "a refused form leaves the entry as it was";
}

TEST(stored_form, is_refused_when_it_is_no_such_json) {
    document_entry back;
    for (const std::string bad : {"", "{", "[]", "null", "{}", "42", "\"x\""})
        EXPECT_FALSE(from_json(bad, back)) << bad;
    EXPECT_FALSE(from_json(std::string(100'000, '['), back));
    const auto json = to_json(full_entry());
    for (std::size_t size = 0; size < json.size(); size += 7)
        EXPECT_FALSE(from_json(json.substr(0, size), back));
}

}  // namespace
}  // namespace pps::cda::xds
