#pragma once

#include "cda/validation/schematron/compiled.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pps::cda::validation {

/// An element of a schema file, or a text (no name). Elements of other namespances than Schematron's have a
/// name that begins with '*'.
struct source_node {
    std::string name;
    std::string text;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<source_node> children;
    place at;

    const std::string* find(std::string_view attribute) const noexcept;
    std::string get(std::string_view attribute) const;
};

/// Reads a schema file with its includes, then writes abstract patterns out, as the ISO preprocessors do.
class source_reader {
  public:
    /// `before`: names of files read for the same schema; places count on from there.
    source_reader(const schema_options& options, const vocabulary& files, std::vector<load_problem>& problems,
                  std::vector<std::string> before = {})
        : options_(options), files_(files), problems_(problems), names_(std::move(before)) {}

    /// The schema element; false when there is none.
    bool read(source_node& schema);
    const std::vector<std::string>& files() const noexcept { return names_; }

  private:
    using parameters = std::vector<std::pair<std::string, std::string>>;

    bool load(const std::filesystem::path& path, source_node& root);
    void expand(source_node& node, const std::filesystem::path& folder, std::size_t depth);
    void include(const source_node& include, const std::filesystem::path& folder, std::size_t depth,
                 std::vector<source_node>& out);
    void write_out_patterns(source_node& schema);
    bool substitute(source_node& node, const parameters& all);
    bool substitute(std::string& text, const parameters& all);
    void problem(place at, std::string message);

    const schema_options& options_;
    const vocabulary& files_;
    std::vector<load_problem>& problems_;
    std::vector<std::string> names_;
    std::size_t included_ = 0;
    std::size_t read_ = 0;     ///< Bytes of all files.
    std::size_t written_ = 0;  ///< Bytes, roughly, of the patterns written out.
};

}  // namespace pps::cda::validation
