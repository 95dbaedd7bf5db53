#pragma once

#include "hl7/v2/message.hpp"
#include "tests/unit/cda/sample.hpp"

#include <string>
#include <string_view>

namespace pps::hl7::v2::test {

using cda::test::find_rule;
using cda::test::rules_of;
using cda::test::with;
using cda::test::without;

/// Requests that break no rule in strict mode; their people are those of tests/samples.
std::string mdm_sample();              ///< MDM^T02 with tests/samples/pps-minimal.xml
std::string mdm_replacement_sample();  ///< MDM^T10 with tests/samples/pps-update.xml
std::string mdm_deletion_sample();     ///< MDM^T04 with tests/samples/pps-update.xml
std::string oru_sample();              ///< ORU^R01 with pps-minimal.xml (N3) and pps-pdf.xml (N1)
/// mdm_sample() with a few bytes of XML in place of the document, to be read by people.
std::string small_sample();

std::string file(std::string_view name);  ///< Of tests/samples.
std::string base64(std::string_view bytes);

/// The text and what was read of it; a value can be read only while this lives.
struct parsed {
    explicit parsed(std::string bytes);  ///< Throws when it is refused.
    parsed(const parsed&) = delete;
    parsed& operator=(const parsed&) = delete;
    const v2::message& operator*() const { return *outcome.message; }
    const v2::message* operator->() const { return &*outcome.message; }

    std::string text;
    parse_outcome outcome;
};

/// Rules that refuse a text, "" when it is read.
std::string refused(std::string_view text, const parse_limits& limits = {});

/// `text` with the value at a place of the only segment of that name and rank replaced.
std::string with_value(const std::string& text, std::string_view path, std::string_view value);

/// Every finding has its texts, and repeats nothing of the samples' people, identifiers and dates.
bool discreet(const cda::findings& all);

}  // namespace pps::hl7::v2::test
