#include "hl7/v2/transmission.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::hl7::v2 {
namespace {

using test::parsed;
using test::with;
using test::with_value;
using test::without;

extraction of(const std::string& text, strictness mode = strictness::lenient) {
    const parsed m(text);
    return extract(*m, mode);
}

TEST(extraction, takes_the_header) {
    const auto t = of(with(test::small_sample(), "|DCC-PDL|", "|DCC-PDL^1.2.3^ISO|")).transmission;
    EXPECT_EQ(t.header.sending_application, (designator{"DCC-PDL", "1.2.3", "ISO"}));
    EXPECT_EQ(t.header.sending_facility, (designator{"GRADeS-PDL", "", ""}));
    EXPECT_EQ(t.header.receiving_application.namespace_id, "PFI-PPS");
    EXPECT_EQ(t.header.receiving_facility.namespace_id, "Gateway");
    EXPECT_EQ(t.header.date_time, "20251016093100");
    EXPECT_EQ(t.header.type, "MDM");
    EXPECT_EQ(t.header.event, "T02");
    EXPECT_EQ(t.header.structure, "MDM_T02");
    EXPECT_EQ(t.header.control_id, "PDL-000015");
    EXPECT_EQ(t.header.processing_id, "P");
    EXPECT_EQ(t.header.version, "2.6");
    EXPECT_EQ(t.header.charset, charset::utf8);
}

TEST(extraction, tells_the_three_requests_apart) {
    EXPECT_EQ(of(test::mdm_sample()).transmission.request, request_kind::initial);
    EXPECT_EQ(of(test::mdm_replacement_sample()).transmission.request, request_kind::replacement);
    EXPECT_EQ(of(test::mdm_deletion_sample()).transmission.request, request_kind::deletion);
    EXPECT_EQ(of(test::oru_sample()).transmission.request, request_kind::initial);
    EXPECT_EQ(of(with(test::small_sample(), "ORC|NW", "ORC|XX")).transmission.request, request_kind::unknown);
}

TEST(extraction, takes_the_patient_and_the_visit) {
    const auto t = of(test::small_sample()).transmission;
    ASSERT_EQ(t.patient.ids.size(), 2U);
    ASSERT_NE(t.patient.ins(), nullptr);
    EXPECT_EQ(t.patient.ins()->number, "277076322082910");
    EXPECT_EQ(t.patient.ins()->authority, "ASIP-SANTE-INS-NIR");
    EXPECT_EQ(t.patient.ins()->root, "1.2.250.1.213.1.4.10");
    EXPECT_EQ(t.patient.ins()->type, "INS");
    EXPECT_EQ(t.patient.ids[1].number, "L0004471");
    EXPECT_EQ(t.patient.family, "FICTIVE-GARANCE") << "the birth name, which is not the first";
    EXPECT_EQ(t.patient.given, "ROSELINE");
    EXPECT_EQ(t.patient.birth_date, "19770712");
    EXPECT_EQ(t.patient.sex, "F");
    EXPECT_EQ(t.patient.reliability, "VALI");
    EXPECT_EQ(t.patient.account.number, "405660");
    EXPECT_EQ(t.visit.patient_class, "I");
    EXPECT_EQ(t.visit.number.number, "000897406");
    EXPECT_EQ(t.visit.admission, "202510010800");
    EXPECT_EQ(t.visit.discharge, "202510031700");
    EXPECT_EQ(of(with(test::small_sample(), "&1.2.250.1.213.1.4.10&", "&1.2.3&")).transmission.patient.ins(),
              nullptr);
}

TEST(extraction, takes_the_document_and_its_ids) {
    const auto t = of(test::mdm_replacement_sample()).transmission;
    ASSERT_EQ(t.documents.size(), 1U);
    const auto& d = t.documents[0];
    EXPECT_EQ(d.bytes, test::file("pps-update.xml"));
    EXPECT_EQ(d.type_code, "18776-5");
    EXPECT_EQ(d.type_label, "Plan personnalisé de soins");
    EXPECT_EQ(d.type_system, "LN");
    EXPECT_EQ(d.media_type, "text/xml");
    EXPECT_EQ(d.status, "C");
    EXPECT_EQ(d.obx, 1U);
    EXPECT_EQ(t.stated_id, (document_id{"1.2.250.1.999.7.1.1.2", ""}));
    EXPECT_EQ(t.stated_replaced, (document_id{"1.2.250.1.999.7.1.1.1", ""}));

    const auto initial = of(with(test::small_sample(), "1.2.250.1.999.7.1.1.1|", "58132^^1.2.250.9^ISO|"));
    EXPECT_EQ(initial.transmission.stated_id, (document_id{"1.2.250.9", "58132"}));
    EXPECT_FALSE(initial.transmission.stated_replaced);
    const auto named = of(with(test::small_sample(), "1.2.250.1.999.7.1.1.1|", "1.2.9^CHU|"));
    EXPECT_EQ(named.transmission.stated_id, (document_id{"1.2.9", ""}))
        << "as the published examples write it";
}

TEST(extraction, takes_both_documents_of_an_oru) {
    const auto outcome = of(test::oru_sample());
    const auto& t = outcome.transmission;
    EXPECT_TRUE(outcome.findings.empty());
    ASSERT_EQ(t.documents.size(), 2U);
    EXPECT_EQ(t.documents[0].bytes, test::file("pps-minimal.xml"));
    EXPECT_EQ(t.documents[1].bytes, test::file("pps-pdf.xml"));
    EXPECT_EQ(t.documents[1].obx, 2U);
    EXPECT_FALSE(t.stated_id);
    ASSERT_TRUE(t.sender) << "the participants stand behind the first document";
    EXPECT_EQ(t.recipients.size(), 1U);
}

TEST(extraction, takes_escaped_text_for_a_document) {
    const auto escaped = with_value(with_value(test::small_sample(), "OBX[1]-5.4", "A"), "OBX[1]-5.5",
                                    R"(<a b="1\T\amp;2">\X0A\é \F\</a>)");
    EXPECT_EQ(of(escaped).transmission.documents.at(0).bytes, "<a b=\"1&amp;2\">\né |</a>");
    auto latin = with(escaped, "UNICODE UTF-8", "8859/15");
    EXPECT_EQ(of(with(latin, ">\\X0A\\é ", ">\xE9\xA4 ")).transmission.documents.at(0).bytes,
              "<a b=\"1&amp;2\">é€ |</a>")
        << "a document is UTF-8 whatever the message is";
}

TEST(extraction, says_when_a_document_cannot_be_decoded) {
    struct {
        const char* encoding;
        const char* content;
        const char* rule;
        severity in_lenient;
        const char* bytes;
    } const cases[] = {
        {"Base64", "PGE*Lz4=", "content.base64", severity::error, ""},
        {"Base64", "PGE-Lz4", "content.base64", severity::error, ""},
        {"Hex", "3C612F3E", "content.base64", severity::error, ""},
        {"Base64", "PGEvPg", "content.base64-padding", severity::warning, "<a/>"},
        {"base64", "PGEvPg==", "", severity::info, "<a/>"},
        {"Base64", "PGEv\\X0A\\Pg==", "", severity::info, "<a/>"},
    };
    for (const auto& c : cases) {
        const auto text =
            with_value(with_value(test::small_sample(), "OBX[1]-5.4", c.encoding), "OBX[1]-5.5", c.content);
        for (const auto mode : {strictness::lenient, strictness::strict}) {
            const auto outcome = of(text, mode);
            EXPECT_EQ(outcome.transmission.documents.at(0).bytes, c.bytes) << c.content;
            ASSERT_EQ(outcome.findings.size(), *c.rule == '\0' ? 0U : 1U) << c.content;
            if (outcome.findings.empty()) continue;
            EXPECT_EQ(outcome.findings[0].rule, c.rule);
            EXPECT_EQ(outcome.findings[0].path, "OBX[1]-5.5");
            EXPECT_EQ(outcome.findings[0].severity,
                      mode == strictness::strict ? severity::error : c.in_lenient);
        }
    }
}

TEST(extraction, takes_the_ten_control_metadata) {
    const auto t = of(test::small_sample()).transmission;
    EXPECT_TRUE(t.to_dmp());
    EXPECT_TRUE(t.to_mssante());
    EXPECT_TRUE(t.wants_receipt());
    for (std::size_t i = 0; i < required_controls; ++i) {
        const auto path = "OBX[" + std::to_string(i + 2) + "]-5.1";
        for (const char* value : {"Y", "N", " Y ", "y", ""}) {
            const auto flags = of(with_value(test::small_sample(), path, value)).transmission.flags;
            auto others = t.flags;
            EXPECT_EQ(flags[controls[i].id], std::string_view(value).find('Y') != std::string_view::npos)
                << path;
            others.set(controls[i].id);
            auto changed = flags;
            changed.set(controls[i].id);
            EXPECT_EQ(changed, others) << "one flag each";
        }
    }
}

TEST(extraction, takes_what_goes_into_mails) {
    auto t = of(test::small_sample()).transmission;
    EXPECT_EQ(t.mail_to_professional, "Cher confrère,");
    EXPECT_EQ(t.mail_to_patient, "");
    EXPECT_FALSE(t.patient_may_answer);
    EXPECT_TRUE(of(without(test::small_sample(), "NTE|1|||FIN", "\r")).transmission.patient_may_answer);
    EXPECT_EQ(
        of(with(test::small_sample(), "CORPSMAIL_PS^", "CORPSMAIL_PATIENT^")).transmission.mail_to_patient,
        "Cher confrère,");
    const auto broken = of(with_value(test::small_sample(), "OBX[12]-5.5", "Q2hlc"), strictness::lenient);
    ASSERT_EQ(broken.findings.size(), 1U);
    EXPECT_EQ(broken.findings[0].rule, "content.mail");
    EXPECT_EQ(broken.findings[0].severity, severity::warning)
        << "the document can go without its mail's text";
    EXPECT_EQ(
        of(with_value(test::small_sample(), "OBX[12]-5.5", "Q2hlc"), strictness::strict).findings[0].severity,
        severity::error);
}

TEST(extraction, takes_the_participants) {
    const auto t = of(test::small_sample()).transmission;
    ASSERT_TRUE(t.sender);
    EXPECT_EQ(t.sender->person_id, "810999900011");
    EXPECT_EQ(t.sender->family, "FICTIF");
    EXPECT_EQ(t.sender->given, "ARMELLE");
    EXPECT_EQ(t.sender->person_authority, "1.2.250.1.71.4.2.1");
    EXPECT_EQ(t.sender->person_id_type, "IDNPS");
    EXPECT_EQ(t.sender->organisation_name, "CHU FICTIF");
    EXPECT_EQ(t.sender->organisation_root, "1.2.250.1.71.4.2.2");
    EXPECT_EQ(t.sender->organisation_type, "FINEG");
    EXPECT_EQ(t.sender->organisation_id, "1499999993");
    EXPECT_EQ(t.sender->device_id, "");
    ASSERT_EQ(t.recipients.size(), 1U);
    EXPECT_EQ(t.recipients[0].address, "blaise.fictif@exemple.mssante.fr");
    ASSERT_TRUE(t.reply_to);
    EXPECT_EQ(t.reply_to->address, "oncologie@exemple.mssante.fr");

    const auto device =
        of(with(with_value(test::small_sample(), "PRT[1]-5", ""), "1499999993\r", "1499999993||D1\r"));
    EXPECT_EQ(device.transmission.sender->device_id, "D1");
    EXPECT_EQ(device.transmission.sender->person_id, "");
    const auto patient = of(with(test::small_sample(), "BLAISE^^^^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO",
                                 "BLAISE^^^^^^1.2.250.1.213.1.4.10"));
    EXPECT_EQ(patient.transmission.recipients[0].person_authority, "1.2.250.1.213.1.4.10");
}

TEST(extraction, completes_the_identifier_of_a_structure) {
    participant p;
    p.organisation_id = "499999993";
    p.organisation_type = "FINEG";
    EXPECT_EQ(p.structure_id(), "1499999993");
    p.organisation_type = "IDNST";
    EXPECT_EQ(p.structure_id(), "499999993");
    p.organisation_id = "1499999993";
    p.organisation_type = "FINEJ";
    EXPECT_EQ(p.structure_id(), "1499999993");
}

TEST(extraction, leaves_empty_what_the_message_has_not) {
    const auto t = of("MSH|^~\\&|A\r").transmission;
    EXPECT_EQ(t.request, request_kind::unknown);
    EXPECT_TRUE(t.documents.empty());
    EXPECT_TRUE(t.patient.ids.empty());
    EXPECT_EQ(t.patient.ins(), nullptr);
    EXPECT_FALSE(t.sender);
    EXPECT_FALSE(t.to_dmp());
    EXPECT_TRUE(t.patient_may_answer);
}

}  // namespace
}  // namespace pps::hl7::v2
