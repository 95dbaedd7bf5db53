#include "gateway/app/filing_identity.hpp"

#include <gtest/gtest.h>

namespace pps::gateway::app {
namespace {

dmp::identity own() {
    dmp::identity who;
    who.structure_id = "1499999993";
    who.structure_name = "GRADeS";
    who.activity_sector = "SA07";
    who.responsible_id = "899900000017";
    who.system_id = "1499999993/passerelle";
    return who;
}

authenticate::platform platform() {
    authenticate::platform from;
    from.senders = {{"1359999992", "CENTRE", "SA01", "899900000025", ""}};
    return from;
}

process::filing by(const std::string& person, const std::string& device, const std::string& structure) {
    process::filing how;
    how.by.emplace().person = person;
    how.by->device = device;
    how.by->structure_id = structure;
    return how;
}

TEST(filing_identity, is_the_configured_automaton_for_what_names_nobody) {
    const auto from = platform();
    const auto who = filing_identity(own(), &from, {});
    EXPECT_EQ(who.structure_id, "1499999993");
    EXPECT_EQ(who.responsible_id, "899900000017");
    EXPECT_FALSE(who.professional);
}

TEST(filing_identity, is_the_platforms_own_automaton_where_it_has_one) {
    auto from = platform();
    from.acts_as = {"1359999992", "CENTRE", "SA01", "899900000033", "1359999992/dcc"};
    auto who = filing_identity(own(), &from, {});
    EXPECT_EQ(who.structure_id, "1359999992");
    EXPECT_EQ(who.structure_name, "CENTRE");
    EXPECT_EQ(who.activity_sector, "SA01");
    EXPECT_EQ(who.responsible_id, "899900000033");
    EXPECT_EQ(who.system_id, "1359999992/dcc");
    from.acts_as->responsible_id.clear();
    from.acts_as->system_id.clear();
    who = filing_identity(own(), &from, {});
    EXPECT_EQ(who.responsible_id, "899900000017");
    EXPECT_EQ(who.system_id, "1499999993/passerelle");
}

TEST(filing_identity, is_the_professional_and_the_structure_of_the_message) {
    const auto from = platform();
    const auto who = filing_identity(own(), &from, by("899900000041", "", "1359999992"));
    ASSERT_TRUE(who.professional);
    EXPECT_EQ(who.professional->person, "899900000041");
    EXPECT_EQ(who.structure_id, "1359999992");
    EXPECT_EQ(who.activity_sector, "SA01");
    EXPECT_EQ(who.responsible_id, "899900000025");
}

TEST(filing_identity, keeps_the_configured_structure_when_the_messages_is_not_listed) {
    const auto from = platform();
    const auto who = filing_identity(own(), &from, by("899900000041", "", "1999999999"));
    EXPECT_EQ(who.structure_id, "1499999993");
    EXPECT_TRUE(who.professional);
}

TEST(filing_identity, numbers_a_device_within_the_structure_that_files) {
    auto from = platform();
    EXPECT_EQ(filing_identity(own(), &from, by("", "DCC-7", "1359999992")).system_id, "3359999992/DCC-7");
    from.acts_as = {"2123456789", "SOCIETE", "SA07", "", ""};
    EXPECT_EQ(filing_identity(own(), &from, by("", "DCC-7", "")).system_id, "4123456789/DCC-7");
    EXPECT_FALSE(filing_identity(own(), &from, by("", "DCC-7", "")).professional);
}

TEST(filing_identity, is_always_the_automaton_where_configured_so) {
    auto from = platform();
    from.messages_name_submitter = false;
    const auto who = filing_identity(own(), &from, by("899900000041", "DCC-7", "1359999992"));
    EXPECT_FALSE(who.professional);
    EXPECT_EQ(who.system_id, "1499999993/passerelle");
    EXPECT_EQ(who.structure_id, "1499999993");
}

TEST(filing_identity, is_the_gateways_own_when_the_platform_is_configured_no_more) {
    EXPECT_EQ(filing_identity(own(), nullptr, by("899900000041", "", "1359999992")).structure_id,
              "1499999993");
}

}  // namespace
}  // namespace pps::gateway::app
