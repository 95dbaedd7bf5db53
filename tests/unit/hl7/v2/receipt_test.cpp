#include "hl7/v2/receipt.hpp"

#include "sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::hl7::v2 {
namespace {

using test::parsed;

constexpr stamp now{"GW-17", "20251016093300"};
const std::string head =
    "MSH|^~\\&|PFI-PPS|Gateway|DCC-PDL|GRADeS-PDL|20251016093300||ZAM^Z0#^ZAM_Z01|GW-17|P|2.6|||||FRA|"
    "UNICODE "
    "UTF-8|||2.1^CISIS_CDA_HL7_V2\rEVN||20251016093300\r";

std::string built(const receipt& what) {
    return build_receipt(*header_of(test::small_sample()), what, now);
}

std::string headed(char event, const std::string& rest) {
    auto text = head + rest;
    text[text.find('#')] = event;
    return text;
}

TEST(receipt, of_the_dmp_says_yes) {
    EXPECT_EQ(built({.kind = receipt_kind::dmp, .request_id = "PDL-000015", .error = {}, .mailbox = {}}),
              headed('1',
                     "OBX|1|CWE|ACK_RECEPTION_DMP^Accusé de réception DMP^AckMetierZAM|PDL-000015|"
                     "Y^^expandedYes-NoIndicator||||||F\r"));
}

TEST(receipt, of_the_dmp_says_no_and_why) {
    EXPECT_EQ(
        built({.kind = receipt_kind::dmp,
               .request_id = "PDL-000015",
               .error = receipt_error{"DMPClosed", "DMP fermé"},
               .mailbox = mailbox{"1", "not for this kind"}}),
        headed('1',
               "OBX|1|CWE|ACK_RECEPTION_DMP^Accusé de réception DMP^AckMetierZAM|PDL-000015|"
               "N^^expandedYes-NoIndicator||||||F\r"
               "ERR|||207^Application error^messageErrorCondition|E|DMPClosed^DMP fermé^DMP_ERROR_CODE\r"));
}

TEST(receipt, of_a_mail_names_the_mailbox) {
    EXPECT_EQ(built({.kind = receipt_kind::mss_delivery,
                     .request_id = "15",
                     .error = receipt_error{"550", "boîte aux lettres non disponible"},
                     .mailbox = mailbox{"810999900029", "blaise.fictif@exemple.mssante.fr"}}),
              headed('2',
                     "OBX|1|CWE|ACK_RECEPTION_MSS^Accusé de réception MSSanté^AckMetierZAM|15|"
                     "N^^expandedYes-NoIndicator||||||F\r"
                     "OBX|2|XTN|DESTINATAIRE_MSS^Destinataire MSSanté^AckMetierZAM|810999900029|"
                     "^^X.400^blaise.fictif@exemple.mssante.fr||||||F\r"
                     "ERR|||207^Application error^messageErrorCondition|E|550^boîte aux lettres non "
                     "disponible^SMTPERRORCODE\r"));
    EXPECT_EQ(built({.kind = receipt_kind::mss_reading,
                     .request_id = "15",
                     .error = {},
                     .mailbox = mailbox{"", "blaise.fictif@exemple.mssante.fr"}}),
              headed('3',
                     "OBX|1|CWE|ACK_LECTURE_MSS^Accusé de lecture^AckMetierZAM|15|"
                     "Y^^expandedYes-NoIndicator||||||F\r"
                     "OBX|2|XTN|LECTEUR_MSS^Lecteur du courriel MSSanté^AckMetierZAM||"
                     "^^X.400^blaise.fictif@exemple.mssante.fr||||||F\r"));
}

TEST(receipt, is_read_back) {
    for (const auto kind : {receipt_kind::dmp, receipt_kind::mss_delivery, receipt_kind::mss_reading}) {
        for (const bool failed : {false, true}) {
            receipt what{.kind = kind, .request_id = "a|b", .error = {}, .mailbox = {}};
            if (failed) what.error = receipt_error{"c&1", "d"};
            if (kind != receipt_kind::dmp) what.mailbox = mailbox{"1", "a@b"};
            const parsed m(built(what));
            const auto back = read_receipt(*m);
            ASSERT_TRUE(back);
            EXPECT_EQ(back->kind, kind);
            EXPECT_EQ(back->request_id, "a|b");
            ASSERT_EQ(back->error.has_value(), failed);
            if (failed) {
                EXPECT_EQ(back->error->code, "c&1");
            }
            ASSERT_EQ(back->mailbox.has_value(), kind != receipt_kind::dmp);
            if (back->mailbox) {
                EXPECT_EQ(back->mailbox->address, "a@b");
            }
        }
    }
}

TEST(receipt, is_refused_when_it_does_not_say_what_it_must) {
    const auto good = headed('1', "OBX|1|CWE|ACK_RECEPTION_DMP^a^AckMetierZAM|7|N^^x||||||F\rERR|||207\r");
    const auto read = [](const std::string& text) {
        const parsed m(text);
        return read_receipt(*m).has_value();
    };
    EXPECT_TRUE(read(good));
    EXPECT_FALSE(read(test::with(good, "|7|N", "||N")));
    EXPECT_FALSE(read(test::with(good, "|7|N", "|7|X")));
    EXPECT_FALSE(read(test::with(good, "ERR|||207\r", "")));
    EXPECT_FALSE(read(test::with(good, "ZAM^Z01^", "ZAM^Z09^")));
    EXPECT_FALSE(read(test::with(good, "ZAM^Z01^", "ACK^Z01^")));
    EXPECT_FALSE(read(test::with(good, "ACK_RECEPTION_DMP", "ACK_LECTURE_MSS")));
}

}  // namespace
}  // namespace pps::hl7::v2
