#include "hl7/v2/header.hpp"

#include "hl7/v2/builder.hpp"
#include "hl7/v2/text.hpp"

namespace pps::hl7::v2 {
namespace {

std::string text(const segment& msh, std::size_t field, std::size_t component) {
    return std::string(trimmed(msh.at(field, component).text()));
}

designator designator_in(const segment& msh, std::size_t field) {
    return {text(msh, field, 1), text(msh, field, 2), text(msh, field, 3)};
}

void write(builder& out, std::size_t field, const designator& d) {
    out.composite(field, {d.namespace_id, d.universal_id, d.universal_id_type});
}

}  // namespace

message_header header_of(const message& m) {
    const auto msh = m.header();
    return {designator_in(msh, 3), designator_in(msh, 4), designator_in(msh, 5), designator_in(msh, 6),
            text(msh, 7, 1),       text(msh, 9, 1),       text(msh, 9, 2),       text(msh, 9, 3),
            text(msh, 10, 1),      text(msh, 11, 1),      text(msh, 12, 1),      m.charset()};
}

std::optional<message_header> header_of(std::string_view bytes) {
    const auto outcome = parse_header(bytes);
    if (!outcome.message) return std::nullopt;
    return header_of(*outcome.message);
}

std::string answerable_header(const message_header& of) {
    const auto set = of.charset == charset::latin9 ? charset::latin9 : charset::utf8;
    builder out(set);
    out.segment("MSH");
    write(out, 3, of.sending_application);
    write(out, 4, of.sending_facility);
    write(out, 5, of.receiving_application);
    write(out, 6, of.receiving_facility);
    out.set(10, of.control_id).set(11, of.processing_id).set(18, to_string(set));
    return out.take();
}

void begin_answer(builder& out, const message_header& request, const stamp& when, std::string_view type,
                  std::string_view event, std::string_view structure, std::string_view version) {
    const auto set = request.charset == charset::latin9 ? charset::latin9 : charset::utf8;
    out.segment("MSH");
    write(out, 3, request.receiving_application);
    write(out, 4, request.receiving_facility);
    write(out, 5, request.sending_application);
    write(out, 6, request.sending_facility);
    out.set(7, when.date_time)
        .composite(9, {type, event, structure})
        .set(10, when.control_id)
        .set(11, request.processing_id)
        .set(12, version)
        .set(17, "FRA")
        .set(18, to_string(set));
}

}  // namespace pps::hl7::v2
