#include "gateway/process/submitter.hpp"

#include "cda/document.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::gateway::process {
namespace {

using hl7::v2::participant;

/// A header in which one professional has a part.
std::string header(const std::string& part = "author", const std::string& inside = "assignedAuthor",
                   const std::string& code =
                       R"x(<code code="G15_10/SM26" codeSystem="1.2.250.1.213.1.1.4.5" )x"
                       R"x(displayName="Médecin - Qualifié en Médecine Générale (SM)"/>)x") {
    return "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><author><assignedAuthor>"
           "<id root=\"1.2.250.1.71.4.2.1\" extension=\"899900000025\"/></assignedAuthor></author><" +
           part + "><" + inside + "><id root=\"1.2.250.1.71.4.2.1\" extension=\"899900000017\"/>" + code +
           "</" + inside + "></" + part + "></ClinicalDocument>";
}

participant doctor() {
    participant told;
    told.person_id = "899900000017";
    told.family = "FICTIF";
    told.given = "Anne";
    told.person_authority = "1.2.250.1.71.4.2.1";
    told.person_id_type = "IDNPS";
    told.organisation_type = "FINEG";
    told.organisation_id = "499999993";
    return told;
}

cda::xds::submitter of(const participant& told, const std::string& xml = header()) {
    const cda::read_outcome read = cda::read_document(xml);
    EXPECT_TRUE(read.document);
    return submitter_of(told, *read.document);
}

std::string coded(const std::string& code, const std::string& scheme, const std::string& display) {
    return "<code code=\"" + code + "\" codeSystem=\"" + scheme + "\" displayName=\"" + display + "\"/>";
}

TEST(submitter, is_the_professional_with_the_profession_that_the_document_gives) {
    const auto who = of(doctor());
    EXPECT_EQ(who.person, "899900000017");
    EXPECT_EQ(who.family, "FICTIF");
    EXPECT_EQ(who.given, "Anne");
    EXPECT_EQ(who.structure_id, "1499999993");
    EXPECT_EQ(who.specialty,
              "G15_10/SM26^Médecin - Qualifié en Médecine Générale (SM)^1.2.250.1.213.1.1.4.5");
    ASSERT_EQ(who.roles.size(), 2u);
    EXPECT_EQ(who.roles[0].code, "10");
    EXPECT_EQ(who.roles[0].scheme, "1.2.250.1.71.1.2.7");
    EXPECT_EQ(who.roles[0].display, "Médecin");
    EXPECT_EQ(who.roles[1].code, "SM26");
    EXPECT_EQ(who.roles[1].scheme, "1.2.250.1.71.4.2.5");
    EXPECT_EQ(who.roles[1].display, "Qualifié en Médecine Générale (SM)");
}

TEST(submitter, is_found_wherever_the_header_names_professionals) {
    const std::pair<const char*, const char*> places[] = {{"legalAuthenticator", "assignedEntity"},
                                                          {"authenticator", "assignedEntity"},
                                                          {"dataEnterer", "assignedEntity"},
                                                          {"participant", "associatedEntity"}};
    for (const auto& [part, inside] : places)
        EXPECT_EQ(of(doctor(), header(part, inside)).person, "899900000017") << part;
    EXPECT_EQ(of(doctor(), header("custodian", "assignedCustodian")).person, "");
}

TEST(submitter, has_one_role_but_for_doctors_and_pharmacists) {
    constexpr auto j01 = "1.2.250.1.213.1.1.4.5";
    const auto roles = [](const std::string& code) {
        std::string all;
        for (const auto& role : of(doctor(), header("author", "assignedAuthor", code)).roles)
            all += role.scheme + ":" + role.code + " ";
        return all;
    };
    EXPECT_EQ(roles(coded("G15_60/SI05", j01, "Infirmier - Urgences")), "1.2.250.1.71.1.2.7:60 ");
    EXPECT_EQ(roles(coded("G15_21/H", j01, "Pharmacien d'établissement")),
              "1.2.250.1.71.1.2.7:21 1.2.250.1.71.4.2.6:H ");
    EXPECT_EQ(roles(coded("G16_10", j01, "Médecin en formation")), "1.2.250.1.71.1.2.8:10 ");
    EXPECT_EQ(roles(coded("SECRETARIAT_MEDICAL", "1.2.250.1.213.1.1.4.6", "Secrétariat médical")),
              "1.2.250.1.213.1.1.4.6:SECRETARIAT_MEDICAL ");
}

TEST(submitter, is_no_professional_whose_profession_the_dmp_would_not_take) {
    constexpr auto j01 = "1.2.250.1.213.1.1.4.5";
    for (const std::string& code : {coded("G15_10", j01, "Médecin"), coded("G15_60", "1.2.3", "Infirmier"),
                                    coded("Z_60", j01, "Infirmier"), coded("G15_60", j01, ""),
                                    std::string{R"(<code nullFlavor="UNK"/>)"}, std::string{}}) {
        const auto who = of(doctor(), header("author", "assignedAuthor", code));
        EXPECT_EQ(who.person, "") << code;
        EXPECT_TRUE(who.roles.empty()) << code;
        EXPECT_EQ(who.structure_id, "1499999993") << code;
    }
}

TEST(submitter, is_no_professional_without_national_id_or_name) {
    participant other = doctor();
    other.person_authority = "1.2.3";
    EXPECT_EQ(of(other).person, "");
    other = doctor();
    other.family.clear();
    EXPECT_EQ(of(other).person, "");
    other = doctor();
    other.person_id = "899900000033";
    EXPECT_EQ(of(other).person, "") << "has no part in the document";
}

TEST(submitter, has_the_prefix_that_an_rpps_lacks) {
    participant bare = doctor();
    bare.person_id = "99900000017";
    EXPECT_EQ(of(bare).person, "") << "an IDNPS has its prefix";
    bare.person_id_type = "RPPS";
    EXPECT_EQ(of(bare).person, "899900000017");
}

TEST(submitter, is_a_device_when_no_professional_can_be_told) {
    participant both = doctor();
    both.device_id = "DCC-7";
    EXPECT_EQ(of(both).device, "");
    both.person_id.clear();
    const auto who = of(both);
    EXPECT_EQ(who.device, "DCC-7");
    EXPECT_EQ(who.person, "");
    EXPECT_EQ(who.structure_id, "1499999993");
}

}  // namespace
}  // namespace pps::gateway::process
