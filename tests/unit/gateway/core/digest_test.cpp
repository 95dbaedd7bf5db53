#include "gateway/core/digest.hpp"

#include <gtest/gtest.h>

namespace pps::gateway {
namespace {

// FIPS 180-4 examples.
TEST(digest, gives_sha1) {
    EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(digest, gives_sha256_of_pieces_as_of_the_whole) {
    const char* expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    EXPECT_EQ(sha256_hex({"abc"}), expected);
    EXPECT_EQ(sha256_hex({"a", "", "bc"}), expected);
}

}  // namespace
}  // namespace pps::gateway
