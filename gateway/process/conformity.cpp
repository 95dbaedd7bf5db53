#include "gateway/process/conformity.hpp"

#include "cda/conformity/pdf.hpp"
#include "gateway/core/digest.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pps::gateway::process {
namespace {

namespace fs = std::filesystem;
namespace validation = cda::validation;

// Where the bundle keeps the schema of a CDA (cda-pps.md: How conformity is judged officially).
constexpr const char* xsd_folder = "infrastructure/cda";
constexpr const char* xsd_file = "CDA_extended.xsd";
// Enough to tell editions apart; not a defence.
constexpr std::size_t edition_digits = 16;

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
        made.pattern = one.pattern;
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
    std::copy(found.not_judged.begin(), found.not_judged.end(), std::back_inserter(out.not_judged));
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

/// Of the rules and of the value sets that they read: the same files give the same on every machine.
std::string digest_of(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::recursive_directory_iterator at{folder, failed}, end; !failed && at != end; at.increment(failed))
        if (at->path().extension() == ".sch" || at->path().extension() == ".xml") files.push_back(at->path());
    std::sort(files.begin(), files.end());
    std::string all;
    for (const auto& file : files) {
        all += file.lexically_relative(folder).generic_string();
        std::ifstream in{file, std::ios::binary};
        all.append(std::istreambuf_iterator<char>{in}, {});
    }
    return sha256_hex({all}).substr(0, edition_digits);
}

/// Reads the own rules of a folder, in the order of their names.
void load_own(const std::string& folder, rule_set& into, std::vector<std::string>& problems) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (const auto& one : fs::directory_iterator{folder, failed})
        if (one.path().extension() == ".sch") files.push_back(one.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) problems.push_back(folder + ": no rules (*.sch) in this folder");
    validation::load_schema_result loaded = validation::load_schemas(files, {});
    for (const auto& one : loaded.problems)
        problems.push_back(where(one.file, one.line) + ": " + one.message);
    // All or none: half of our own rules would let pass what the other half refuses.
    into.own = std::move(loaded.schema);
    into.own_files = files.size();
    into.own_edition = digest_of(folder);
}

bool is_grave(const judged& one) {
    return one.severity == cda::severity::error || one.severity == cda::severity::fatal;
}

std::string rule_of(const judged& one) {
    if (one.source == "own" || one.source == "xsd") return one.rule;
    const std::string file = one.source.substr(one.source.rfind('/') + 1);
    const std::string& part = one.rule.empty() ? one.pattern : one.rule;
    return part.empty() ? file : file + "/" + part;
}

// What is said beside an official text, which is French or English as its author chose.
constexpr const char* official_fr =
    "Une règle du contrôle officiel n'est pas respectée ; son texte est dans « official ».";
constexpr const char* official_en =
    "A rule of the official validation is broken; its text is in \"official\".";

cda::finding finding_of(const judged& from) {
    cda::finding made;
    made.rule = rule_of(from);
    made.severity = from.severity;
    made.path = from.location;
    made.fr = from.fr.empty() ? official_fr : from.fr;
    made.en = from.en.empty() ? official_en : from.en;
    if (from.source == "own") return made;
    made.source = from.source;
    made.official = from.text;
    return made;
}

// XPath 2.0, appendix G: a document that cannot be retrieved.
constexpr std::string_view missing_file = "FODC0002";

/// The bundle's own fault, the same for every document.
bool is_missing_file(const validation::unjudged& one) {
    return one.why.starts_with(missing_file);
}

}  // namespace

std::string rule_set::edition() const {
    const std::string ours = "own-" + own_edition;
    return bundle ? "ans-" + bundle->edition() + "+" + ours : ours;
}

