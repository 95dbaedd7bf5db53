#include "gateway/app/settings.hpp"

#include "gateway/app/json_source.hpp"
#include "gateway/app/quantity.hpp"
#include "gateway/app/schema_check.hpp"
#include "gateway/app/settings_rules.hpp"
#include "gateway/app/settings_schema.hpp"

#include <algorithm>
#include <cerrno>
#include <concepts>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

namespace pps::gateway::app {
namespace {

using rapidjson::Value;

// A configuration with a thousand platforms stays far below.
constexpr std::size_t largest_file = 4u << 20;

/// Reads the members of one object into fields. What is absent or has another type is left as it is: the
/// schema has already said so.
class reader {
  public:
    reader(const Value* object, const std::filesystem::path& folder)
        : object_(object && object->IsObject() ? object : nullptr), folder_(folder) {}

    reader in(const char* key) const { return {member(key), folder_}; }

    std::vector<reader> each(const char* key) const {
        std::vector<reader> items;
        if (const Value* v = member(key); v && v->IsArray())
            for (const Value& item : v->GetArray())
                items.emplace_back(&item, folder_);
        return items;
    }

    const Value* member(const char* key) const {
        if (!object_) return nullptr;
        const auto found = object_->FindMember(key);
        return found == object_->MemberEnd() ? nullptr : &found->value;
    }

    void get(const char* key, std::string& into) const {
        if (const auto text = string(key)) into = *text;
    }

    void get(const char* key, bool& into) const {
        const Value* v = member(key);
        if (v && v->IsBool()) into = v->GetBool();
    }

    void get(const char* key, double& into) const {
        const Value* v = member(key);
        if (v && v->IsNumber()) into = v->GetDouble();
    }

    template <std::integral Number>
    void get(const char* key, Number& into) const {
        const Value* v = member(key);
        if (v && v->IsInt64() && std::in_range<Number>(v->GetInt64()))
            into = static_cast<Number>(v->GetInt64());
    }

    void get(const char* key, milliseconds& into) const {
        const auto text = string(key);
        if (!text) return;
        if (const auto duration = parse_duration(*text)) into = *duration;
    }

    void get(const char* key, std::vector<std::string>& into) const {
        const Value* v = member(key);
        if (!v || !v->IsArray()) return;
        into.clear();
        for (const Value& each : v->GetArray())
            into.emplace_back(each.IsString() ? std::string{each.GetString(), each.GetStringLength()}
                                              : std::string{});
    }

    void get(const char* key, dmp::digest& into) const {
        if (const auto text = string(key)) into = *text == "sha1" ? dmp::digest::sha1 : dmp::digest::sha256;
    }

    template <std::unsigned_integral Number>
    void size(const char* key, Number& into) const {
        const Value* v = member(key);
        if (!v) return;
        std::optional<std::uint64_t> bytes;
        if (v->IsUint64()) bytes = v->GetUint64();
        if (v->IsString()) bytes = parse_size({v->GetString(), v->GetStringLength()});
        if (bytes && std::in_range<Number>(*bytes)) into = static_cast<Number>(*bytes);
    }

    void path(const char* key, std::string& into) const {
        const auto text = string(key);
        if (!text) return;
        into = text->empty() ? std::string{} : (folder_ / *text).lexically_normal().string();
    }

  private:
    std::optional<std::string> string(const char* key) const {
        const Value* v = member(key);
        if (!v || !v->IsString()) return std::nullopt;
        return std::string{v->GetString(), v->GetStringLength()};
    }

