#include "tests/simulator/text.hpp"

#include "tests/simulator/trust.hpp"

#include <gtest/gtest.h>

namespace pps::simulator {
namespace {

TEST(oid, takes_dotted_numbers_of_at_most_64_characters) {
    EXPECT_TRUE(is_oid("1.2.250.1.213.1.4.10"));
    EXPECT_TRUE(is_oid("2.16.840.1.113883.6.1"));
    EXPECT_TRUE(is_oid("1.2." + std::string(60, '9')));
}

TEST(oid, refuses_what_is_not_one) {
    for (const std::string text : {"", "1", "3.1", "1..2", "1.02", "1.2.", ".1.2", "1.2^3", "12.3"})
        EXPECT_FALSE(is_oid(text)) << text;
    EXPECT_FALSE(is_oid("1.2." + std::string(61, '9')));
}

TEST(uuid_urn, needs_its_prefix_and_form) {
    EXPECT_TRUE(is_uuid_urn("urn:uuid:b3745a7c-4d1a-4cfd-a752-536197e4ac7a"));
    EXPECT_TRUE(is_uuid_urn("urn:uuid:" + new_uuid()));
    EXPECT_FALSE(is_uuid_urn("b3745a7c-4d1a-4cfd-a752-536197e4ac7a"));
    EXPECT_FALSE(is_uuid_urn("urn:uuid:b3745a7c4d1a-4cfd-a752-536197e4ac7a0"));
}

TEST(dtm, takes_utc_times_and_their_prefixes) {
    EXPECT_TRUE(is_dtm("20260110080000", true));
    for (const char* text : {"2026", "202601", "20260110", "2026011008", "202601100805"}) {
        EXPECT_TRUE(is_dtm(text, false)) << text;
        EXPECT_FALSE(is_dtm(text, true)) << text;
    }
}

TEST(dtm, refuses_zones_fractions_and_days_that_do_not_exist) {
    for (const char* text : {"20260110080000+0100", "20260110080000.5", "20260230080000", "20261301000000",
                             "20260110240000", "20260110086000", "2026011", ""})
        EXPECT_FALSE(is_dtm(text, false)) << text;
}

TEST(date_time, reads_utc_fractions_and_offsets) {
    const auto at = parse_date_time("2026-01-15T10:00:00.250Z", true);
    ASSERT_TRUE(at);
    EXPECT_EQ(to_iso(*at), "2026-01-15T10:00:00Z");
    EXPECT_EQ(parse_date_time("2026-01-15T12:00:00+02:00", false),
              parse_date_time("2026-01-15T10:00:00Z", true));
    EXPECT_FALSE(parse_date_time("2026-01-15T12:00:00+02:00", true));
    EXPECT_FALSE(parse_date_time("2026-01-15T12:00:00", false));
    EXPECT_FALSE(parse_date_time("2026-02-30T12:00:00Z", false));
}

TEST(ins, accepts_published_test_numbers_and_a_corsican_one) {
    for (const char* number : {"279035121518989", "188102B17295165", "153078987658513", "207058575627097"})
        EXPECT_TRUE(is_ins(number)) << number;
}

TEST(ins, refuses_a_wrong_key_or_form) {
    for (const char* number : {"279035121518988", "27903512151898", "2790351215189XX", "188102C17295165"})
        EXPECT_FALSE(is_ins(number)) << number;
}

TEST(cx, gives_number_domain_and_type_with_or_without_its_date) {
    for (const char* text : {"207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH",
                             "207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH^^20100907"}) {
        const auto id = parse_cx(text);
        ASSERT_TRUE(id) << text;
        EXPECT_EQ(id->id, "207058575627097");
        EXPECT_EQ(id->root, "1.2.250.1.213.1.4.10");
        EXPECT_EQ(id->type, "NH");
    }
}

TEST(cx, refuses_a_missing_component) {
    for (const char* text :
         {"", "1^^^&1.2.3&ISO", "^^^&1.2.3&ISO^NH", "1^^^1.2.3&ISO^NH", "1^^^&x&ISO^NH", "1^^^&1.2.3&ISO^"})
        EXPECT_FALSE(parse_cx(text)) << text;
}

TEST(xcn, takes_the_actors_of_the_dmp) {
    EXPECT_TRUE(is_xcn("899900063480^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"));
    EXPECT_TRUE(is_xcn("3750100125/1453^NOM^PRENOM^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^EI"));
    EXPECT_TRUE(is_xcn("3750100125/9762^System^Model^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI"));
}

TEST(xcn, refuses_a_missing_component_or_an_unknown_type) {
    EXPECT_FALSE(is_xcn("^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"));
    EXPECT_FALSE(is_xcn("899900063480^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^D"));
    EXPECT_FALSE(is_xcn("899900063480^MAX^LIBRE^^^^^^1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"));
    EXPECT_FALSE(is_xcn("899900063480^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^IDNPS"));
    EXPECT_FALSE(is_xcn("899900063480^MAX^LIBRE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^XX"));
}

TEST(xon, gives_the_tenth_component) {
    const auto value = parse_xon("CABINET DR LIBRE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^499900063480001");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->id, "499900063480001");
    EXPECT_TRUE(parse_xon("CABINET DR LIBRE"));
    EXPECT_FALSE(parse_xon("CABINET DR LIBRE^^^^^^^^^499900063480001"));
    EXPECT_FALSE(parse_xon(""));
}

TEST(distinguished_name, is_the_same_in_both_orders_and_with_blanks) {
    const auto name = parse_name("CN=serviceps,OU=339172288100052,O=GIE SESAM VITALE,ST=Sarthe (72),C=FR");
    const auto reversed =
        parse_name("C=FR, ST=Sarthe (72), O=GIE SESAM VITALE, OU=339172288100052, CN=serviceps");
    ASSERT_TRUE(name && reversed);
    EXPECT_TRUE(same_name(*name, *reversed));
    EXPECT_FALSE(same_name(*name, *parse_name("CN=serviceps,OU=339172288100052,O=GIE SESAM VITALE,C=FR")));
}

TEST(distinguished_name, reads_escapes_and_hexadecimal_values) {
    EXPECT_EQ(parse_name("O=CENTRE\\, DE SANTE,C=FR"), parse_name("O=CENTRE\\2C DE SANTE,C=FR"));
    EXPECT_EQ(parse_name("CN=1+2.5.4.4=#14045452414c,C=FR"), parse_name("SN=TRAL+CN=1,C=FR"));
}

TEST(distinguished_name, refuses_the_spellings_that_the_dmp_refuses) {
    EXPECT_TRUE(parse_name("ST=Sarthe,C=FR"));
    EXPECT_FALSE(parse_name("S=Sarthe,C=FR"));
    EXPECT_FALSE(parse_name("G=MAX,C=FR"));
    EXPECT_FALSE(parse_name("no equals sign"));
}

}  // namespace
}  // namespace pps::simulator
