#include "cda/identify.hpp"

#include "cda/identity_rules.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <gmock/gmock.h>
#include <set>

namespace pps::cda {
namespace {

using test::pdf_sample;
using test::pps_sample;
using test::with;
using test::without;
using testing::ElementsAre;
using testing::IsEmpty;

identification judge(std::string_view text, environment where = environment::test) {
    auto what = identify(*test::parse(text), where);
    EXPECT_TRUE(test::discreet(what.findings));
    return what;
}

std::vector<std::string> rules(std::string_view text, environment where = environment::test) {
    return test::rules_of(judge(text, where).findings);
}

TEST(identify, finds_nothing_wrong_with_the_sample_in_any_shape) {
    for (const auto& text : {pps_sample(), pps_sample("cda:"), test::self_presenting_sample()}) {
        const auto what = judge(text);
        EXPECT_EQ(what.kind, document_kind::pps);
        EXPECT_EQ(what.level, body_level::structured);
        EXPECT_THAT(test::rules_of(what.findings), IsEmpty());
    }
}

TEST(identify, recognizes_an_rcp_sheet) {
    const auto what = judge(test::rcp_sample());
    EXPECT_EQ(what.kind, document_kind::rcp);
    EXPECT_EQ(what.level, body_level::structured);
    EXPECT_THAT(test::rules_of(what.findings), IsEmpty());
}

TEST(identify, recognizes_a_pps_that_is_a_pdf) {
    const auto what = judge(pdf_sample());
    EXPECT_EQ(what.kind, document_kind::pps);
    EXPECT_EQ(what.level, body_level::embedded_file);
    EXPECT_THAT(test::rules_of(what.findings), IsEmpty());
}

TEST(identify, names_the_kinds) {
    EXPECT_EQ(to_string(document_kind::pps), "pps");
    EXPECT_EQ(to_string(document_kind::rcp), "rcp");
    EXPECT_EQ(to_string(document_kind::unknown), "unknown");
}

TEST(identify, refuses_a_model_it_does_not_know_and_lists_what_is_accepted) {
    const auto what = judge(with(pps_sample(), "1.2.250.1.213.1.1.1.26", "1.2.250.1.213.1.1.1.13"));
    EXPECT_EQ(what.kind, document_kind::unknown);
    EXPECT_TRUE(refuses(what.findings));
    const auto* found = test::find_rule(what.findings, "document.template-id");
    ASSERT_NE(found, nullptr);
    for (const auto accepted :
         {"1.2.250.1.213.1.1.1.26", "1.2.250.1.213.1.1.1.8", "1.3.6.1.4.1.19376.1.2.20"}) {
        EXPECT_THAT(found->fr, testing::HasSubstr(accepted));
        EXPECT_THAT(found->en, testing::HasSubstr(accepted));
    }
}

TEST(identify, refuses_a_pdf_that_is_no_pps) {
    EXPECT_THAT(rules(with(pdf_sample(), "18776-5", "11488-4")), ElementsAre("document.template-id"));
}

/// One edit of the sample that breaks one rule.
struct broken_case {
    const char* rule;
    severity weight;
    std::string text;
    const char* path;
};

std::string header(std::string_view element) {
    return with(pps_sample(), "<recordTarget>", std::string(element) + "<recordTarget>");
}

std::vector<broken_case> broken_cases() {
    const auto sample = pps_sample();
    const auto error = severity::error;
    const auto warning = severity::warning;
    const char* ins_path = "/ClinicalDocument/recordTarget/patientRole/id";
    const char* patient = "/ClinicalDocument/recordTarget/patientRole/patient";
    const std::string ins = R"(<id extension="188102B17295165" root="1.2.250.1.213.1.4.10"/>)";
    const std::string ipp = R"(<id extension="IPP-7712345" root="1.2.250.1.999.1.2"/>)";
    const std::string replaces = R"(<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3"/>)"
                                 R"(</parentDocument></relatedDocument><component><structuredBody>)";
    const auto second = with(sample, "versionNumber value=\"1\"", "versionNumber value=\"2\"");
    return {
        {"document.template-id-many", error,
         with(sample, "<id root=\"1.2.250.1.999.1.77.1\"/>",
              R"(<templateId root="1.2.250.1.213.1.1.1.8"/><id root="1.2.250.1.999.1.77.1"/>)"),
         "/ClinicalDocument/templateId"},
        {"document.template-id-header", warning,
         without(sample, "<templateId root=\"1.2.250.1.213.1.1.1.1\"", "/>"), "/ClinicalDocument/templateId"},
        {"document.template-version", warning, with(sample, "2022.01", "2017.01"),
         "/ClinicalDocument/templateId"},
        {"document.type-code", error, with(sample, "18776-5", "34794-8"), "/ClinicalDocument/code"},
        {"document.type-code", error, without(sample, "<code code=\"18776-5\"", "/>"),
         "/ClinicalDocument/code"},
        {"document.body", error,
         with(sample, "<structuredBody><component><section/></component></structuredBody>", ""),
         "/ClinicalDocument/component"},
        {"document.body", error, with(pdf_sample(), "JVBERi0=", " "),
         "/ClinicalDocument/component/nonXMLBody"},
        {"document.media-type", error, with(pdf_sample(), "application/pdf", "text/plain"),
         "/ClinicalDocument/component/nonXMLBody/text"},
        {"document.media-type", error, with(pdf_sample(), "B64", "TXT"),
         "/ClinicalDocument/component/nonXMLBody/text"},
        {"document.id", error, without(sample, "<id root=\"1.2.250.1.999.1.77.1\"", "/>"),
         "/ClinicalDocument/id"},
        {"document.id", error, with(sample, "1.2.250.1.999.1.77.1\"", "6f1c2a52-0001\""),
         "/ClinicalDocument/id"},
        {"document.id", error,
         with(sample, "1.2.250.1.999.1.77.1\"", "1.2.250.1.999.1.77." + std::string(50, '1') + "\""),
         "/ClinicalDocument/id"},
        {"document.id", error, header("<id root=\"1.2.3\"/>"), "/ClinicalDocument/id"},
        {"document.id-extension", error,
         with(sample, "1.2.250.1.999.1.77.1\"", "1.2.250.1.999.1.77.1\" extension=\"1\""),
         "/ClinicalDocument/id"},
        {"version.set-id", error, without(sample, "<setId", "/>"), "/ClinicalDocument/setId"},
        {"version.set-id", error, header("<setId root=\"1.2.3\"/>"), "/ClinicalDocument/setId"},
        {"version.set-id", error, with(sample, "<setId ", "<setId extension=\"3\" "),
         "/ClinicalDocument/setId"},
        {"version.set-id", warning, without(pdf_sample(), "<setId", "/>"), "/ClinicalDocument/setId"},
        {"version.number", error, without(sample, "<versionNumber", "/>"), "/ClinicalDocument/versionNumber"},
        {"version.number", error, with(sample, "versionNumber value=\"1\"", "versionNumber value=\"0\""),
         "/ClinicalDocument/versionNumber"},
        {"version.number", error, with(sample, "versionNumber value=\"1\"", "versionNumber value=\"a\""),
         "/ClinicalDocument/versionNumber"},
        {"version.number", error, header("<versionNumber value=\"1\"/>"), "/ClinicalDocument/versionNumber"},
        {"version.number", warning, without(pdf_sample(), "<versionNumber", "/>"),
         "/ClinicalDocument/versionNumber"},
        {"version.replacement", warning, second, "/ClinicalDocument/relatedDocument"},
        {"version.replacement", warning, with(sample, "<component><structuredBody>", replaces),
         "/ClinicalDocument/relatedDocument"},
        {"version.replaced-id", error,
         with(with(second, "<component><structuredBody>", replaces), "<id root=\"1.2.3\"/>", ""),
         "/ClinicalDocument/relatedDocument"},
        {"version.replaced-id", error,
         with(with(second, "<component><structuredBody>", replaces), "1.2.3\"", "1.2.250.1.999.1.77.1\""),
         "/ClinicalDocument/relatedDocument/parentDocument/id"},
        {"identity.patient-many", error, with(sample, "</recordTarget>", "</recordTarget><recordTarget/>"),
         "/ClinicalDocument/recordTarget"},
        {"identity.ins-missing", error, with(sample, ins, ""),
         "/ClinicalDocument/recordTarget/patientRole/id"},
        {"identity.ins-many", error,
         with(sample, ipp, R"(<id extension="279035121518989" root="1.2.250.1.213.1.4.10"/>)"),
         "/ClinicalDocument/recordTarget/patientRole/id"},
        {"identity.ins-root", error, with(sample, "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.8"), ins_path},
        {"identity.ins-form", error, with(sample, "188102B17295165", "188102B1729516"), ins_path},
        {"identity.ins-form", error, with(sample, " extension=\"188102B17295165\"", ""), ins_path},
        {"identity.ins-key", error, with(sample, "188102B17295165", "188102B17295166"), ins_path},
        {"identity.ins-first", warning, with(with(sample, ins, ""), ipp, ipp + ins),
         "/ClinicalDocument/recordTarget/patientRole/id"},
        {"identity.birth-family", error, with(sample, "<family qualifier=\"BR\">", "<family>"), patient},
        {"identity.birth-family", error, with(sample, "DURANDAL", " "), patient},
        {"identity.birth-given", error,
         with(without(sample, "<given>PHILOMENE", "</given>"), "<given qualifier=\"BR\">",
              "<given qualifier=\"CL\">"),
         patient},
        {"identity.first-given", warning, without(sample, "<given qualifier=\"BR\">", "</given>"), patient},
        {"identity.gender", error, without(sample, "<administrativeGenderCode", "/>"), patient},
        {"identity.gender", error, with(sample, "code=\"F\"", "code=\"X\""), patient},
        {"identity.gender", error, with(sample, "code=\"F\"", "nullFlavor=\"UNK\" code=\"F\""), patient},
        {"identity.birth-date", error, with(sample, "19881017", "1988"), patient},
        {"identity.birth-date", error, with(sample, "19881017", "19881317"), patient},
        {"identity.birth-date", error, with(sample, "19881017", "17/10/1988"), patient},
        {"identity.birth-place", error, with(sample, ">2B172<", "><"), patient},
        {"identity.birth-place", error, with(sample, ">2B172<", ">BASTIA<"), patient},
        {"identity.birth-place", error, without(sample, "<birthplace>", "</birthplace>"), patient},
        {"professional.rpps-key", warning, with(sample, "899900063480", "899900063481"),
         "/ClinicalDocument/author/assignedAuthor/id"},
        {"structure.id", warning, with(sample, "1750100125", "1750100126"),
         "/ClinicalDocument/author/assignedAuthor/representedOrganization/id"},
        {"structure.id", warning, with(sample, "1750100125", "7750100125"),
         "/ClinicalDocument/author/assignedAuthor/representedOrganization/id"},
    };
}

// Positions are the business of xpath_of: here it is which element is shown.
std::string without_positions(std::string_view path) {
    std::string plain;
    bool inside = false;
    for (const char c : path) {
        inside = inside || c == '[';
        if (!inside) plain += c;
        if (c == ']') inside = false;
    }
    return plain;
}

TEST(identify, reports_each_broken_rule_alone_with_its_weight_and_place) {
    for (const auto& c : broken_cases()) {
        SCOPED_TRACE(c.rule);
        const auto what = judge(c.text);
        ASSERT_THAT(test::rules_of(what.findings), ElementsAre(c.rule));
        EXPECT_EQ(what.findings[0].severity, c.weight);
        EXPECT_THAT(without_positions(what.findings[0].path), testing::StartsWith(c.path));
    }
}

TEST(identify, has_a_failing_case_for_each_rule_of_its_table) {
    std::set<std::string> failing{"document.template-id"};
    for (const auto& c : broken_cases())
        failing.insert(c.rule);
    std::set<std::string> known;
    for (const auto& r : identity_rules::table) {
        EXPECT_FALSE(r.fr.empty() || r.en.empty() || r.source.empty() || r.path.empty()) << r.id;
        EXPECT_TRUE(known.insert(std::string(r.id)).second) << r.id << " twice";
    }
    EXPECT_EQ(failing, known);
}

TEST(identify, refuses_a_test_identity_in_production_and_a_real_one_in_test) {
    const auto production = with(pps_sample(), "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.8");
    EXPECT_THAT(rules(production, environment::production), IsEmpty());
    EXPECT_THAT(rules(production, environment::test), ElementsAre("identity.ins-root"));
    EXPECT_THAT(rules(pps_sample(), environment::production), ElementsAre("identity.ins-root"));
    const auto demonstration = with(pps_sample(), "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11");
    EXPECT_THAT(rules(demonstration, environment::test), IsEmpty());
}

TEST(identify, knows_the_first_digits_of_a_provisional_identity) {
    const auto provisional = with(pps_sample(), "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.9");
    EXPECT_THAT(rules(provisional, environment::production), ElementsAre("identity.ins-form"));
}

TEST(identify, accepts_a_replacement_of_the_version_before) {
    const auto text =
        with(with(pps_sample(), "versionNumber value=\"1\"", "versionNumber value=\"2\""),
             "<component><structuredBody>",
             R"(<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3"/></parentDocument>)"
             R"(</relatedDocument><component><structuredBody>)");
    EXPECT_THAT(rules(text), IsEmpty());
}

TEST(identify, says_each_wrong_professional_identifier_once) {
    const auto text =
        with(with(pps_sample(), "899900063480", "899900063481"), "899900062490", "899900063481");
    EXPECT_THAT(rules(text), ElementsAre("professional.rpps-key"));
}

TEST(identify, does_not_drown_a_document_in_warnings) {
    std::string many;
    for (int i = 0; i < 500; ++i) {
        many += "<participant><id root=\"1.2.250.1.71.4.2.2\" extension=\"" + std::to_string(i) +
                "\"/></participant>";
    }
    EXPECT_EQ(rules(header(many)).size(), 20U);
}

TEST(identify, survives_a_document_that_is_empty) {
    const auto what = judge("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>");
    EXPECT_EQ(what.kind, document_kind::unknown);
    EXPECT_TRUE(refuses(what.findings));
}

}  // namespace
}  // namespace pps::cda
