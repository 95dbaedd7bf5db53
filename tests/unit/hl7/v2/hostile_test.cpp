#include "hl7/v2/acknowledgement.hpp"
#include "hl7/v2/profile.hpp"
#include "hl7/v2/transmission.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace pps::hl7::v2 {
namespace {

// All that is done with a message that comes in; what it gives must hold for any bytes.
void take(const std::string& text) {
    const auto outcome = parse(text);
    ASSERT_EQ(outcome.message.has_value(), !cda::refuses(outcome.findings));
    auto findings = outcome.findings;
    if (outcome.message) {
        const auto again = serialise(*outcome.message);
        const auto reread = parse(again);
        ASSERT_TRUE(reread.message);
        ASSERT_EQ(serialise(*reread.message), again);
        ASSERT_EQ(reread.message->size(), outcome.message->size());
        findings = check_profile(*outcome.message);
        const auto extracted = extract(*outcome.message);
        findings.insert(findings.end(), extracted.findings.begin(), extracted.findings.end());
    }
    ASSERT_TRUE(test::discreet(findings));
    const auto header = header_of(std::string_view(text));
    if (!header) return;
    const auto answer = build_acknowledgement(*header, ack_code_for(findings), findings, {"1", "2"});
    const auto ack = parse(answer);
    ASSERT_TRUE(ack.message) << "every answer is a message";
}

TEST(hostile_messages, may_be_cut_anywhere) {
    const auto text = test::small_sample();
    for (std::size_t size = 0; size <= text.size(); ++size)
        take(text.substr(0, size));
}

TEST(hostile_messages, may_have_any_byte_anywhere) {
    std::mt19937 random(7);
    const auto text = test::small_sample();
    constexpr std::string_view likely = "|^~\\&\r\n\x0B\x1C\xC3\xFF\"XMPOE0";
    for (int round = 0; round < 3'000; ++round) {
        auto changed = text;
        for (auto n = 1 + random() % 4; n > 0; --n) {
            const auto at = random() % changed.size();
            const char c =
                random() % 4 == 0 ? static_cast<char>(random() % 256) : likely[random() % likely.size()];
            if (random() % 2 == 0)
                changed[at] = c;
            else
                changed.insert(at, 1, c);
        }
        take(changed);
    }
}

TEST(hostile_messages, may_have_their_segments_in_any_order) {
    std::mt19937 random(7);
    const test::parsed m(test::small_sample());
    for (int round = 0; round < 300; ++round) {
        auto text = std::string(m->line(0)) + '\r';
        for (auto n = random() % 40; n > 0; --n)
            text.append(m->line(random() % m->size())).push_back('\r');
        take(text);
    }
}

TEST(hostile_messages, are_read_in_time_that_grows_with_their_size) {
    const auto text = test::small_sample();
    take(test::with(text, "PID|||", "PID|||" + std::string(60'000, '~')));
    take(test::with(text, "|ONCO|", "|" + std::string(90'000, '&') + "|"));
    take(test::with(text, "|ONCO|", "|" + std::string(1'000'000, '\\') + "|"));
    std::string many = text;
    for (int i = 0; i < 900; ++i)
        many += "OBX|1|ED|a^b^c||^^^^YQ\rPRT|1\r";
    take(many.substr(0, many.size() / 2));
}

}  // namespace
}  // namespace pps::hl7::v2
