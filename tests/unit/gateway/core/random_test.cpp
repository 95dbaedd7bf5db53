#include "gateway/core/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace pps::gateway {
namespace {

std::string drawn(std::size_t count) {
    std::vector<unsigned char> bytes(count);
    fill_random(bytes);
    return {bytes.begin(), bytes.end()};
}

TEST(random_bytes, are_never_handed_out_twice) {
    std::set<std::string> seen;
    // Of sizes that end at every place of what is at hand.
    for (std::size_t i = 0; i < 2000; ++i)
        EXPECT_TRUE(seen.insert(drawn(12 + i % 7)).second);
}

TEST(random_bytes, fill_all_of_what_is_asked_for) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1024}, std::size_t{5000}}) {
        const std::string bytes = drawn(size);
        EXPECT_EQ(bytes.size(), size);
        // A run of 16 equal bytes comes once in 2^120.
        for (std::size_t at = 0; at + 16 <= size; ++at)
            EXPECT_NE(bytes.substr(at, 16), std::string(16, bytes[at])) << at;
    }
}

TEST(random_bytes, differ_between_threads) {
    std::array<std::string, 4> drawn_there;
    std::vector<std::thread> threads;
    for (auto& one : drawn_there)
        threads.emplace_back([&one] { one = drawn(32); });
    for (auto& one : threads)
        one.join();
    EXPECT_EQ(std::set<std::string>(drawn_there.begin(), drawn_there.end()).size(), drawn_there.size());
}

}  // namespace
}  // namespace pps::gateway
