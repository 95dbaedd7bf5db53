#include "cda/document.hpp"
#include "cda/json/json.hpp"
#include "cda/read/reading.hpp"
#include "cda/render/html.hpp"
#include "cda/write/write.hpp"
#include "hl7/fhir/bundle.hpp"
#include "tests/fuzz/target.hpp"

// A CDA as a plan, and the plan in every other form.
namespace pps::fuzz {

void digest(std::string_view bytes) {
    const auto read = cda::read_document(bytes);
    if (!read.document) return;
    const auto reading = cda::read_pps(*read.document);
    cda::to_json(reading.coverage);
    const auto written = cda::write_pps(reading.plan);
    require(cda::read_document(written.xml).document != nullptr || written.xml.size() > 5'000'000,
            "what is written can be read");
    json::write_json(reading.plan);
    hl7::fhir::write_bundle(reading.plan);
    render_html(reading.plan);
}

}  // namespace pps::fuzz
