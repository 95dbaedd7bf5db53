#include "cda/xds/from_cda.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pps::cda {
namespace {

struct example {
    const char* file;
    document_kind kind;
    cda::shape shape;
    bool external;
    const char* format;
    std::size_t event_codes;
};

void PrintTo(const example& e, std::ostream* out) {
    *out << e.file;
}

class official_examples : public testing::TestWithParam<example> {
  protected:
    void SetUp() override {
        const char* shared = std::getenv("PPS_SHARED");
        if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
        const auto file = std::filesystem::path(shared) / "data" / "cda-examples" / GetParam().file;
        std::ifstream in(file, std::ios::binary);
        ASSERT_TRUE(in) << file;
        bytes_.assign(std::istreambuf_iterator<char>(in), {});
    }
    std::string bytes_;
};

TEST_P(official_examples, map_with_no_refusing_finding) {
    const auto doc = test::parse(bytes_);
    EXPECT_EQ(doc->shape(), GetParam().shape);
    const auto what = identify(*doc, environment::test);
    EXPECT_EQ(what.kind, GetParam().kind);
    EXPECT_EQ(what.level, body_level::structured);
    for (const auto& f : what.findings)
        EXPECT_EQ(f.severity, severity::warning) << f.rule << ' ' << f.path;
    EXPECT_NE(test::find_rule(what.findings, "structure.id"), nullptr) << "their numbers are invented";

    const auto mapped = xds::map_header(*doc, what, {});
    for (const auto& f : mapped.findings)
        ADD_FAILURE() << f.rule << ' ' << f.path;
    EXPECT_EQ(mapped.entry.format_code.code, GetParam().format);
    EXPECT_EQ(mapped.entry.event_codes.size(), GetParam().event_codes);
    EXPECT_EQ(mapped.entry.ins_root, ins_nir_test_root);
    EXPECT_EQ(mapped.entry.practice_setting.code, "ETABLISSEMENT");
    xds::document_entry back;
    EXPECT_TRUE(xds::from_json(xds::to_json(mapped.entry), back));
}

TEST_P(official_examples, show_their_external_stylesheet_exactly) {
    const auto range = test::parse(bytes_)->external_stylesheet();
    ASSERT_EQ(range.has_value(), GetParam().external);
    if (!range) return;
    const auto instruction = bytes_.substr(range->offset, range->length);
    EXPECT_TRUE(instruction.starts_with("<?xml-stylesheet ")) << instruction;
    EXPECT_TRUE(instruction.ends_with("?>\n") || instruction.ends_with("?>\r\n")) << instruction;
    bytes_.erase(range->offset, range->length);
    EXPECT_FALSE(test::parse(bytes_)->external_stylesheet());
}

TEST_P(official_examples, are_refused_in_production) {
    const auto what = identify(*test::parse(bytes_), environment::production);
    EXPECT_NE(test::find_rule(what.findings, "identity.ins-root"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    cda, official_examples,
    testing::Values(example{"CANCER-PPS_2022.01_feuille-de-style-externe.xml", document_kind::pps,
                            shape::plain, true, "urn:asip:ci-sis:pps-cancer:2017", 0},
                    example{"CANCER-PPS_2022.01_Autopresentable.xml", document_kind::pps,
                            shape::self_presenting, false, "urn:asip:ci-sis:pps-cancer:2017", 0},
                    example{"CANCER-FRCP_2022.01_Appareil.xml", document_kind::rcp, shape::plain, true,
                            "urn:asip:ci-sis:frcp:2011", 2},
                    example{"CANCER-FRCP_2022.01_Transversale.xml", document_kind::rcp, shape::plain, true,
                            "urn:asip:ci-sis:frcp:2011", 2}));

}  // namespace
}  // namespace pps::cda
