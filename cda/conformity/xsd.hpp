#pragma once

#include "cda/finding.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::conformity {

/// One violation of the schema.
struct xsd_finding {
    /// Rule "xsd"; where and what is expected, without a value of the document.
    cda::finding finding;
    /// The validator's own sentence. It can quote a value of the document: for the submitting platform only,
    /// never for a log or the store.
    std::string text;
    unsigned long line = 0;  ///< Of the received bytes, from 1; 0 when unknown.
};

struct xsd_load;

/// An XML Schema and what it includes, compiled once. Immutable: validate() may run on several threads at
/// the same time.
class xsd_schema {
  public:
    /// Compiles `file`, a path relative to `folder`. Nothing outside `folder` is read, by a relative path, a
    /// symbolic link or an address; what is refused or wrong is told in `problems`. Loads one schema at a
    /// time; not to be called while xmlsec is being initialised, which changes the same global of libxml2.
    static xsd_load load(const std::filesystem::path& folder, const std::filesystem::path& file);

    /// Judges the ClinicalDocument of a document in one of its two shapes; the stylesheet around it is not
    /// judged and the document's own xsi:schemaLocation is not followed. At most `most` findings, in document
    /// order; none when the element is valid. Bytes that cannot be read give one fatal finding.
    std::vector<xsd_finding> validate(std::string_view bytes, std::size_t most = 100) const;

    /// Files that were read, relative to the folder, in the order they were asked for.
    const std::vector<std::string>& files() const noexcept { return files_; }

    ~xsd_schema();
    xsd_schema(const xsd_schema&) = delete;
    xsd_schema& operator=(const xsd_schema&) = delete;

  private:
    struct compiled;
    xsd_schema(std::unique_ptr<compiled> schema, std::vector<std::string> files) noexcept;
    std::unique_ptr<compiled> schema_;
    std::vector<std::string> files_;
};

/// `schema` is null when the schema could not be compiled.
struct xsd_load {
    std::shared_ptr<const xsd_schema> schema;
    /// Errors, warnings and refused files with file and line, for the operator; empty when all is well. A
    /// schema can compile although a file that an import names was refused.
    std::vector<std::string> problems;
};

}  // namespace pps::cda::conformity
