#include "cda/xds/from_cda.hpp"

#include "sample.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace pps::cda::xds {
namespace {

using test::pdf_sample;
using test::pps_sample;
using test::with;
using test::without;
using testing::ElementsAre;
using testing::IsEmpty;

mapping_outcome map(std::string_view text, const visibility& flags = {},
                    const mapping_options& options = {}) {
    const auto doc = test::parse(text);
    auto outcome = map_header(*doc, identify(*doc, environment::test), flags, options);
    EXPECT_TRUE(test::discreet(outcome.findings));
    return outcome;
}

document_entry entry_of(std::string_view text) {
    auto outcome = map(text);
    EXPECT_THAT(test::rules_of(outcome.findings), IsEmpty());
    return std::move(outcome.entry);
}

void expect_code(const coded& actual, std::string_view code, std::string_view scheme,
                 std::string_view display) {
    EXPECT_EQ(actual.code, code);
    EXPECT_EQ(actual.scheme, scheme);
    EXPECT_EQ(actual.display, display);
}

TEST(map_header, derives_every_metadata_of_a_pps) {
    const auto entry = entry_of(pps_sample());
    EXPECT_EQ(entry.unique_id, "1.2.250.1.999.1.77.1");
    EXPECT_EQ(entry.set_id, "1.2.250.1.999.1.77");
    EXPECT_EQ(entry.version, 1);
    EXPECT_FALSE(entry.replaces);
    EXPECT_EQ(entry.mime_type, "text/xml");
    EXPECT_EQ(entry.title, "Programme personnalisé de soins");
    EXPECT_EQ(entry.language, "fr-FR");
    EXPECT_EQ(entry.creation_time, "20240113111700");
    EXPECT_EQ(entry.service_start, "20240712070000") << "of the act that has a performer, not of the first";
    EXPECT_EQ(entry.service_stop, "");
    expect_code(entry.type_code, "18776-5", "2.16.840.1.113883.6.1", "Plan personnalisé de soins");
    expect_code(entry.class_code, "44", "1.2.250.1.213.1.1.4.1", "Plan de soins, protocole de soins");
    EXPECT_EQ(entry.format_code.code, "urn:asip:ci-sis:pps-cancer:2017");
    EXPECT_EQ(entry.format_code.scheme, "1.2.250.1.213.1.1.4.2.282");
    expect_code(entry.facility_type, "SA01", "1.2.250.1.71.4.2.4", "Etablissement public de santé");
    expect_code(entry.practice_setting, "ETABLISSEMENT", "1.2.250.1.213.1.1.4.9", "Etablissement de santé");
    ASSERT_EQ(entry.confidentiality.size(), 1U);
    expect_code(entry.confidentiality[0], "N", "2.16.840.1.113883.5.25", "Normal");
    ASSERT_EQ(entry.event_codes.size(), 1U);
    expect_code(entry.event_codes[0], "C50.2", "2.16.840.1.113883.6.3", "Sein");
    ASSERT_EQ(entry.authors.size(), 1U);
    EXPECT_EQ(entry.authors[0].person,
              "899900063480^MULLERET^Archibald^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS");
    EXPECT_EQ(entry.authors[0].role, "Membre de l'équipe de soins");
    EXPECT_EQ(entry.authors[0].specialty, "G15_10/SM36^Médecin - Oncologie^1.2.250.1.213.1.1.4.5");
    EXPECT_EQ(entry.authors[0].institution, "Clinique du Lac^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1750100125");
    EXPECT_EQ(entry.authors[0].institution_id, "1750100125");
    EXPECT_EQ(entry.legal_authenticator,
              "899900062490^VERMANDOIS^Berthe^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS");
    EXPECT_EQ(entry.ins, "188102B17295165");
    EXPECT_EQ(entry.ins_root, "1.2.250.1.213.1.4.10");
    EXPECT_EQ(entry.patient_id, "188102B17295165^^^&1.2.250.1.213.1.4.10&ISO^NH");
    EXPECT_EQ(entry.source_patient_id, "IPP-7712345^^^&1.2.250.1.999.1.2&ISO^PI");
    EXPECT_THAT(entry.source_patient_info,
                ElementsAre("PID-5|DURANDAL^PHILOMENE^^^^^L", "PID-7|19881017", "PID-8|F"));
}

TEST(map_header, gives_the_same_metadata_for_the_self_presenting_shape_but_the_mime_type) {
    auto entry = entry_of(test::self_presenting_sample());
    EXPECT_EQ(entry.mime_type, "application/xslt+xml");
    entry.mime_type = "text/xml";
    EXPECT_EQ(to_json(entry), to_json(entry_of(pps_sample())));
}

TEST(map_header, maps_an_rcp_sheet) {
    const auto entry = entry_of(test::rcp_sample());
    EXPECT_EQ(entry.type_code.code, "34794-8");
    expect_code(entry.class_code, "10", "1.2.250.1.213.1.1.4.1", "Compte rendu");
    EXPECT_EQ(entry.format_code.code, "urn:asip:ci-sis:frcp:2011");
}

TEST(map_header, maps_a_pdf) {
    const auto entry = entry_of(pdf_sample());
    EXPECT_EQ(entry.class_code.code, "44");
    EXPECT_EQ(entry.format_code.code, "urn:ihe:iti:xds-sd:pdf:2008");
    EXPECT_EQ(entry.format_code.scheme, "1.3.6.1.4.1.19376.1.2.3");
    EXPECT_EQ(entry.mime_type, "text/xml");
}

struct refused_case {
    const char* rule;
    const char* path;
    std::string text;
};

std::vector<refused_case> refused_cases() {
    const auto sample = pps_sample();
    const auto nulled = [&](std::string_view value, std::string_view instead) {
        return with(sample, value, instead);
    };
    const char* facility =
        "/ClinicalDocument/componentOf[1]/encompassingEncounter[1]/location[1]/healthCareFacility[1]/code[1]";
    const char* setting =
        "/ClinicalDocument/documentationOf[2]/serviceEvent[1]/performer[1]/assignedEntity[1]"
        "/representedOrganization[1]/standardIndustryClassCode[1]";
    const char* low = "/ClinicalDocument/documentationOf[2]/serviceEvent[1]/effectiveTime[1]/low[1]";
    return {
        {"metadata.uniqueId", "/ClinicalDocument/id",
         without(sample, "<id root=\"1.2.250.1.999.1.77.1\"", "/>")},
        {"metadata.uniqueId", "/ClinicalDocument/id[1]", nulled("1.2.250.1.999.1.77.1\"", "x\"")},
        {"metadata.title", "/ClinicalDocument/title", without(sample, "<title>", "</title>")},
        {"metadata.languageCode", "/ClinicalDocument/languageCode", without(sample, "<languageCode", "/>")},
        {"metadata.languageCode", "/ClinicalDocument/languageCode[1]", nulled("fr-FR", "en-US")},
        {"metadata.creationTime", "/ClinicalDocument/effectiveTime[1]",
         nulled("<effectiveTime value=\"20240113121700+0100\"", "<effectiveTime nullFlavor=\"NA\"")},
        {"metadata.creationTime", "/ClinicalDocument/effectiveTime[1]",
         nulled("<effectiveTime value=\"20240113121700+0100\"", "<effectiveTime value=\"20240113\"")},
        {"metadata.creationTime", "/ClinicalDocument/effectiveTime",
         without(sample, "<effectiveTime value", "/>")},
        {"metadata.serviceStartTime", low, nulled("20240712090000+0200", "12 juillet 2024")},
        {"metadata.serviceStartTime", "/ClinicalDocument/documentationOf/serviceEvent/effectiveTime/low",
         without(sample, "<effectiveTime><low", "</effectiveTime>")},
        {"metadata.healthcareFacilityTypeCode", facility, nulled("SA01", "SA70")},
        {"metadata.healthcareFacilityTypeCode", facility, nulled("SA01", "SA00")},
        {"metadata.healthcareFacilityTypeCode", facility, nulled("SA01", "SA1")},
        {"metadata.healthcareFacilityTypeCode", facility, nulled("1.2.250.1.71.4.2.4", "1.2.3")},
        {"metadata.healthcareFacilityTypeCode",
         "/ClinicalDocument/componentOf/encompassingEncounter/location/healthCareFacility/code",
         without(sample, "<componentOf>", "</componentOf>")},
        {"metadata.practiceSettingCode", setting, nulled("ETABLISSEMENT", "ESSMS")},
        {"metadata.practiceSettingCode", setting, nulled("1.2.250.1.213.1.1.4.9", "1.2.3")},
        {"metadata.practiceSettingCode", setting, nulled("code=\"ETABLISSEMENT\"", "nullFlavor=\"UNK\"")},
        {"metadata.confidentialityCode", "/ClinicalDocument/confidentialityCode[1]",
         nulled("code=\"N\"", "code=\"R\"")},
        {"metadata.confidentialityCode", "/ClinicalDocument/confidentialityCode[1]",
         nulled("code=\"N\"", "code=\"V\"")},
        {"metadata.confidentialityCode", "/ClinicalDocument/confidentialityCode",
         without(sample, "<confidentialityCode", "/>")},
        {"metadata.author", "/ClinicalDocument/author/assignedAuthor",
         without(sample, "<author>", "</author>")},
        {"metadata.author", "/ClinicalDocument/author[1]", without(sample, "<family>MULLERET", "</family>")},
        {"metadata.author", "/ClinicalDocument/author[1]",
         nulled("extension=\"899900063480\"", "nullFlavor=\"UNK\"")},
        {"metadata.author", "/ClinicalDocument/author[2]",
         with(sample, "</author>", "</author><author><assignedAuthor/></author>")},
        {"metadata.legalAuthenticator", "/ClinicalDocument/legalAuthenticator/assignedEntity",
         without(sample, "<legalAuthenticator>", "</legalAuthenticator>")},
        {"metadata.legalAuthenticator", "/ClinicalDocument/legalAuthenticator[1]",
         without(sample, "<family>VERMANDOIS", "</family>")},
        {"metadata.patientId", "/ClinicalDocument/recordTarget/patientRole/id",
         nulled("1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.1")},
        {"metadata.patientId", "/ClinicalDocument/recordTarget[1]/patientRole[1]/id[1]",
         nulled("188102B17295165", "188102")},
        {"metadata.sourcePatientInfo", "/ClinicalDocument/recordTarget[1]/patientRole[1]/patient[1]",
         without(sample, "<birthTime", "/>")},
        {"metadata.sourcePatientInfo", "/ClinicalDocument/recordTarget[1]/patientRole[1]/patient[1]",
         without(sample, "<name>\n          <family", "</name>")},
        {"metadata.sourcePatientInfo", "/ClinicalDocument/recordTarget[1]/patientRole[1]/patient[1]",
         without(sample, "<administrativeGenderCode", "/>")},
    };
}

TEST(map_header, refuses_each_mandatory_metadata_that_is_missing_or_unusable) {
    for (const auto& c : refused_cases()) {
        SCOPED_TRACE(c.rule);
        const auto outcome = map(c.text);
        ASSERT_THAT(test::rules_of(outcome.findings), ElementsAre(c.rule));
        EXPECT_EQ(outcome.findings[0].severity, severity::error);
        EXPECT_EQ(outcome.findings[0].path, c.path);
    }
}

TEST(map_header, refuses_a_type_or_model_that_has_no_class_or_format) {
    EXPECT_THAT(test::rules_of(map(with(pps_sample(), "18776-5", "11488-4")).findings),
                ElementsAre("metadata.typeCode", "metadata.classCode"));
    EXPECT_THAT(test::rules_of(map(with(pps_sample(), "1.2.250.1.213.1.1.1.26", "1.2.3")).findings),
                ElementsAre("metadata.formatCode"));
    EXPECT_THAT(test::rules_of(map(with(pdf_sample(), "1.3.6.1.4.1.19376.1.2.20", "1.2.3")).findings),
                ElementsAre("metadata.formatCode"));
}

TEST(map_header, says_why_a_restricted_document_is_refused) {
    const auto outcome = map(with(pps_sample(), "code=\"N\"", "code=\"V\""));
    EXPECT_THAT(outcome.findings.at(0).fr, testing::HasSubstr("ne doivent pas être partagés"));
    EXPECT_THAT(outcome.findings.at(0).en, testing::HasSubstr("must not be shared"));
}

TEST(map_header, reports_everything_that_an_empty_header_lacks) {
    const auto outcome = map("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>");
    EXPECT_EQ(outcome.findings.size(), 16U);
    for (const auto& f : outcome.findings)
        EXPECT_EQ(f.severity, severity::error) << f.rule;
}

TEST(map_header, cuts_a_long_title_between_characters_and_says_so) {
    const std::string heart = "\xE2\x99\xA5";
    std::string exact;
    for (int i = 0; i < 128; ++i)
        exact += heart;
    const auto titled = [](const std::string& text) {
        return with(without(pps_sample(), "<title>", "</title>"), "<languageCode",
                    "<title>" + text + "</title><languageCode");
    };
    EXPECT_EQ(entry_of(titled(exact)).title, exact);
    const auto cut = map(titled(exact + heart));
    EXPECT_EQ(cut.entry.title, exact);
    ASSERT_THAT(test::rules_of(cut.findings), ElementsAre("metadata.title-length"));
    EXPECT_FALSE(refuses(cut.findings));
}

TEST(map_header, reads_a_title_in_pieces) {
    EXPECT_EQ(
        entry_of(with(pps_sample(), "de soins </title>", "<!-- x -->de <![CDATA[so]]>ins</title>")).title,
        "Programme personnalisé de soins");
}

TEST(map_header, takes_the_end_of_the_act_when_it_is_given) {
    const auto ended = [](std::string_view high) {
        return with(pps_sample(), "<low value=\"20240712090000+0200\"/>",
                    "<low value=\"20240712090000+0200\"/>" + std::string(high));
    };
    EXPECT_EQ(entry_of(ended("<high value=\"20240713\"/>")).service_stop, "20240713");
    EXPECT_EQ(entry_of(ended("<high nullFlavor=\"UNK\"/>")).service_stop, "");
    const auto bad = map(ended("<high value=\"demain\"/>"));
    ASSERT_THAT(test::rules_of(bad.findings), ElementsAre("metadata.serviceStopTime"));
    EXPECT_FALSE(refuses(bad.findings));
    EXPECT_EQ(bad.entry.service_stop, "");
}

TEST(map_header, takes_the_first_act_when_none_has_a_performer) {
    const auto text = with(without(pps_sample(), "<performer", "</performer>"), "<code code=\"C50.2\"",
                           "<effectiveTime><low value=\"20240102\"/></effectiveTime><code code=\"C50.2\"");
    EXPECT_EQ(map(text).entry.service_start, "20240102");
}

TEST(map_header, names_the_document_it_replaces) {
    const auto related = [](std::string_view type, std::string_view id) {
        return with(pps_sample(), "<component><structuredBody>",
                    "<relatedDocument typeCode=\"" + std::string(type) + "\"><parentDocument>" +
                        std::string(id) + "</parentDocument></relatedDocument><component><structuredBody>");
    };
    EXPECT_EQ(entry_of(related("RPLC", "<id root=\"1.2.3\"/>")).replaces, "1.2.3");
    EXPECT_FALSE(entry_of(related("XFRM", "<id root=\"1.2.3\"/>")).replaces);
    EXPECT_THAT(test::rules_of(map(related("RPLC", "")).findings), ElementsAre("metadata.replaces"));
}

TEST(map_header, orders_versions_by_a_set_id_that_is_an_oid_and_nothing_else) {
    const std::string sample = pps_sample();
    const std::string at = "<setId root=\"1.2.250.1.999.1.77\"";
    EXPECT_EQ(entry_of(with(sample, at, "<setId root=\"a name\"")).set_id, "");
    EXPECT_EQ(entry_of(with(sample, at, "<setId root=\"1.2.250.1.999.1.77\" extension=\"4\"")).set_id, "");
}

TEST(map_header, reads_the_version) {
    EXPECT_EQ(entry_of(with(pps_sample(), "versionNumber value=\"1\"", "versionNumber value=\"12\"")).version,
              12);
    const auto bare = entry_of(without(without(pps_sample(), "<versionNumber", "/>"), "<setId", "/>"));
    EXPECT_EQ(bare.version, 1);
    EXPECT_EQ(bare.set_id, "");
}

TEST(map_header, adds_the_codes_of_the_visibility_flags) {
    visibility flags;
    flags.masked_from_professionals = true;
    flags.hidden_from_representatives = true;
    flags.secret_connection = true;
    auto outcome = map(pps_sample(), flags);
    EXPECT_THAT(outcome.findings, IsEmpty());
    ASSERT_EQ(outcome.entry.confidentiality.size(), 3U);
    expect_code(outcome.entry.confidentiality[1], "MASQUE_PS", "1.2.250.1.213.1.1.4.13",
                "Masqué aux professionnels de santé");
    expect_code(outcome.entry.confidentiality[2], "INVISIBLE_REPRESENTANTS_LEGAUX", "1.2.250.1.213.1.1.4.13",
                "Non visible par les représentants légaux du patient");
    outcome = map(pps_sample(), {.hidden_from_patient = true});
    EXPECT_EQ(outcome.entry.confidentiality.at(1).code, "INVISIBLE_PATIENT");
}

TEST(map_header, refuses_flags_that_the_dmp_refuses) {
    const auto both = map(pps_sample(), {.masked_from_professionals = true, .hidden_from_patient = true});
    EXPECT_THAT(test::rules_of(both.findings), ElementsAre("visibility.masked-and-hidden"));
    EXPECT_TRUE(refuses(both.findings));
    const auto secret = map(pps_sample(), {.secret_connection = true});
    EXPECT_THAT(test::rules_of(secret.findings), ElementsAre("visibility.secret-connection"));
    EXPECT_TRUE(refuses(secret.findings));
}

TEST(author, has_an_internal_identifier_of_the_configured_type) {
    const auto text = with(pps_sample(), "899900063480", "3750100125/1453");
    const std::string start = "3750100125/1453^MULLERET^Archibald^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^";
    EXPECT_EQ(map(text).entry.authors.at(0).person, start + "EI");
    EXPECT_EQ(map(text, {}, {.xcn13_for_internal_id = "IDNPS"}).entry.authors.at(0).person, start + "IDNPS");
}

TEST(author, can_be_a_device) {
    const auto text = with(
        with(pps_sample(), "899900063480", "3750100125/9762"),
        "<assignedPerson><name><given>Archibald </given><family>MULLERET</family></name></assignedPerson>",
        "<assignedAuthoringDevice><manufacturerModelName>Modèle 3</manufacturerModelName>"
        "<softwareName>DCC Régional</softwareName></assignedAuthoringDevice>");
    EXPECT_EQ(entry_of(text).authors.at(0).person,
              "3750100125/9762^DCC Régional^Modèle 3^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI");
}

TEST(author, can_be_the_patient) {
    const auto text = with(with(pps_sample(), "root=\"1.2.250.1.71.4.2.1\" extension=\"899900063480\"",
                                "root=\"1.2.250.1.213.1.4.11\" extension=\"279035121518989\""),
                           "MULLERET", "PATTROIS");
    EXPECT_EQ(entry_of(text).authors.at(0).person,
              "279035121518989^PATTROIS^Archibald^^^^^^&1.2.250.1.213.1.4.11&ISO^D^^^NH");
}

TEST(author, shows_the_national_identifier_among_several) {
    const auto text = with(pps_sample(), "<id root=\"1.2.250.1.71.4.2.1\" extension=\"899900063480\"/>",
                           "<id nullFlavor=\"UNK\"/><id root=\"1.2.3\" extension=\"local\"/>"
                           "<id root=\"1.2.250.1.71.4.2.1\" extension=\"899900063480\"/>");
    EXPECT_THAT(entry_of(text).authors.at(0).person, testing::StartsWith("899900063480^"));
}

TEST(author, leaves_empty_what_the_header_does_not_say) {
    const auto institution = [](std::string_view from, std::string_view to) {
        return entry_of(with(pps_sample(), from, to)).authors.at(0).institution;
    };
    EXPECT_EQ(institution("<name>Clinique du Lac</name>", "<name nullFlavor=\"UNK\"/>"),
              "^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1750100125");
    EXPECT_EQ(
        institution("<id root=\"1.2.250.1.71.4.2.2\" extension=\"1750100125\"/>", "<id nullFlavor=\"UNK\"/>"),
        "Clinique du Lac");
    const auto bare =
        entry_of(without(without(without(pps_sample(), "<functionCode", "/>"), "<code code=\"G15_10", "/>"),
                         "<representedOrganization>\n        <id", "</representedOrganization>"));
    EXPECT_EQ(bare.authors.at(0).role, "");
    EXPECT_EQ(bare.authors.at(0).specialty, "");
    EXPECT_EQ(bare.authors.at(0).institution, "");
    EXPECT_EQ(bare.authors.at(0).institution_id, "");
}

TEST(composite, cannot_be_shifted_by_a_separator_in_a_name) {
    const auto entry = entry_of(
        with(with(with(pps_sample(), "Clinique du Lac", "Lac^x &amp; y|z~\\ "), "MULLERET", "MUL^LER&amp;ET"),
             "IPP-7712345", "IPP^7"));
    EXPECT_EQ(entry.authors.at(0).person,
              "899900063480^MUL LER ET^Archibald^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS");
    EXPECT_EQ(entry.authors.at(0).institution, "Lac x y z^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1750100125");
    EXPECT_EQ(entry.source_patient_id, "IPP 7^^^&1.2.250.1.999.1.2&ISO^PI");
}

TEST(source_patient, is_the_ins_without_a_local_identifier) {
    const auto entry = entry_of(without(pps_sample(), "<id extension=\"IPP", "/>"));
    EXPECT_EQ(entry.source_patient_id, "188102B17295165^^^&1.2.250.1.213.1.4.10&ISO^NH");
}

TEST(source_patient, says_the_type_of_the_name) {
    const auto name = [](const std::string& text) { return map(text).entry.source_patient_info.at(0); };
    const auto sample = pps_sample();
    const auto unborn = without(sample, "<family qualifier=\"BR\"", "</family>");
    EXPECT_EQ(name(unborn), "PID-5|ROLANDIN^PHILOMENE AGLAE^^^^^S");
    EXPECT_EQ(name(with(unborn, "<family qualifier=\"CL\"", "<family qualifier=\"SP\"")),
              "PID-5|ROLANDIN^PHILOMENE AGLAE^^^^^D");
    EXPECT_EQ(name(with(unborn, "<family qualifier=\"CL\"", "<family")),
              "PID-5|ROLANDIN^PHILOMENE AGLAE^^^^^U");
    EXPECT_EQ(name(without(sample, "<given qualifier=\"BR\"", "</given>")),
              "PID-5|DURANDAL^PHILOMENE AGLAE^^^^^L");
}

TEST(source_patient, writes_an_undetermined_sex_as_v2_does) {
    EXPECT_EQ(entry_of(with(pps_sample(), "code=\"F\"", "code=\"UN\"")).source_patient_info.at(2), "PID-8|U");
}

TEST(facility_type, accepts_the_two_codes_of_the_other_system) {
    const auto text =
        with(pps_sample(),
             "code=\"SA01\" codeSystem=\"1.2.250.1.71.4.2.4\" displayName=\"Etablissement public de santé\"",
             "code=\"SNR\" codeSystem=\"1.2.250.1.213.1.1.4.6\"");
    expect_code(entry_of(text).facility_type, "SNR", "1.2.250.1.213.1.1.4.6", "Service numérique référencé");
    EXPECT_EQ(entry_of(with(pps_sample(), "SA01", "SA69")).facility_type.code, "SA69");
}

}  // namespace
}  // namespace pps::cda::xds
