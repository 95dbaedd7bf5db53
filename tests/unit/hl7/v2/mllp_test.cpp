#include "hl7/v2/mllp.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace pps::hl7::v2::mllp {
namespace {

using seen = std::vector<std::pair<event_kind, std::string>>;

void feed(framer& f, std::string_view bytes, seen& events) {
    while (auto e = f.feed(bytes))
        events.emplace_back(e->kind, e->bytes);
    EXPECT_TRUE(bytes.empty());
}

seen events_of(const std::vector<std::string_view>& chunks, const framing_limits& limits = {}) {
    framer f(limits);
    seen events;
    for (const auto chunk : chunks)
        feed(f, chunk, events);
    return events;
}

const std::string stream = "garbage\r\n" + framed("MSH|one\rPID|1\r") + "\r\n" + framed("MSH|two\r") +
                           framed("") + "x" + "\x0BMSH|cut\x0BMSH|three\r\x1C\r" + "\x0BMSH|bad\x1CX" +
                           framed("MSH|four");
const seen expected = {
    {event_kind::noise, ""},
    {event_kind::message, "MSH|one\rPID|1\r"},
    {event_kind::message, "MSH|two\r"},
    {event_kind::message, ""},
    {event_kind::noise, ""},
    {event_kind::unterminated, "MSH|cut"},
    {event_kind::message, "MSH|three\r"},
    {event_kind::unterminated, "MSH|bad"},
    {event_kind::noise, ""},
    {event_kind::message, "MSH|four"},
};

TEST(mllp, frames_a_message) {
    EXPECT_EQ(framed("abc"),
              "\x0B"
              "abc\x1C\r");
    EXPECT_EQ(events_of({framed("abc")}), (seen{{event_kind::message, "abc"}}));
}

TEST(mllp, finds_the_same_messages_however_the_stream_is_cut) {
    EXPECT_EQ(events_of({stream}), expected);
    const std::string_view all = stream;
    for (std::size_t i = 0; i <= all.size(); ++i) {
        EXPECT_EQ(events_of({all.substr(0, i), all.substr(i)}), expected) << i;
        for (std::size_t j = i; j <= all.size(); ++j)
            ASSERT_EQ(events_of({all.substr(0, i), all.substr(i, j - i), all.substr(j)}), expected)
                << i << ' ' << j;
    }
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < all.size(); ++i)
        bytes.push_back(all.substr(i, 1));
    EXPECT_EQ(events_of(bytes), expected);
}

TEST(mllp, gives_one_message_at_a_time) {
    framer f;
    const auto two = framed("one") + framed("two");
    std::string_view input = two;
    EXPECT_EQ(f.feed(input)->bytes, "one");
    EXPECT_EQ(input, framed("two")) << "what follows waits with the caller";
    EXPECT_EQ(f.feed(input)->bytes, "two");
    EXPECT_FALSE(f.feed(input));
}

TEST(mllp, drops_a_block_on_demand_and_goes_on_with_the_next) {
    framing_limits limits;
    limits.kept_head = 3;
    for (const std::string_view begun : {"\x0BMSH|1", "\x0BMSH|1\x1C"}) {
        framer f(limits);
        seen events;
        feed(f, begun, events);
        EXPECT_EQ(f.drop(), "MSH");
        EXPECT_EQ(f.held(), 0U);
        EXPECT_TRUE(f.in_block());
        EXPECT_EQ(f.drop(), "") << "nothing is held any more";
        feed(f, begun.ends_with('\x1C') ? "\r" : "|more\x1C\r", events);
        EXPECT_FALSE(f.in_block());
        feed(f, framed("two"), events);
        EXPECT_EQ(events, (seen{{event_kind::message, "two"}}));
    }
    framer outside;
    EXPECT_EQ(outside.drop(), "");
    EXPECT_FALSE(outside.in_block());
}

