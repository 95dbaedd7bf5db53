#include "gateway/process/unwrap.hpp"

#include "cda/write/write.hpp"
#include "gateway/process/forms.hpp"
#include "gateway/process/message.hpp"
#include "gateway/process/origin.hpp"
#include "gateway/process/publication.hpp"

#include <iterator>
#include <memory>
#include <utility>

namespace pps::gateway::process {
namespace {

/// A CDA generated from a plan in another form.
unwrapped generate(std::string_view bytes, media form) {
    unwrapped made;
    plan_reading read = read_plan(bytes, form);
    made.findings = std::move(read.findings);
    if (!read.plan || cda::refuses(made.findings)) return made;
    auto written = std::make_shared<cda::write_outcome>(cda::write_pps(*read.plan));
    const place_of_part place = [bytes, where = std::move(read.place)](std::string_view part) {
        return existing_pointer(bytes, where(part));
    };
    for (auto& one : written->findings) {
        one.path = place(part_of_path(one.path));
        made.findings.push_back(std::move(one));
    }
    made.made = made.generated = true;
    made.cda = written->xml;
    made.source_of = [written, place](std::string_view xpath) {
        return source_place(written->xml, written->parts, xpath, place);
    };
    return made;
}

}  // namespace

unwrapped unwrap(std::string_view bytes, media form, protocol wrapped, const unwrap_options& how) {
    switch (form) {
        case media::cda:
            return {};
        case media::hl7v2: {
            message_options options;
            options.environment = how.environment;
            options.strict = how.strict_messages;
            return unwrap_message(bytes, options);
        }
        case media::fhir:
            if (wrapped != protocol::document) return unwrap_publication(bytes, wrapped);
            return generate(bytes, form);
        case media::pps_json:
            return generate(bytes, form);
    }
    return {};
}

}  // namespace pps::gateway::process
