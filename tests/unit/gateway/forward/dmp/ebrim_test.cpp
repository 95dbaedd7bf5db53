#include "gateway/forward/dmp/ebrim.hpp"

#include "gateway/forward/dmp/text.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <gmock/gmock.h>
#include <set>
#include <string>
#include <vector>

namespace pps::gateway::dmp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view signature = "<Signature/>";

/// A submission's metadata, parsed.
class metadata {
  public:
    explicit metadata(const submission& what = sample::make(), const profile& how = sample::how(),
                      const identity& who = sample::who()) {
        append_submit_objects_request(text, what, who, how, signature);
        parsed_.load_string(text.c_str());
        list = parsed_.child("lcm:SubmitObjectsRequest").child("RegistryObjectList");
    }

    pugi::xml_node object(const char* id) const { return list.find_child_by_attribute("id", id); }

    std::string text;
    pugi::xml_node list;

  private:
    pugi::xml_document parsed_;
};

std::vector<std::string> slot(pugi::xml_node object, const char* name) {
    std::vector<std::string> out;
    for (const auto value :
         object.find_child_by_attribute("Slot", "name", name).child("ValueList").children())
        out.emplace_back(value.text().get());
    return out;
}

std::string name_of(pugi::xml_node object) {
    return object.child("Name").child("LocalizedString").attribute("value").value();
}

/// "code|scheme|display" of each classification of a scheme.
std::vector<std::string> codes(pugi::xml_node object, const std::string& scheme) {
    std::vector<std::string> out;
    for (const auto one : object.children("Classification")) {
        if (one.attribute("classificationScheme").value() != scheme) continue;
        const auto systems = slot(one, "codingScheme");
        out.push_back(std::string{one.attribute("nodeRepresentation").value()} + '|' +
                      (systems.empty() ? "" : systems.front()) + '|' + name_of(one));
    }
    return out;
}

std::string external(pugi::xml_node object, const std::string& scheme, const std::string& name) {
    for (const auto one : object.children("ExternalIdentifier"))
        if (one.attribute("identificationScheme").value() == scheme && name_of(one) == name)
            return one.attribute("value").value();
    return {};
}

TEST(ebrim, describes_the_submission_set) {
    const metadata set;
    const auto package = set.list.child("RegistryPackage");
    EXPECT_STREQ(package.attribute("id").value(), "SubmissionSet01");
    EXPECT_THAT(slot(package, "submissionTime"), ElementsAre("20210301093000"));
    EXPECT_THAT(codes(package, "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500"),
                ElementsAre("07|1.2.250.1.213.2.2|Consultation"));
    EXPECT_EQ(
        external(package, "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446", "XDSSubmissionSet.patientId"),
        "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH");
    EXPECT_EQ(external(package, "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832", "XDSSubmissionSet.sourceId"),
              "1.2.250.1.999.1");
    EXPECT_EQ(external(package, "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8", "XDSSubmissionSet.uniqueId"),
              "1.2.250.1.999.1.2.4");
    EXPECT_TRUE(package.find_child_by_attribute("Classification", "classificationNode",
                                                "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd"));
}

TEST(ebrim, names_the_gateway_as_author_of_the_set) {
    const metadata set;
    const auto author = set.list.child("RegistryPackage")
                            .find_child_by_attribute("Classification", "classificationScheme",
                                                     "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d");
    EXPECT_THAT(slot(author, "authorPerson"),
                ElementsAre("10B0127189/77^Passerelle^PPS^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI"));
    EXPECT_THAT(slot(author, "authorRole"), IsEmpty());
    EXPECT_THAT(slot(author, "authorSpecialty"), ElementsAre("AUTOMATE^AUTOMATE^1.2.250.1.213.1.1.4.6"));
    EXPECT_THAT(slot(author, "authorInstitution"),
                ElementsAre("CENTRE D'ESSAI^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^10B0127189"));
}