rule_set_outcome load_rules(const rule_folders& from) {
    rule_set_outcome out;
    auto made = std::make_shared<rule_set>();
    load_own(from.rules, *made, out.problems);
    if (!made->own) return out;
    if (!from.bundle.empty()) {
        validation::bundle_options options;
        options.folder = from.bundle;
        if (!from.supplement.empty()) options.supplement = from.supplement;
        validation::load_result loaded = validation::load_bundle(options);
        for (const auto& one : loaded.problems)
            out.problems.push_back(where(one.file, one.line) + ": " + one.message);
        made->bundle = std::move(loaded.bundle);
        cda::conformity::xsd_load schema =
            cda::conformity::xsd_schema::load(fs::path{from.bundle} / xsd_folder, xsd_file);
        std::move(schema.problems.begin(), schema.problems.end(), std::back_inserter(out.problems));
        made->xsd = std::move(schema.schema);
        if (!made->bundle || !made->xsd) return out;
    }
    out.rules = std::move(made);
    return out;
}

verdict judge_content(const cda::document& document, const cda::identification& what, std::string_view bytes,
                      const rule_set& by) {
    verdict out;
    if (what.level == cda::body_level::embedded_file) add(out, cda::conformity::judge_embedded_pdf(document));
    validation::eval_options options;
    options.now = std::chrono::system_clock::now();
    const validation::parse_outcome own_view = validation::parse_document(document, bytes);
    if (own_view.document)
        add(out, validation::evaluate(*by.own, *own_view.document, options), true);
    else
        add(out, own_view.findings);
    if (by.xsd) add(out, by.xsd->validate(bytes));
    if (by.bundle) {
        // The official pipeline judges the file whole, the stylesheet of a self-presenting one included.
        const validation::parse_outcome whole =
            document.shape() == cda::shape::plain
                ? own_view
                : validation::parse_document(document, bytes, validation::judged_root::whole);
        if (whole.document)
            add(out, validation::evaluate(*by.bundle, *whole.document, options), false);
        else
            add(out, whole.findings);
    }
    out.complete = std::all_of(out.not_judged.begin(), out.not_judged.end(), is_missing_file);
    out.valid = std::none_of(out.findings.begin(), out.findings.end(), is_grave);
    return out;
}

verdict judge(std::string_view bytes, const rule_set& by, cda::environment environment) {
    const auto began = std::chrono::steady_clock::now();
    verdict out;
    const cda::read_outcome read = cda::read_document(bytes);
    add(out, read.findings);
    if (read.document) {
        const cda::identification what = cda::identify(*read.document, environment);
        add(out, what.findings);
        verdict content = judge_content(*read.document, what, bytes, by);
        std::move(content.findings.begin(), content.findings.end(), std::back_inserter(out.findings));
        out.not_judged = std::move(content.not_judged);
        out.complete = content.complete;
    }
    out.valid = std::none_of(out.findings.begin(), out.findings.end(), is_grave);
    out.elapsed_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    return out;
}

cda::findings findings_of(const verdict& of) {
    cda::findings out;
    out.reserve(of.findings.size());
    for (const auto& one : of.findings)
        out.push_back(finding_of(one));
    bool bounded = false;
    for (const auto& one : of.not_judged) {
        if (is_missing_file(one) || (one.bounded && bounded)) continue;
        bounded = bounded || one.bounded;
        cda::finding made;
        made.rule = one.bounded ? "conformity.too-costly" : "conformity.not-judged";
        made.severity = one.bounded ? cda::severity::fatal : cda::severity::warning;
        made.path = one.location;
        made.fr = one.bounded ? "document trop complexe pour être jugé dans les limites de la passerelle"
                              : "une règle officielle ne peut pas être évaluée sur ce document";
        made.en = one.bounded ? "document too complex to be judged within the gateway's bounds"
                              : "an official rule cannot be evaluated on this document";
        made.source = one.file;
        out.push_back(std::move(made));
    }
    return out;
}

std::string text_of(const validation::unjudged& one) {
    return where(one.file, one.line) + ": " + one.why;
}

}  // namespace pps::gateway::process
