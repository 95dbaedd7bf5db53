#pragma once

#include "cda/validation/tree.hpp"
#include "cda/validation/xpath/evaluator.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::validation {

/// Something in a schema file that keeps a part of it, or all of it, from being judged.
struct load_problem {
    std::string file;  ///< As the schema names it, relative to the first folder.
    std::size_t line = 0;
    std::string expression;  ///< The XPath expression at fault, "" when none is.
    std::string message;
};

struct schema_options {
    std::filesystem::path file;
    /// Folders that the schema may read, links resolved. Empty: the folder of the file. The first is the
    /// bundle; an include or document() that is missing there is looked for in the others.
    std::vector<std::filesystem::path> folders{};
    /// Phase to activate; none: the schema's defaultPhase, else every pattern.
    std::optional<std::string> phase{};
    /// Bytes of one file that document() reads; of the schema with all that it includes; and of its abstract
    /// patterns written out.
    std::size_t max_file = 64U << 20U;
    std::size_t max_includes = 10'000;
};

/// What schemas of one bundle share: symbols and files. Opaque.
struct shared_files;

struct compiled_schema;

/// A compiled ISO Schematron schema: immutable, shareable by threads.
class schema {
  public:
    explicit schema(std::shared_ptr<const compiled_schema> compiled) : compiled_(std::move(compiled)) {}
    const std::string& name() const noexcept;  ///< Path of the file relative to the first folder.
    std::size_t rules() const noexcept;
    std::size_t assertions() const noexcept;  ///< Asserts and reports.
    const compiled_schema& compiled() const noexcept { return *compiled_; }

  private:
    std::shared_ptr<const compiled_schema> compiled_;
};

/// `schema` is null when nothing of the file can be judged; `problems` then says why. Problems may exist
/// beside a schema: what they touch is reported as not judged by `evaluate`.
struct load_schema_result {
    std::shared_ptr<const validation::schema> schema;
    std::vector<load_problem> problems;
};

/// Loads and compiles one schema. Reads files under the folders only.
load_schema_result load_schema(const schema_options& options);
/// The same with files shared by the schemas of a bundle.
load_schema_result load_schema(const schema_options& options, const std::shared_ptr<shared_files>& files);

/// Several files of one folder as one schema, so that a document is walked over once: the patterns in the
/// order of the files, each file with its own namespaces and variables. `options.file` is not used. No schema
/// when one of the files has none.
load_schema_result load_schemas(const std::vector<std::filesystem::path>& files,
                                const schema_options& options);

std::shared_ptr<shared_files> make_shared_files(const std::vector<std::filesystem::path>& folders,
                                                std::size_t max_file);
/// Reads the files of which document() says the folder, and makes what several evaluations share.
void preload(const schema& compiled);
const vocabulary& files_of(const shared_files& files) noexcept;

enum class result_kind { assertion, report };

/// A failed assertion or a successful report. The text can quote values of the document.
struct result {
    std::string source;  ///< schema::name().
    result_kind kind = result_kind::assertion;
    std::string id;
    std::string role;
    std::string flag;
    std::string see;
    std::string pattern;                   ///< Its id.
    std::string text;                      ///< With values, white space collapsed.
    std::vector<std::string> diagnostics;  ///< Likewise.
    std::string location;  ///< As the official SVRL: names as written, position when not the first.
    std::string xpath;     ///< Local names with positions (cda::xpath_of), for findings.
    std::string test;
};

/// An assertion that could not be judged.
struct unjudged {
    std::string source;
    std::string file;
    std::size_t line = 0;
    std::string expression;
    std::string why;  ///< Holds no value of the document.
    std::string location;
    bool bounded = false;  ///< The document exceeded a bound (eval_options); else the schema is at fault.
};

/// How a document is judged. What it used so far is shared by the evaluations that have the same options (and
/// copies of them): make them anew for each document, and do not use them from two threads.
struct eval_options {
    /// Of all these evaluations together. A document that exceeds max_steps or max_text is judged no further:
    /// `outcome::exhausted`, and a row of `not_judged` that says so.
    xpath::limits limits{};
    /// What current-date() says.
    std::chrono::system_clock::time_point now{};
    std::size_t max_results = 10'000;  ///< Of a schema; further ones are counted as not judged.
    std::shared_ptr<xpath::spent> used = std::make_shared<xpath::spent>();
};

struct outcome {
    std::vector<result> results;  ///< By pattern, then document order, as in the SVRL.
    std::vector<unjudged> not_judged;
    std::size_t fired_rules = 0;
    bool exhausted = false;  ///< The document costs too much: what follows was not judged.
    std::chrono::microseconds elapsed{};
};

/// Judges a document. Thread-safe: all state is of the call.
outcome evaluate(const schema& by, const tree& document, const eval_options& options = {});

}  // namespace pps::cda::validation
