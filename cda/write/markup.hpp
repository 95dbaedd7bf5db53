#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace pps::cda::writing {

/// Is it the content of a CDA narrative block: well formed, elements and attributes of NarrativeBlock.xsd
/// only, links that a browser may follow (http, https, mailto, or within the document)? Its IDs then are in
/// `ids`; false when one stands there twice. What passes can be put into a document as it is.
bool sound_markup(std::string_view markup, std::unordered_set<std::string>& ids);

}  // namespace pps::cda::writing
