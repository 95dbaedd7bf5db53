#pragma once

#include "gateway/core/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace pps::gateway {

/// All functions are thread-safe, draw from OpenSSL's generator and throw std::runtime_error when it has no
/// randomness to give: then no id is better than a weak one.

/// Id of a document as platforms and operators see it: a ULID, 26 characters of Crockford's base 32, of which
/// the first ten are the milliseconds of `now`, so that ids sort by time; the other 80 bits are random.
std::string new_document_id(instant now = std::chrono::system_clock::now());

/// A random UUID (RFC 4122 version 4), lower case, without "urn:uuid:".
std::string new_uuid();

/// A positive random number below 2^63: the part of an OID that makes it unique.
std::uint64_t new_oid_number();

/// "<root>.<arc>.<number>". Throws std::length_error over 64 characters, the DMP's limit; the settings refuse
/// roots over 41 characters, so that the ids below always fit.
std::string oid_under(std::string_view root, std::uint32_t arc, std::uint64_t number);

/// The OIDs of one submission: the set (arc 1) and its signature document (arc 2) share a number.
std::string submission_set_oid(std::string_view source_id, std::uint64_t number);
std::string signature_oid(std::string_view source_id, std::uint64_t number);

}  // namespace pps::gateway
