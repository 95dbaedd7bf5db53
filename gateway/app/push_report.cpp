#include "gateway/app/push_report.hpp"

#include "gateway/app/serve.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <unistd.h>

namespace pps::gateway::app {
namespace {

using json_writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::size_t files_without_bar = 3;

std::string member(const rapidjson::Value& object, const char* name) {
    const auto found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsString()
               ? std::string{found->value.GetString(), found->value.GetStringLength()}
               : std::string{};
}

/// A problem or a status resource of the REST API.
void print_resource(const pushed& one) {
    rapidjson::Document parsed;
    parsed.Parse(one.body.data(), one.body.size());
    if (parsed.HasParseError() || !parsed.IsObject()) {
        std::printf("%s: HTTP %d\n", one.file.c_str(), one.status);
        return;
    }
    if (one.id.empty()) {
        std::printf("%s: refused (HTTP %d): %s\n", one.file.c_str(), one.status,
                    member(parsed, "fr").c_str());
    } else {
        std::printf("%s: %s, id %s\n", one.file.c_str(), one.state.c_str(), one.id.c_str());
        if (const std::string code = member(parsed, "code"); !code.empty())
            std::printf("    %s: %s\n", code.c_str(), member(parsed, "text").c_str());
        const auto receipt = parsed.FindMember("receipt");
        if (receipt != parsed.MemberEnd() && receipt->value.IsObject())
            for (const auto& line : receipt->value.GetObject())
                if (line.value.IsString())
                    std::printf("    %s: %s\n", line.name.GetString(), line.value.GetString());
    }
    const auto findings = parsed.FindMember("findings");
    if (findings == parsed.MemberEnd() || !findings->value.IsArray()) return;
    for (const auto& finding : findings->value.GetArray()) {
        if (!finding.IsObject()) continue;
        std::printf("    [%s] %s\n        %s\n        %s\n        %s\n", member(finding, "severity").c_str(),
                    member(finding, "rule").c_str(), member(finding, "path").c_str(),
                    member(finding, "fr").c_str(), member(finding, "en").c_str());
    }
}

/// An acknowledgement.
void print_acknowledgement(const pushed& one) {
    std::printf("%s: %s (%s), message %s\n", one.file.c_str(), one.accepted ? "accepted" : "refused",
                one.code.c_str(), one.control_id.c_str());
    for (const auto& error : one.errors)
        std::printf("    [%s] %s %s\n        %s\n        %s\n", error.severity.c_str(), error.code.c_str(),
                    error.rule.c_str(), error.location.c_str(), error.text.c_str());
}

void print_text(const pushed& one) {
    if (!one.answered)
        std::printf("%s: %s (%s)\n", one.file.c_str(), one.unsent ? "not sent" : "no answer",
                    one.problem.c_str());
    else if (!one.code.empty())
        print_acknowledgement(one);
    else
        print_resource(one);
}

void put(json_writer& json, const char* key, const std::string& text) {
    json.Key(key);
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void put_acknowledgement(json_writer& json, const pushed& one) {
    put(json, "code", one.code);
    put(json, "control_id", one.control_id);
    json.Key("errors");
    json.StartArray();
    for (const auto& error : one.errors) {
        json.StartObject();
        put(json, "code", error.code);
        put(json, "severity", error.severity);
        put(json, "location", error.location);
        put(json, "rule", error.rule);
        put(json, "text", error.text);
        json.EndObject();
    }
    json.EndArray();
}

void print_json(const pushed& one) {
    rapidjson::StringBuffer text;
    json_writer json{text};
    json.StartObject();
    put(json, "file", one.file);
    json.Key("status");
    json.Int(one.status);
    json.Key("accepted");
    json.Bool(one.accepted);
    if (!one.answered) put(json, "problem", one.problem);
    if (!one.code.empty()) put_acknowledgement(json, one);
    json.Key("answer");
    if (one.body.empty())
        json.Null();
    else
        json.RawValue(one.body.data(), one.body.size(), rapidjson::kObjectType);
    json.EndObject();
    std::printf("%s\n", text.GetString());
}

}  // namespace

push_report::push_report(std::size_t files, bool json)
    : files_(files), json_(json), bar_(!json && files > files_without_bar && ::isatty(STDERR_FILENO) == 1) {}

void push_report::add(const pushed& one) {
    ++done_;
    if (!one.accepted) ++failures_;
    if (!one.answered && !one.unsent) ++unreachable_;
    if (bar_) {
        const int percent = static_cast<int>(100 * done_ / files_);
        std::fprintf(stderr, "\r[%-40.*s] %3d %%  %zu/%zu, %zu not accepted", percent * 40 / 100,
                     "########################################", percent, done_, files_, failures_);
        if (one.accepted) return;
        std::fputc('\n', stderr);
    }
    json_ ? print_json(one) : print_text(one);
    std::fflush(stdout);
}

void push_report::end() const {
    if (bar_) std::fputc('\n', stderr);
}

int push_report::result() const {
    if (unreachable_ > 0) return exit_unavailable;
    return failures_ == 0 ? exit_ok : exit_failed;
}

}  // namespace pps::gateway::app
