#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace pps::gateway {

/// Lower-case hexadecimal.
std::string to_hex(std::span<const unsigned char> bytes);

/// Hex SHA-1: the `hash` metadata of XDS, not a protection.
std::string sha1_hex(std::string_view bytes);

/// Hex SHA-256 of the pieces one after the other.
std::string sha256_hex(std::initializer_list<std::string_view> pieces);

}  // namespace pps::gateway
