#pragma once

#include "cda/validation/schematron/schema.hpp"
#include "cda/validation/tree.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::validation {

struct bundle_options {
    std::filesystem::path folder;                       ///< The official bundle as published.
    std::optional<std::filesystem::path> supplement{};  ///< Files that the bundle lacks.
    /// Models to load, by stem (bundle_tables.hpp). Empty: all that the bundle has.
    std::vector<std::string> models{"CANCER-PPS", "CANCER-FRCP"};
    std::size_t max_file = 64U << 20U;  ///< Bytes of one file.
};

/// A schema of a model, or a general one (stem empty).
struct bundle_schema {
    std::string stem;
    std::string edition;  ///< Of the model: "2022.01".
    std::shared_ptr<const validation::schema> schema;
};

/// The schemas of a bundle, compiled. Immutable, shareable by threads: swap the pointer to take a new one.
class bundle {
  public:
    /// The schemas that judge a document: that of its model, then the general ones. The model is told by the
    /// templateIds of the ClinicalDocument.
    std::vector<std::shared_ptr<const schema>> applicable(const tree& document) const;
    /// All, the general ones first.
    const std::vector<bundle_schema>& schemas() const noexcept { return schemas_; }
    /// A digest (FNV-1a, 64 bits, hexadecimal) of the paths and bytes of every .sch, .xml and .rdf file below
    /// schematrons/ and jeuxDeValeurs/ and in the supplement: dates in the published files are not reliable,
    /// and the same files give the same edition on every machine.
    const std::string& edition() const noexcept { return edition_; }
    std::size_t rules() const noexcept;
    std::size_t assertions() const noexcept;
    /// Bytes of the vocabulary files held, roughly.
    std::size_t vocabulary_bytes() const;
    std::chrono::milliseconds load_time() const noexcept { return load_time_; }

  private:
    friend struct bundle_loader;
    std::vector<bundle_schema> schemas_;
    std::shared_ptr<shared_files> files_;
    std::string edition_;
    std::chrono::milliseconds load_time_{};
};

/// `bundle` is null when none of the schemas could be loaded. Problems may exist beside a bundle.
struct load_result {
    std::shared_ptr<const validation::bundle> bundle;
    std::vector<load_problem> problems;
};

/// Loads the bundle: the general schemas and those of the models asked for.
load_result load_bundle(const bundle_options& options);

/// Judges a document by every applicable schema, one after the other; the elapsed time is the sum.
outcome evaluate(const bundle& by, const tree& document, const eval_options& options = {});

}  // namespace pps::cda::validation
