#include "gateway/process/kept_metadata.hpp"

#include "cda/xds/from_cda.hpp"
#include "hl7/fhir/base64.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <utility>

namespace pps::gateway::process {
namespace {

using json_writer = rapidjson::Writer<rapidjson::StringBuffer>;
using rapidjson::Value;

struct range_row {
    const char* key;
    std::optional<cda::byte_range> kept_metadata::*range;
};
constexpr range_row range_rows[] = {{"left_out", &kept_metadata::left_out},
                                    {"embedded", &kept_metadata::embedded}};

void put_object(json_writer& out, const char* key, const std::string& json) {
    out.Key(key);
    out.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

void put(json_writer& out, const filing& kept) {
    out.Key("secret_connection");
    out.Bool(kept.secret_connection);
    if (kept.by) put_object(out, "submitter", cda::xds::to_json(*kept.by));
}

std::string text_of(const Value& object) {
    rapidjson::StringBuffer text;
    json_writer out{text};
    object.Accept(out);
    return {text.GetString(), text.GetSize()};
}

bool read(const Value& from, filing& to) {
    const auto secret = from.FindMember("secret_connection");
    if (secret == from.MemberEnd() || !secret->value.IsBool()) return false;
    to.secret_connection = secret->value.GetBool();
    const auto by = from.FindMember("submitter");
    return by == from.MemberEnd() || cda::xds::from_json(text_of(by->value), to.by.emplace());
}

bool read(const Value& from, cda::byte_range& to) {
    if (!from.IsArray() || from.Size() != 2 || !from[0].IsUint64() || !from[1].IsUint64()) return false;
    to.offset = from[0].GetUint64();
    to.length = from[1].GetUint64();
    return true;
}

bool read(const Value& from, kept_metadata& to) {
    const auto entry = from.FindMember("entry");
    if (entry == from.MemberEnd() || !cda::xds::from_json(text_of(entry->value), to.entry)) return false;
    const auto converted = from.FindMember("converted");
    to.converted = converted != from.MemberEnd() && converted->value.IsBool() && converted->value.GetBool();
    for (const auto& row : range_rows) {
        const auto found = from.FindMember(row.key);
        if (found != from.MemberEnd() && !read(found->value, (to.*(row.range)).emplace())) return false;
    }
    return read(from, to.filing);
}

template <class Kept>
std::optional<Kept> parsed(std::string_view json) {
    rapidjson::Document document;
    document.Parse(json.data(), json.size());
    Kept kept;
    if (document.HasParseError() || !document.IsObject() || !read(document, kept)) return std::nullopt;
    return kept;
}

}  // namespace

std::string to_json(const kept_metadata& kept) {
    rapidjson::StringBuffer text;
    json_writer json{text};
    json.StartObject();
    put_object(json, "entry", cda::xds::to_json(kept.entry));
    put(json, kept.filing);
    if (kept.converted) {
        json.Key("converted");
        json.Bool(true);
    }
    for (const auto& row : range_rows) {
        const auto& range = kept.*(row.range);
        if (!range) continue;
        json.Key(row.key);
        json.StartArray();
        json.Uint64(range->offset);
        json.Uint64(range->length);
        json.EndArray();
    }
    json.EndObject();
    return {text.GetString(), text.GetSize()};
}

std::optional<kept_metadata> kept_metadata_from(std::string_view json) {
    return parsed<kept_metadata>(json);
}

std::string to_json(const filing& kept) {
    rapidjson::StringBuffer text;
    json_writer json{text};
    json.StartObject();
    put(json, kept);
    json.EndObject();
    return {text.GetString(), text.GetSize()};
}

std::optional<filing> filing_from(std::string_view json) {
    return parsed<filing>(json);
}

std::optional<cda::byte_range> embedded_in(std::string_view received, std::string_view document) {
    const std::string text = hl7::fhir::base64(document);
    const auto at = received.find(text);
    if (text.empty() || at == received.npos) return std::nullopt;
    return cda::byte_range{at, text.size()};
}

std::string payload_to_keep(std::string_view received, const kept_metadata& kept) {
    if (!kept.embedded) return std::string{received};
    std::string rest{received.substr(0, kept.embedded->offset)};
    rest += received.substr(kept.embedded->offset + kept.embedded->length);
    return rest;
}

std::string received_bytes(std::string payload, std::string_view document, const kept_metadata& kept) {
    if (kept.embedded && kept.embedded->offset <= payload.size())
        payload.insert(kept.embedded->offset, hl7::fhir::base64(document));
    return payload;
}

std::string bytes_to_send(std::string document, const kept_metadata& kept) {
    if (kept.left_out && kept.left_out->offset <= document.size())
        document.erase(kept.left_out->offset, kept.left_out->length);
    return document;
}

std::string payload_context(std::string_view document_id) {
    return std::string{document_id} + "/payload";
}

std::string sent_context(std::string_view document_id) {
    return std::string{document_id} + "/sent";
}

std::string metadata_context(std::string_view document_id) {
    return std::string{document_id} + "/metadata";
}

}  // namespace pps::gateway::process
