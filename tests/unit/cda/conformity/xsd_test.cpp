#include "cda/conformity/xsd.hpp"

#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/xmlIO.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <string>
#include <thread>

namespace pps::cda::conformity {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// A small ClinicalDocument in three files, one of another namespace.
constexpr std::string_view main_schema = R"(<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:hl7-org:v3" xmlns:o="urn:other"
    targetNamespace="urn:hl7-org:v3" elementFormDefault="qualified">
 <xs:include schemaLocation="types/types.xsd"/>
 <xs:import namespace="urn:other" schemaLocation="other.xsd"/>
 <xs:element name="ClinicalDocument">
  <xs:complexType><xs:sequence>
   <xs:element name="id" type="II"/>
   <xs:element name="title" type="xs:string" minOccurs="0"/>
   <xs:element name="value" type="ANY" minOccurs="0" maxOccurs="unbounded"/>
   <xs:element ref="o:note" minOccurs="0"/>
  </xs:sequence></xs:complexType>
 </xs:element>
</xs:schema>)";
constexpr std::string_view types_schema = R"(<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:hl7-org:v3"
    targetNamespace="urn:hl7-org:v3" elementFormDefault="qualified">
 <xs:complexType name="II"><xs:attribute name="root" use="required">
  <xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[0-9.]+"/></xs:restriction></xs:simpleType>
 </xs:attribute></xs:complexType>
 <xs:complexType name="ANY" abstract="true"/>
 <xs:complexType name="ST"><xs:complexContent><xs:extension base="ANY">
  <xs:attribute name="label" type="xs:ID"/></xs:extension></xs:complexContent></xs:complexType>
</xs:schema>)";
constexpr std::string_view other_schema = R"(<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:other">
 <xs:element name="note" type="xs:date"/>
</xs:schema>)";

class xsd : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "pps-xsd-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        temporary_ = name;
        folder_ = temporary_ / "bundle";
        write("bundle/main.xsd", main_schema);
        write("bundle/types/types.xsd", types_schema);
        write("bundle/other.xsd", other_schema);
    }
    void TearDown() override { fs::remove_all(temporary_); }

    void write(const fs::path& file, std::string_view text) {
        fs::create_directories((temporary_ / file).parent_path());
        std::ofstream(temporary_ / file, std::ios::binary) << text;
    }
    std::shared_ptr<const xsd_schema> load() {
        auto loaded = xsd_schema::load(folder_, "main.xsd");
        EXPECT_THAT(loaded.problems, IsEmpty());
        return loaded.schema;
    }
    static std::string document(std::string_view content, std::string_view attributes = "") {
        return std::string(R"(<?xml version="1.0" encoding="UTF-8"?>)") +
               "\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\" "
               "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" " +
               std::string(attributes) + ">\n" + std::string(content) + "\n</ClinicalDocument>\n";
    }

    fs::path temporary_;
    fs::path folder_;
};

TEST_F(xsd, reads_what_the_schema_includes_and_imports_within_the_folder) {
    const auto schema = load();
    ASSERT_NE(schema, nullptr);
    EXPECT_THAT(schema->files(), ElementsAre("main.xsd", "types/types.xsd", "other.xsd"));
}

TEST_F(xsd, passes_a_valid_document) {
    EXPECT_THAT(load()->validate(document("<id root=\"1.2\"/><title>Été</title>")), IsEmpty());
}

TEST_F(xsd, tells_the_node_the_line_and_the_rule_of_a_violation) {
    const auto found = load()->validate(document("<id root=\"1.2\"/>\n<title/>\n<title>DURAND</title>"));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].finding.rule, "xsd");
    EXPECT_EQ(found[0].finding.severity, severity::error);
    EXPECT_EQ(found[0].finding.path, "/ClinicalDocument/title[2]");
    EXPECT_EQ(found[0].line, 5u);
    EXPECT_THAT(found[0].finding.fr, HasSubstr("élément inattendu"));
    EXPECT_THAT(found[0].text, HasSubstr("title"));
}

TEST_F(xsd, quotes_a_value_only_in_the_text_for_the_platform) {
    const auto found = load()->validate(document("<id root=\"279035121518989A\"/>"));
    ASSERT_FALSE(found.empty());
    EXPECT_THAT(found[0].text, HasSubstr("279035121518989A"));
    for (const auto& each : found) {
        EXPECT_EQ(each.finding.path, "/ClinicalDocument/id[1]");
        EXPECT_THAT(each.finding.fr, Not(HasSubstr("279035121518989A")));
        EXPECT_THAT(each.finding.en, Not(HasSubstr("279035121518989A")));
    }
}

TEST_F(xsd, explains_a_missing_attribute_an_unknown_one_and_an_abstract_type) {
    const auto schema = load();
    const auto en = [&](std::string_view content) {
        const auto found = schema->validate(document(content));
        return found.empty() ? std::string{} : found[0].finding.en;
    };
    EXPECT_EQ(en("<id/>"), "required attribute missing");
    EXPECT_EQ(en("<id root=\"1\" extra=\"1\"/>"), "attribute unknown to the schema");
    EXPECT_THAT(en("<id root=\"1\"/><value/>"), HasSubstr("concrete one"));
    EXPECT_EQ(en("<id root=\"1\"/><value xsi:type=\"XX\"/>"), "xsi:type unknown to the schema");
    EXPECT_EQ(en("<id root=\"1\"/><value xsi:type=\"ST\"/>"), "");
}

