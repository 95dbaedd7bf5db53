#pragma once

#include "gateway/store/store.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace pps::gateway::store {

/// Compresses (zstd) and encrypts (AES-256-GCM) what may hold patient data, and makes keyed hashes.
/// Thread-safe; used on worker threads so that the storage thread only writes.
class sealer {
  public:
    /// `key`: 32 bytes, as read by load_key. Sub-keys for encryption and hashing are derived from it (HKDF).
    explicit sealer(std::span<const std::byte> key);
    ~sealer();
    sealer(const sealer&) = delete;
    sealer& operator=(const sealer&) = delete;

    /// `context` (the document id and part) is authenticated: a sealed part cannot be moved to another row.
    bytes seal(std::string_view plain, std::string_view context) const;

    /// errc::sealed_data_damaged when the tag does not verify, the context differs or the form is unknown.
    boost::system::result<std::string> open(std::span<const std::byte> sealed,
                                            std::string_view context) const;

    /// Hex HMAC-SHA-256 under a derived key: correlation without the value.
    std::string keyed_hash(std::string_view value) const;

  private:
    struct keys;
    std::unique_ptr<keys> keys_;
};

/// Reads a 32-byte key (64 hex digits, surrounding white space ignored) from a file readable by its owner
/// only. errc::bad_key_file otherwise.
boost::system::result<bytes> load_key(const std::string& path);

}  // namespace pps::gateway::store
