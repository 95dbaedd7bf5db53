#pragma once

#include "tests/simulator/metadata.hpp"
#include "tests/simulator/outcome.hpp"
#include "tests/simulator/registry.hpp"
#include "tests/simulator/vihf.hpp"

#include <string>
#include <vector>

namespace pps::simulator {

/// The pieces of a LeafClass answer for one entry: slots (with hash, size and repositoryUniqueId), names,
/// classifications, identifiers. render_entry puts the ids in.
std::vector<std::string> answer_fragments(const registry_object& object, const std::string& hash,
                                          std::int64_t size);

/// One rim:ExtrinsicObject shaped like TD3.1-Recherche-de-document_reponse.
std::string render_entry(const registered_entry& entry);

/// ITI-18 FindDocuments and GetDocuments, for the patient of the VIHF only. Gives the AdhocQueryResponse.
checked<std::string> answer_query(const xmlNode* adhoc_query_request, const vihf& who,
                                  const registry& documents);

/// The values of a stored-query parameter: 'a', ('a','b') or several of them. Nothing when malformed.
std::optional<std::vector<std::string>> query_values(const slot& parameter);

}  // namespace pps::simulator
