#include "tests/simulator/submission.hpp"

#include "tests/unit/simulator/sample.hpp"

#include <gtest/gtest.h>

namespace pps::simulator {
namespace {

class submitting : public testing::Test {
  protected:
    std::string code_after_objects(sample::request_text::edit edit) {
        sample::request_text text;
        text.edit_objects = std::move(edit);
        return dmp.submit(text).code;
    }
    std::string code_after_package(sample::request_text::edit edit) {
        sample::request_text text;
        text.edit_package = std::move(edit);
        return dmp.submit(text).code;
    }
    static sample::request_text::edit replacing(std::string from, std::string to) {
        return sample::replacing(std::move(from), std::move(to));
    }
    static std::string slot_text(const std::string& name, const std::string& value) {
        return "<Slot name=\"" + name + "\"><ValueList><Value>" + value + "</Value></ValueList></Slot>";
    }
    sample::bench dmp;
};

constexpr const char* metadata_error = "XDSRegistryMetadataError";

TEST_F(submitting, a_valid_set_registers_its_document_and_its_signature) {
    const sample::request_text text;
    EXPECT_EQ(dmp.submit(text).code, "");
    const auto all = dmp.documents.all();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].unique_id, text.document_id);
    EXPECT_EQ(all[0].hash, to_hex(digest(hash::sha1, text.cda())));
    EXPECT_EQ(all[0].size, static_cast<std::int64_t>(text.cda().size()));
    EXPECT_EQ(all[0].structure, text.structure);
    EXPECT_TRUE(all[1].signature);
    EXPECT_EQ(dmp.documents.counts().registered, 1U);
}

TEST_F(submitting, a_right_hash_and_size_pass_and_wrong_ones_do_not) {
    const sample::request_text plain;
    const std::string before = slot_text("languageCode", "fr-FR");
    const auto right = slot_text("hash", to_hex(digest(hash::sha1, plain.cda()))) +
                       slot_text("size", std::to_string(plain.cda().size()));
    EXPECT_EQ(code_after_objects(replacing(before, before + slot_text("hash", std::string(40, '0')))),
              "XDSRepositoryMetadataError");
    EXPECT_EQ(code_after_objects(replacing(before, before + slot_text("size", "1"))),
              "XDSRepositoryMetadataError");
    EXPECT_EQ(code_after_objects(replacing(before, before + right)), "");
}

TEST_F(submitting, a_failure_says_every_breach_without_patient_data) {
    sample::request_text text;
    text.edit_objects = [](std::string& all) {
        sample::replace(all, "<Slot name=\"creationTime\">", "<Slot name=\"creationDate\">");
        sample::replace(all, ">fr-FR<", ">fr_FR<");
    };
    const auto given = dmp.submit(text);
    EXPECT_EQ(given.status, 200U);
    EXPECT_EQ(given.code, metadata_error);
    EXPECT_NE(given.body.find("ResponseStatusType:Failure"), std::string::npos);
    EXPECT_NE(given.body.find("creationTime is missing"), std::string::npos);
    EXPECT_NE(given.body.find("languageCode is malformed"), std::string::npos);
    EXPECT_EQ(given.body.find(text.ins), std::string::npos);
    EXPECT_EQ(given.body.find("NESSI"), std::string::npos);
    EXPECT_TRUE(xml::parse(given.body));
}

TEST_F(submitting, an_author_of_another_structure_is_refused_with_the_observed_words) {
    sample::request_text text;
    text.edit_objects = replacing("IDNST^^^10B0127189", "IDNST^^^1750000018");
    const auto given = dmp.submit(text);
    EXPECT_EQ(given.code, metadata_error);
    EXPECT_NE(given.body.find("Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF"),
              std::string::npos);
}

TEST_F(submitting, a_professional_of_the_vihf_is_the_author_of_the_set) {
    sample::request_text text;
    const auto nurse = [](std::string& all) {
        sample::replace(all, "code=\"AUTOMATE\" codeSystem=\"1.2.250.1.213.1.1.4.6\"",
                        "code=\"60\" codeSystem=\"1.2.250.1.71.1.2.7\"");
    };
    text.edit_assertion = [&](std::string& all) {
        nurse(all);
        sample::replace(all, "<NameID>10B0127189/1<", "<NameID>899900000017<");
    };
    EXPECT_EQ(dmp.submit(text).code, metadata_error);
    text.edit_assertion = nurse;
    EXPECT_EQ(dmp.submit(text).code, "");
    ASSERT_FALSE(dmp.documents.all().empty());
    EXPECT_EQ(dmp.documents.all()[0].submitter, "10B0127189/1 60");
}

