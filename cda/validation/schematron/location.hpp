#pragma once

#include "cda/validation/tree.hpp"

#include <cstdint>
#include <string>

namespace pps::cda::validation {

/// @location as the official pipeline writes it (iso_svrl_for_xslt2.xsl, full-path-notation 2): qualified
/// names, with a position only behind a sibling of the same name; for the document, that of its element.
/// `visited` grows by the nodes that were counted for it.
std::string svrl_location(const tree& document, node_id node, std::uint64_t& visited);

/// Local names, each with its position, as cda::xpath_of.
std::string short_location(const tree& document, node_id node, std::uint64_t& visited);

}  // namespace pps::cda::validation
