#pragma once

#include "hl7/fhir/bundle.hpp"

#include <rapidjson/document.h>

#include <string>
#include <string_view>
#include <vector>

namespace pps::hl7::fhir::test {

/// A document Bundle as another software writes it: no extension of ours, relative references, resources in
/// any order, a contained resource, FR Core names. Everybody in it is invented.
std::string foreign_bundle();
/// An ITI-65 transaction, and an ITI-105 DocumentReference, of a document of a few bytes.
std::string provide_bundle();
std::string simplified_publication();

/// `text` with its only occurrence of `from` replaced; throws when there is none or more than one.
std::string with(std::string text, std::string_view from, std::string_view to);

/// The JSON, which must be sound.
rapidjson::Document parsed(const std::string& text);
/// Every Reference.reference in it.
std::vector<std::string> references(const rapidjson::Value& value);
/// The resources of a Bundle of that type.
std::vector<const rapidjson::Value*> resources(const rapidjson::Value& bundle, std::string_view type);

std::vector<std::string> rules_of(const cda::findings& all);

}  // namespace pps::hl7::fhir::test
