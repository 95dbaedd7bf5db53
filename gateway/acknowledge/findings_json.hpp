#pragma once

#include "cda/finding.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string_view>

namespace pps::gateway::acknowledge {

using json_writer = rapidjson::Writer<rapidjson::StringBuffer>;

inline void put(json_writer& json, std::string_view text) {
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

inline void put(json_writer& json, std::string_view key, std::string_view text) {
    json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    put(json, text);
}

inline void put_findings(json_writer& json, const cda::findings& all) {
    json.StartArray();
    for (const auto& one : all) {
        json.StartObject();
        put(json, "rule", one.rule);
        put(json, "severity", cda::to_string(one.severity));
        put(json, "path", one.path);
        put(json, "fr", one.fr);
        put(json, "en", one.en);
        json.EndObject();
    }
    json.EndArray();
}

}  // namespace pps::gateway::acknowledge
