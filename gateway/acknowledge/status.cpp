#include "gateway/acknowledge/status.hpp"

#include "gateway/acknowledge/findings_json.hpp"

namespace pps::gateway::acknowledge {
namespace {

// Kept in every row of the documents table: enough to see what is wrong, little enough to read fast.
constexpr std::size_t most_kept_findings = 50;

void put_deletion(json_writer& json, const store::deletion_status& deletion) {
    json.StartObject();
    put(json, "id", deletion.id);
    put(json, "state", store::to_string(deletion.state));
    put(json, "reason", deletion.reason);
    put(json, "requested_at", to_rfc3339(deletion.requested_at));
    json.Key("attempts");
    json.Int(deletion.attempts);
    if (deletion.next_attempt) put(json, "next_attempt", to_rfc3339(*deletion.next_attempt));
    if (deletion.settled_at) put(json, "settled_at", to_rfc3339(*deletion.settled_at));
    if (!deletion.last_code.empty()) put(json, "code", deletion.last_code);
    if (!deletion.last_text.empty()) put(json, "text", deletion.last_text);
    json.EndObject();
}

}  // namespace

std::string status_json(const store::document_status& status, const cda::findings& warnings) {
    rapidjson::StringBuffer text;
    json_writer json{text};
    const std::string self = "/v1/documents/" + status.id;
    json.StartObject();
    put(json, "id", status.id);
    put(json, "unique_id", status.unique_id);
    put(json, "set_id", status.set_id);
    json.Key("version");
    json.Int64(status.version);
    put(json, "kind", status.kind);
    put(json, "correlation", status.correlation);
    put(json, "state", store::to_string(status.state));
    json.Key("attempts");
    json.Int(status.attempts);
    put(json, "received_at", to_rfc3339(status.received_at));
    if (status.next_attempt) put(json, "next_attempt", to_rfc3339(*status.next_attempt));
    if (status.settled_at) put(json, "settled_at", to_rfc3339(*status.settled_at));
    if (!status.last_code.empty()) put(json, "code", status.last_code);
    if (!status.last_text.empty()) put(json, "text", status.last_text);
    if (status.state == store::delivery_state::registered) {
        json.Key("receipt");
        json.StartObject();
        put(json, "submission_set_id", status.submission_set_id);
        put(json, "message_id", status.message_id);
        if (!status.entry_uuid.empty()) put(json, "entry_uuid", status.entry_uuid);
        if (status.settled_at) put(json, "registered_at", to_rfc3339(*status.settled_at));
        json.EndObject();
    }
    if (status.deletion) {
        json.Key("deletion");
        put_deletion(json, *status.deletion);
    }
    if (status.receipt) put(json, "receipt_message", store::to_string(*status.receipt));
    json.Key("history");
    json.StartArray();
    for (const auto& event : status.history) {
        json.StartObject();
        put(json, "at", to_rfc3339(event.at));
        put(json, "event", event.name);
        if (!event.detail.empty()) put(json, "detail", event.detail);
        json.EndObject();
    }
    json.EndArray();
    if (!status.edition.empty()) put(json, "edition", status.edition);
    if (!warnings.empty()) {
        json.Key("findings");
        put_findings(json, warnings, audience::submitter);
    } else if (!status.findings.empty()) {
        json.Key("findings");
        json.RawValue(status.findings.data(), status.findings.size(), rapidjson::kArrayType);
    }
    json.Key("links");
    json.StartObject();
    put(json, "self", self);
    json.EndObject();
    json.EndObject();
    return {text.GetString(), text.GetSize()};
}

std::string kept_findings_json(const cda::findings& found) {
    if (found.empty()) return {};
    rapidjson::StringBuffer text;
    json_writer json{text};
    put_findings(json, found, audience::anyone, most_kept_findings);
    return {text.GetString(), text.GetSize()};
}

std::string verdict_json(const cda::findings& found, bool acceptable, std::string_view refused_by,
                         std::string_view edition) {
    rapidjson::StringBuffer text;
    json_writer json{text};
    json.StartObject();
    json.Key("acceptable");
    json.Bool(acceptable);
    if (!refused_by.empty()) put(json, "refused_by", refused_by);
    put(json, "edition", edition);
    json.Key("findings");
    put_findings(json, found, audience::submitter);
    json.EndObject();
    return {text.GetString(), text.GetSize()};
}

std::string list_json(const std::vector<store::document_status>& documents) {
    rapidjson::StringBuffer text;
    json_writer json{text};
    json.StartArray();
    for (const auto& one : documents) {
        json.StartObject();
        put(json, "id", one.id);
        if (!one.target.empty()) put(json, "deletion_of", one.target);
        put(json, "platform", one.platform);
        put(json, "region", one.region);
        put(json, "state", store::to_string(one.state));
        put(json, "code", one.last_code);
        put(json, "text", one.last_text);
        json.Key("attempts");
        json.Int(one.attempts);
        put(json, "received_at", to_rfc3339(one.received_at));
        if (one.settled_at) put(json, "settled_at", to_rfc3339(*one.settled_at));
        json.EndObject();
    }
    json.EndArray();
    return std::string{text.GetString(), text.GetSize()} + "\n";
}

}  // namespace pps::gateway::acknowledge
