#include "hl7/v2/field_rows.hpp"

#include "hl7/v2/location.hpp"
#include "hl7/v2/profile.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pps::hl7::v2 {
namespace {

using test::parsed;
using test::with;
using test::with_value;

const profile_options strict{.mode = strictness::strict};
const profile_options lenient{};

cda::findings check(const std::string& text, const profile_options& options) {
    const parsed m(text);
    return check_profile(*m, options);
}

/// The place of a row in the sample: the first segment of its scope that has a value there.
std::string place_of(const field_row& row, const message& m) {
    const auto o = outline_of(m);
    std::vector<segment> segments;
    switch (row.where) {
        case scope::every:
            segments = {m.find(row.segment)};
            break;
        case scope::document:
            segments = {o.documents.front().obx};
            break;
        case scope::flag:
            segments = {o.controls.front().obx};
            break;
        case scope::mail:
            segments = {o.controls.back().obx};
            break;
        case scope::sender:
            segments = {o.documents.front().participants[0]};
            break;
        case scope::recipient:
            segments = {o.documents.front().participants[1]};
            break;
        case scope::reply:
            segments = {o.documents.front().participants[2]};
            break;
    }
    return to_string(location_of(segments.front(), row.field, row.component, row.subcomponent));
}

const cda::finding* find(const cda::findings& all, std::string_view rule, const std::string& path) {
    for (const auto& f : all) {
        if (f.rule == rule && f.path == path) return &f;
    }
    return nullptr;
}

void judge_row(const field_row& row, const std::string& sample) {
    const parsed m(sample);
    const auto path = place_of(row, *m);
    if (path.starts_with("MSH[1]-1") && path.size() == 8) return;  // The delimiters: below.
    if (path == "MSH[1]-2") return;
    SCOPED_TRACE(path);
    // Of MSH-18, one that the parser takes and the profile does not.
    const std::string wrong = path == "MSH[1]-18" ? "ASCII" : "ZZZ";
    for (const auto& options : {strict, lenient}) {
        const bool warning = row.tolerated == tolerance::lenient && options.mode == strictness::lenient;
        const auto expect = [&](const cda::findings& all, std::string_view rule) {
            EXPECT_TRUE(test::discreet(all));
            if (const auto* f = find(all, rule, path)) {
                EXPECT_EQ(f->severity, warning ? severity::warning : severity::error);
            } else {
                // An OBX or PRT without its signs is another one: other rules find that.
                EXPECT_TRUE(cda::refuses(all)) << rule;
            }
        };
        if (row.use == usage::r) {
            expect(check(with_value(sample, path, ""), options), "field.required");
            EXPECT_FALSE(check(with_value(sample, path, "  "), options).empty()) << "spaces are no value";
        }
        if (row.values.empty()) continue;
        const auto all = check(with_value(sample, path, wrong), options);
        expect(all, "field.value");
        const auto* f = find(all, "field.value", path);
        if (f == nullptr) continue;
        EXPECT_NE(f->fr.find(row.values), std::string::npos) << "says what is expected";
        EXPECT_NE(f->fr.find(row.fr), std::string::npos);
    }
}

TEST(field_rows, find_what_is_missing_and_what_is_wrong) {
    const auto mdm = test::small_sample();
    const auto oru = test::oru_sample();
    for (const auto& row : field_rows::table) {
        judge_row(row, row.in == messages::oru ? oru : mdm);
    }
    for (const auto& row : field_rows::person)
        judge_row(row, mdm);
}

TEST(field_rows, accept_the_standard_delimiters_only) {
    const auto other = "MSH|^~\\@|A|B|C|D|20251016||MDM^T02^MDM_T02|7|P|2.6\r";
    EXPECT_NE(find(check(other, lenient), "field.value", "MSH[1]-2"), nullptr);
    const auto star = "MSH*^~\\&*A*B*C*D*20251016**MDM^T02^MDM_T02*7*P*2.6\r";
    EXPECT_NE(find(check(star, lenient), "field.value", "MSH[1]-1"), nullptr);
    EXPECT_EQ(find(check(star, lenient), "field.value", "MSH[1]-2"), nullptr);
}

TEST(field_rows, judge_every_repetition) {
    const auto text = with(test::small_sample(), "~L0004471^", "~^");
    EXPECT_NE(find(check(text, strict), "field.required", "PID[1]-3[2].1"), nullptr);
    const auto many = with(test::small_sample(), "~L0004471", std::string(60, '~') + "L0004471");
    EXPECT_NE(find(check(many, lenient), "field.repeated", "PID[1]-3"), nullptr);
}

}  // namespace
}  // namespace pps::hl7::v2