TEST(mllp, knows_whether_it_is_in_a_block) {
    framer f;
    seen events;
    EXPECT_FALSE(f.in_block());
    feed(f, "\x0B", events);
    EXPECT_TRUE(f.in_block());
    feed(f, "abc\x1C", events);
    EXPECT_TRUE(f.in_block()) << "0x1C alone ends nothing";
    EXPECT_TRUE(events.empty());
    feed(f, "\r", events);
    EXPECT_FALSE(f.in_block());
    EXPECT_EQ(events.size(), 1U);
}

TEST(mllp, takes_line_ends_between_blocks_for_nothing) {
    EXPECT_EQ(events_of({"\r\n\n", framed("a"), "\n\n", framed("b"), "\r"}),
              (seen{{event_kind::message, "a"}, {event_kind::message, "b"}}));
}

TEST(mllp, gives_up_on_a_peer_that_does_not_speak_it) {
    const framing_limits limits{.max_noise = 100};
    const seen gone = {{event_kind::noise_limit, ""}};
    EXPECT_EQ(events_of({std::string(100, 'x')}, limits), seen{}) << "said where the next block begins";
    EXPECT_EQ(events_of({std::string(101, 'x')}, limits), gone);
    EXPECT_EQ(events_of({std::string(60, 'x'), std::string(60, 'x'), std::string(1'000, 'x')}, limits), gone);
    EXPECT_EQ(events_of({std::string(300, 'x') + framed("a") + "y" + framed("b")}, limits),
              (seen{{event_kind::noise_limit, ""},
                    {event_kind::message, "a"},
                    {event_kind::noise, ""},
                    {event_kind::message, "b"}}));
}

TEST(mllp, drops_a_message_that_is_too_long_and_keeps_its_head) {
    const framing_limits limits{.max_message = 10, .max_noise = 100, .kept_head = 4};
    const seen wanted = {
        {event_kind::message, "0123456789"}, {event_kind::oversized, "abcd"}, {event_kind::message, "next"}};
    const auto bytes =
        framed("0123456789") + framed("abcdefghijk" + std::string(1'000, 'z')) + framed("next");
    const std::string_view all = bytes;
    for (std::size_t i = 0; i <= all.size(); ++i)
        ASSERT_EQ(events_of({all.substr(0, i), all.substr(i)}, limits), wanted) << i;
    // A dropped message that never ends is left at the next start.
    EXPECT_EQ(events_of({"\x0B" + std::string(50, 'a') + framed("next")}, limits),
              (seen{{event_kind::oversized, "aaaa"}, {event_kind::message, "next"}}));
}

TEST(mllp, holds_no_more_than_its_limit) {
    framer f({.max_message = 1'000, .max_noise = 100, .kept_head = 16});
    seen events;
    feed(f, "\x0B", events);
    for (int i = 0; i < 10'000; ++i) {
        feed(f, std::string(97, 'a'), events);
        ASSERT_LE(f.held(), 1'000U);
    }
    EXPECT_EQ(events, (seen{{event_kind::oversized, std::string(16, 'a')}}));
}

TEST(mllp, bounds_what_an_unterminated_block_gives) {
    EXPECT_EQ(events_of({"\x0B" + std::string(50, 'a') + "\x0B"}, {.max_message = 100, .kept_head = 8}),
              (seen{{event_kind::unterminated, "aaaaaaaa"}}));
}

TEST(mllp, survives_any_bytes) {
    std::mt19937 random(7);
    for (int round = 0; round < 2'000; ++round) {
        framer f({.max_message = 20, .max_noise = 10, .kept_head = 5});
        seen events;
        std::string all;
        for (int chunk = 0; chunk < 10; ++chunk) {
            std::string bytes;
            for (auto n = random() % 20; n > 0; --n)
                bytes.push_back("\x0B\x1C\r\nab"[random() % 6]);
            all += bytes;
            feed(f, bytes, events);
            ASSERT_LE(f.held(), 20U);
        }
        ASSERT_EQ(events_of({all}, {.max_message = 20, .max_noise = 10, .kept_head = 5}), events);
    }
}

}  // namespace
}  // namespace pps::hl7::v2::mllp
