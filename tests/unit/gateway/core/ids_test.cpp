#include "gateway/core/ids.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <regex>
#include <set>
#include <stdexcept>

namespace pps::gateway {
namespace {

TEST(document_id, is_26_characters_without_those_that_are_misread) {
    const std::regex form{"[0-9A-HJKMNP-TV-Z]{26}"};
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(std::regex_match(new_document_id(), form));
}

TEST(document_id, begins_with_its_time) {
    // The example of the ULID specification.
    EXPECT_EQ(new_document_id(from_millis(1'469'918'176'385)).substr(0, 10), "01ARYZ6S41");
}

TEST(document_id, sorts_by_time) {
    std::string previous = new_document_id(from_millis(1'700'000'000'000));
    for (int i = 1; i < 100; ++i) {
        const std::string next = new_document_id(from_millis(1'700'000'000'000 + i));
        EXPECT_LT(previous, next);
        previous = next;
    }
}

TEST(document_id, differs_in_the_same_millisecond) {
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i)
        ids.insert(new_document_id(from_millis(1)));
    EXPECT_EQ(ids.size(), 1000u);
}

TEST(uuid, has_the_form_of_version_4) {
    const std::regex form{"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) {
        const std::string id = new_uuid();
        EXPECT_TRUE(std::regex_match(id, form)) << id;
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 1000u);
}

TEST(oid_number, is_positive_below_two_to_the_63_and_new_each_time) {
    std::set<std::uint64_t> numbers;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t number = new_oid_number();
        EXPECT_GT(number, 0u);
        EXPECT_LT(number, std::uint64_t{1} << 63u);
        numbers.insert(number);
    }
    EXPECT_EQ(numbers.size(), 1000u);
}

TEST(oid, is_the_root_an_arc_and_a_number) {
    EXPECT_EQ(oid_under("1.2.250.1.999", 7, 0), "1.2.250.1.999.7.0");
    EXPECT_EQ(submission_set_oid("1.2.3", 42), "1.2.3.1.42");
    EXPECT_EQ(signature_oid("1.2.3", 42), "1.2.3.2.42");
}

TEST(oid, fits_in_64_characters_with_the_longest_source_id_that_the_settings_accept) {
    const std::string root = "1." + std::string(39, '2');
    const auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    EXPECT_LE(submission_set_oid(root, largest).size(), 64u);
}

TEST(oid, over_64_characters_is_an_error) {
    EXPECT_EQ(oid_under(std::string(60, '2'), 1, 1).size(), 64u);
    EXPECT_THROW(oid_under(std::string(61, '2'), 1, 1), std::length_error);
}

}  // namespace
}  // namespace pps::gateway
