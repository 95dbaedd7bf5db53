#include "hl7/fhir/writer.hpp"

#include "hl7/fhir/bundle.hpp"

namespace pps::hl7::fhir {

writer::writer(const pps::plan& plan, std::string_view file)
    : plan_(plan), file_(file), names_(plan.id.root + "|" + plan.id.extension) {}

std::string write_bundle(const plan& plan, std::string_view file) {
    return writer(plan, file).write();
}

}  // namespace pps::hl7::fhir
