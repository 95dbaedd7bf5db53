#pragma once

#include "cda/document.hpp"
#include "cda/finding.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::test {

/// A small PPS that breaks no rule; every name, number and date in it is invented. Elements carry `prefix`.
std::string pps_sample(std::string_view prefix = "");
/// The same in the self-presenting shape, with prefixed elements and a stylesheet after it.
std::string self_presenting_sample();
/// The same header with the model of an RCP sheet.
std::string rcp_sample();
/// The same header over a PDF.
std::string pdf_sample();

/// `text` with its only occurrence of `from` replaced; throws when there is none or more than one, so that a
/// case never tests an unchanged sample.
std::string with(std::string text, std::string_view from, std::string_view to);
/// `text` without the bytes from the only occurrence of `from` to the end of the next `to`.
std::string without(std::string text, std::string_view from, std::string_view to);

/// The document; throws when reading refuses it.
std::unique_ptr<document> parse(std::string_view text, const read_limits& limits = {});

/// Rule identifiers, in order.
std::vector<std::string> rules_of(const findings& all);
/// The finding of that rule, null when there is none.
const finding* find_rule(const findings& all, std::string_view rule);
/// Every finding is complete and repeats nothing of the sample's people, identifiers and dates.
bool discreet(const findings& all);

}  // namespace pps::cda::test
