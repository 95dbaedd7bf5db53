#pragma once

#include "tests/simulator/metadata.hpp"
#include "tests/simulator/outcome.hpp"

#include <string_view>
#include <vector>

namespace pps::simulator {

/// Which table of mandatory and optional metadata applies.
enum class object_kind { submission_set, document, signature };

/// Every breach of the tables of dmp-wire §2.3, §2.5, §2.8, §2.9 and §3.2 by one object,
/// XDSRegistryMetadataError each. `in_update`: an ITI-57 set, whose classifications may lack classifiedObject
/// (dmp-wire §2.4).
std::vector<refusal> check_metadata(const registry_object& object, object_kind kind, bool in_update = false);

/// The words used for an object in a codeContext; never its identifiers.
std::string_view name_of(object_kind kind) noexcept;

}  // namespace pps::simulator
