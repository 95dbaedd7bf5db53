#pragma once

#include "cda/pps/origins.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::process {

/// Where in a JSON source a part of a plan stands: a JSON pointer, "" when it is not known.
using place_of_part = std::function<std::string(std::string_view part)>;

/// From the XPath of a node in a generated CDA (names with positions, as findings have them) to the place in
/// the source of what it was generated from. `parts`: what the writer told of its bytes. The deepest known
/// part counts; "" when the node is of none, or the XPath leads nowhere.
std::string source_place(std::string_view generated, const std::vector<part_bytes>& parts,
                         std::string_view xpath, const place_of_part& place);

/// The pointer as far as it leads in that JSON text: what a form left out has no place in it.
std::string existing_pointer(std::string_view json, std::string pointer);

/// The part of a path of a writer's finding: "plan.programme[2].act.mood" is of "programme[2]".
std::string part_of_path(std::string_view path);

}  // namespace pps::gateway::process