TEST_F(submitting, one_patient_everywhere) {
    auto other_patient = [](std::string& all) {
        const auto at = all.rfind("279035121518989");
        all.replace(at, 15, "153078987658513");
    };
    EXPECT_EQ(code_after_objects(other_patient), "XDSPatientIdDoesNotMatch");
    EXPECT_EQ(code_after_package([](std::string& all) {
                  const auto at = all.find("id extension=\"279035121518989\"");
                  all.replace(at + 14, 15, "153078987658513");
              }),
              "XDSPatientIdDoesNotMatch")
        << "in the CDA";
}

TEST_F(submitting, only_test_patients_on_the_test_environment) {
    sample::request_text text;
    for (const char* root : {"1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9", "1.2.3"}) {
        text.ins_root = root;
        EXPECT_EQ(dmp.submit(text).code, "XDSUnknownPatientId") << root;
    }
    text.ins_root = "1.2.250.1.213.1.4.11";
    EXPECT_EQ(dmp.submit(text).code, "");
    text.ins = "279035121518988";
    EXPECT_EQ(dmp.submit(text).code, metadata_error) << "a wrong key, seen in sourcePatientId";
}

TEST(submitting_in_production, only_real_patients) {
    dmp_settings settings;
    settings.where = environment::production;
    sample::bench dmp(settings);
    sample::request_text text;
    EXPECT_EQ(dmp.submit(text).code, "XDSUnknownPatientId");
    text.ins_root = "1.2.250.1.213.1.4.8";
    EXPECT_EQ(dmp.submit(text).code, "");
}

TEST_F(submitting, closed_and_absent_records_are_told_apart_without_naming_the_patient) {
    const sample::request_text text;
    dmp.documents.set_patients({text.ins}, {});
    const auto closed = dmp.submit(text);
    EXPECT_EQ(closed.code, "XDSUnknownPatientId");
    EXPECT_NE(closed.body.find("closed"), std::string::npos);
    EXPECT_EQ(closed.body.find(text.ins), std::string::npos);
    dmp.documents.set_patients({}, {text.ins});
    const auto absent = dmp.submit(text);
    EXPECT_EQ(absent.code, "XDSUnknownPatientId");
    EXPECT_NE(absent.body.find("has no DMP"), std::string::npos);
    dmp.documents.set_patients({}, {});
    EXPECT_EQ(dmp.submit(text).code, "");
}

TEST_F(submitting, a_secret_connection_files_hidden_documents) {
    sample::request_text text;
    text.edit_assertion = replacing(
        "</AttributeStatement>",
        "<Attribute "
        "Name=\"urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code\"><AttributeValue>"
        "INVISIBLE_REPRESENTANTS_LEGAUX</AttributeValue></Attribute></AttributeStatement>");
    EXPECT_EQ(dmp.submit(text).code, metadata_error);
    text.edit_objects = [](std::string& all) {
        const auto from = all.find("<Classification classificationScheme=\"urn:uuid:f4f85eac");
        auto more = all.substr(from, all.find("</Classification>", from) + 17 - from);
        sample::replace(more, "nodeRepresentation=\"N\"",
                        "nodeRepresentation=\"INVISIBLE_REPRESENTANTS_LEGAUX\"");
        sample::replace(more, "2.16.840.1.113883.5.25", "1.2.250.1.213.1.1.4.13");
        sample::replace(more, "id=\"c-", "id=\"d-");
        all.insert(from, more);
    };
    EXPECT_EQ(dmp.submit(text).code, "");
}

