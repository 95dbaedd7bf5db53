#include "tests/simulator/registry_log.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <filesystem>

namespace pps::simulator {

namespace {

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(writer& out, std::string_view text) {
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void put(writer& out, const char* key, std::string_view value) {
    out.Key(key);
    put(out, value);
}

std::int64_t millis(instant at) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

std::string text(const rapidjson::Value& from, const char* key) {
    const auto at = from.FindMember(key);
    return at != from.MemberEnd() && at->value.IsString()
               ? std::string(at->value.GetString(), at->value.GetStringLength())
               : std::string{};
}

std::int64_t integer(const rapidjson::Value& from, const char* key) {
    const auto at = from.FindMember(key);
    return at != from.MemberEnd() && at->value.IsInt64() ? at->value.GetInt64() : 0;
}

std::string finish(const rapidjson::StringBuffer& buffer) {
    return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

}  // namespace

std::string to_line(const submission& what, instant at) {
    rapidjson::StringBuffer buffer;
    writer out(buffer);
    out.StartObject();
    put(out, "set", what.set_unique_id);
    put(out, "patient", what.patient);
    out.Key("at");
    out.Int64(millis(at));
    out.Key("entries");
    out.StartArray();
    for (const auto& one : what.entries) {
        out.StartObject();
        put(out, "uuid", one.entry.entry_uuid);
        put(out, "id", one.entry.unique_id);
        put(out, "hash", one.entry.hash);
        out.Key("size");
        out.Int64(one.entry.size);
        put(out, "structure", one.entry.structure);
        put(out, "submitter", one.entry.submitter);
        put(out, "mime", one.entry.mime_type);
        put(out, "confidentiality", one.entry.confidentiality);
        out.Key("signature");
        out.Bool(one.entry.signature);
        out.Key("fragments");
        out.StartArray();
        for (const auto& fragment : one.fragments)
            put(out, fragment);
        out.EndArray();
        out.EndObject();
    }
    out.EndArray();
    out.Key("replaces");
    out.StartArray();
    for (const auto& one : what.replacements)
        put(out, one.target);
    out.EndArray();
    out.EndObject();
    return finish(buffer);
}

std::string to_line(const status_change& what, instant at) {
    rapidjson::StringBuffer buffer;
    writer out(buffer);
    out.StartObject();
    put(out, "set", what.set_unique_id);
    put(out, "deletes", what.target);
    out.Key("at");
    out.Int64(millis(at));
    out.EndObject();
    return finish(buffer);
}

std::optional<log_record> from_line(std::string_view line) {
    rapidjson::Document json;
    json.Parse(line.data(), line.size());
    if (json.HasParseError() || !json.IsObject()) return std::nullopt;
    log_record out;
    out.at = instant(std::chrono::milliseconds(integer(json, "at")));
    if (json.HasMember("deletes")) {
        out.removal.emplace();
        out.removal->set_unique_id = text(json, "set");
        out.removal->target = text(json, "deletes");
        return out;
    }
    if (!json.HasMember("entries") || !json["entries"].IsArray() || !json.HasMember("replaces") ||
        !json["replaces"].IsArray())
        return std::nullopt;
    out.added.set_unique_id = text(json, "set");
    out.added.patient = text(json, "patient");
    for (const auto& one : json["entries"].GetArray()) {
        if (!one.IsObject() || !one.HasMember("fragments") || !one["fragments"].IsArray())
            return std::nullopt;
        new_entry added;
        added.entry.entry_uuid = text(one, "uuid");
        added.entry.unique_id = text(one, "id");
        added.entry.hash = text(one, "hash");
        added.entry.size = integer(one, "size");
        added.entry.structure = text(one, "structure");
        added.entry.submitter = text(one, "submitter");
        added.entry.mime_type = text(one, "mime");
        added.entry.confidentiality = text(one, "confidentiality");
        added.entry.signature = one.HasMember("signature") && one["signature"].IsTrue();
        for (const auto& fragment : one["fragments"].GetArray())
            if (fragment.IsString())
                added.fragments.emplace_back(fragment.GetString(), fragment.GetStringLength());
        out.added.entries.push_back(std::move(added));
    }
    for (const auto& one : json["replaces"].GetArray())
        if (one.IsString()) out.added.replacements.push_back({one.GetString()});
    return out;
}

void truncate_file(const std::string& path, std::streamoff size) {
    if (std::filesystem::file_size(path) != static_cast<std::uintmax_t>(size))
        std::filesystem::resize_file(path, static_cast<std::uintmax_t>(size));
}

}  // namespace pps::simulator
