#include "tests/simulator/query.hpp"

#include "tests/simulator/names.hpp"
#include "tests/unit/simulator/sample.hpp"

#include <gtest/gtest.h>

namespace pps::simulator {
namespace {

constexpr const char* find_documents = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";
constexpr const char* get_documents = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";
using parameter = std::pair<std::string, std::string>;

class registry_services : public testing::Test {
  protected:
    answer query(const std::string& id, const std::vector<parameter>& parameters,
                 const std::string& type = "LeafClass") {
        std::string payload =
            "<q:AdhocQueryRequest xmlns:q=\"urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0\" "
            "xmlns=\"urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0\"><q:ResponseOption "
            "returnComposedObjects=\"true\" "
            "returnType=\"" +
            type + "\"/><AdhocQuery id=\"" + id + "\">";
        for (const auto& [name, value] : parameters)
            payload += "<Slot name=\"" + name + "\"><ValueList><Value>" + escape_xml(value) +
                       "</Value></ValueList></Slot>";
        payload += "</AdhocQuery></q:AdhocQueryRequest>";
        return dmp.ask("registry", text.plain(names::action_query, payload, dmp.signer));
    }
    answer find(const std::string& status, const std::string& type = "LeafClass") {
        return query(find_documents,
                     {{"$XDSDocumentEntryPatientId", "'" + text.patient_cx() + "'"},
                      {"$XDSDocumentEntryStatus", "('" + status + "')"}},
                     type);
    }
    answer remove(const std::string& target, const std::string& original, const std::string& fresh,
                  const std::string& set_id) {
        return remove_as(text, target, original, fresh, set_id);
    }
    answer remove_as(sample::request_text copy, const std::string& target, const std::string& original,
                     const std::string& fresh, const std::string& set_id,
                     fault_mode fault = fault_mode::none) {
        copy.set_id = set_id;
        std::string objects = copy.object_list();
        const auto from = objects.find("<ExtrinsicObject");
        objects.erase(from, objects.find("</RegistryObjectList>") - from);
        sample::replace(
            objects, "</RegistryObjectList>",
            "<Association associationType=\"urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus\" "
            "id=\"a1\" sourceObject=\"SubmissionSet01\" targetObject=\"" +
                target + "\"><Slot name=\"OriginalStatus\"><ValueList><Value>" + original +
                "</Value></ValueList></Slot><Slot name=\"NewStatus\"><ValueList><Value>" + fresh +
                "</Value></ValueList></Slot></Association></RegistryObjectList>");
        return dmp.ask(
            "registry",
            copy.plain(names::action_update,
                       "<l:SubmitObjectsRequest xmlns:l=\"urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0\">" +
                           objects + "</l:SubmitObjectsRequest>",
                       dmp.signer),
            fault);
    }
    std::string uuid() { return dmp.documents.by_unique_id(text.document_id).at(0).entry_uuid; }

    /// A submission that replaces the entry.
    static sample::request_text replacing(const std::string& entry_uuid) {
        sample::request_text next;
        next.document_id = "1.2.250.1.999.1.1.2";
        next.set_id = "1.2.250.1.999.1.2.2";
        next.signature_id = "1.2.250.1.999.1.3.2";
        next.replaces = entry_uuid;
        return next;
    }

