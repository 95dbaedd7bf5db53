#include "gateway/process/forms.hpp"

#include "cda/conformity/base64.hpp"
#include "cda/document.hpp"
#include "cda/identify.hpp"
#include "cda/json/json.hpp"
#include "cda/read/reading.hpp"
#include "cda/render/html.hpp"
#include "cda/write/write.hpp"
#include "cda/xds/from_cda.hpp"
#include "gateway/process/unwrap.hpp"
#include "hl7/fhir/bundle.hpp"
#include "hl7/v2/header.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace pps::gateway::process {
namespace {

using json_writer = rapidjson::Writer<rapidjson::StringBuffer>;

void append(cda::findings& to, cda::findings&& from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// The bytes of component/nonXMLBody/text.
std::string embedded_file(const cda::document& document) {
    const pugi::xml_node text = cda::path(document.root(), "component/nonXMLBody/text");
    return cda::conformity::base64_decoded(text.child_value()).value_or(std::string{});
}

plan_reading read_cda(std::string_view bytes) {
    plan_reading made;
    cda::read_outcome read = cda::read_document(bytes);
    made.findings = std::move(read.findings);
    if (!read.document) return made;
    cda::pps_reading reading = cda::read_pps(*read.document);
    append(made.findings, std::move(reading.findings));
    made.coverage = cda::to_json(reading.coverage);
    if (reading.plan.file) made.file = embedded_file(*read.document);
    made.plan = std::move(reading.plan);
    return made;
}

/// What a Bundle has and the model has no place for.
std::string coverage_of(const hl7::fhir::read_outcome& read) {
    rapidjson::StringBuffer text;
    json_writer json{text};
    json.StartObject();
    json.Key("unread");
    json.StartArray();
    for (const auto& pointer : read.unread)
        json.String(pointer.data(), static_cast<rapidjson::SizeType>(pointer.size()));
    json.EndArray();
    json.Key("unread_count");
    json.Uint64(read.unread_count);
    json.EndObject();
    return {text.GetString(), text.GetSize()};
}

plan_reading read_fhir(std::string_view bytes) {
    hl7::fhir::read_outcome read = hl7::fhir::read_bundle(bytes);
    plan_reading made;
    made.coverage = coverage_of(read);
    made.place = [parts = std::move(read.parts)](std::string_view part) {
        const auto found = std::find_if(parts.begin(), parts.end(),
                                        [part](const part_place& one) { return one.part == part; });
        return found == parts.end() ? std::string{} : found->place;
    };
    made.plan = std::move(read.plan);
    made.file = std::move(read.file);
    made.findings = std::move(read.findings);
    return made;
}

plan_reading read_native(std::string_view bytes) {
    json::read_result read = json::read_json(bytes);
    plan_reading made;
    // A member that the form does not have is refused: nothing is left unread.
    made.coverage = R"({"unread":[],"unread_count":0})";
    made.place = json::pointer_of;
    made.plan = std::move(read.plan);
    made.findings = std::move(read.findings);
    return made;
}

plan_reading read_message(std::string_view bytes) {
    // A conversion is of whatever environment the message is: MSH-11.
    unwrap_options how;
    const auto header = hl7::v2::header_of(bytes);
    if (header && header->processing_id == "P") how.environment = cda::environment::production;
    unwrapped taken = unwrap(bytes, media::hl7v2, protocol::document, how);
    plan_reading made;
    if (cda::refuses(taken.findings)) {
        made.findings = std::move(taken.findings);
        return made;
    }
    made = read_cda(taken.cda);
    append(made.findings, std::move(taken.findings));
    return made;
}

struct reader_row {
    media form;
    plan_reading (*read)(std::string_view);
};
constexpr std::array readers{
    reader_row{media::cda, read_cda},
    reader_row{media::fhir, read_fhir},
    reader_row{media::pps_json, read_native},
    reader_row{media::hl7v2, read_message},
};

written to_cda(const plan_reading& from) {
    cda::write_outcome made = cda::write_pps(*from.plan);
    return {std::move(made.xml), std::move(made.findings)};
}

written to_fhir(const plan_reading& from) {
    return {hl7::fhir::write_bundle(*from.plan, from.file), {}};
}

written to_native(const plan_reading& from) {
    return {json::write_json(*from.plan), {}};
}

written to_html(const plan_reading& from) {
    return {render_html(*from.plan), {}};
}

written to_xds(const plan_reading& from) {
    written made = to_cda(from);
    cda::read_outcome read = cda::read_document(made.bytes);
    made.bytes.clear();
    append(made.findings, std::move(read.findings));
    if (!read.document) return made;
    const cda::identification what = cda::identify(*read.document, cda::environment::test);
    cda::xds::mapping_outcome mapped = cda::xds::map_header(*read.document, what, {}, {});
    append(made.findings, std::move(mapped.findings));
    made.bytes = cda::xds::to_json(mapped.entry);
    return made;
}

struct target_row {
    target to;
    std::string_view name;
    written (*write)(const plan_reading&);
};
constexpr std::array targets{
    target_row{target::cda, "cda", to_cda},      target_row{target::fhir, "fhir", to_fhir},
    target_row{target::json, "json", to_native}, target_row{target::html, "html", to_html},
    target_row{target::xds, "xds", to_xds},
};

// How far a Bundle is looked into for its resourceType: serializers write it first or nearly so.
constexpr std::size_t looked_at = 65'536;

}  // namespace

std::optional<media> form_of(std::string_view bytes) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (bytes.starts_with(mark)) bytes.remove_prefix(mark.size());
    const std::size_t start = bytes.find_first_not_of(" \t\r\n\x0B");
    if (start == std::string_view::npos) return std::nullopt;
    bytes.remove_prefix(start);
    if (bytes.front() == '<') return media::cda;
    if (bytes.starts_with("MSH")) return media::hl7v2;
    if (bytes.front() != '{') return std::nullopt;
    return bytes.substr(0, looked_at).find("\"resourceType\"") == std::string_view::npos ? media::pps_json
                                                                                         : media::fhir;
}

plan_reading read_plan(std::string_view bytes, media form) {
    const auto row = std::find_if(readers.begin(), readers.end(),
                                  [form](const reader_row& one) { return one.form == form; });
    return row->read(bytes);
}

std::optional<target> target_named(std::string_view name) noexcept {
    for (const auto& row : targets)
        if (row.name == name) return row.to;
    return std::nullopt;
}

written write_plan(const plan_reading& from, target to) {
    const auto row =
        std::find_if(targets.begin(), targets.end(), [to](const target_row& one) { return one.to == to; });
    return row->write(from);
}

}  // namespace pps::gateway::process