TEST(ebrim, names_a_professional_as_author_of_the_set) {
    identity who = sample::who();
    who.professional.emplace().person = "899900063480";
    who.professional->family = "LIBRE";
    who.professional->given = "MA^X";
    who.professional->specialty = "G15_60^Infirmier^1.2.250.1.213.1.1.4.5";
    auto author = submitting_author(who);
    EXPECT_EQ(author.person, "899900063480^LIBRE^MA\\S\\X^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS");
    EXPECT_EQ(author.specialty, "G15_60^Infirmier^1.2.250.1.213.1.1.4.5");
    EXPECT_EQ(author.institution_id, "10B0127189");
    who.professional->person = "3750100125/1453";
    EXPECT_TRUE(submitting_author(who).person.ends_with("^D^^^EI"));
}

TEST(ebrim, keeps_delimiters_in_configured_names_out_of_the_fields) {
    identity who = sample::who();
    who.structure_name = "A & B^C";
    EXPECT_EQ(submitting_author(who).institution,
              "A \\T\\ B\\S\\C^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^10B0127189");
}

TEST(ebrim, describes_the_document_with_every_mandatory_metadata) {
    const metadata set;
    const auto document = set.object("Document01");
    EXPECT_STREQ(document.attribute("objectType").value(), "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1");
    EXPECT_STREQ(document.attribute("mimeType").value(), "text/xml");
    EXPECT_THAT(slot(document, "creationTime"), ElementsAre("20260301080000"));
    EXPECT_THAT(slot(document, "languageCode"), ElementsAre("fr-FR"));
    EXPECT_THAT(slot(document, "legalAuthenticator"),
                ElementsAre("801234567897^ESSAI^ANNE^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS"));
    EXPECT_THAT(slot(document, "serviceStartTime"), ElementsAre("20260228230000"));
    EXPECT_THAT(slot(document, "sourcePatientId"), ElementsAre("4711^^^&1.2.250.1.999.2&ISO^PI"));
    EXPECT_THAT(slot(document, "sourcePatientInfo"),
                ElementsAre("PID-5|ESSAI^FICTIF^^^^^L", "PID-7|19790301", "PID-8|F"));
    EXPECT_EQ(name_of(document), "Plan de soins");
    EXPECT_THAT(codes(document, "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a"),
                ElementsAre("44|1.2.250.1.213.1.1.4.1|Plan de soins, protocole de soins"));
    EXPECT_THAT(codes(document, "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983"),
                ElementsAre("18776-5|2.16.840.1.113883.6.1|Plan personnalisé de soins"));
    EXPECT_THAT(codes(document, "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f"),
                ElementsAre("N|2.16.840.1.113883.5.25|Normal"));
    EXPECT_THAT(codes(document, "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d"),
                ElementsAre("urn:asip:ci-sis:pps-cancer:2017|1.2.250.1.213.1.1.4.2.282|PPS cancer"));
    EXPECT_THAT(codes(document, "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1"),
                ElementsAre("SA01|1.2.250.1.71.4.2.4|Etablissement public de santé"));
    EXPECT_THAT(codes(document, "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead"),
                ElementsAre("ETABLISSEMENT|1.2.250.1.213.1.1.4.9|Etablissement de santé"));
    EXPECT_EQ(
        external(document, "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427", "XDSDocumentEntry.patientId"),
        "279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH");
    EXPECT_EQ(
        external(document, "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab", "XDSDocumentEntry.uniqueId"),
        "1.2.250.1.999.1.2.3");
}

TEST(ebrim, leaves_out_slots_without_a_value) {
    const metadata set;
    EXPECT_FALSE(set.object("Document01").find_child_by_attribute("Slot", "name", "serviceStopTime"));
    submission what = sample::make();
    what.entry.service_stop = "20260301";
    EXPECT_THAT(slot(metadata{what}.object("Document01"), "serviceStopTime"), ElementsAre("20260301"));
}

