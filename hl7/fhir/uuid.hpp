#pragma once

#include <boost/uuid/uuid.hpp>

#include <string>
#include <string_view>

namespace pps::hl7::fhir {

/// The names of the resources of one document: UUID version 5 (RFC 4122 §4.3) in a space that the document's
/// id gives, so that the same document always gives the same Bundle.
class name_space {
  public:
    explicit name_space(std::string_view document_id);
    /// "urn:uuid:…" of a path such as "Observation/7".
    std::string urn(std::string_view path) const;

  private:
    boost::uuids::uuid space_;
};

}  // namespace pps::hl7::fhir
