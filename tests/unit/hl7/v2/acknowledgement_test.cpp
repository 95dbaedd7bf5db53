#include "hl7/v2/acknowledgement.hpp"

#include "hl7/v2/profile.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::hl7::v2 {
namespace {

using test::parsed;
using test::with;

constexpr stamp now{"GW-1", "20251016093102"};

std::string answer_to(const std::string& request, ack_code code, const cda::findings& findings = {}) {
    return build_acknowledgement(*header_of(request), code, findings, now);
}

TEST(acknowledgement, answers_a_request_in_its_version_and_character_set) {
    EXPECT_EQ(
        answer_to(test::small_sample(), ack_code::accept),
        "MSH|^~\\&|PFI-PPS|Gateway|DCC-PDL|GRADeS-PDL|20251016093102||ACK^T02^ACK|GW-1|P|2.6|||||FRA|UNICODE "
        "UTF-8\rMSA|AA|PDL-000015\r");
    EXPECT_EQ(
        answer_to(
            "MSH|^~\\&|\xE9|b|c^1.2^ISO|d|1||ORU^R01^ORU_R01|x\\T\\y|T|2.5|||||FRA|8859/15\rPID|broken\x01",
            ack_code::accept),
        "MSH|^~\\&|c^1.2^ISO|d|\xE9|b|20251016093102||ACK^R01^ACK|GW-1|T|2.5|||||FRA|8859/15\r"
        "MSA|AA|x\\T\\y\r");
    EXPECT_EQ(header_of(std::string_view("no message")), std::nullopt);
}

TEST(acknowledgement, can_be_made_later_from_what_is_kept_of_the_header) {
    const std::string requests[] = {
        test::small_sample(),
        "MSH|^~\\&|\xE9|b\\T\\c|c^1.2^ISO|d|1||MDM^T02|x\\T\\y|T|2.6|||||FRA|8859/15\rPID|1",
        "MSH|^~\\&|é|b|c|d|1||MDM^T02|1|T|2.6\r",
    };
    for (const std::string& request : requests) {
        const message_header whole = *header_of(std::string_view(request));
        const std::string kept = answerable_header(whole);
        EXPECT_EQ(kept.find("PID"), std::string::npos);
        const auto back = header_of(std::string_view(kept));
        ASSERT_TRUE(back);
        EXPECT_EQ(back->sending_application, whole.sending_application);
        EXPECT_EQ(back->sending_facility, whole.sending_facility);
        EXPECT_EQ(back->receiving_application, whole.receiving_application);
        EXPECT_EQ(back->receiving_facility, whole.receiving_facility);
        EXPECT_EQ(back->control_id, whole.control_id);
        EXPECT_EQ(back->processing_id, whole.processing_id);
    }
}

TEST(acknowledgement, says_what_is_wrong_and_where) {
    const auto text =
        with(with(test::small_sample(), "|P|2.6|", "|P|2.4|"), "277076322082910", "277076322082911");
    const parsed m(text);
    const auto findings = check_profile(*m);
    EXPECT_EQ(ack_code_for(findings), ack_code::error);
    const auto answer = answer_to(text, ack_code_for(findings), findings);
    EXPECT_EQ(
        answer.substr(answer.find("MSA")),
        "MSA|AE|PDL-000015\r"
        "ERR||MSH^1^12^1^1|203^Unsupported version id^messageErrorCondition|E|||message.version|version "
        "attendue "
        ": 2.5 pour ORU, 2.6 pour MDM\r"
        "ERR||PID^1^3|207^Application error^messageErrorCondition|E|903^INS non présent dans le "
        "document^applicationErrorCondition||patient.ins|matricule INS attendu pour le DMP, avec une clé "
        "correcte\r");
    EXPECT_NE(answer.find("|P|2.5|"), std::string::npos) << "in a version that the sender can read";
}

TEST(acknowledgement, leaves_out_what_does_not_refuse) {
    const cda::findings all = {
        {"segment.ignored", severity::info, "ZZZ[1]", "f", "e"},
        {"field.required", severity::warning, "PRT[1]-4.2", "f", "e"},
        {"er7.segment-name", severity::fatal, "[3]", "f|1", "e"},
    };
    const auto answer = answer_to(test::small_sample(), ack_code::error, all);
    EXPECT_EQ(answer.substr(answer.find("ERR")),
              "ERR|||100^Segment sequence error^messageErrorCondition|F|||er7.segment-name|f\\F\\1\r");
}

TEST(acknowledgement, places_the_findings_of_a_document_at_its_obx) {
    const cda::findings all = {{"identity.ins-key", severity::error,
                                "/ClinicalDocument/recordTarget[1]/patientRole[1]/id[1]", "clé incorrecte",
                                "e"}};
    const auto answer = answer_to(test::small_sample(), ack_code::error, all);
    EXPECT_NE(answer.find("ERR||OBX^1^5|207^Application error^messageErrorCondition|E|904^"),
              std::string::npos);
}

TEST(acknowledgement, has_a_code_for_every_rule) {
    const auto code = [](std::string_view rule) { return error_code_of(rule).code; };
    const auto detail = [](std::string_view rule) { return error_code_of(rule).detail; };
    EXPECT_EQ(code("segment.order"), hl7_error::segment_sequence);
    EXPECT_EQ(code("field.required"), hl7_error::required_field);
    EXPECT_EQ(code("message.type"), hl7_error::message_type);
    EXPECT_EQ(detail("message.type"), application_error::none);
    EXPECT_EQ(detail("document.replaced"), application_error::wrong_version);
    EXPECT_EQ(code("xml.dtd"), hl7_error::application);
    EXPECT_EQ(detail("xml.dtd"), application_error::other);
    EXPECT_EQ(detail("identity.ins-missing"), application_error::ins_missing);
    EXPECT_EQ(detail("identity.ins-form"), application_error::ins_mismatch);
    EXPECT_EQ(detail("identity.birth-date"), application_error::ins_incomplete);
    EXPECT_EQ(detail("version.number"), application_error::wrong_version);
    for (const auto& r : message_rules::table) {
        EXPECT_FALSE(label_of(r.code).empty()) << r.rule.id;
        EXPECT_EQ(label_of(r.detail).empty(), r.detail == application_error::none) << r.rule.id;
    }
    for (const auto known : {application_error::author_not_entitled, application_error::patient_unknown})
        EXPECT_FALSE(label_of(known).empty());
}

TEST(acknowledgement, always_gives_a_reason) {
    const auto answer = answer_to(test::small_sample(), ack_code::reject);
    EXPECT_EQ(answer.substr(answer.find("MSA")),
              "MSA|AR|PDL-000015\rERR|||207^Application error^messageErrorCondition|E|906^Erreur "
              "'Autre'^applicationErrorCondition\r");
}

TEST(acknowledgement, is_bounded) {
    const cda::findings many(1'000, {"field.required", severity::error, "PID[1]-3", "f", "e"});
    const auto text = answer_to(test::small_sample(), ack_code::error, many);
    const parsed m(text);
    EXPECT_EQ(m->size(), 52U);
}

TEST(acknowledgement, is_read_back) {
    const parsed m(answer_to(test::small_sample(), ack_code::error,
                             {{"document.patient", severity::error, "PID[1]-3", "f", "e"},
                              {"xml.form", severity::fatal, "", "f", "e"}}));
    const auto ack = read_acknowledgement(*m);
    ASSERT_TRUE(ack);
    EXPECT_EQ(ack->code, ack_code::error);
    EXPECT_EQ(ack->event, "T02");
    EXPECT_EQ(ack->acknowledged_id, "PDL-000015");
    ASSERT_EQ(ack->errors.size(), 2U);
    EXPECT_EQ(ack->errors[0].code, "207");
    EXPECT_EQ(ack->errors[0].severity, "E");
    EXPECT_EQ(ack->errors[0].detail, "904");
    EXPECT_EQ(ack->errors[0].location, "PID[1]-3");
    EXPECT_EQ(ack->errors[0].rule, "document.patient");
    EXPECT_EQ(ack->errors[0].text, "f");
    EXPECT_EQ(ack->errors[1].location, "") << "the message as a whole";
}

TEST(acknowledgement, is_read_in_both_modes_and_refused_otherwise) {
    const auto read = [](const std::string& type, const std::string& msa) {
        const parsed m("MSH|^~\\&|A|B|C|D|1||" + type + "|9|P|2.6\r" + msa + "\r");
        return read_acknowledgement(*m);
    };
    EXPECT_EQ(read("ACK^Z01^ACK", "MSA|CA|7")->code, ack_code::accept);
    EXPECT_EQ(read("ACK^Z01^ACK", "MSA|AR|7")->code, ack_code::reject);
    EXPECT_EQ(read("ACK", "MSA|AA|7")->event, "");
    EXPECT_FALSE(read("ACK^Z01^ACK", "MSA|AA|"));
    EXPECT_FALSE(read("ACK^Z01^ACK", "MSA|XX|7"));
    EXPECT_FALSE(read("ACK^Z01^ACK", "NTE|AA|7"));
    EXPECT_FALSE(read("ZAM^Z01^ZAM_Z01", "MSA|AA|7"));
}

}  // namespace
}  // namespace pps::hl7::v2
