#include "hl7/v2/builder.hpp"

#include "hl7/v2/text.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace pps::hl7::v2 {
namespace {

using test::parsed;

TEST(builder, writes_segments_without_what_is_empty_at_their_end) {
    builder out;
    out.segment("MSH").set(3, "A").composite(9, {"ACK", "R01", "ACK"}).set(12, "");
    out.segment("MSA").set(2, "7").set(1, "AA");
    out.segment("PID").set(3, "b", 4, 2, 2).set(5, "");
    out.segment("ZZZ");
    EXPECT_EQ(out.take(), "MSH|^~\\&|A||||||ACK^R01^ACK\rMSA|AA|7\rPID|||~^^^&b\rZZZ|\r");
    EXPECT_EQ(out.take(), "");
    EXPECT_EQ(builder().segment("MSH").take(), "MSH|^~\\&\r");
}

TEST(builder, escapes_delimiters_and_control_characters) {
    builder out;
    out.segment("MSH").segment("NTE").set(3, "a|b^c&d~e\\f\r\n\t\x1C");
    EXPECT_EQ(out.take(), "MSH|^~\\&\rNTE|||a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\X0D\\\\X0A\\\\X09\\\\X1C\\\r");
}

TEST(builder, writes_in_the_character_set_that_is_asked_for) {
    builder out(charset::latin9);
    out.segment("NTE").set(1, "é€Œ ¤ 👍 \u2019");
    EXPECT_EQ(out.take(), "NTE|\xE9\xA4\xBC ? ? ?\r");
    EXPECT_EQ(builder().segment("NTE").set(1, "é€").take(), "NTE|é€\r");
    EXPECT_EQ(to_string(charset::latin9), "8859/15");
    EXPECT_EQ(to_string(charset::unspecified), "");
}

// A text of any characters that XML allows, delimiters more often than others.
std::string random_text(std::mt19937& random, bool latin9) {
    constexpr std::string_view common[] = {"|", "^", "~", "\\",  "&",     "\r", "\n",
                                           "é", "X", "F", ".br", "\\F\\", "a"};
    constexpr std::string_view rare[] = {"☃", "\U0001F44D", "Ÿ", "€"};
    std::string out;
    for (auto length = random() % 12; length > 0; --length)
        out += random() % 5 != 0 || latin9 ? common[random() % std::size(common)]
                                           : rare[random() % std::size(rare)];
    return out;
}

TEST(builder, and_parser_give_back_every_text) {
    std::mt19937 random(20251016);
    for (int round = 0; round < 500; ++round) {
        const bool latin9 = round % 3 == 0;
        const auto set = latin9 ? charset::latin9 : charset::utf8;
        const auto signs = round % 2 == 0 ? delimiters{} : delimiters{'#', '@', '%', '!', '$'};
        struct placed {
            std::size_t segment, field, component, subcomponent, repetition;
            std::string text;
        };
        std::vector<placed> all;
        builder out(set, signs);
        out.segment("MSH").set(18, to_string(set));
        const auto segments = 1 + random() % 4;
        for (std::size_t s = 1; s <= segments; ++s) {
            out.segment("NTE");
            for (std::size_t field = 1; field <= 3; ++field) {
                placed p{s,
                         field,
                         1 + random() % 3,
                         1 + random() % 3,
                         1 + random() % 3,
                         random_text(random, latin9)};
                out.set(field, p.text, p.component, p.subcomponent, p.repetition);
                all.push_back(std::move(p));
            }
        }
        const parsed m(out.take());
        ASSERT_EQ(m->size(), segments + 1);
        EXPECT_EQ(serialise(*m), m.text);
        for (const auto& p : all) {
            const auto field = m->at(p.segment).field(p.field);
            EXPECT_EQ(
                field.repetition(p.repetition).component(p.component).subcomponent(p.subcomponent).text(),
                p.text);
        }
    }
}

TEST(texts, are_trimmed_of_spaces_and_tabs) {
    EXPECT_EQ(trimmed(" \ta b\t "), "a b");
    EXPECT_EQ(trimmed("\u00A0 a\u00A0\u00A0"), "a");
    EXPECT_EQ(trimmed("à"), "à") << "its last byte is that of a no-break space";
    EXPECT_EQ(trimmed("  "), "");
    EXPECT_EQ(trimmed(""), "");
}

}  // namespace
}  // namespace pps::hl7::v2
