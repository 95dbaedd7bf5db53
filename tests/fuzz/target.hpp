#pragma once

#include <string_view>

namespace pps::fuzz {

/// Digests one input as the product would. Whatever the bytes are, it returns: what goes wrong ends the
/// process. Each target is a file that defines it; fuzzer.cpp and replay.cpp call it.
void digest(std::string_view bytes);

/// Ends the process when a promise of the code is not kept.
void require(bool kept, const char* promise);

}  // namespace pps::fuzz