    sample::bench dmp;
    sample::request_text text;
};

TEST(query_value, is_quoted_alone_or_in_a_list) {
    EXPECT_EQ(query_values({"n", {"'a'"}}), (std::vector<std::string>{"a"}));
    EXPECT_EQ(query_values({"n", {"('a', 'b''c')", "('d')"}}), (std::vector<std::string>{"a", "b'c", "d"}));
    for (const char* value : {"a", "'a", "('a'", "('a' 'b')", "'a','b'", "()", ""})
        EXPECT_FALSE(query_values({"n", {value}})) << value;
}

TEST_F(registry_services, finds_a_document_by_unique_id_with_what_the_registry_added) {
    ASSERT_EQ(dmp.submit(text).code, "");
    const auto given = query(get_documents, {{"$XDSDocumentEntryUniqueId", "('" + text.document_id + "')"}});
    EXPECT_EQ(given.code, "");
    const auto doc = xml::parse(given.body);
    ASSERT_TRUE(doc);
    xmlNode* entry = xml::find(xmlDocGetRootElement(doc.get()), names::rim, "ExtrinsicObject");
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(xml::attribute_or_empty(entry, "id"), uuid());
    EXPECT_EQ(xml::attribute_or_empty(entry, "lid"), uuid());
    EXPECT_EQ(xml::attribute_or_empty(entry, "status"), names::approved);
    EXPECT_EQ(xml::attribute_or_empty(xml::child(entry, names::rim, "VersionInfo"), "versionName"), "1");
    std::map<std::string, std::string> slots;
    for (const auto& one : read_slots(entry))
        slots[one.name] = one.values.at(0);
    EXPECT_EQ(slots["hash"], to_hex(digest(hash::sha1, text.cda())));
    EXPECT_EQ(slots["size"], std::to_string(text.cda().size()));
    EXPECT_EQ(slots["repositoryUniqueId"], names::repository_id);
    EXPECT_EQ(slots["creationTime"], "20260110080000");
    bool unique_id = false;
    for (const auto* node : xml::elements(entry, names::rim, "ExternalIdentifier")) {
        EXPECT_EQ(xml::attribute_or_empty(node, "registryObject"), uuid());
        unique_id = unique_id || xml::attribute_or_empty(node, "value") == text.document_id;
    }
    EXPECT_TRUE(unique_id);
}

TEST_F(registry_services, finds_nothing_for_an_unknown_id_and_references_on_demand) {
    ASSERT_EQ(dmp.submit(text).code, "");
    const auto nothing = query(get_documents, {{"$XDSDocumentEntryUniqueId", "('1.2.3')"}});
    EXPECT_EQ(nothing.code, "");
    EXPECT_NE(nothing.body.find("totalResultCount=\"0\""), std::string::npos);
    const auto reference =
        query(get_documents, {{"$XDSDocumentEntryEntryUUID", "('" + uuid() + "')"}}, "ObjectRef");
    EXPECT_NE(reference.body.find("<ns4:ObjectRef id=\"" + uuid() + "\"/>"), std::string::npos);
    EXPECT_EQ(reference.body.find("ExtrinsicObject"), std::string::npos);
}

TEST_F(registry_services, finds_the_documents_of_the_patient_of_the_vihf_by_status) {
    ASSERT_EQ(dmp.submit(text).code, "");
    EXPECT_NE(find(names::approved).body.find("totalResultCount=\"2\""), std::string::npos);
    EXPECT_NE(find(names::deprecated).body.find("totalResultCount=\"0\""), std::string::npos);
    auto other = text;
    other.ins = "153078987658513";
    EXPECT_EQ(query(find_documents, {{"$XDSDocumentEntryPatientId", "'" + other.patient_cx() + "'"},
                                     {"$XDSDocumentEntryStatus", "('x')"}})
                  .code,
              "XDSPatientIdDoesNotMatch");
    text.ins = other.ins;
    EXPECT_NE(query(get_documents, {{"$XDSDocumentEntryUniqueId", "('" + text.document_id + "')"}})
                  .body.find("totalResultCount=\"0\""),
              std::string::npos)
        << "another patient's document is not shown";
}

TEST_F(registry_services, refuse_queries_that_are_not_as_they_should) {
    const parameter one{"$XDSDocumentEntryUniqueId", "('1.2.3')"};
    EXPECT_EQ(query("urn:uuid:" + new_uuid(), {one}).code, "XDSUnknownStoredQuery");
    EXPECT_EQ(query(get_documents, {}).code, "XDSStoredQueryMissingParam");
    EXPECT_EQ(query(get_documents, {one, {"$XDSDocumentEntryEntryUUID", "('x')"}}).code,
              "XDSStoredQueryParamNumber");
    EXPECT_EQ(query(get_documents, {{"$XDSDocumentEntryUniqueId", "1.2.3"}}).code, "XDSRegistryError");
    EXPECT_EQ(query(get_documents, {one}, "RegistryObject").code, "XDSRegistryError");
    EXPECT_EQ(query(find_documents, {one}).code, "XDSStoredQueryParamNumber");
    const auto refused = query(get_documents, {});
    EXPECT_EQ(refused.status, 200U);
    EXPECT_NE(
        refused.body.find(
            "<ns3:AdhocQueryResponse status=\"urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure\""),
        std::string::npos);
    EXPECT_TRUE(xml::parse(refused.body));
}

TEST_F(registry_services, delete_what_the_structure_filed) {
    ASSERT_EQ(dmp.submit(text).code, "");
    EXPECT_EQ(remove(uuid(), names::deprecated, names::deleted, "1.2.250.1.999.1.2.8").code,
              "XDSMetadataUpdateError");
    EXPECT_EQ(
        remove(uuid(), names::approved, "urn:asip:ci-sis:2010:StatusType:Archived", "1.2.250.1.999.1.2.8")
            .code,
        "XDSMetadataUpdateOperationError");
    EXPECT_EQ(remove("urn:uuid:" + new_uuid(), names::approved, names::deleted, "1.2.250.1.999.1.2.8").code,
              "UnresolvedReferenceException");
    const auto done = remove(uuid(), names::approved, names::deleted, "1.2.250.1.999.1.2.8");
    EXPECT_EQ(done.code, "");
    EXPECT_NE(done.body.find("UpdateDocumentSet-Response"), std::string::npos);
    EXPECT_EQ(dmp.documents.by_unique_id(text.document_id).at(0).status, document_status::deleted);
}

TEST_F(registry_services, delete_nothing_for_another_structure_and_nothing_twice) {
    ASSERT_EQ(dmp.submit(text).code, "");
    dmp.client_units.push_back("10B0127190");
    auto other = text;
    other.structure = "10B0127190";
    EXPECT_EQ(remove_as(other, uuid(), names::approved, names::deleted, "1.2.250.1.999.1.2.8").code,
              "DMPAccessDeniedByRightsService");
    EXPECT_EQ(dmp.documents.by_unique_id(text.document_id).at(0).status, document_status::approved);
    EXPECT_EQ(remove(uuid(), names::approved, names::deleted, "1.2.250.1.999.1.2.8").code, "");
    EXPECT_EQ(remove(uuid(), names::deleted, names::deleted, "1.2.250.1.999.1.2.9").code,
              "XDSMetadataUpdateError");
}

TEST_F(registry_services, delete_a_document_that_was_replaced_by_its_real_status) {
    ASSERT_EQ(dmp.submit(text).code, "");
    const auto first = uuid();
    const auto next = replacing(first);
    ASSERT_EQ(dmp.submit(next).code, "");
    EXPECT_EQ(remove(first, names::approved, names::deleted, "1.2.250.1.999.1.2.8").code,
              "XDSMetadataUpdateError");
    EXPECT_EQ(remove(first, names::deprecated, names::deleted, "1.2.250.1.999.1.2.8").code, "");
    EXPECT_EQ(dmp.documents.by_unique_id(next.document_id).at(0).status, document_status::approved);
}

TEST_F(registry_services, can_be_made_to_deny_a_deletion) {
    ASSERT_EQ(dmp.submit(text).code, "");
    const auto change = [&](fault_mode fault) {
        return remove_as(text, uuid(), names::approved, names::deleted, "1.2.250.1.999.1.2.8", fault).code;
    };
    EXPECT_EQ(change(fault_mode::denied), "DMPAccessDeniedByRightsService");
    EXPECT_EQ(change(fault_mode::busy), "XDSRegistryBusy");
    EXPECT_EQ(change(fault_mode::none), "");
}

TEST_F(registry_services, replace_through_a_whole_submission) {
    ASSERT_EQ(dmp.submit(text).code, "");
    const auto first = uuid();
    const auto next = replacing(first);
    EXPECT_EQ(dmp.submit(next).code, "");
    EXPECT_EQ(dmp.documents.by_entry_uuid(first).at(0).status, document_status::deprecated);
}

class existence : public registry_services {
  protected:
    answer test(const std::string& ins) {
        const std::string payload =
            "<PRPA_IN201307UV02 ITSVersion=\"XML_1.0\" xmlns=\"urn:hl7-org:v3\"><id root=\"1.3.6.1.4.1.1\" "
            "extension=\"m1\"/><creationTime value=\"20260115100000\"/><interactionId "
            "root=\"2.16.840.1.113883.1.6\" "
            "extension=\"PRPA_IN201307UV02\"/><receiver typeCode=\"RCV\"><device><id "
            "root=\"1.2.250.1.213.4.1.1.1\"/></device></receiver><sender typeCode=\"SND\"><device><id "
            "root=\"1.3.6.1.4.1.2\"/></device></sender><controlActProcess classCode=\"CACT\" "
            "moodCode=\"EVN\">"
            "<reasonCode code=\"TEST_EXST\" "
            "codeSystem=\"1.2.250.1.213.1.1.4.11\"/><queryByParameter><queryId "
            "root=\"1.3.6.1.4.1.3\" extension=\"q1\"/><statusCode "
            "code=\"new\"/><parameterList><patientIdentifier>"
            "<value root=\"" +
            text.ins_root + "\" extension=\"" + ins +
            "\"/><semanticsText>Patient.id</semanticsText></patientIdentifier></parameterList></"
            "queryByParameter>"
            "</controlActProcess></PRPA_IN201307UV02>";
        return dmp.ask("patients", text.plain(names::action_existence, payload, dmp.signer));
    }
};

TEST_F(existence, of_an_active_a_closed_and_an_absent_record) {
    const auto active = test(text.ins);
    EXPECT_EQ(active.code, "");
    EXPECT_TRUE(xml::parse(active.body));
    EXPECT_NE(active.body.find("<statusCode code=\"active\"/>"), std::string::npos);
    EXPECT_NE(active.body.find("<queryResponseCode code=\"OK\"/>"), std::string::npos);
    dmp.documents.set_patients({text.ins}, {});
    EXPECT_NE(test(text.ins).body.find("<statusCode code=\"terminated\"/>"), std::string::npos);
    dmp.documents.set_patients({}, {text.ins});
    EXPECT_NE(test(text.ins).body.find("<queryResponseCode code=\"NF\"/>"), std::string::npos);
}

TEST_F(existence, of_another_patient_than_the_vihfs_is_refused) {
    EXPECT_EQ(test("153078987658513").code, "soap:PatientMismatch");
}

}  // namespace
}  // namespace pps::simulator