    const Value* object_;
    std::filesystem::path folder_;
};

void read_tls(const reader& from, tls_files& into) {
    from.path("certificate", into.certificate);
    from.path("key", into.key);
    from.path("trusted", into.trusted);
    from.path("crl", into.crl);
}

void read_receive(const reader& from, receive_settings& into) {
    from.get("address", into.address);
    from.get("port", into.port);
    read_tls(from.in("tls"), into.tls);
    from.size("max_document_bytes", into.max_document_bytes);
    from.size("max_header_bytes", into.max_header_bytes);
    from.get("max_connections", into.max_connections);
    from.get("handshake_timeout", into.handshake_timeout);
    from.get("header_timeout", into.header_timeout);
    from.get("body_timeout", into.body_timeout);
    from.get("idle_timeout", into.idle_timeout);
    from.get("answer_timeout", into.answer_timeout);
}

void read_mllp(const reader& from, mllp_settings& into) {
    from.get("address", into.address);
    from.get("port", into.port);
    if (from.member("tls")) read_tls(from.in("tls"), into.tls.emplace());
    if (from.member("receipts_tls")) read_tls(from.in("receipts_tls"), into.receipts_tls.emplace());
    from.get("plain", into.plain);
    from.get("plain_platform", into.plain_platform);
    from.size("max_message_bytes", into.max_message_bytes);
    from.get("max_connections", into.max_connections);
    from.get("handshake_timeout", into.handshake_timeout);
    from.get("message_timeout", into.message_timeout);
    from.get("idle_timeout", into.idle_timeout);
}

void read_policy(const reader& from, conformity_policy_settings& into) {
    from.get("mode", into.mode);
    from.get("refuse", into.refuse);
}

void read_conformity(const reader& from, conformity_settings& into) {
    from.path("rules", into.rules);
    from.path("bundle", into.bundle);
    from.path("supplement", into.supplement);
    read_policy(from, into.policy);
}

void read_acting(const reader& from, acting_settings& into) {
    from.get("structure_id", into.structure_id);
    from.get("structure_name", into.structure_name);
    from.get("activity_sector", into.activity_sector);
    from.get("responsible_id", into.responsible_id);
    from.get("system_id", into.system_id);
}

void read_platform(const reader& from, const conformity_policy_settings& general, platform_settings& into) {
    from.get("id", into.id);
    from.get("name", into.name);
    from.get("region", into.region);
    from.get("certificate_subjects", into.certificate_subjects);
    from.get("structures", into.structures);
    from.get("kinds", into.kinds);
    if (from.member("acts_as")) read_acting(from.in("acts_as"), into.acts_as.emplace());
    from.get("submitter", into.submitter);
    for (const reader& one : from.each("senders"))
        read_acting(one, into.senders.emplace_back());
    std::string messages;
    from.get("hl7v2", messages);
    into.strict_messages = messages == "strict";
    if (from.member("receipts")) {
        receipt_settings& receipts = into.receipts.emplace();
        const reader there = from.in("receipts");
        there.get("host", receipts.host);
        there.get("port", receipts.port);
        there.get("plain", receipts.plain);
    }
    if (from.member("conformity")) read_policy(from.in("conformity"), into.conformity.emplace(general));
}

void read_store(const reader& from, store_settings& into) {
    from.path("folder", into.folder);
    from.path("key_file", into.key_file);
    from.get("max_waiting", into.max_waiting);
    from.size("min_free_bytes", into.min_free_bytes);
    from.get("keep_days", into.keep_days);
}

void read_identity(const reader& from, dmp::identity& into) {
    from.get("structure_id", into.structure_id);
    from.get("structure_name", into.structure_name);
    from.get("activity_sector", into.activity_sector);
    from.get("responsible_id", into.responsible_id);
    from.get("system_id", into.system_id);
    from.get("system_name", into.system_name);
    from.get("system_model", into.system_model);
    from.get("auth_context", into.auth_context);
    const reader lps = from.in("lps");
    lps.get("id", into.lps_id);
    lps.get("name", into.lps_name);
    lps.get("version", into.lps_version);
    lps.get("homologation", into.lps_homologation);
}

void read_profile(const reader& from, dmp::profile& into) {
    const reader vihf = from.in("vihf");
    vihf.get("version", into.vihf_version);
    vihf.get("auth_mode_attribute", into.auth_mode_attribute);
    vihf.get("digest", into.vihf_digest);
    vihf.get("inclusive_namespaces", into.vihf_inclusive_namespaces);
    from.in("xades").get("digest", into.xades_digest);
    from.get("send_hash_size", into.send_hash_size);
    from.get("source_id", into.source_id);
    const reader content_type = from.in("content_type");
    content_type.get("code", into.content_type.code);
    content_type.get("scheme", into.content_type.scheme);
    content_type.get("display", into.content_type.display);
}

void read_national(const reader& from, national_settings& into) {
    const reader endpoints = from.in("endpoints");
    endpoints.get("repository", into.repository);
    endpoints.get("registry", into.registry);
    endpoints.get("patients", into.patients);
    read_tls(from.in("tls"), into.tls);
    const reader sign = from.in("sign");
    sign.path("certificate", into.sign_certificate);
    sign.path("key", into.sign_key);
    sign.path("issuers", into.sign_issuers);
    read_profile(from, into.profile);
    read_identity(from.in("identity"), into.identity);
    from.get("xcn13_for_internal_id", into.xcn13_for_internal_id);
    from.get("rate_per_second", into.rate_per_second);
    from.get("rate_limit_lifted", into.rate_limit_lifted);
    from.get("daily_announce", into.daily_announce);
    from.get("connections", into.connections);
    from.get("connect_timeout", into.connect_timeout);
    from.get("answer_timeout", into.answer_timeout);
    from.size("max_answer_bytes", into.max_answer_bytes);
    from.get("lease", into.lease);
    const reader retry = from.in("retry");
    retry.get("first", into.first_retry);
    retry.get("longest", into.longest_retry);
    retry.get("give_up_after", into.give_up_after);
    const reader breaker = from.in("breaker");
    breaker.get("failures", into.breaker_failures);
    breaker.get("pause", into.breaker_pause);
}

void read_all(const reader& from, settings& into) {
    std::string environment;
    from.get("environment", environment);
    if (environment == "production") into.environment = cda::environment::production;
    from.in("log").get("level", into.log_level);
    from.get("workers", into.workers);
    from.get("drain_timeout", into.drain_timeout);
    from.path("ports_file", into.ports_file);
    read_receive(from.in("receive"), into.receive);
    if (from.member("mllp")) read_mllp(from.in("mllp"), into.mllp.emplace());
    read_conformity(from.in("conformity"), into.conformity);
    read_store(from.in("store"), into.store);
    read_national(from.in("national"), into.national);
    const reader operators = from.in("operator");
    operators.get("address", into.operators.address);
    operators.get("port", into.operators.port);
    operators.get("progress_every", into.operators.progress_every);
}

settings_outcome failed(std::string text) {
    settings_outcome out;
    out.errors.push_back({"", std::move(text)});
    return out;
}

}  // namespace

settings_outcome parse_settings(std::string_view json, const std::string& folder) {
    static const schema_check schema{settings_schema};
    settings_outcome out;
    if (json.size() > largest_file) return failed("the configuration is larger than 4 MiB");
    json_source source = parse_json(json);
    out.errors = std::move(source.errors);
    if (!source.readable) return out;

    std::vector<std::string> broken;
    for (const setting_error& each : out.errors)
        broken.push_back(each.pointer);
    for (violation& each : schema.check(source.document)) {
        broken.push_back(each.pointer);
        out.errors.push_back({std::move(each.pointer), std::move(each.text)});
    }

    const std::filesystem::path base{folder};
    const reader file{&source.document, base};
    read_all(file, out.settings);
    if (const Value* platforms = file.member("platforms"); platforms && platforms->IsArray())
        for (const Value& each : platforms->GetArray())
            read_platform(reader{&each, base}, out.settings.conformity.policy,
                          out.settings.platforms.emplace_back());

    for (setting_error& each : check_rules({out.settings, source.document, broken}))
        out.errors.push_back(std::move(each));
    for (setting_error& each : out.errors)
        if (each.line == 0) each.line = source.position_of(each.pointer).line;
    std::stable_sort(out.errors.begin(), out.errors.end(),
                     [&](const setting_error& a, const setting_error& b) {
                         return source.position_of(a.pointer).order < source.position_of(b.pointer).order;
                     });
    return out;
}

settings_outcome read_settings(const std::string& file) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) return failed("cannot be read: it is a folder");
    errno = 0;
    std::ifstream stream{file, std::ios::binary};
    if (!stream) return failed(std::string{"cannot be read: "} + std::strerror(errno));
    std::string text(largest_file + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) return failed("cannot be read to its end");
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return parse_settings(text, std::filesystem::absolute(file).parent_path().string());
}

}  // namespace pps::gateway::app