TEST_F(xsd, judges_the_document_inside_a_stylesheet_with_prefixed_types) {
    const auto wrap = [](std::string_view root) {
        return R"(<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:c="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<data:Contenu xmlns:data="urn:asip-sante:ci-sis"><c:ClinicalDocument>
<c:id )" + std::string(root) +
               R"(/><c:value xsi:type="c:ST"/></c:ClinicalDocument></data:Contenu>
<xsl:template match="/"><p>not judged</p></xsl:template></xsl:stylesheet>)";
    };
    EXPECT_THAT(load()->validate(wrap("root=\"1.2\"")), IsEmpty());
    const auto found = load()->validate(wrap(""));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].finding.path, "/ClinicalDocument/id[1]");
    EXPECT_EQ(found[0].line, 4u);
}

TEST_F(xsd, does_not_follow_the_schema_that_a_document_names) {
    write("bundle/third.xsd", R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 targetNamespace="urn:third"><xs:element name="x"/></xs:schema>)");
    const auto schema = load();
    static std::atomic<int> asked{0};
    asked = 0;
    const auto before = xmlGetExternalEntityLoader();
    xmlSetExternalEntityLoader([](const char*, const char*, xmlParserCtxtPtr) -> xmlParserInputPtr {
        ++asked;
        return nullptr;
    });
    const auto found = schema->validate(document(
        "<id root=\"1.2\"/>", "xsi:schemaLocation=\"urn:third " + (folder_ / "third.xsd").string() + "\""));
    xmlSetExternalEntityLoader(before);
    EXPECT_THAT(found, IsEmpty());
    EXPECT_EQ(asked, 0);
}

TEST_F(xsd, gives_a_fatal_finding_for_bytes_that_cannot_be_read) {
    const auto schema = load();
    for (const std::string& bytes :
         {std::string{}, std::string{"<ClinicalDocument"}, std::string{"<other/>"},
          std::string{"<!DOCTYPE x [<!ENTITY e 'v'>]><ClinicalDocument xmlns='urn:hl7-org:v3'/>"}}) {
        const auto found = schema->validate(bytes);
        ASSERT_THAT(found, SizeIs(1)) << bytes;
        EXPECT_EQ(found[0].finding.severity, severity::fatal);
    }
}

TEST_F(xsd, bounds_the_number_of_findings) {
    std::string many = "<id root=\"1\"/>";
    for (int i = 0; i < 300; ++i)
        many += "<value/>";
    EXPECT_THAT(load()->validate(document(many)), SizeIs(100));
    EXPECT_THAT(load()->validate(document(many), 3), SizeIs(3));
}

TEST_F(xsd, refuses_to_read_outside_the_folder) {
    write("outside.xsd", other_schema);
    const auto with_import = [&](const std::string& location) {
        std::string text{main_schema};
        const std::string_view from = "schemaLocation=\"other.xsd\"";
        text.replace(text.find(from), from.size(), "schemaLocation=\"" + location + "\"");
        write("bundle/main.xsd", text);
        return xsd_schema::load(folder_, "main.xsd");
    };
    fs::create_symlink(temporary_ / "outside.xsd", folder_ / "link.xsd");
    fs::create_directory_symlink(temporary_, folder_ / "up");
    for (const auto& location :
         {std::string{"../outside.xsd"}, (temporary_ / "outside.xsd").string(), std::string{"link.xsd"},
          std::string{"up/outside.xsd"}, std::string{"%2e%2e/outside.xsd"},
          std::string{"http://127.0.0.1:1/other.xsd"}, "file://" + (temporary_ / "outside.xsd").string()}) {
        const auto loaded = with_import(location);
        EXPECT_FALSE(loaded.problems.empty()) << location;
        if (loaded.schema) {
            EXPECT_THAT(loaded.schema->files(), Not(testing::Contains(HasSubstr("outside"))));
        }
    }
    EXPECT_THAT(with_import("types/../other.xsd").problems, IsEmpty());
}

TEST_F(xsd, tells_file_and_line_of_a_wrong_schema) {
    write("bundle/types/types.xsd", "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n<xs:oops/>");
    const auto loaded = xsd_schema::load(folder_, "main.xsd");
    ASSERT_FALSE(loaded.problems.empty());
    EXPECT_THAT(loaded.problems[0], HasSubstr("types.xsd:2"));
}

TEST_F(xsd, tells_that_a_folder_or_file_is_missing) {
    EXPECT_THAT(xsd_schema::load(folder_ / "nowhere", "main.xsd").problems, Not(IsEmpty()));
    const auto loaded = xsd_schema::load(folder_, "nothing.xsd");
    EXPECT_EQ(loaded.schema, nullptr);
    EXPECT_THAT(loaded.problems, Not(IsEmpty()));
}

TEST_F(xsd, gives_back_the_process_loader_after_loading) {
    const auto before = xmlGetExternalEntityLoader();
    load();
    EXPECT_EQ(xmlGetExternalEntityLoader(), before);
}

TEST_F(xsd, serves_several_threads_at_once) {
    const auto schema = load();
    const auto good = document("<id root=\"1.2\"/><value xsi:type=\"ST\" label=\"a\"/>");
    const auto bad = document("<id root=\"x\"/><value/><other/>");
    const auto expected = schema->validate(bad).size();
    ASSERT_GT(expected, 0u);
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i) {
                if (!schema->validate(good).empty() || schema->validate(bad).size() != expected) ++wrong;
            }
        });
    }
    for (auto& each : threads)
        each.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace pps::cda::conformity
