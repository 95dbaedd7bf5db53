#include "gateway/app/validate.hpp"

#include "gateway/app/rules_folder.hpp"
#include "gateway/process/conformity.hpp"
#include "gateway/process/forms.hpp"
#include "gateway/process/unwrap.hpp"

#include <pugixml.hpp>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace pps::gateway::app {
namespace {

using process::rule_set;
using process::verdict;

enum verdict_code : int { all_valid = 0, not_valid = 1, not_judged = 2 };

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put(writer& json, const char* key, const std::string& text) {
    json.Key(key);
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

std::string as_json(const std::string& file, const verdict& of, const std::string& edition) {
    rapidjson::StringBuffer text;
    writer json{text};
    json.StartObject();
    put(json, "file", file);
    json.Key("valid");
    json.Bool(of.valid && of.complete);
    put(json, "edition", edition);
    json.Key("elapsed_ms");
    json.Double(of.elapsed_ms);
    json.Key("findings");
    json.StartArray();
    for (const auto& one : of.findings) {
        json.StartObject();
        put(json, "source", one.source);
        put(json, "kind", one.kind);
        put(json, "rule", one.rule);
        put(json, "role", one.role);
        put(json, "severity", std::string{cda::to_string(one.severity)});
        put(json, "text", one.text);
        put(json, "location", one.location);
        put(json, "fr", one.fr);
        put(json, "en", one.en);
        json.EndObject();
    }
    json.EndArray();
    json.Key("not_judged");
    json.StartArray();
    for (const auto& one : of.not_judged) {
        const std::string why = process::text_of(one);
        json.String(why.data(), static_cast<rapidjson::SizeType>(why.size()));
    }
    json.EndArray();
    json.EndObject();
    return std::string{text.GetString(), text.GetSize()} + "\n";
}

/// Schematron Validation Report Language (ISO/IEC 19757-3 annex D), one report per file.
std::string as_svrl(const std::string& file, const verdict& of, const std::string& edition) {
    pugi::xml_document report;
    pugi::xml_node root = report.append_child("svrl:schematron-output");
    root.append_attribute("xmlns:svrl") = "http://purl.oclc.org/dsdl/svrl";
    root.append_attribute("title") = file.c_str();
    root.append_attribute("schemaVersion") = edition.c_str();
    for (const auto& one : of.findings) {
        pugi::xml_node found =
            root.append_child(one.kind == "report" ? "svrl:successful-report" : "svrl:failed-assert");
        if (!one.rule.empty()) found.append_attribute("id") = one.rule.c_str();
        found.append_attribute("role") = one.role.empty() ? "error" : one.role.c_str();
        found.append_attribute("flag") = one.source.c_str();
        found.append_attribute("location") = one.location.c_str();
        found.append_child("svrl:text").text() = one.text.c_str();
    }
    std::ostringstream out;
    report.save(out, " ");
    return out.str();
}

class text_report {
  public:
    explicit text_report(bool coloured) : coloured_(coloured) {}

    std::string operator()(const std::string& file, const verdict& of, const std::string& edition) const {
        std::ostringstream out;
        const bool valid = of.valid && of.complete;
        const char* word = valid ? "valid" : of.valid ? "could not be judged completely" : "not valid";
        out << file << ": " << colour(valid ? "32" : "31", word) << " (" << of.findings.size()
            << " finding(s), " << static_cast<int>(of.elapsed_ms * 10) / 10.0 << " ms";
        out << ", edition " << edition << ")\n";
        for (const auto& one : of.findings) {
            const bool grave = one.severity == cda::severity::error || one.severity == cda::severity::fatal;
            out << "  " << colour(grave ? "31" : "33", std::string{cda::to_string(one.severity)}) << " "
                << (one.rule.empty() ? one.source : one.source + " " + one.rule) << "\n    " << one.location
                << "\n    " << one.text << "\n";
            if (!one.fr.empty() && one.fr != one.text) out << "    " << one.fr << "\n";
            if (!one.en.empty()) out << "    " << one.en << "\n";
        }
        for (const auto& one : of.not_judged)
            out << "  " << colour("33", "not judged") << " " << process::text_of(one) << "\n";
        return out.str();
    }

  private:
    std::string colour(const char* code, const std::string& text) const {
        return coloured_ ? "\x1b[" + std::string{code} + "m" + text + "\x1b[0m" : text;
    }
    bool coloured_;
};

/// What became of each file, in the order given.
struct outcome {
    std::string printed;
    int code = not_judged;
};

/// A finding of what a document came in.
process::judged of_envelope(const cda::finding& one, media form) {
    process::judged made;
    made.source = row_of(form).name;
    made.kind = "assert";
    made.rule = one.rule;
    made.severity = one.severity;
    made.role = cda::to_string(one.severity);
    made.text = one.fr;
    made.location = one.path;
    made.fr = one.fr;
    made.en = one.en;
    return made;
}

/// Judges bytes of any form: what is wrong with the envelope, then the CDA in it or made of it.
verdict judge_received(const std::string& bytes, const rule_set& rules, const validate_options& how) {
    const auto environment = how.production ? cda::environment::production : cda::environment::test;
    const media form = process::form_of(bytes).value_or(media::cda);
    if (form == media::cda) return process::judge(bytes, rules, environment);
    const auto begun = std::chrono::steady_clock::now();
    const process::unwrap_options unwrapping{environment, how.strict};
    const process::unwrapped source = process::unwrap(bytes, form, protocol::document, unwrapping);
    verdict of;
    of.valid = source.made && !cda::refuses(source.findings);
    if (of.valid) {
        of = process::judge(source.cda, rules, environment);
        for (auto& one : of.findings)
            if (source.source_of) one.location = source.source_of(one.location);
    }
    for (std::size_t i = 0; i < source.findings.size(); ++i)
        of.findings.insert(of.findings.begin() + static_cast<std::ptrdiff_t>(i),
                           of_envelope(source.findings[i], form));
    of.elapsed_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
    return of;
}

outcome judge_file(const std::string& file, const rule_set& rules, const validate_options& how,
                   bool coloured) {
    outcome out;
    std::ifstream in{file, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    if (!in && bytes.empty()) {
        out.printed = file + ": cannot be read\n";
        return out;
    }
    const std::string edition = rules.edition();
    const verdict of = judge_received(bytes, rules, how);
    out.code = !of.valid ? not_valid : of.complete ? all_valid : not_judged;
    out.printed = how.format == "json"   ? as_json(file, of, edition)
                  : how.format == "svrl" ? as_svrl(file, of, edition)
                                         : text_report{coloured}(file, of, edition);
    return out;
}

}  // namespace

int validate(const validate_options& how) {
    process::rule_folders folders;
    folders.rules = how.rules.empty() ? default_rules_folder() : how.rules;
    folders.bundle = how.bundle;
    folders.supplement = how.supplement;
    const process::rule_set_outcome loaded = process::load_rules(folders);
    for (const auto& one : loaded.problems)
        std::fprintf(stderr, "%s\n", one.c_str());
    if (!loaded.rules) {
        std::fprintf(stderr, "the rules could not be loaded: nothing was judged\n");
        return not_judged;
    }
    const bool coloured = ::isatty(STDOUT_FILENO) == 1;
    const bool bar = how.files.size() > 3 && ::isatty(STDERR_FILENO) == 1;
    std::vector<outcome> outcomes(how.files.size());
    std::atomic<std::size_t> next{0}, done{0};
    std::mutex printing;
    const auto work = [&] {
        for (std::size_t i = next++; i < how.files.size(); i = next++) {
            outcomes[i] = judge_file(how.files[i], *loaded.rules, how, coloured);
            const std::size_t count = ++done;
            if (!bar) continue;
            const std::lock_guard lock{printing};
            std::fprintf(stderr, "\r%zu/%zu", count, how.files.size());
        }
    };
    std::vector<std::thread> others;
    const std::size_t wanted =
        std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), how.files.size());
    for (std::size_t i = 1; i < wanted; ++i)
        others.emplace_back(work);
    work();
    for (auto& one : others)
        one.join();
    if (bar) std::fputc('\n', stderr);
    int worst = all_valid;
    for (const auto& one : outcomes) {
        std::fputs(one.printed.c_str(), stdout);
        worst = std::max(worst, one.code);
    }
    return worst;
}

}  // namespace pps::gateway::app
