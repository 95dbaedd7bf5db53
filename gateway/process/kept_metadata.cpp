#include "gateway/process/kept_metadata.hpp"

#include "cda/xds/from_cda.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <utility>

namespace pps::gateway::process {
namespace {

using json_writer = rapidjson::Writer<rapidjson::StringBuffer>;
using rapidjson::Value;

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
    const auto left_out = from.FindMember("left_out");
    if (left_out != from.MemberEnd() && !read(left_out->value, to.left_out.emplace())) return false;
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
    if (kept.left_out) {
        json.Key("left_out");
        json.StartArray();
        json.Uint64(kept.left_out->offset);
        json.Uint64(kept.left_out->length);
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
