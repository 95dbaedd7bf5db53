#include "cda/pps/names.hpp"
#include "cda/read/reading.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace pps::cda {
namespace {

using json_writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(json_writer& out, std::string_view text) {
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write(json_writer& out, const char* key, const tally& counts) {
    out.Key(key);
    out.StartObject();
    out.Key("read");
    out.Uint64(counts.read);
    out.Key("mapped");
    out.Uint64(counts.mapped);
    out.Key("kept");
    out.Uint64(counts.kept);
    out.Key("narrative");
    out.Uint64(counts.narrative);
    out.EndObject();
}

void write(json_writer& out, const char* key, const std::vector<std::string>& paths) {
    out.Key(key);
    out.StartArray();
    for (const auto& path : paths)
        write(out, path);
    out.EndArray();
}

}  // namespace

std::string to_json(const coverage& c) {
    rapidjson::StringBuffer buffer;
    json_writer out(buffer);
    out.StartObject();
    write(out, "entries", c.entries);
    write(out, "nested", c.nested);
    out.Key("sections");
    out.StartArray();
    for (const auto& one : c.sections) {
        out.StartObject();
        out.Key("kind");
        write(out, to_string(one.kind));
        out.Key("path");
        write(out, one.path);
        out.Key("text");
        out.Bool(one.text);
        write(out, "entries", one.entries);
        write(out, "nested", one.nested);
        out.EndObject();
    }
    out.EndArray();
    write(out, "unplaced", c.unplaced);
    write(out, "unread", c.unread);
    out.Key("unread_count");
    out.Uint64(c.unread_count);
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace pps::cda
