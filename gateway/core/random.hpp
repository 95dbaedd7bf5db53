#pragma once

#include <span>

namespace pps::gateway {

/// Fills with bytes that nobody can foresee, for identifiers and nonces (OpenSSL's generator, of which each
/// thread keeps some at hand: a call for every few bytes costs more than the bytes). Not for keys. Throws
/// std::runtime_error when the system has no randomness. Thread-safe.
void fill_random(std::span<unsigned char> bytes);

}  // namespace pps::gateway