TEST_F(submitting, objects_and_associations_must_be_those_of_a_set) {
    EXPECT_EQ(code_after_objects(replacing(":signs\"", ":APND\"")), metadata_error);
    EXPECT_EQ(code_after_objects(replacing("targetObject=\"Document01\"", "targetObject=\"Document02\"")),
              metadata_error);
    EXPECT_EQ(code_after_objects(replacing("sourceObject=\"Signature01\" targetObject=\"SubmissionSet01\"",
                                           "sourceObject=\"Document01\" targetObject=\"SubmissionSet01\"")),
              metadata_error);
    EXPECT_EQ(code_after_objects(replacing(">Original<", ">Reference<")), metadata_error);
    EXPECT_EQ(code_after_objects(replacing("id=\"a2\"", "id=\"a1\"")), metadata_error);
    EXPECT_EQ(
        code_after_objects(replacing("</RegistryObjectList>", "<ObjectRef id=\"x\"/></RegistryObjectList>")),
        metadata_error);
    EXPECT_EQ(code_after_objects([](std::string& all) {
                  const auto from = all.rfind("<ExtrinsicObject");
                  all.erase(from, all.rfind("</ExtrinsicObject>") + 18 - from);
              }),
              "XDSMissingDocumentMetadata")
        << "no signature";
    EXPECT_EQ(code_after_objects(replacing("value=\"1.2.250.1.999.1.3.1\"", "value=\"1.2.250.1.999.1.1.1\"")),
              "XDSRegistryDuplicateUniqueIdInMessage");
    sample::request_text symbolic;
    symbolic.replaces = "Document00";
    EXPECT_EQ(dmp.submit(symbolic).code, metadata_error);
}

TEST_F(submitting, every_entry_has_its_part_and_every_part_its_entry) {
    sample::request_text text;
    text.edit_envelope = replacing("cid:signature@sample", "cid:nothing@sample");
    EXPECT_EQ(dmp.submit(text).code, "XDSMissingDocument");
    text.edit_envelope = replacing("<x:Document id=\"Document01\">", "<x:Document id=\"document01\">");
    EXPECT_EQ(dmp.submit(text).code, "XDSMissingDocument") << "ids are compared exactly";
    text.edit_envelope = replacing("cid:signature@sample", "cid:document%2B1@sample");
    EXPECT_EQ(dmp.submit(text).code, "XDSMissingDocument") << "one part for two entries";
    text.edit_envelope =
        replacing("<x:Document id=\"Document01\">",
                  "<x:Document id=\"More\"><xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/"
                  "include\" href=\"cid:root@sample\"/></x:Document><x:Document id=\"Document01\">");
    EXPECT_EQ(dmp.submit(text).code, "XDSMissingDocumentMetadata");
}

TEST_F(submitting, the_document_is_the_cda_that_its_entry_describes) {
    constexpr const char* invalid = "InvalidDocumentContent";
    auto with = [this](std::string document) {
        sample::request_text text;
        text.document = std::move(document);
        return dmp.submit(text).code;
    };
    const std::string good = sample::request_text{}.cda();
    auto changed = [&good](std::string_view from, std::string_view to) {
        auto out = good;
        sample::replace(out, from, to);
        return out;
    };
    EXPECT_EQ(with(changed("</title>", "")), invalid);
    EXPECT_EQ(with("<!DOCTYPE ClinicalDocument>" + good), invalid);
    EXPECT_EQ(with("<a></a>"), invalid);
    EXPECT_EQ(with(changed("root=\"1.2.250.1.999.1.1.1\"", "root=\"1.2.250.1.999.1.1.2\"")), invalid);
    EXPECT_EQ(
        with(changed("<id root=\"1.2.250.1.999.1.1.1\"", "<id extension=\"1\" root=\"1.2.250.1.999.1.1.1\"")),
        invalid);
    EXPECT_EQ(with(good), "");
}

TEST_F(submitting, a_self_presenting_cda_is_found_in_its_stylesheet) {
    sample::request_text text;
    text.document = "<xsl:stylesheet xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\">" +
                    text.cda() + "</xsl:stylesheet>";
    EXPECT_EQ(dmp.submit(text).code, "InvalidDocumentContent") << "as text/xml";
    text.edit_objects = replacing("mimeType=\"text/xml\"", "mimeType=\"application/xslt+xml\"");
    EXPECT_EQ(dmp.submit(text).code, "");
}

}  // namespace
}  // namespace pps::simulator
