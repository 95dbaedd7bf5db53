#pragma once

#include "cda/finding.hpp"
#include "cda/pps/plan.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The JSON form "pps/1" of a plan, for platforms that have neither CDA nor FHIR: README.md of this folder,
/// config/pps.schema.json. Pure functions, thread-safe.
namespace pps::json {

/// The value of the member "format".
inline constexpr std::string_view format = "pps/1";

/// Bounds of a hostile text. Exceeding one is a fatal finding, except max_findings.
struct limits {
    std::size_t max_bytes = 4 * 1024 * 1024;
    std::size_t max_depth = 128;         ///< Nested objects and arrays.
    std::size_t max_values = 200'000;    ///< Objects, arrays and scalars.
    std::size_t max_members = 64;        ///< Members of one object; the largest kind has about 40.
    std::size_t max_text = 1024 * 1024;  ///< Bytes of one string.
    std::size_t max_findings = 100;      ///< No more are told.
};

/// `plan` is empty exactly when `findings` refuses.
struct read_result {
    std::optional<pps::plan> plan;
    cda::findings findings;  ///< The path is a JSON pointer (RFC 6901) of members that the form has.
};

/// The plan that a text says, with what it need not say (README.md "What need not be said").
read_result read_json(std::string_view text, const limits& bounds = {});

/// The shortest text that read_json takes for the same plan; two spaces of indentation. The same plan gives
/// the same bytes. Texts of the plan are UTF-8, within the depth that read_json allows.
std::string write_json(const plan& what);

/// JSON pointer of a part of a plan (origins.hpp) in this form: "participants[2]" is "/team/2"; "" when it
/// has none.
std::string pointer_of(std::string_view part);

/// The JSON Schema (draft 2020-12) of the form, made from the same tables: config/pps.schema.json.
std::string json_schema();

}  // namespace pps::json
