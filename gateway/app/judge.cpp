#include "gateway/app/judge.hpp"

#include "cda/conformity/pdf.hpp"
#include "cda/document.hpp"
#include "cda/identify.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace pps::gateway::app {
namespace {

namespace fs = std::filesystem;
namespace validation = cda::validation;

// Where the bundle keeps the schema of a CDA (cda-pps.md: How conformity is judged officially).
constexpr const char* xsd_folder = "infrastructure/cda";
constexpr const char* xsd_file = "CDA_extended.xsd";

cda::severity severity_of(std::string_view role) {
    if (role.starts_with("warn")) return cda::severity::warning;
    if (role.starts_with("info")) return cda::severity::info;
    if (role == "fatal") return cda::severity::fatal;
    return cda::severity::error;
}

std::string where(const std::string& file, std::size_t line) {
    return file + ":" + std::to_string(line);
}

void add(verdict& out, const cda::findings& found) {
    for (const auto& one : found) {
        judged made;
        made.source = "own";
        made.kind = "assert";
        made.rule = one.rule;
        made.role = std::string{cda::to_string(one.severity)};
        made.severity = one.severity;
        made.text = one.fr;
        made.location = one.path;
        made.fr = one.fr;
        made.en = one.en;
        out.findings.push_back(std::move(made));
    }
}

void add(verdict& out, const validation::outcome& found, bool own) {
    for (const auto& one : found.results) {
        judged made;
        made.source = own ? "own" : one.source;
        made.kind = one.kind == validation::result_kind::assertion ? "assert" : "report";
        made.rule = one.id;
        made.role = one.role;
        made.severity = severity_of(one.role);
        made.text = one.text;
        made.location = one.location;
        if (own) {
            made.fr = one.text;
            if (!one.diagnostics.empty()) made.en = one.diagnostics.front();
        }
        out.findings.push_back(std::move(made));
    }
    for (const auto& one : found.not_judged)
        out.not_judged.push_back(where(one.file, one.line) + ": " + one.why);
}

void add(verdict& out, const std::vector<cda::conformity::xsd_finding>& found) {
    for (const auto& one : found) {
        judged made;
        made.source = "xsd";
        made.kind = "assert";
        made.rule = one.finding.rule;
        made.severity = one.finding.severity;
        made.text = one.text;
        made.location = one.finding.path;
        made.fr = one.finding.fr;
        made.en = one.finding.en;
        out.findings.push_back(std::move(made));
    }
}

/// Reads the own rules of a folder, in the order of their names.
void load_own(const std::string& folder, rule_set_outcome& out) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (const auto& one : fs::directory_iterator{folder, failed})
        if (one.path().extension() == ".sch") files.push_back(one.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) out.problems.push_back(folder + ": no rules (*.sch) in this folder");
    for (const auto& file : files) {
        validation::schema_options options;
        options.file = file;
        validation::load_schema_result loaded = validation::load_schema(options);
        for (const auto& one : loaded.problems)
            out.problems.push_back(where(one.file, one.line) + ": " + one.message);
        if (loaded.schema) out.rules.own.push_back(std::move(loaded.schema));
    }
}

}  // namespace

rule_set_outcome load_rules(const std::string& bundle, const std::string& supplement,
                            const std::string& rules, cda::environment environment) {
    rule_set_outcome out;
    out.rules.environment = environment;
    load_own(rules, out);
    out.usable = !out.rules.own.empty();
    if (bundle.empty()) return out;
    validation::bundle_options options;
    options.folder = bundle;
    if (!supplement.empty()) options.supplement = supplement;
    validation::load_result loaded = validation::load_bundle(options);
    for (const auto& one : loaded.problems)
        out.problems.push_back(where(one.file, one.line) + ": " + one.message);
    out.rules.bundle = std::move(loaded.bundle);
    cda::conformity::xsd_load schema =
        cda::conformity::xsd_schema::load(fs::path{bundle} / xsd_folder, xsd_file);
    std::move(schema.problems.begin(), schema.problems.end(), std::back_inserter(out.problems));
    out.rules.xsd = std::move(schema.schema);
    out.usable = out.usable && out.rules.bundle && out.rules.xsd;
    return out;
}

verdict judge(std::string_view bytes, const rule_set& by) {
    const auto began = std::chrono::steady_clock::now();
    verdict out;
    if (by.bundle) out.edition = by.bundle->edition();
    const cda::read_outcome read = cda::read_document(bytes);
    add(out, read.findings);
    if (read.document) {
        const cda::identification what = cda::identify(*read.document, by.environment);
        add(out, what.findings);
        if (what.level == cda::body_level::embedded_file)
            add(out, cda::conformity::judge_embedded_pdf(*read.document));
        validation::eval_options options;
        options.now = std::chrono::system_clock::now();
        const validation::parse_outcome own_view = validation::parse_document(bytes);
        if (own_view.document)
            for (const auto& schema : by.own)
                add(out, validation::evaluate(*schema, *own_view.document, options), true);
        if (by.xsd) add(out, by.xsd->validate(bytes));
        if (by.bundle) {
            // The official pipeline judges the file whole, the stylesheet of a self-presenting one included.
            const validation::parse_outcome whole =
                validation::parse_document(bytes, validation::judged_root::whole);
            if (whole.document) add(out, validation::evaluate(*by.bundle, *whole.document, options), false);
        }
    }
    out.complete = out.not_judged.empty();
    out.valid = std::none_of(out.findings.begin(), out.findings.end(), [](const judged& one) {
        return one.severity == cda::severity::error || one.severity == cda::severity::fatal;
    });
    out.elapsed_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    return out;
}

}  // namespace pps::gateway::app
