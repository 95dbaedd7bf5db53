#include "tests/simulator/admin.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <set>

namespace pps::simulator {

namespace {

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(writer& out, const char* key, std::string_view value) {
    out.Key(key);
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}
void put(writer& out, const char* key, std::uint64_t value) {
    out.Key(key);
    out.Uint64(value);
}
void put(writer& out, const char* key, const std::map<std::string, std::uint64_t>& values) {
    out.Key(key);
    out.StartObject();
    for (const auto& [name, value] : values)
        put(out, name.c_str(), value);
    out.EndObject();
}

admin_answer refuse(unsigned status, std::string_view why) {
    rapidjson::StringBuffer buffer;
    writer out(buffer);
    out.StartObject();
    put(out, "error", why);
    out.EndObject();
    return {status, buffer.GetString()};
}

admin_answer done() {
    return {200, "{\"status\":\"ok\"}"};
}

admin_answer registered(const registry& documents, bool with_signatures) {
    rapidjson::StringBuffer buffer;
    writer out(buffer);
    out.StartArray();
    for (const auto& entry : documents.all()) {
        if (entry.signature && !with_signatures) continue;
        out.StartObject();
        put(out, "unique_id", entry.unique_id);
        put(out, "kind", entry.signature ? "signature" : "document");
        put(out, "hash", entry.hash);
        put(out, "size", static_cast<std::uint64_t>(entry.size));
        put(out, "status", word_of(entry.status));
        put(out, "submission_set_id", entry.set_id);
        put(out, "entry_uuid", entry.entry_uuid);
        put(out, "structure", entry.structure);
        put(out, "submitter", entry.submitter);
        put(out, "deleted_by", entry.deleted_by);
        put(out, "patient", entry.patient);
        put(out, "mime_type", entry.mime_type);
        put(out, "confidentiality", entry.confidentiality);
        put(out, "registered_at", to_iso(entry.registered_at));
        put(out, "attempts", entry.attempts);
        out.EndObject();
    }
    out.EndArray();
    return {200, std::string(buffer.GetString(), buffer.GetSize())};
}

admin_answer counts(const admin_target& on) {
    const auto service = on.service.counts();
    const auto documents = on.documents.counts();
    const auto faults = on.faults.injected();
    std::uint64_t injected = 0;
    for (const auto& [mode, count] : faults)
        injected += count;
    rapidjson::StringBuffer buffer;
    writer out(buffer);
    out.StartObject();
    put(out, "requests", service.requests);
    put(out, "accepted", service.accepted);
    put(out, "registered", documents.registered);
    put(out, "submission_sets", documents.submission_sets);
    put(out, "duplicates_refused", documents.duplicates_refused);
    put(out, "refused", service.refused);
    put(out, "faults_injected", injected);
    put(out, "faults", faults);
    out.EndObject();
    return {200, buffer.GetString()};
}

const rapidjson::Value* member(const rapidjson::Value& from, const char* key) {
    const auto at = from.FindMember(key);
    return at == from.MemberEnd() ? nullptr : &at->value;
}

std::optional<fault_rule> read_rule(const rapidjson::Value& from) {
    if (!from.IsObject()) return std::nullopt;
    fault_rule out;
    const auto* mode = member(from, "mode");
    const auto parsed =
        mode != nullptr && mode->IsString() ? parse_fault_mode(mode->GetString()) : std::nullopt;
    if (!parsed) return std::nullopt;
    out.mode = *parsed;
    if (const auto* value = member(from, "probability")) {
        if (!value->IsNumber() || value->GetDouble() < 0 || value->GetDouble() > 1) return std::nullopt;
        out.probability = value->GetDouble();
    }
    if (const auto* value = member(from, "count")) {
        if (!value->IsInt64() || value->GetInt64() < -1) return std::nullopt;
        out.remaining = value->GetInt64();
    }
    if (const auto* value = member(from, "latency_ms")) {
        if (!value->IsInt64() || value->GetInt64() < 0 || value->GetInt64() > longest_latency.count())
            return std::nullopt;
        out.latency = std::chrono::milliseconds(value->GetInt64());
    }
    if (const auto* value = member(from, "service")) {
        static const std::set<std::string, std::less<>> known{"all", "repository", "registry", "patients"};
        if (!value->IsString() || !known.contains(std::string_view(value->GetString()))) return std::nullopt;
        out.service = value->GetString();
    }
    if (const auto* value = member(from, "action")) {
        if (!value->IsString()) return std::nullopt;
        out.action = value->GetString();
    }
    return out;
}

admin_answer set_faults(std::string_view body, fault_plan& faults) {
    rapidjson::Document json;
    json.Parse(body.data(), body.size());
    if (json.HasParseError() || !json.IsObject()) return refuse(400, "not a JSON object");
    std::vector<fault_rule> rules;
    double total = 0;
    auto add = [&](const rapidjson::Value& value) {
        const auto rule = read_rule(value);
        if (!rule) return false;
        total += rule->probability;
        rules.push_back(*rule);
        return true;
    };
    if (const auto* mix = member(json, "mix")) {
        if (!mix->IsArray()) return refuse(400, "mix is not a list");
        for (const auto& value : mix->GetArray())
            if (!add(value)) return refuse(400, "a fault of the mix is malformed");
        if (total > 1.000001) return refuse(400, "the probabilities of the mix exceed 1");
    } else if (!add(json)) {
        return refuse(400, "the fault is malformed");
    }
    std::optional<std::uint64_t> seed;
    if (const auto* value = member(json, "seed")) {
        if (!value->IsUint64()) return refuse(400, "seed is not a whole number");
        seed = value->GetUint64();
    }
    faults.set(std::move(rules), seed);
    return done();
}

std::optional<std::set<std::string>> read_set(const rapidjson::Value& from, const char* key) {
    std::set<std::string> out;
    const auto* list = member(from, key);
    if (list == nullptr) return out;
    if (!list->IsArray()) return std::nullopt;
    for (const auto& value : list->GetArray()) {
        if (!value.IsString()) return std::nullopt;
        out.insert(value.GetString());
    }
    return out;
}

admin_answer set_patients(std::string_view body, registry& documents) {
    rapidjson::Document json;
    json.Parse(body.data(), body.size());
    if (json.HasParseError() || !json.IsObject()) return refuse(400, "not a JSON object");
    auto closed = read_set(json, "closed");
    auto absent = read_set(json, "absent");
    if (!closed || !absent) return refuse(400, "closed and absent are lists of text");
    documents.set_patients(std::move(*closed), std::move(*absent));
    return done();
}

admin_answer reset(const admin_target& on) {
    on.faults.clear();
    on.documents.clear();
    on.service.reset();
    return done();
}

}  // namespace

admin_answer handle_admin(std::string_view method, std::string_view target, std::string_view body,
                          const admin_target& on) {
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    const bool all = question != std::string_view::npos && target.substr(question + 1) == "all=1";
    constexpr std::pair<std::string_view, std::string_view> routes[] = {
        {"GET", "/health"},  {"GET", "/registered"}, {"GET", "/counts"},
        {"POST", "/faults"}, {"POST", "/patients"},  {"POST", "/reset"}};
    bool known = false;
    for (const auto& [verb, route] : routes) {
        if (path != route) continue;
        known = true;
        if (method != verb) return refuse(405, "another method is expected");
    }
    if (!known) return refuse(404, "no such resource");
    if (path == "/health") return done();
    if (path == "/registered") return registered(on.documents, all);
    if (path == "/counts") return counts(on);
    if (path == "/faults") return set_faults(body, on.faults);
    if (path == "/patients") return set_patients(body, on.documents);
    return reset(on);
}

}  // namespace pps::simulator
