#pragma once

#include <string_view>

namespace pps::gateway::store {

/// What short texts of the store have in common (dictionary_1.txt): metadata, HL7 v2 around a document, the
/// header of a CDA. Said to zstd before each of them, it halves what they take. Never changed: what was
/// sealed with it is read with it. Another one would be another form of the sealer.
std::string_view dictionary_1() noexcept;

}  // namespace pps::gateway::store
