#include "hl7/v2/document_reference.hpp"

#include "sample.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

namespace pps::hl7::v2 {
namespace {

using test::parsed;
using test::with;

/// The message of a sample, with its document read as the gateway reads it.
struct pair {
    v2::transmission transmission;
    document_reference reference;
};

pair of(const std::string& text) {
    const parsed m(text);
    auto t = extract(*m).transmission;
    const auto doc = cda::read_document(t.documents.at(0).bytes);
    return {std::move(t), describe(*doc.document)};
}

TEST(document_reference, says_what_the_document_says_of_itself) {
    const auto d = of(test::mdm_replacement_sample()).reference;
    EXPECT_EQ(d.id, (document_id{"1.2.250.1.999.7.1.1.2", ""}));
    EXPECT_EQ(d.set_id, "1.2.250.1.999.7.2.1");
    EXPECT_EQ(d.version, "2");
    EXPECT_EQ(d.replaces, (document_id{"1.2.250.1.999.7.1.1.1", ""}));
    EXPECT_EQ(d.type_code, "18776-5");
    EXPECT_EQ(d.confidentiality, "N");
    ASSERT_EQ(d.patient_ids.size(), 2U);
    EXPECT_EQ(d.patient_ids[0].extension, "277076322082910");
    EXPECT_EQ(d.level, cda::body_level::structured);
    EXPECT_FALSE(of(test::mdm_sample()).reference.replaces);
}

TEST(document_reference, tells_n1_from_n3) {
    const parsed m(test::oru_sample());
    const auto t = extract(*m).transmission;
    const auto level = [&](std::size_t i) {
        return describe(*cda::read_document(t.documents.at(i).bytes).document).level;
    };
    EXPECT_EQ(level(0), cda::body_level::structured);
    EXPECT_EQ(level(1), cda::body_level::embedded_file);
}

TEST(document_reference, expects_two_documents_to_be_of_two_levels) {
    const document_reference n3;
    document_reference n1;
    n1.level = cda::body_level::embedded_file;
    EXPECT_TRUE(check_levels({n3}, strictness::strict).empty());
    EXPECT_TRUE(check_levels({n3, n1}, strictness::strict).empty());
    EXPECT_TRUE(check_levels({n1, n3}, strictness::strict).empty());
    for (const auto& same : {n1, n3}) {
        EXPECT_EQ(check_levels({same, same}, strictness::strict).at(0).severity, severity::error);
        EXPECT_EQ(check_levels({same, same}).at(0).severity, severity::warning);
        EXPECT_EQ(check_levels({same, same}).at(0).rule, "document.levels");
    }
}

TEST(document_reference, agrees_with_the_samples) {
    for (const auto& text :
         {test::mdm_sample(), test::mdm_replacement_sample(), test::mdm_deletion_sample()}) {
        const auto p = of(text);
        for (const auto& f : check_document(p.transmission, 0, p.reference, strictness::strict))
            ADD_FAILURE() << f.rule;
    }
}

struct disagreement {
    const char* rule;
    const char* path;
    severity in_lenient;
    std::function<void(pair&)> change;
};

const disagreement cases[] = {
    {"document.patient", "PID[1]-3", severity::error,
     [](pair& p) { p.transmission.patient.ids[0].number = "188102B17295165"; }},
    {"document.patient", "PID[1]-3", severity::error,
     [](pair& p) { p.transmission.patient.ids[0].root = "1.2.250.1.213.1.4.8"; }},
    {"document.patient-ins", "OBX[1]-5.5", severity::error,
     [](pair& p) { p.reference.patient_ids.erase(p.reference.patient_ids.begin()); }},
    {"document.patient-ids", "PID[1]-3", severity::warning,
     [](pair& p) { p.transmission.patient.ids.pop_back(); }},
    {"document.patient-ids", "PID[1]-3", severity::warning,
     [](pair& p) { p.transmission.patient.ids[1].number = "other"; }},
    {"document.id", "TXA[1]-12", severity::error, [](pair& p) { p.transmission.stated_id->root = "1.2.3"; }},
    {"document.id", "TXA[1]-12", severity::error, [](pair& p) { p.reference.id.extension = "1"; }},
    {"document.replaced", "TXA[1]-13", severity::error,
     [](pair& p) { p.transmission.stated_replaced->root = "1.2.3"; }},
    {"document.replacement", "OBX[1]-5.5", severity::error, [](pair& p) { p.reference.replaces.reset(); }},
    {"document.type", "OBX[1]-3.1", severity::error, [](pair& p) { p.reference.type_code = "34794-8"; }},
    {"document.confidential", "OBX[1]-5.5", severity::error,
     [](pair& p) { p.reference.confidentiality = "R"; }},
    {"document.confidential", "OBX[1]-5.5", severity::error,
     [](pair& p) { p.reference.confidentiality = "V"; }},
};

TEST(document_reference, finds_what_does_not_agree) {
    const auto whole = of(test::mdm_replacement_sample());
    std::set<std::string> tested{"document.levels"};  // above
    for (const auto& c : cases) {
        auto p = whole;
        c.change(p);
        for (const auto mode : {strictness::strict, strictness::lenient}) {
            const auto all = check_document(p.transmission, 0, p.reference, mode);
            EXPECT_TRUE(test::discreet(all));
            const auto* f = test::find_rule(all, c.rule);
            ASSERT_NE(f, nullptr) << c.rule;
            EXPECT_EQ(f->path, c.path);
            EXPECT_EQ(f->severity, mode == strictness::strict ? severity::error : c.in_lenient) << c.rule;
        }
        tested.insert(c.rule);
    }
    for (const auto& r : message_rules::table) {
        const std::string id(r.rule.id);
        EXPECT_EQ(tested.count(id), id.starts_with("document.") ? 1U : 0U) << id;
    }
}

TEST(document_reference, lets_a_restricted_document_go_where_it_is_not_shared) {
    auto p = of(test::mdm_sample());
    p.transmission.flags = {};
    p.reference.confidentiality = "R";
    EXPECT_TRUE(check_document(p.transmission, 0, p.reference, strictness::strict).empty());
}

}  // namespace
}  // namespace pps::hl7::v2
