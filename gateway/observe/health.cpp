#include "gateway/observe/health.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <string_view>

namespace pps::gateway::observe {
namespace {

using writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void put(writer& json, std::string_view key, std::string_view text) {
    json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void put(writer& json, std::string_view key, std::int64_t value) {
    json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    json.Int64(value);
}

void flag(writer& json, std::string_view key, bool value) {
    json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    json.Bool(value);
}

std::int64_t days_left(const snapshot& now, const certificate_state& one) {
    return std::chrono::floor<std::chrono::days>(one.not_after - now.at).count();
}

bool store_ok(const snapshot& now) {
    return now.store_answered && now.store.writable && now.store.integrity_ok;
}

bool disk_ok(const snapshot& now) {
    return now.disk_free_bytes >= now.disk_wanted_bytes;
}

bool certificates_ok(const snapshot& now) {
    for (const auto& one : now.certificates)
        if (one.not_after <= now.at) return false;
    return true;
}

void store_part(writer& json, const snapshot& now) {
    json.StartObject();
    flag(json, "ok", store_ok(now));
    flag(json, "writable", now.store.writable);
    flag(json, "integrity_ok", now.store.integrity_ok);
    flag(json, "integrity_check_complete", now.store.integrity_complete);
    if (!now.store.last_error.empty()) put(json, "last_error", now.store.last_error);
    put(json, "database_bytes", now.store.database_bytes);
    put(json, "schema_version", now.store.schema_version);
    json.EndObject();
}

void queue_part(writer& json, const snapshot& now) {
    const auto& q = now.queue;
    json.StartObject();
    put(json, "queued", q.queued);
    put(json, "sending", q.sending);
    put(json, "unknown", q.unknown);
    put(json, "registered", q.registered);
    put(json, "refused", q.refused);
    put(json, "failed", q.failed);
    put(json, "withdrawn", q.withdrawn);
    put(json, "deleted", q.deleted);
    const std::int64_t age = q.oldest_pending ? (to_millis(now.at) - to_millis(*q.oldest_pending)) / 1000 : 0;
    put(json, "oldest_pending_seconds", age);
    json.EndObject();
}

std::string_view word(breaker_state state) {
    switch (state) {
        case breaker_state::closed:
            return "closed";
        case breaker_state::half_open:
            return "half-open";
        case breaker_state::open:
            return "open";
    }
    return "open";
}

void national_part(writer& json, const snapshot& now) {
    json.StartObject();
    flag(json, "ok", national_ok(now));
    json.Key("services");
    json.StartArray();
    for (const auto& one : now.national) {
        json.StartObject();
        put(json, "name", one.name);
        put(json, "circuit_breaker", word(one.breaker));
        if (one.last_success) put(json, "last_success", to_rfc3339(*one.last_success));
        if (one.last_trouble) put(json, "last_trouble", to_rfc3339(*one.last_trouble));
        json.EndObject();
    }
    json.EndArray();
    put(json, "registered_today", registered_today(now));
    put(json, "daily_announce", static_cast<std::int64_t>(now.daily_announce));
    json.EndObject();
}

std::string_view sentence(const snapshot& now) {
    if (now.stopping) return "La passerelle s'arrête : elle termine ce qui est en cours.";
    if (!now.store_answered) return "Le stockage ne répond pas.";
    if (!now.store.integrity_ok) return "La base de données est endommagée : restaurer une sauvegarde.";
    if (!now.store.writable)
        return "Le stockage n'écrit plus (disque plein ou en panne) : rien n'est accepté.";
    if (!disk_ok(now)) return "L'espace disque est sous le seuil configuré.";
    if (!certificates_ok(now)) return "Un certificat de la passerelle ou une liste de révocation a expiré.";
    if (!national_ok(now)) return "Le DMP ne répond pas : les documents sont acceptés et attendent.";
    if (now.queue.failed > 0) return "Des documents n'ont pas pu être transmis : à examiner et à rejouer.";
    return "Tout fonctionne.";
}

}  // namespace

bool is_ready(const snapshot& now) {
    return !now.stopping && store_ok(now) && disk_ok(now) && certificates_ok(now);
}

std::string health_json(const snapshot& now) {
    rapidjson::StringBuffer text;
    writer json{text};
    json.SetIndent(' ', 2);
    json.StartObject();
    put(json, "status", is_ready(now) ? "ready" : "not-ready");
    put(json, "message", sentence(now));
    put(json, "version", now.version);
    put(json, "at", to_rfc3339(now.at));
    put(json, "uptime_seconds", static_cast<std::int64_t>(now.uptime_seconds));
    json.Key("store");
    store_part(json, now);
    json.Key("disk");
    json.StartObject();
    flag(json, "ok", disk_ok(now));
    put(json, "free_bytes", static_cast<std::int64_t>(now.disk_free_bytes));
    put(json, "wanted_bytes", static_cast<std::int64_t>(now.disk_wanted_bytes));
    json.EndObject();
    json.Key("national_endpoint");
    national_part(json, now);
    json.Key("queue");
    queue_part(json, now);
    json.Key("certificates");
    json.StartArray();
    for (const auto& one : now.certificates) {
        json.StartObject();
        flag(json, "ok", one.not_after > now.at);
        put(json, "use", one.use);
        put(json, "subject", one.subject);
        put(json, "days_left", days_left(now, one));
        json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    std::string page{text.GetString(), text.GetSize()};
    page += '\n';
    return page;
}

}  // namespace pps::gateway::observe
