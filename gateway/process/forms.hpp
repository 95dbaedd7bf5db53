#pragma once

#include "cda/finding.hpp"
#include "cda/pps/plan.hpp"
#include "gateway/core/media.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pps::gateway::process {

/// A plan as one of the forms said it. `plan` is to be used when `findings` does not refuse.
struct plan_reading {
    std::optional<pps::plan> plan;
    std::string file;        ///< Bytes of the file of a level 1 document, "" when it has none.
    cda::findings findings;  ///< Paths into the form: XPath or JSON pointer.
    /// Where in the form a part of the plan stands (origins.hpp), "" when that is not known.
    std::function<std::string(std::string_view part)> place = [](std::string_view) { return std::string{}; };
    std::string coverage;  ///< JSON: what was read, mapped and kept only as text. No value of the document.
};

/// The form of bytes: by their first character, and of JSON by its resourceType. std::nullopt: none.
std::optional<media> form_of(std::string_view bytes);

/// Reads a plan in any form. Bounded and total: what is wrong is a finding. Thread-safe.
plan_reading read_plan(std::string_view bytes, media form);

/// What a plan can be written as.
enum class target { cda, fhir, json, html, xds };
std::optional<target> target_named(std::string_view name) noexcept;

struct written {
    std::string bytes;
    cda::findings findings;  ///< Of what the target demands and the plan lacks.
};

/// Writes a plan. `xds` gives the metadata of the DMP as JSON. Thread-safe.
written write_plan(const plan_reading& from, target to);

}  // namespace pps::gateway::process