TEST(ebrim, lists_every_author_confidentiality_and_event) {
    submission what = sample::make();
    what.entry.authors.push_back({"P2^X", "Médecin traitant", "", "", ""});
    what.entry.confidentiality.push_back({"MASQUE_PS", "1.2.250.1.213.1.1.4.13", "Masqué"});
    what.entry.event_codes = {{"C50.9", "2.16.840.1.113883.6.3", "Sein"}, {"E2", "1.2", "Autre"}};
    const metadata set{what};
    const auto document = set.object("Document01");
    std::vector<pugi::xml_node> authors;
    for (const auto one : document.children("Classification"))
        if (std::string_view{one.attribute("classificationScheme").value()} ==
            "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d")
            authors.push_back(one);
    ASSERT_EQ(authors.size(), 2u);
    EXPECT_THAT(slot(authors[0], "authorInstitution"),
                ElementsAre("CENTRE D'ESSAI^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^10B0127189"));
    EXPECT_THAT(slot(authors[1], "authorPerson"), ElementsAre("P2^X"));
    EXPECT_THAT(slot(authors[1], "authorRole"), ElementsAre("Médecin traitant"));
    EXPECT_EQ(codes(document, "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f").size(), 2u);
    EXPECT_THAT(codes(document, "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4"),
                ElementsAre("C50.9|2.16.840.1.113883.6.3|Sein", "E2|1.2|Autre"));
}

TEST(ebrim, describes_the_signature_document) {
    const metadata set;
    const auto entry = set.object("Signature01");
    EXPECT_STREQ(entry.attribute("mimeType").value(), "text/xml");
    for (const char* time : {"creationTime", "serviceStartTime", "serviceStopTime"})
        EXPECT_THAT(slot(entry, time), ElementsAre("20210301093000")) << time;
    EXPECT_THAT(slot(entry, "languageCode"), ElementsAre("art"));
    EXPECT_THAT(slot(entry, "sourcePatientId"),
                ElementsAre("279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH"));
    EXPECT_THAT(slot(entry, "sourcePatientInfo"), IsEmpty());
    EXPECT_EQ(name_of(entry), "Source");
    EXPECT_THAT(codes(entry, "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a"),
                ElementsAre("urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1|URN|Digital Signature"));
    EXPECT_THAT(codes(entry, "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983"),
                ElementsAre("E1762|ASTM|Full Document"));
    EXPECT_THAT(codes(entry, "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d"),
                ElementsAre("http://www.w3.org/2000/09/xmldsig#|URN|Default Signature Style"));
    EXPECT_THAT(codes(entry, "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4"),
                ElementsAre("1.2.840.10065.1.12.1.14|1.2.840.10065.1.12|Source"));
    EXPECT_THAT(codes(entry, "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f"),
                ElementsAre("N|2.16.840.1.113883.5.25|Normal",
                            "MASQUE_PS|1.2.250.1.213.1.1.4.13|Masqué aux professionnels de santé",
                            "INVISIBLE_PATIENT|1.2.250.1.213.1.1.4.13|Non visible par le patient"));
    EXPECT_THAT(codes(entry, "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1"),
                ElementsAre("SA01|1.2.250.1.71.4.2.4|Etablissement public de santé"));
    EXPECT_EQ(external(entry, "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab", "XDSDocumentEntry.uniqueId"),
              "1.2.250.1.999.1.2.5");
}

TEST(ebrim, keeps_the_three_codes_of_the_signature_in_a_secret_connection) {
    submission what = sample::make();
    what.secret_connection = true;
    EXPECT_EQ(
        codes(metadata{what}.object("Signature01"), "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f").size(),
        3u);
}

TEST(ebrim, sends_hash_and_size_of_both_documents_only_when_configured) {
    profile how = sample::how();
    const metadata with{sample::make(), how};
    EXPECT_THAT(slot(with.object("Document01"), "hash"),
                ElementsAre(hex(digest_of(sample::document, digest::sha1))));
    EXPECT_THAT(slot(with.object("Document01"), "size"),
                ElementsAre(std::to_string(sample::document.size())));
    EXPECT_THAT(slot(with.object("Signature01"), "hash"),
                ElementsAre(hex(digest_of(signature, digest::sha1))));
    EXPECT_THAT(slot(with.object("Signature01"), "size"), ElementsAre("12"));
    how.send_hash_size = false;
    const metadata without{sample::make(), how};
    for (const char* id : {"Document01", "Signature01"})
        for (const char* name : {"hash", "size"})
            EXPECT_THAT(slot(without.object(id), name), IsEmpty());
}

