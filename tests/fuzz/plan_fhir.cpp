#include "hl7/fhir/bundle.hpp"
#include "hl7/fhir/publication.hpp"
#include "tests/fuzz/target.hpp"

// A Bundle or a publication as a platform that speaks FHIR sends it.
namespace pps::fuzz {

void digest(std::string_view bytes) {
    const auto published = hl7::fhir::read_publication(bytes);
    hl7::fhir::operation_outcome(published.findings);
    const auto read = hl7::fhir::read_bundle(bytes);
    if (!read.plan) return;
    const auto written = hl7::fhir::write_bundle(*read.plan, read.file);
    require(hl7::fhir::read_bundle(written).plan.has_value(), "a plan comes back from its Bundle");
}

}  // namespace pps::fuzz
