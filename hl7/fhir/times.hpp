#pragma once

#include <string>
#include <string_view>

namespace pps::hl7::fhir {

/// HL7 v3 TS to FHIR dateTime, cut to the precision that dateTime allows (a time needs its zone: without one
/// only the date is left); "" when it is no date. Source: FHIR R4 Datatypes, dateTime.
std::string to_date_time(std::string_view ts);
/// FHIR dateTime, date or instant to TS; "" when malformed.
std::string to_ts(std::string_view date_time);
/// A TS as FHIR instant: what it leaves out is the start of the period, a time without zone is Europe/Paris
/// (cda::xds::to_utc). "" when it is no date.
std::string to_instant(std::string_view ts);

}  // namespace pps::hl7::fhir
