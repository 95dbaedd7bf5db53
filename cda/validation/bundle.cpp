#include "cda/validation/bundle.hpp"

#include "cda/validation/bundle_tables.hpp"
#include "cda/validation/schematron/compiled.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

namespace pps::cda::validation {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t fnv_basis = 14695981039346656037U;
constexpr std::uint64_t fnv_prime = 1099511628211U;

std::uint64_t digest(std::uint64_t hash, std::string_view bytes) noexcept {
    for (const char c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * fnv_prime;
    return hash;
}

bool counts(const fs::path& file) {
    const auto extension = file.extension();
    return extension == ".sch" || extension == ".xml" || extension == ".rdf";
}

void digest_folder(const fs::path& root, const fs::path& folder, std::size_t max_file, std::uint64_t& hash) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (counts(at->path()) && at->is_regular_file(ignored)) files.push_back(at->path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& f : files) {
        hash = digest(hash, f.lexically_relative(root).generic_string());
        std::error_code ignored;
        if (fs::file_size(f, ignored) > max_file) continue;
        std::ifstream in{f, std::ios::binary};
        hash = digest(hash, std::string{std::istreambuf_iterator<char>{in}, {}});
    }
}

std::string edition_of(const bundle_options& options) {
    auto hash = fnv_basis;
    for (const auto folder : bundle_tables::edition_folders) {
        digest_folder(options.folder, options.folder / folder, options.max_file, hash);
    }
    if (options.supplement) digest_folder(*options.supplement, *options.supplement, options.max_file, hash);
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
    return text.data();
}

// The editions of a model that the bundle has: of "CI-SIS_<stem>_<edition>.sch".
std::vector<std::string> editions(const fs::path& folder, std::string_view stem) {
    std::vector<std::string> found;
    const auto start = "CI-SIS_" + std::string{stem} + '_';
    std::error_code error;
    for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
        const auto name = at->path().filename().string();
        if (!name.starts_with(start) || at->path().extension() != ".sch") continue;
        auto edition = name.substr(start.size(), name.size() - start.size() - 4);
        if (edition.find('_') == std::string::npos) found.push_back(std::move(edition));
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

struct bundle_loader {
    const bundle_options& options;
    load_result result{};
    std::shared_ptr<bundle> made = std::make_shared<bundle>();

    void add(std::string_view file, std::string stem, std::string edition) {
        schema_options of_schema;
        of_schema.file = options.folder / file;
        of_schema.max_file = options.max_file;
        auto loaded = load_schema(of_schema, made->files_);
        for (auto& p : loaded.problems)
            result.problems.push_back(std::move(p));
        if (loaded.schema)
            made->schemas_.push_back({std::move(stem), std::move(edition), std::move(loaded.schema)});
    }

    void run() {
        const auto start = std::chrono::steady_clock::now();
        std::vector<fs::path> folders{options.folder};
        if (options.supplement) folders.push_back(*options.supplement);
        made->files_ = make_shared_files(folders, options.max_file);
        for (const auto file : bundle_tables::general)
            add(file, {}, {});
        for (const auto& row : bundle_tables::models) {
            const auto& wanted = options.models;
            if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), row.stem) == wanted.end())
                continue;
            for (auto& edition : editions(options.folder / "schematrons", row.stem)) {
                const auto file = "schematrons/CI-SIS_" + std::string{row.stem} + '_' + edition + ".sch";
                add(file, std::string{row.stem}, edition);
            }
        }
        // Only now: a file is mapped to the symbols that all schemas have made.
        for (const auto& s : made->schemas_)
            preload(*s.schema);
        made->edition_ = edition_of(options);
        made->load_time_ =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
        if (!made->schemas_.empty()) result.bundle = std::move(made);
    }
};

load_result load_bundle(const bundle_options& options) {
    bundle_loader loader{options};
    loader.run();
    return std::move(loader.result);
}

std::vector<std::shared_ptr<const schema>> bundle::applicable(const tree& document) const {
    std::vector<std::shared_ptr<const schema>> found;
    for (std::uint32_t name = 0; name < document.names().size(); ++name) {
        if (document.names()[name].local != "templateId" || document.names()[name].uri != "urn:hl7-org:v3")
            continue;
        for (const auto id : document.elements_named(name)) {
            if (document.name_of(document.at(id).parent).local != "ClinicalDocument") continue;
            const auto root = document.attribute(id, "root");
            const auto edition = document.attribute(id, "extension");
            const auto row = std::find_if(bundle_tables::models.begin(), bundle_tables::models.end(),
                                          [&](const auto& m) { return m.root == root; });
            if (row == bundle_tables::models.end()) continue;
            const bundle_schema* best = nullptr;
            for (const auto& s : schemas_) {
                if (s.stem != row->stem) continue;
                if (best == nullptr || s.edition == edition ||
                    (best->edition != edition && s.edition > best->edition)) {
                    best = &s;
                }
            }
            if (best != nullptr) found.push_back(best->schema);
        }
    }
    for (const auto& s : schemas_) {
        if (s.stem.empty()) found.push_back(s.schema);
    }
    return found;
}

std::size_t bundle::rules() const noexcept {
    std::size_t total = 0;
    for (const auto& s : schemas_)
        total += s.schema->rules();
    return total;
}

std::size_t bundle::assertions() const noexcept {
    std::size_t total = 0;
    for (const auto& s : schemas_)
        total += s.schema->assertions();
    return total;
}

std::size_t bundle::vocabulary_bytes() const {
    return files_->files->memory();
}

outcome evaluate(const bundle& by, const tree& document, const eval_options& options) {
    outcome all;
    for (const auto& s : by.applicable(document)) {
        auto one = evaluate(*s, document, options);
        std::move(one.results.begin(), one.results.end(), std::back_inserter(all.results));
        std::move(one.not_judged.begin(), one.not_judged.end(), std::back_inserter(all.not_judged));
        all.fired_rules += one.fired_rules;
        all.elapsed += one.elapsed;
        all.exhausted = one.exhausted;
        if (all.exhausted) break;
    }
    return all;
}

}  // namespace pps::cda::validation
