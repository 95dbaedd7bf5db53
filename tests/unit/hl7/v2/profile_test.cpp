#include "hl7/v2/profile.hpp"

#include "sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>

namespace pps::hl7::v2 {
namespace {

using test::mdm_sample;
using test::oru_sample;
using test::parsed;
using test::with;
using test::with_value;
using test::without;

constexpr std::string_view pps_only[] = {"18776-5"};
const profile_options strict{.mode = strictness::strict, .dmp_types = pps_only};
const profile_options lenient{.dmp_types = pps_only};

cda::findings check(const std::string& text, const profile_options& options) {
    const parsed m(text);
    return check_profile(*m, options);
}

std::string rule_and_path(const cda::finding& f) {
    return f.rule + " at " + f.path;
}

TEST(profile, passes_the_samples_without_a_finding) {
    for (const auto& text : {mdm_sample(), test::mdm_replacement_sample(), test::mdm_deletion_sample(),
                             oru_sample(), test::small_sample()}) {
        for (const auto& f : check(text, strict))
            ADD_FAILURE() << rule_and_path(f) << ' ' << f.en;
    }
}

/// A change of the MDM or ORU sample, and the finding it makes. In strict mode it is always an error.
struct breaking {
    const char* name;
    std::function<std::string()> text;
    const char* rule;
    const char* path;
    severity in_lenient;
};

void PrintTo(const breaking& b, std::ostream* out) {
    *out << b.name;
}

std::string mdm_with(std::string_view from, std::string_view to) {
    return with(test::small_sample(), from, to);
}

const breaking cases[] = {
    // Type
    {"another type", [] { return mdm_with("MDM^T02^MDM_T02", "ADT^A01^ADT_A01"); }, "message.type",
     "MSH[1]-9.1", severity::error},
    {"another event", [] { return mdm_with("MDM^T02^MDM_T02", "MDM^T01^MDM_T02"); }, "message.event",
     "MSH[1]-9.2", severity::error},
    {"an event of the other type", [] { return mdm_with("MDM^T02^MDM_T02", "MDM^R01^MDM_T02"); },
     "message.event", "MSH[1]-9.2", severity::error},
    {"version of ORU in MDM", [] { return mdm_with("|P|2.6|", "|P|2.5|"); }, "message.version", "MSH[1]-12.1",
     severity::error},
    {"version of MDM in ORU", [] { return with(oru_sample(), "|P|2.5|", "|P|2.6|"); }, "message.version",
     "MSH[1]-12.1", severity::error},
    {"a test message in production", [] { return mdm_with("|P|2.6|", "|T|2.6|"); }, "message.processing",
     "MSH[1]-11.1", severity::error},
    // Segments
    {"two patients", [] { return mdm_with("PV1|1|I", "PID|||1||A\rPV1|1|I"); }, "segment.repeated", "PID[2]",
     severity::error},
    {"two orders", [] { return mdm_with("OBR|1", "ORC|NW\rOBR|1"); }, "segment.repeated", "ORC[2]",
     severity::error},
    {"an order before the patient",
     [] {
         return with(without(mdm_with("EVN|", "ORC|NW\rEVN|"), "ORC|NW\rOBR", "OBR"), "|1|||18776",
                     "OBR|1|||18776");
     },
     "segment.order", "ORC[1]", severity::error},
    {"a participant before any OBX",
     [] { return mdm_with("TXA|1", "PRT||UC||REPLY^r^participation|||||||||||^^X.400^a\rTXA|1"); },
     "segment.order", "PRT[1]", severity::error},
    {"timing behind OBR in MDM", [] { return mdm_with("TXA|1", "TQ1|1\rTXA|1"); }, "segment.order", "TQ1[1]",
     severity::error},
    {"no patient", [] { return without(test::small_sample(), "PID|", "\r"); }, "segment.missing", "PID[1]",
     severity::error},
    {"no event segment", [] { return without(test::small_sample(), "EVN|", "\r"); }, "segment.missing",
     "EVN[1]", severity::error},
    {"no visit in MDM", [] { return without(test::small_sample(), "PV1|", "\r"); }, "segment.missing",
     "PV1[1]", severity::error},
    {"no visit in ORU", [] { return without(oru_sample(), "PV1|", "\r"); }, "segment.missing", "PV1[1]",
     severity::warning},
    {"no TXA in MDM", [] { return without(test::small_sample(), "TXA|", "\r"); }, "segment.missing", "TXA[1]",
     severity::error},
    {"no order", [] { return without(test::small_sample(), "ORC|", "\r"); }, "segment.missing", "ORC[1]",
     severity::error},
    // Fields: one of each kind here, all of them below
    {"no control id", [] { return mdm_with("|PDL-000015|", "||"); }, "field.required", "MSH[1]-10",
     severity::error},
    {"another profile", [] { return mdm_with("2.1^CISIS_CDA_HL7_V2", "2.1^OTHER"); }, "field.value",
     "MSH[1]-21.2", severity::warning},
    {"a second charset", [] { return mdm_with("UNICODE UTF-8", "UNICODE UTF-8~ASCII"); }, "field.repeated",
     "MSH[1]-18", severity::error},
    {"a padded value", [] { return mdm_with("2.1^CISIS", "2.1^ CISIS"); }, "field.padding", "MSH[1]-21.2",
     severity::warning},
    {"a named authority of the document", [] { return mdm_with("999.7.1.1.1||", "999.7.1.1.1^CHU||"); },
     "field.forbidden", "TXA[1]-12.2", severity::warning},
    {"no label of the sender's role", [] { return mdm_with("SB^Send by^", "SB^^"); }, "field.required",
     "PRT[1]-4.2", severity::warning},
    {"a space in the authority's name",
     [] { return mdm_with("ARMELLE^^^^^^ASIP-SANTE-PS&", "ARMELLE^^^^^^ASIP-SANTE- PS&"); }, "field.value",
     "PRT[1]-5.9.1", severity::warning},
    {"no document", [] { return with_value(test::small_sample(), "OBX[1]-5.5", ""); }, "field.required",
     "OBX[1]-5.5", severity::error},
    // Coherence
    {"T02 with RO", [] { return mdm_with("ORC|NW", "ORC|RO"); }, "coherence.request", "MSH[1]-9.2",
     severity::error},
    {"T02 with C", [] { return with_value(test::small_sample(), "OBX[1]-11", "C"); }, "coherence.request",
     "OBX[1]-11", severity::error},
    {"T10 with NW", [] { return with(test::mdm_replacement_sample(), "ORC|RO", "ORC|NW"); },
     "coherence.request", "OBX[1]-11", severity::error},
    {"ORU with CA and F", [] { return with(oru_sample(), "ORC|NW", "ORC|CA"); }, "coherence.request",
     "OBX[2]-11", severity::error},
    {"no replaced document in T10",
     [] { return with(test::mdm_replacement_sample(), "|1.2.250.1.999.7.1.1.1|", "||"); }, "field.required",
     "TXA[1]-13.1", severity::error},
    {"another type in OBR", [] { return with_value(test::small_sample(), "OBR[1]-4.1", "11502-2"); },
     "coherence.type", "OBX[1]-3.1", severity::error},
    {"another type in TXA", [] { return with_value(test::small_sample(), "TXA[1]-2", "11502-2"); },
     "coherence.type", "TXA[1]-2", severity::error},
    {"a type that the DMP does not take",
     [] {
         auto text = with_value(test::small_sample(), "OBR[1]-4.1", "XX");
         return with_value(with_value(text, "TXA[1]-2", "XX"), "OBX[1]-3.1", "XX");
     },
     "coherence.dmp-type", "OBR[1]-4.1", severity::error},
    {"no document in MDM", [] { return with_value(test::small_sample(), "OBX[1]-2", "ST"); },
     "coherence.documents", "", severity::error},
    {"two documents in MDM",
     [] {
         return mdm_with("NTE|1|||FIN\r",
                         "NTE|1|||FIN\rOBX|9|ED|18776-5^a^LN||^text^XML^Base64^YQ==||||||F\r");
     },
     "coherence.documents", "", severity::error},
    {"a wrong rank", [] { return mdm_with("OBX|3|", "OBX|5|"); }, "coherence.set-id", "OBX[3]-1",
     severity::warning},
    {"no visit number for an inpatient", [] { return with_value(test::small_sample(), "PV1[1]-19.1", ""); },
     "visit.number", "PV1[1]-19", severity::error},
    {"no INS for the DMP", [] { return mdm_with("&1.2.250.1.213.1.4.10&", "&1.2.3&"); }, "patient.ins",
     "PID[1]-3", severity::error},
    {"an INS with a wrong key", [] { return mdm_with("277076322082910", "277076322082911"); }, "patient.ins",
     "PID[1]-3", severity::error},
    {"an INS without qualified identity", [] { return mdm_with("|VALI", "|PROV"); }, "patient.qualified",
     "PID[1]-32", severity::warning},
    // Control metadata
    {"a control is missing", [] { return without(test::small_sample(), "OBX|6|", "\r"); }, "control.missing",
     "", severity::error},
    {"controls out of order",
     [] {
         return with(mdm_with("MASQUE_PS^Masqué", "CONNEXION_SECRETE^C"), "CONNEXION_SECRETE^Connexion",
                     "MASQUE_PS^M");
     },
     "control.order", "OBX[3]-3.1", severity::warning},
    {"a control before the document",
     [] {
         const auto moved = "OBX|1|CWE|MASQUE_PS^M^MetaDMPMSS||N^^expandedYes-NoIndicator||||||F\rOBX|1|ED";
         return with(without(test::small_sample(), "OBX|2|CWE|MASQUE_PS", "\r"), "OBX|1|ED", moved);
     },
     "control.order", "OBX[1]-3.1", severity::warning},
    {"a control twice", [] { return mdm_with("ACK_LECTURE_MSS^", "ACK_RECEPTION^"); }, "control.repeated",
     "OBX[11]-3.1", severity::error},
    {"a control that the table has not", [] { return mdm_with("ACK_LECTURE_MSS^", "AUTRE^"); },
     "control.unknown", "OBX[11]-3.1", severity::error},
    {"neither Y nor N", [] { return with_value(test::small_sample(), "OBX[2]-5.1", "O"); }, "field.value",
     "OBX[2]-5.1", severity::error},
    {"hidden from the patient and sent to the patient",
     [] { return with_value(test::small_sample(), "OBX[9]-5.1", "Y"); }, "control.hidden-recipient",
     "OBX[9]-5.1", severity::error},
    {"a change of visibility in a first version",
     [] { return with_value(test::small_sample(), "OBX[6]-5.1", "Y"); }, "control.visibility-change",
     "OBX[6]-5.1", severity::error},
    {"a case that MSSanté does not know", [] { return with_value(test::small_sample(), "OBX[4]-5.1", "Y"); },
     "control.mssante-case", "", severity::warning},
    {"no destination",
     [] { return with_value(with_value(test::small_sample(), "OBX[7]-5.1", "N"), "OBX[8]-5.1", "N"); },
     "control.no-destination", "", severity::warning},
    // Participants
    {"no sender", [] { return without(test::small_sample(), "PRT||UC||SB", "\r"); }, "sender.missing", "",
     severity::error},
    {"a sender without identity", [] { return with_value(test::small_sample(), "PRT[1]-5", ""); },
     "sender.identity", "PRT[1]-5.1", severity::error},
    {"a structure with a wrong key", [] { return mdm_with("1499999993", "1499999994"); },
     "sender.structure-id", "PRT[1]-8.10", severity::warning},
    {"no recipient", [] { return without(test::small_sample(), "PRT||UC||RCT", "\r"); }, "recipient.missing",
     "", severity::error},
    {"a recipient without identity", [] { return with_value(test::small_sample(), "PRT[2]-5", ""); },
     "recipient.identity", "PRT[2]", severity::warning},
};

class breaking_a_rule : public testing::TestWithParam<breaking> {};

TEST_P(breaking_a_rule, is_found_in_its_place) {
    const auto& c = GetParam();
    for (const auto& options : {strict, lenient}) {
        const auto all = check(c.text(), options);
        EXPECT_TRUE(test::discreet(all));
        const auto found = std::find_if(all.begin(), all.end(), [&](const cda::finding& f) {
            return f.rule == c.rule && f.path == c.path;
        });
        if (found == all.end()) {
            for (const auto& f : all)
                ADD_FAILURE() << rule_and_path(f);
            FAIL() << c.rule << " at " << c.path;
        }
        const bool is_strict = options.mode == strictness::strict;
        EXPECT_EQ(found->severity, is_strict ? severity::error : c.in_lenient);
        EXPECT_EQ(cda::refuses(all), is_strict || c.in_lenient == severity::error);
    }
}

INSTANTIATE_TEST_SUITE_P(hl7_v2, breaking_a_rule, testing::ValuesIn(cases));

TEST(profile_rules, have_a_case_each) {
    std::set<std::string> tested;
    for (const auto& c : cases)
        tested.insert(c.rule);
    // Each with a test of its own in this file.
    tested.insert({"segment.ignored", "field.expected"});
    for (const auto& r : message_rules::table) {
        const std::string id(r.rule.id);
        const bool elsewhere =
            id.starts_with("er7.") || id.starts_with("content.") || id.starts_with("document.");
        EXPECT_EQ(tested.count(id), elsewhere ? 0U : 1U) << id;
    }
}

TEST(profile_rules, have_distinct_names_two_languages_and_a_source) {
    std::set<std::string_view> ids;
    for (const auto& r : message_rules::table) {
        EXPECT_TRUE(ids.insert(r.rule.id).second) << r.rule.id;
        EXPECT_FALSE(r.rule.fr.empty() || r.rule.en.empty() || r.rule.source.empty()) << r.rule.id;
        const bool application = r.code == hl7_error::application;
        EXPECT_EQ(application, r.detail != application_error::none) << r.rule.id;
    }
}

TEST(profile, says_which_segments_it_does_not_read) {
    const auto text = mdm_with("PV1|1|I", "PD1|1\rZP1|x\rPV1|1|I");
    const auto all = check(text, strict);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(rule_and_path(all[0]), "segment.ignored at PD1[1]");
    EXPECT_EQ(rule_and_path(all[1]), "segment.ignored at [5]");
    EXPECT_EQ(all[0].severity, severity::info);
}

TEST(profile, warns_of_what_is_required_when_known) {
    for (const char* path : {"PID[1]-18", "PV1[1]-44", "PV1[1]-45"}) {
        const auto all = check(with_value(test::small_sample(), path, ""), strict);
        ASSERT_EQ(all.size(), 1U) << path;
        EXPECT_EQ(rule_and_path(all[0]), std::string("field.expected at ") + path);
        EXPECT_EQ(all[0].severity, severity::warning);
    }
}

TEST(profile, takes_timing_where_each_message_has_it) {
    EXPECT_TRUE(check(mdm_with("OBR|1", "TQ1|1\rTQ2|1\rTQ2|2\rOBR|1"), strict).empty());
    EXPECT_TRUE(check(mdm_with("TXA|1", "NTE|1||x\rTXA|1"), strict).empty());
    EXPECT_TRUE(check(with(oru_sample(), "OBX|1|ED", "NTE|1||x\rTQ1|1\rOBX|1|ED"), strict).empty());
}

TEST(profile, judges_the_processing_id_by_the_environment) {
    const profile_options test_environment{.mode = strictness::strict, .environment = cda::environment::test};
    for (const char* id : {"|T|2.6|", "|D|2.6|"})
        EXPECT_TRUE(check(mdm_with("|P|2.6|", id), test_environment).empty()) << id;
    const auto production = check(test::small_sample(), test_environment);
    ASSERT_EQ(production.size(), 1U);
    EXPECT_EQ(production[0].rule, "message.processing");
}

TEST(profile, takes_a_device_and_an_organisation_for_participants) {
    auto text = with_value(test::small_sample(), "PRT[1]-5", "");
    text = with(text, "^FINEG^^^1499999993\r", "^FINEG^^^1499999993||DEVICE-1\r");
    text = with(text, "BLAISE^^^^^^ASIP-SANTE-PS&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS||||||||||",
                "BLAISE|||Radiologie^^^^^120456789^UF^^^3435|||||||");
    for (const auto& f : check(text, strict))
        ADD_FAILURE() << rule_and_path(f);
}

TEST(profile, takes_a_change_of_visibility_with_a_replacement) {
    EXPECT_TRUE(check(with_value(test::mdm_replacement_sample(), "OBX[6]-5.1", "Y"), strict).empty());
}

TEST(profile, needs_no_ins_and_no_sender_when_the_dmp_is_no_destination) {
    auto text = with_value(test::small_sample(), "OBX[7]-5.1", "N");
    text = with(without(text, "PRT||UC||SB", "\r"), "&1.2.250.1.213.1.4.10&", "&1.2.3&");
    for (const auto& f : check(text, strict))
        ADD_FAILURE() << rule_and_path(f);
}

}  // namespace
}  // namespace pps::hl7::v2