TEST(ebrim, sends_the_configured_content_type) {
    profile how = sample::how();
    how.content_type = {"03", "1.2.250.1.213.2.2", "Hospitalisation"};
    EXPECT_THAT(codes(metadata{sample::make(), how}.list.child("RegistryPackage"),
                      "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500"),
                ElementsAre("03|1.2.250.1.213.2.2|Hospitalisation"));
}

TEST(ebrim, associates_set_document_and_signature) {
    const metadata set;
    std::vector<std::string> found;
    for (const auto one : set.list.children("Association")) {
        found.push_back(std::string{one.attribute("associationType").value()} + ' ' +
                        one.attribute("sourceObject").value() + ' ' + one.attribute("targetObject").value());
        EXPECT_THAT(slot(one, "SubmissionSetStatus"), ElementsAre("Original"));
    }
    EXPECT_THAT(
        found,
        ElementsAre("urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember SubmissionSet01 Document01",
                    "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember SubmissionSet01 Signature01",
                    "urn:ihe:iti:2007:AssociationType:signs Signature01 SubmissionSet01"));
}

TEST(ebrim, associates_a_replaced_document) {
    submission what = sample::make();
    what.replaces_entry_uuid = "urn:uuid:7953af1a-ba1c-11eb-816f-0050569e422e";
    const metadata set{what};
    const auto last = set.list.last_child();
    EXPECT_STREQ(last.attribute("associationType").value(), "urn:ihe:iti:2007:AssociationType:RPLC");
    EXPECT_STREQ(last.attribute("sourceObject").value(), "Document01");
    EXPECT_STREQ(last.attribute("targetObject").value(), "urn:uuid:7953af1a-ba1c-11eb-816f-0050569e422e");
}

TEST(ebrim, keeps_the_child_order_of_the_schema) {
    const std::vector<std::string> ranks{"Slot", "Name", "Description", "Classification",
                                         "ExternalIdentifier"};
    const metadata set;
    for (const auto object : set.list.children()) {
        std::size_t rank = 0;
        for (const auto part : object.children()) {
            const auto at =
                static_cast<std::size_t>(std::find(ranks.begin(), ranks.end(), part.name()) - ranks.begin());
            ASSERT_LT(at, ranks.size()) << part.name();
            EXPECT_GE(at, rank) << part.name();
            rank = at;
        }
    }
}

TEST(ebrim, gives_every_object_its_own_id) {
    const metadata set;
    std::set<std::string> ids;
    std::size_t count = 0;
    for (const auto& found : set.list.select_nodes(".//@id")) {
        ids.insert(found.attribute().value());
        ++count;
    }
    EXPECT_EQ(ids.size(), count);
    EXPECT_GT(count, 20u);
    for (const auto& found : set.list.select_nodes(".//@classifiedObject|.//@registryObject"))
        EXPECT_STREQ(found.attribute().value(), found.parent().parent().attribute("id").value());
}

TEST(ebrim, escapes_a_title_once) {
    submission what = sample::make();
    what.entry.title = "Soins & <été> \"2026\"";
    const metadata set{what};
    EXPECT_EQ(name_of(set.object("Document01")), what.entry.title);
    EXPECT_NE(set.text.find("value=\"Soins &amp; &lt;été&gt; &quot;2026&quot;\""), std::string::npos);
    EXPECT_NE(set.text.find("^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH"), std::string::npos);
    EXPECT_EQ(set.text.find("&amp;amp;"), std::string::npos);
}

}  // namespace
}  // namespace pps::gateway::dmp
