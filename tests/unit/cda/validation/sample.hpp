#pragma once

#include "cda/validation/schematron/schema.hpp"
#include "cda/validation/tree.hpp"
#include "cda/validation/xpath/evaluator.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::validation::test {

/// A folder that is removed with the object.
class folder {
  public:
    folder();
    ~folder();
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    const std::filesystem::path& path() const noexcept { return path_; }
    std::filesystem::path write(std::string_view name, std::string_view content) const;

  private:
    std::filesystem::path path_;
};

std::unique_ptr<tree> parse(std::string_view xml);

/// For compiling: prefixes a = urn:a, hl7 = urn:hl7-org:v3, xs, fn; no variable. Refers to its arguments.
xpath::static_context context_of(symbols& names, std::uint32_t& slots, std::uint32_t& ids);

/// What an expression gives over a document, its items printed with '|' between them; "error CODE" for a
/// dynamic error, "compile: MESSAGE" for a static one. Prefixes as in context_of.
std::string evaluate_over(std::string_view xml, std::string_view expression);
/// Over <r/>.
std::string value(std::string_view expression);

/// A schema around patterns, with the prefixes a and hl7.
std::string schema_of(std::string_view content, std::string_view attributes = "");

/// Texts of the results of a schema over a document, in order.
std::vector<std::string> texts(const outcome& o);
outcome judge(std::string_view schema_content, std::string_view xml, const eval_options& options = {});

}  // namespace pps::cda::validation::test
