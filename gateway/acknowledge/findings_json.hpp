#pragma once

#include "cda/finding.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstddef>
#include <string>
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

/// For whom findings are written: the official wording can quote the document, so only the platform that
/// submitted it may read that.
enum class audience { submitter, anyone };

/// At most `most` findings; the last one then says how many more there are.
inline void put_findings(json_writer& json, const cda::findings& all, audience whom, std::size_t most = 200) {
    json.StartArray();
    std::size_t written = 0;
    for (const auto& one : all) {
        if (written++ == most) {
            json.StartObject();
            put(json, "rule", "findings.more");
            put(json, "severity", cda::to_string(cda::severity::info));
            put(json, "path", "");
            const std::string more = std::to_string(all.size() - most);
            put(json, "fr", more + " autres constats ne sont pas listés");
            put(json, "en", more + " more findings are not listed");
            json.EndObject();
            break;
        }
        json.StartObject();
        put(json, "rule", one.rule);
        put(json, "severity", cda::to_string(one.severity));
        put(json, "path", one.path);
        put(json, "fr", one.fr);
        put(json, "en", one.en);
        if (!one.source.empty()) put(json, "source", one.source);
        if (!one.official.empty() && whom == audience::submitter) put(json, "official", one.official);
        json.EndObject();
    }
    json.EndArray();
}

}  // namespace pps::gateway::acknowledge
