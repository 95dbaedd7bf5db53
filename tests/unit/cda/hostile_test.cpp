#include "cda/xds/from_cda.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace pps::cda {
namespace {

// Reads, and when that succeeds does all that the gateway does with a header.
void digest(const std::string& bytes) {
    const auto read = read_document(bytes);
    ASSERT_EQ(read.document == nullptr, refuses(read.findings));
    if (!read.document) return;
    const auto what = identify(*read.document, environment::test);
    const auto mapped = xds::map_header(*read.document, what, {});
    xds::document_entry back;
    ASSERT_TRUE(xds::from_json(xds::to_json(mapped.entry), back));
}

TEST(hostile_bytes, truncated_anywhere_are_refused) {
    for (const auto& sample : {test::pps_sample(), test::self_presenting_sample()}) {
        const auto end = sample.rfind('>');
        for (std::size_t size = 0; size < end; size += 3) {
            const auto outcome = read_document(std::string_view(sample).substr(0, size));
            ASSERT_EQ(outcome.document, nullptr) << size;
            ASSERT_TRUE(refuses(outcome.findings)) << size;
        }
    }
}

TEST(hostile_bytes, changed_anywhere_are_digested_or_refused) {
    std::uint32_t state = 20240113;
    const auto next_number = [&] {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state;
    };
    const auto plain = test::pps_sample();
    const auto wrapped = test::self_presenting_sample();
    for (int round = 0; round < 4000; ++round) {
        auto bytes = round % 2 == 0 ? plain : wrapped;
        for (std::uint32_t edits = 1 + next_number() % 3; edits > 0; --edits) {
            const auto at = next_number() % bytes.size();
            switch (next_number() % 4) {
                case 0:
                    bytes[at] = static_cast<char>(next_number());
                    break;
                case 1:
                    bytes[at] = "<>&\"'/!?-[]:=; "[next_number() % 15];
                    break;
                case 2:
                    bytes.erase(at, 1 + next_number() % 40);
                    break;
                default:
                    bytes.insert(at, bytes.substr(next_number() % bytes.size(), next_number() % 60));
                    break;
            }
        }
        ASSERT_NO_FATAL_FAILURE(digest(bytes)) << round;
    }
}

TEST(hostile_bytes, of_pure_noise_are_refused) {
    std::uint32_t state = 7;
    for (int round = 0; round < 500; ++round) {
        std::string bytes(static_cast<std::size_t>(round), '\0');
        for (char& c : bytes) {
            state = state * 1664525U + 1013904223U;
            c = static_cast<char>(state >> 24);
        }
        EXPECT_TRUE(refuses(read_document(bytes).findings));
    }
}

}  // namespace
}  // namespace pps::cda
