#include "cda/conformity/xsd.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace pps::cda::conformity {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    EXPECT_TRUE(in) << file.filename();
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The published bundle, where the environment names it.
class official_xsd : public testing::Test {
  protected:
    void SetUp() override {
        const char* bundle = std::getenv("PPS_ANS_BUNDLE");
        if (bundle == nullptr)
            GTEST_SKIP() << "PPS_ANS_BUNDLE does not name the folder of the official bundle";
        bundle_ = bundle;
        auto loaded = xsd_schema::load(bundle_ / "infrastructure" / "cda", "CDA_extended.xsd");
        ASSERT_NE(loaded.schema, nullptr);
        schema_ = loaded.schema;
        // The published files import a folder that is not there and a copy of the types of XSD itself.
        for (const auto& problem : loaded.problems)
            RecordProperty("problem", problem);
    }
    fs::path bundle_;
    std::shared_ptr<const xsd_schema> schema_;
};

TEST_F(official_xsd, finds_the_official_cancer_examples_valid) {
    for (const auto* name :
         {"CANCER-PPS_2022.01_Autopresentable.xml", "CANCER-PPS_2022.01_feuille-de-style-externe.xml",
          "CANCER-FRCP_2022.01_Appareil.xml", "CANCER-FRCP_2022.01_Transversale.xml",
          "DOC_NON_STRUCTURE_CDA-R2-N1.xml"}) {
        const auto bytes = read(bundle_ / "ExemplesCDA" / name);
        const auto before = std::chrono::steady_clock::now();
        for (const auto& found : schema_->validate(bytes))
            ADD_FAILURE() << name << ':' << found.line << ' ' << found.finding.path << ' ' << found.text;
        const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - before;
        RecordProperty(std::string(name) + " ms", std::to_string(spent.count()));
    }
}

TEST_F(official_xsd, finds_the_samples_of_the_project_valid) {
    for (const auto* name : {"pps-full.xml", "pps-minimal.xml", "pps-update.xml", "pps-self-presenting.xml",
                             "pps-pdf.xml", "rcp.xml"}) {
        for (const auto& found :
             schema_->validate(read(fs::path(PPS_SOURCE_DIR) / "tests" / "samples" / name)))
            ADD_FAILURE() << name << ':' << found.line << ' ' << found.finding.path << ' ' << found.text;
    }
}

TEST_F(official_xsd, finds_an_element_out_of_order) {
    auto bytes = read(fs::path(PPS_SOURCE_DIR) / "tests" / "samples" / "pps-minimal.xml");
    const std::string_view element = "<realmCode code=\"FR\"/>";
    bytes.erase(bytes.find(element), element.size());
    bytes.insert(bytes.find("<code code=\"18776-5\""), element);
    const auto found = schema_->validate(bytes);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].finding.path, "/ClinicalDocument/realmCode[1]");
}

}  // namespace
}  // namespace pps::cda::conformity
