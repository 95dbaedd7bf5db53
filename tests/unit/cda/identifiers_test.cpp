#include "cda/identifiers.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::cda {
namespace {

// Published test identities (identifiers.md).
constexpr std::string_view good_ins[] = {"279035121518989", "188102B17295165", "153078987658513",
                                         "133061764035249", "277076322082910", "207058575627097",
                                         "124018852493334"};

TEST(ins_key, accepts_the_published_test_identities) {
    for (const auto ins : good_ins)
        EXPECT_TRUE(ins_key_ok(ins)) << ins;
}

TEST(ins_key, refuses_every_change_of_one_digit) {
    for (const auto ins : good_ins) {
        for (std::size_t i = 0; i < ins.size(); ++i) {
            for (char c = '0'; c <= '9'; ++c) {
                std::string changed(ins);
                changed[i] = c;
                if (changed != ins) {
                    EXPECT_FALSE(ins_key_ok(changed)) << ins << " at " << i;
                }
            }
        }
    }
}

TEST(ins_key, tells_the_two_corsican_departments_apart) {
    EXPECT_TRUE(ins_key_ok("188102B17295165"));
    EXPECT_FALSE(ins_key_ok("188102A17295165"));
    EXPECT_TRUE(ins_form_ok("188102A17295165"));
}

TEST(ins_form, refuses_other_lengths_letters_and_first_digits) {
    EXPECT_TRUE(ins_form_ok("279035121518989"));
    for (const auto bad : {"", "27903512151898", "2790351215189890", "27903512151898X", "279035B21518989",
                           "188102C17295165", "188102b17295165", "079035121518989", "979035121518989",
                           "1881A2B17295165", "188103B17295165", "2790351 1518989"}) {
        EXPECT_FALSE(ins_form_ok(bad)) << bad;
        EXPECT_FALSE(ins_key_ok(bad)) << bad;
    }
}

TEST(ins_root, belongs_to_one_environment) {
    for (const auto root : {ins_nir_root, ins_nia_root}) {
        EXPECT_TRUE(is_ins_root(root));
        EXPECT_TRUE(ins_root_allowed(root, environment::production));
        EXPECT_FALSE(ins_root_allowed(root, environment::test));
    }
    for (const auto root : {ins_nir_test_root, ins_nir_demo_root}) {
        EXPECT_TRUE(is_ins_root(root));
        EXPECT_FALSE(ins_root_allowed(root, environment::production));
        EXPECT_TRUE(ins_root_allowed(root, environment::test));
    }
    EXPECT_FALSE(is_ins_root("1.2.250.1.213.1.4.1"));
    EXPECT_FALSE(ins_root_allowed("", environment::test));
}

TEST(rpps_key, follows_luhn_after_the_prefix_8) {
    EXPECT_TRUE(rpps_key_ok("899900063480"));
    EXPECT_TRUE(rpps_key_ok("801234567897"));
    for (const auto bad : {"899900063481", "801234576521", "099900063480", "8999000634800", "89990006348", "",
                           "8999000634A0", "3750100125/1453"}) {
        EXPECT_FALSE(rpps_key_ok(bad)) << bad;
    }
}

TEST(finess_key, follows_luhn_with_corsican_departments) {
    for (const auto good : {"750100125", "490000049", "2A0000014", "2B0000020", "0B0127189"}) {
        EXPECT_TRUE(finess_key_ok(good)) << good;
    }
    for (const auto bad : {"750100126", "120456789", "2A0000015", "2B0000014", "75010012", "7501001250", "",
                           "2C0000014", "A20000014", "75010012X"}) {
        EXPECT_FALSE(finess_key_ok(bad)) << bad;
    }
}

TEST(structure_id_form, depends_on_the_prefix) {
    for (const auto good : {"1750100125", "12A0000014", "10B0127189", "2801234567", "339172288100052",
                            "499900063480001", "0750100125", "075010012501"}) {
        EXPECT_TRUE(structure_id_form_ok(good)) << good;
    }
    for (const auto bad :
         {"", "1", "175010012", "17501001255", "28012345678", "2801234567865", "33917228810005",
          "49990006348000", "5750100125", "175010012X", "2A01234567", "07501001"}) {
        EXPECT_FALSE(structure_id_form_ok(bad)) << bad;
    }
}

TEST(structure_id_key, is_checked_for_finess_siren_and_siret) {
    for (const auto good :
         {"1750100125", "2732829320", "373282932000074", "335600000009075", "499900063480001"}) {
        EXPECT_TRUE(structure_id_key_ok(good)) << good;
    }
    for (const auto bad : {"1750100126", "2732829321", "373282932000075", "335600000009076", "9750100125"}) {
        EXPECT_FALSE(structure_id_key_ok(bad)) << bad;
    }
}

TEST(oid, accepts_dotted_decimals_up_to_64_characters) {
    for (const auto good : {"1.2.250.1.213.1.1.1.26", "2.16.840.1.113883.6.1", "2.999", "0.0", "1.39"}) {
        EXPECT_TRUE(oid_ok(good)) << good;
    }
    EXPECT_TRUE(oid_ok("1.2." + std::string(60, '1')));
    EXPECT_FALSE(oid_ok("1.2." + std::string(61, '1')));
    for (const auto bad : {"", "1", "3.2", "1.40", "1.2.", ".1.2", "1..2", "1.02", "1.2.a", "1.2^3",
                           "urn:oid:1.2", "1.2 ", "10.2", "00.1"}) {
        EXPECT_FALSE(oid_ok(bad)) << bad;
    }
}

}  // namespace
}  // namespace pps::cda
