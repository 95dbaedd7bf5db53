#include "hl7/fhir/uuid.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace pps::hl7::fhir {

name_space::name_space(std::string_view document_id)
    : space_(boost::uuids::name_generator_sha1(boost::uuids::ns::oid())(document_id.data(),
                                                                        document_id.size())) {}

std::string name_space::urn(std::string_view path) const {
    const auto one = boost::uuids::name_generator_sha1(space_)(path.data(), path.size());
    return "urn:uuid:" + boost::uuids::to_string(one);
}

}  // namespace pps::hl7::fhir
