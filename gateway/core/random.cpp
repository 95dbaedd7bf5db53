#include "gateway/core/random.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

namespace pps::gateway {
namespace {

/// Bytes at hand, each handed out once and forgotten.
struct stock {
    std::array<unsigned char, 1024> bytes;
    std::size_t used = sizeof(bytes);

    ~stock() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

}  // namespace

void fill_random(std::span<unsigned char> bytes) {
    thread_local stock at_hand;
    while (!bytes.empty()) {
        if (at_hand.used == at_hand.bytes.size()) {
            if (RAND_bytes(at_hand.bytes.data(), static_cast<int>(at_hand.bytes.size())) != 1)
                throw std::runtime_error{"no randomness available"};
            at_hand.used = 0;
        }
        const std::size_t count = std::min(bytes.size(), at_hand.bytes.size() - at_hand.used);
        unsigned char* const from = at_hand.bytes.data() + at_hand.used;
        std::copy_n(from, count, bytes.data());
        OPENSSL_cleanse(from, count);
        at_hand.used += count;
        bytes = bytes.subspan(count);
    }
}

}  // namespace pps::gateway
