#include "gateway/forward/dmp/answer.hpp"
#include "gateway/forward/dmp/request.hpp"
#include "gateway/forward/dmp/vihf.hpp"
#include "sample.hpp"
#include "tests/unit/gateway/forward/test_key.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace pps::gateway::dmp {
namespace {

using testing::ElementsAre;

constexpr const char* archived = "urn:asip:ci-sis:2010:StatusType:Archived";
constexpr const char* deleted = "urn:asip:ci-sis:2010:StatusType:Deleted";

removal sample_removal() {
    removal what;
    what.patient_id = sample::entry().patient_id;
    what.submission_set_id = "1.2.250.1.999.1.2.9";
    what.message_id = "urn:uuid:6a6f2b74-58a4-4c0c-9d56-3b8f9d0d2a12";
    what.submitted_at = from_millis(1'614'591'000'123);
    what.entry_uuid = "urn:uuid:fe5287a2-ae6a-11eb-8f5d-0050569e422e";
    what.original_status = archived;
    return what;
}

soap_request built(const removal& what = sample_removal(), instant now = sample::now()) {
    return build_delete(what, sample::who(), sample::how(), test::test_pki::get().signer(), now);
}

std::string local(pugi::xml_node node) {
    const std::string name = node.name();
    const auto colon = name.find(':');
    return colon == std::string::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node of, const std::string& name) {
    for (const auto one : of.children())
        if (local(one) == name) return one;
    return {};
}

/// A request, parsed, by what it says and not by its prefixes.
struct message {
    explicit message(const std::string& text) {
        EXPECT_TRUE(parsed.load_string(text.c_str()));
        const auto envelope = parsed.document_element();
        header = child(envelope, "Header");
        payload = child(envelope, "Body").first_child();
        list = child(payload, "RegistryObjectList");
        set = child(list, "RegistryPackage");
        association = child(list, "Association");
    }
    pugi::xml_document parsed;
    pugi::xml_node header, payload, list, set, association;
};

std::vector<std::string> children(pugi::xml_node of) {
    std::vector<std::string> names;
    for (const auto one : of.children())
        names.push_back(local(one));
    return names;
}

std::map<std::string, std::vector<std::string>> slots(pugi::xml_node of) {
    std::map<std::string, std::vector<std::string>> found;
    for (const auto one : of.children())
        if (local(one) == "Slot")
            for (const auto value : child(one, "ValueList").children())
                found[one.attribute("name").value()].emplace_back(value.text().get());
    return found;
}

TEST(delete_request, changes_the_status_of_one_entry_and_nothing_else) {
    const auto request = built();
    EXPECT_EQ(request.content_type,
              "application/soap+xml; charset=UTF-8; action=\"urn:ihe:iti:2010:UpdateDocumentSet\"");
    const message one{request.body};
    EXPECT_STREQ(child(one.header, "Action").text().get(), "urn:ihe:iti:2010:UpdateDocumentSet");
    EXPECT_STREQ(child(one.header, "MessageID").text().get(), sample_removal().message_id.c_str());
    EXPECT_STREQ(one.payload.name(), "lcm:SubmitObjectsRequest");
    EXPECT_THAT(children(one.list), ElementsAre("RegistryPackage", "Association"));
    EXPECT_STREQ(one.association.attribute("associationType").value(),
                 "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus");
    EXPECT_STREQ(one.association.attribute("objectType").value(),
                 "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association");
    EXPECT_STREQ(one.association.attribute("sourceObject").value(), one.set.attribute("id").value());
    EXPECT_STREQ(one.association.attribute("targetObject").value(), sample_removal().entry_uuid.c_str());
    const auto told = slots(one.association);
    EXPECT_EQ(told.size(), 2u);
    EXPECT_THAT(told.at("OriginalStatus"), ElementsAre(archived));
    EXPECT_THAT(told.at("NewStatus"), ElementsAre(deleted));
    EXPECT_THAT(slots(one.set).at("submissionTime"), ElementsAre("20210301093000"));
}

TEST(delete_request, names_set_patient_and_source) {
    const message one{built().body};
    std::map<std::string, std::string> ids;
    for (const auto id : one.set.children())
        if (local(id) == "ExternalIdentifier")
            ids[id.child("Name").child("LocalizedString").attribute("value").value()] =
                id.attribute("value").value();
    EXPECT_EQ(ids,
              (std::map<std::string, std::string>{{"XDSSubmissionSet.patientId", sample::entry().patient_id},
                                                  {"XDSSubmissionSet.sourceId", "1.2.250.1.999.1"},
                                                  {"XDSSubmissionSet.uniqueId", "1.2.250.1.999.1.2.9"}}));
}

TEST(delete_request, carries_a_token_that_verifies_in_place) {
    EXPECT_TRUE(vihf_signature_ok(built().body));
    EXPECT_EQ(built().body.find("patient:hl7:confidentiality-code"), std::string::npos);
    removal secret = sample_removal();
    secret.secret_connection = true;
    EXPECT_NE(built(secret).body.find("patient:hl7:confidentiality-code"), std::string::npos);
}

TEST(delete_request, repeats_everything_but_the_token_over_retries) {
    const auto without_token = [](std::string text) {
        const auto from = text.find("<saml2:Assertion");
        return text.erase(from, text.find("</saml2:Assertion>") - from);
    };
    const auto later = built(sample_removal(), sample::now() + std::chrono::hours{1});
    EXPECT_NE(built().body, later.body);
    EXPECT_EQ(without_token(built().body), without_token(later.body));
}

TEST(delete_request, escapes_what_the_registry_said) {
    removal what = sample_removal();
    what.entry_uuid = "urn:uuid:\"<&";
    what.original_status = "<&>";
    const message one{built(what).body};
    EXPECT_STREQ(one.association.attribute("targetObject").value(), "urn:uuid:\"<&");
    EXPECT_THAT(slots(one.association).at("OriginalStatus"), ElementsAre("<&>"));
}

class official_delete : public testing::Test {
  protected:
    void SetUp() override {
        if (std::getenv("PPS_SHARED") == nullptr)
            GTEST_SKIP() << "PPS_SHARED does not name the reference data";
    }
    static std::string read(const std::string& name) {
        std::ifstream in(std::string{std::getenv("PPS_SHARED")} + "/data/dmp-messages/" + name,
                         std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

TEST_F(official_delete, request_has_the_same_structure_as_ours) {
    const message theirs{read("TD3.3c-Supprimer-un-document_requete.xml")};
    const message ours{built().body};
    EXPECT_STREQ(child(ours.header, "Action").text().get(), child(theirs.header, "Action").text().get());
    EXPECT_EQ(local(ours.payload), local(theirs.payload));
    EXPECT_EQ(children(ours.list), children(theirs.list));
    EXPECT_EQ(slots(ours.association), slots(theirs.association));
    std::vector<std::string> our_attributes, their_attributes;
    for (const auto one : ours.association.attributes())
        our_attributes.emplace_back(one.name());
    for (const auto one : theirs.association.attributes())
        their_attributes.emplace_back(one.name());
    EXPECT_EQ(our_attributes, their_attributes);
    // The title of a set is optional, and ours says nothing of the document.
    auto with_title = children(theirs.set);
    std::erase(with_title, "Name");
    EXPECT_EQ(children(ours.set), with_title);
    const auto schemes = [](const message& of) {
        std::vector<std::string> found;
        for (const auto one : of.set.children())
            for (const char* attribute :
                 {"classificationScheme", "classificationNode", "identificationScheme"})
                if (one.attribute(attribute)) found.emplace_back(one.attribute(attribute).value());
        return found;
    };
    EXPECT_EQ(schemes(ours), schemes(theirs));
}

TEST_F(official_delete, answer_is_read_as_a_success) {
    const answer read_one = read_answer(200, "application/soap+xml; charset=UTF-8",
                                        read("TD3.3c-Supprimer-un-document_reponse.xml"));
    EXPECT_EQ(read_one.kind, answer_kind::success);
    EXPECT_EQ(read_one.relates_to, "urn:uuid:77d2269e-467c-4fef-a977-f92d676e4e8a");
}

}  // namespace
}  // namespace pps::gateway::dmp
