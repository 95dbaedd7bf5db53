#include "gateway/app/json_source.hpp"
#include "gateway/app/settings_schema.hpp"
#include "tests/unit/gateway/app/sample.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string>

namespace pps::gateway::app {
namespace {

using rapidjson::Value;

std::string reference_text() {
    std::ifstream file{PPS_SOURCE_DIR "/config/gateway.reference.json"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Follows $ref.
const Value& resolved(const Value& node, const Value& root) {
    const auto ref = node.FindMember("$ref");
    if (ref == node.MemberEnd()) return node;
    return *rapidjson::Pointer{ref->value.GetString() + 1}.Get(root);  // without the "#"
}

using visitor = std::function<void(const std::string& pointer, const Value& property)>;

/// Calls `see` for every property of the schema, with its pointer in a configuration; "/-" stands for list
/// items.
void each_property(const Value& node, const Value& root, const std::string& at, const visitor& see) {
    const Value& here = resolved(node, root);
    if (here.HasMember("properties"))
        for (const auto& member : here["properties"].GetObject()) {
            const std::string pointer = at + pointer_token(member.name.GetString());
            see(pointer, member.value);
            each_property(member.value, root, pointer, see);
        }
    if (here.HasMember("items")) each_property(here["items"], root, at + "/-", see);
}

/// The pointers of all members of a configuration, list indexes as "-".
void each_member(const Value& value, const std::string& at, std::set<std::string>& out) {
    if (value.IsObject())
        for (const auto& member : value.GetObject()) {
            out.insert(at + pointer_token(member.name.GetString()));
            each_member(member.value, at + pointer_token(member.name.GetString()), out);
        }
    if (value.IsArray())
        for (const Value& each : value.GetArray())
            each_member(each, at + "/-", out);
}

TEST(reference_configuration, has_no_error) {
    EXPECT_EQ(listed(parse_settings(reference_text(), "/etc/pps-gateway")), "");
}

TEST(reference_configuration, shows_every_key_of_the_schema_and_no_other) {
    const json_source schema = parse_json(settings_schema);
    const json_source reference = parse_json(reference_text());
    ASSERT_TRUE(schema.readable && reference.readable);
    std::set<std::string> known, shown;
    each_property(schema.document, schema.document, "",
                  [&](const std::string& pointer, const Value&) { known.insert(pointer); });
    each_member(reference.document, "", shown);
    EXPECT_GT(known.size(), 90u);
    for (const std::string& pointer : known)
        EXPECT_TRUE(shown.contains(pointer)) << pointer << " is missing in the reference";
    for (const std::string& pointer : shown)
        EXPECT_TRUE(known.contains(pointer)) << pointer << " is not in the schema";
}

TEST(reference_configuration, shows_the_default_of_every_key_that_has_one) {
    const json_source schema = parse_json(settings_schema);
    const json_source reference = parse_json(reference_text());
    int compared = 0;
    each_property(schema.document, schema.document, "", [&](std::string pointer, const Value& property) {
        if (!property.HasMember("default")) return;
        if (const auto dash = pointer.find("/-"); dash != std::string::npos) pointer.replace(dash, 2, "/0");
        const Value* shown = rapidjson::Pointer{pointer.c_str()}.Get(reference.document);
        ASSERT_NE(shown, nullptr) << pointer;
        EXPECT_TRUE(*shown == property["default"]) << pointer;
        ++compared;
    });
    EXPECT_GT(compared, 40);
}

TEST(schema, describes_every_property) {
    const json_source schema = parse_json(settings_schema);
    each_property(schema.document, schema.document, "",
                  [](const std::string& pointer, const Value& property) {
                      ASSERT_TRUE(property.HasMember("description")) << pointer;
                      EXPECT_GT(property["description"].GetStringLength(), 3u) << pointer;
                  });
    for (const auto& member : schema.document["$defs"].GetObject())
        EXPECT_TRUE(member.value.HasMember("description")) << member.name.GetString();
}

TEST(schema, closes_every_object) {
    const json_source schema = parse_json(settings_schema);
    const auto closed = [&](const std::string& pointer, const Value& property) {
        const Value& here = resolved(property, schema.document);
        EXPECT_EQ(here.HasMember("properties"), here.HasMember("additionalProperties")) << pointer;
        if (here.HasMember("items")) {
            const Value& item = resolved(here["items"], schema.document);
            EXPECT_EQ(item.HasMember("properties"), item.HasMember("additionalProperties")) << pointer;
        }
    };
    closed("", schema.document);
    each_property(schema.document, schema.document, "", closed);
}

/// Every field, so that two settings can be compared.
std::string described(const settings& s) {
    std::string out;
    const auto add = [&](const auto& v) {
        using type = std::remove_cvref_t<decltype(v)>;
        if constexpr (std::is_convertible_v<type, std::string_view>)
            out += std::string{v};
        else if constexpr (std::is_same_v<type, milliseconds>)
            out += std::to_string(v.count());
        else if constexpr (std::is_enum_v<type>)
            out += std::to_string(static_cast<int>(v));
        else
            out += std::to_string(v);
        out += '\n';
    };
    const auto all = [&](const auto&... each) { (add(each), ...); };
    const auto tls = [&](const tls_files& t) { all(t.certificate, t.key, t.trusted, t.crl); };
    all(s.environment, s.log_level, s.workers, s.drain_timeout, s.ports_file);
    const receive_settings& r = s.receive;
    tls(r.tls);
    all(r.address, r.port, r.max_document_bytes, r.max_header_bytes, r.max_connections, r.handshake_timeout,
        r.header_timeout, r.body_timeout, r.idle_timeout, r.answer_timeout);
    for (const platform_settings& p : s.platforms) {
        all(p.id, p.name, p.region, p.acts_as ? p.acts_as->structure_id : std::string{"none"});
        all(p.submitter, std::to_string(p.senders.size()));
        all(p.strict_messages, p.conformity ? p.conformity->mode : std::string{"none"});
        for (const auto* list : {&p.certificate_subjects, &p.structures, &p.kinds})
            for (const std::string& each : *list)
                add(each);
    }
    const mllp_settings m = s.mllp.value_or(mllp_settings{});
    all(m.address, m.port, m.plain, m.plain_platform, m.max_message_bytes, m.max_connections,
        m.handshake_timeout, m.message_timeout, m.idle_timeout);
    const conformity_settings& c = s.conformity;
    all(c.bundle, c.supplement, c.rules, c.policy.mode);
    for (const std::string& each : c.policy.refuse)
        add(each);
    all(s.store.folder, s.store.key_file, s.store.max_waiting, s.store.min_free_bytes, s.store.keep_days);
    const national_settings& n = s.national;
    tls(n.tls);
    all(n.repository, n.registry, n.patients, n.sign_certificate, n.sign_key, n.sign_issuers,
        n.xcn13_for_internal_id, n.rate_per_second, n.rate_limit_lifted, n.daily_announce, n.connections,
        n.connect_timeout, n.answer_timeout, n.max_answer_bytes, n.lease, n.first_retry, n.longest_retry,
        n.give_up_after, n.breaker_failures, n.breaker_pause);
    all(n.profile.vihf_version, n.profile.auth_mode_attribute, n.profile.vihf_digest,
        n.profile.vihf_inclusive_namespaces, n.profile.xades_digest, n.profile.send_hash_size,
        n.profile.source_id, n.profile.content_type.code, n.profile.content_type.scheme,
        n.profile.content_type.display);
    all(n.identity.auth_context, n.identity.lps_id);
    all(s.operators.address, s.operators.port, s.operators.progress_every);
    return out;
}

TEST(schema, has_the_defaults_of_the_program) {
    const json_source schema = parse_json(settings_schema);
    rapidjson::Document explicit_one;
    explicit_one.Parse(smallest.data(), smallest.size());
    each_property(schema.document, schema.document, "", [&](std::string pointer, const Value& property) {
        if (!property.HasMember("default")) return;
        for (const char* whole : {"/mllp/tls/", "/mllp/receipts_tls/", "/platforms/-/receipts/"})
            if (pointer.starts_with(whole)) return;  // Left out as a whole.
        if (const auto dash = pointer.find("/-"); dash != std::string::npos) pointer.replace(dash, 2, "/0");
        rapidjson::Pointer{pointer.c_str()}.Set(explicit_one,
                                                Value{property["default"], explicit_one.GetAllocator()});
    });
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer{out};
    explicit_one.Accept(writer);
    const settings_outcome told = parse_settings({out.GetString(), out.GetSize()}, "/etc");
    const settings_outcome silent = parse_settings(smallest, "/etc");
    ASSERT_EQ(listed(told), "");
    EXPECT_EQ(described(told.settings), described(silent.settings));
}

}  // namespace
}  // namespace pps::gateway::app
