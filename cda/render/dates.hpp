#pragma once

#include "cda/pps/datatypes.hpp"

#include <string>
#include <string_view>

/// HL7 times as a person reads them, in French. The time is taken as written: no zone is applied.
namespace pps::render {

/// "12 mars 2026", "mars 2026" or "2026" by the precision of an HL7 time; the text as sent when it is none;
/// "" for "".
std::string date_words(std::string_view ts);

/// The same with the hour when it is there: "12 mars 2026 à 14 h 05".
std::string time_words(std::string_view ts);

/// A date, or its null flavor in words.
std::string date_words(const instant& when);

/// "le 12 mars 2026", "du 12 mars 2026 au 4 avril 2026", "à partir du…", "jusqu’au…"; "" when no date is
/// given.
std::string period_words(const interval& when);

/// Is there a date in it?
bool dated(const interval& when) noexcept;

/// First and last day of a period as YYYYMMDD, for comparison: what is missing in precision is 00 in the
/// first and 99 in the last. "" when it has no date that can be read.
std::string first_day(const interval& when);
std::string last_day(const interval& when);

/// "mars 2026" of a first_day(), or "2026" when it has no month.
std::string month_words(std::string_view first_day);

}  // namespace pps::render
