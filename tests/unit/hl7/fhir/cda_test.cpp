#include "cda/read/reading.hpp"
#include "hl7/fhir/bundle.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pps::hl7::fhir {
namespace {

plan plan_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    const auto read = cda::read_document(bytes);
    if (!read.document) throw std::runtime_error("not a CDA: " + file.string());
    return cda::read_pps(*read.document).plan;
}

void expect_back(const std::filesystem::path& file) {
    const auto made = plan_of(file);
    const auto read = read_bundle(write_bundle(made));
    ASSERT_TRUE(read.plan) << file;
    EXPECT_TRUE(*read.plan == made) << file;
    EXPECT_TRUE(read.findings.empty()) << file;
    EXPECT_EQ(read.unread_count, 0U) << file;
}

TEST(fhir_of_cda, gives_back_the_samples) {
    for (const auto* name : {"pps-full.xml", "pps-minimal.xml", "pps-update.xml", "pps-self-presenting.xml",
                             "pps-pdf.xml", "rcp.xml", "other-kind.xml"})
        expect_back(std::filesystem::path(PPS_SOURCE_DIR) / "tests" / "samples" / name);
}

TEST(fhir_of_cda, gives_back_the_official_examples) {
    const char* shared = std::getenv("PPS_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
    std::size_t count = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(std::filesystem::path(shared) / "data" / "cda-examples")) {
        if (file.path().extension() != ".xml") continue;
        expect_back(file.path());
        ++count;
    }
    EXPECT_GE(count, 4U);
}

}  // namespace
}  // namespace pps::hl7::fhir
