#include "hl7/v2/location.hpp"
#include "hl7/v2/message.hpp"
#include "sample.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pps::hl7::v2 {
namespace {

using test::parsed;
using test::refused;

const std::string msh = "MSH|^~\\&|A|B|C|D|20251016||MDM^T02^MDM_T02|7|P|2.6\r";

TEST(er7, gives_fields_components_repetitions_and_subcomponents) {
    const parsed m(msh + "PID|||1^^^N&1.2&ISO^INS~2^^^&1.3||DOE^J\r");
    const auto pid = m->find("PID");
    ASSERT_TRUE(pid);
    EXPECT_EQ(pid.field(3).raw(), "1^^^N&1.2&ISO^INS~2^^^&1.3");
    EXPECT_EQ(pid.field(3).repetition(1).raw(), "1^^^N&1.2&ISO^INS");
    EXPECT_EQ(pid.field(3).component(5).raw(), "INS") << "of the first repetition";
    EXPECT_EQ(pid.field(3).repetition(2).component(4).subcomponent(2).raw(), "1.3");
    EXPECT_EQ(pid.at(3, 4, 2).raw(), "1.2");
    EXPECT_EQ(pid.field(3).repetitions().size(), 2U);
    EXPECT_TRUE(pid.field(3).repeated());
    EXPECT_FALSE(pid.field(3).repetitions()[1].repeated());
    EXPECT_EQ(pid.field(3).repetitions()[1].component(1).raw(), "2");
    EXPECT_EQ(pid.at(5, 2).raw(), "J");
    EXPECT_EQ(pid.at(5, 1, 1).raw(), "DOE") << "a value is its own first part";
}

TEST(er7, gives_empty_elements_for_what_is_absent) {
    const parsed m(msh + "PID||x\r");
    const auto pid = m->find("PID");
    EXPECT_TRUE(pid.field(1).empty());
    EXPECT_TRUE(pid.field(40).empty());
    EXPECT_TRUE(pid.field(0).empty());
    EXPECT_TRUE(pid.at(2, 7, 3).empty());
    EXPECT_EQ(pid.at(2, 7).text(), "");
    EXPECT_EQ(pid.field(40).repetitions().size(), 1U);
    EXPECT_FALSE(m->find("OBX"));
    EXPECT_TRUE(m->find("OBX").field(3).component(1).empty());
    EXPECT_EQ(m->find("OBX").name(), "");
    EXPECT_TRUE(element().repetitions().front().empty());
    EXPECT_FALSE(element().repeated());
}

TEST(er7, numbers_the_fields_of_the_header_as_the_standard_does) {
    const parsed m(msh);
    EXPECT_EQ(m->header().field(1).raw(), "|");
    EXPECT_EQ(m->header().field(2).raw(), "^~\\&");
    EXPECT_EQ(m->header().field(3).raw(), "A");
    EXPECT_EQ(m->header().at(9, 2).raw(), "T02");
    EXPECT_EQ(m->header().field(12).raw(), "2.6");
    EXPECT_TRUE(m->header().field(13).empty());
}

TEST(er7, takes_the_delimiters_that_the_header_announces) {
    const parsed m("MSH*:%!$*A*B\rPID*1:2$3%4*a^b|c&d!F!");
    EXPECT_EQ(m->header().field(3).raw(), "A");
    EXPECT_EQ(m->find("PID").at(1, 2, 2).raw(), "3");
    EXPECT_EQ(m->find("PID").field(1).repetition(2).raw(), "4");
    EXPECT_EQ(m->find("PID").field(2).text(), "a^b|c&d*");
    EXPECT_EQ(parsed("MSH|^~\\&#|A")->header().field(3).raw(), "A") << "the truncation sign of v2.7";
}

TEST(er7, ends_segments_at_cr_lf_or_both) {
    for (const std::string end : {"\r", "\n", "\r\n", "\r\r\n", "\n\n"}) {
        const parsed m("\r\n" + msh.substr(0, msh.size() - 1) + end + "PID|a" + end + "PV1|b");
        ASSERT_EQ(m->size(), 3U);
        EXPECT_EQ(m->find("PID").field(1).raw(), "a");
        EXPECT_EQ(m->find("PV1").field(1).raw(), "b");
        EXPECT_EQ(serialise(*m), msh + "PID|a\rPV1|b\r");
    }
}

TEST(er7, counts_segments_of_a_name) {
    const parsed m(msh + "OBX|1\rNTE|1\rOBX|2\rOBX|3\r");
    EXPECT_EQ(m->find("OBX", 4).sequence(), 3U);
    EXPECT_EQ(m->find("OBX", 2).index(), 3U);
    EXPECT_EQ(m->find("NTE").sequence(), 1U);
}

TEST(er7, tells_an_empty_value_from_a_null_one) {
    const parsed m(msh + "PID|\"\"|\"\"\"\"|x\r");
    EXPECT_FALSE(m->find("PID").field(1).present());
    EXPECT_FALSE(m->find("PID").field(1).empty());
    EXPECT_TRUE(m->find("PID").field(2).present());
    EXPECT_FALSE(m->find("PID").field(9).present());
}

TEST(er7, resolves_escape_sequences) {
    struct {
        const char* written;
        const char* read;
    } const cases[] = {
        {R"(\F\\S\\T\\R\\E\)", "|^&~\\"},
        {R"(a\.br\b)", "a\nb"},
        {R"(\XC3A9\t\X0D0A\)", "ét\r\n"},
        {R"(\H\gras\N\)", "gras"},
        {R"(\Zx\ \X1\ \X\ \XGG\)", R"(\Zx\ \X1\ \X\ \XGG\)"},
        {R"(a\b)", R"(a\b)"},
        {R"(a\F)", R"(a\F)"},
        {R"(\\F\)", R"(\|)"},
        {R"(\X00\x)", "\xEF\xBF\xBDx"},
        {R"(\XFF\x)", "\xEF\xBF\xBDx"},
    };
    for (const auto& c : cases) {
        const parsed m(test::with(msh, "|2.6", "|2.6||||||UNICODE UTF-8") + "NTE|" + c.written + "|x\r");
        EXPECT_EQ(m->find("NTE").field(1).text(), c.read) << c.written;
        EXPECT_EQ(m->find("NTE").field(1).raw(), c.written);
        EXPECT_TRUE(m->find("NTE").field(1).escaped());
        EXPECT_FALSE(m->find("NTE").field(2).escaped());
    }
}

TEST(er7, decodes_the_character_sets_of_msh_18) {
    const auto value = [](const std::string& set, const std::string& bytes) {
        const parsed m(test::with(msh, "|2.6", "|2.6||||||" + set) + "NTE|" + bytes + "\r");
        return m->find("NTE").field(1).text();
    };
    EXPECT_EQ(value("UNICODE UTF-8", "Anaïs €"), "Anaïs €");
    EXPECT_EQ(value("8859/15", "Ana\xEFs \xA4\xA6\xA8\xB4\xB8\xBC\xBD\xBE\xE9"), "Anaïs €ŠšŽžŒœŸé");
    EXPECT_EQ(value("8859/15", R"(\XE9\)"), "é") << "bytes of the message's character set";
    EXPECT_EQ(value("8859/15", "\x92"), "\xEF\xBF\xBD") << "no character of 8859/15";
    EXPECT_EQ(value("", "Anaïs"), "Anaïs");
    EXPECT_EQ(value("", "Ana\xEFs"), "Anaïs") << "what is not UTF-8 is 8859/15";
    EXPECT_EQ(value(" 8859/15 ", "\xE9"), "é");
    EXPECT_EQ(refused(test::with(msh, "|2.6", "|2.6||||||8859/1")), "er7.charset");
}

TEST(er7, refuses_bytes_that_are_not_utf8_and_says_in_which_segment) {
    const auto text = test::with(msh, "|2.6", "|2.6||||||UNICODE UTF-8") + "PID|é\rNTE|a\xC3|b\r";
    const auto outcome = parse(text);
    ASSERT_FALSE(outcome.message);
    EXPECT_EQ(outcome.findings.at(0).rule, "er7.utf8");
    EXPECT_EQ(outcome.findings.at(0).path, "NTE[1]");
    EXPECT_EQ(refused(test::with(text, "a\xC3", "a\xC3\xA9")), "");
    EXPECT_EQ(refused(text + std::string(200, 'x')), "er7.segment-name") << "the first fault";
}

TEST(er7, refuses_what_is_no_message) {
    for (const char* text :
         {"", "\r\n", "MSH", "MSH|", "MSH|^~\\", "PID|1\r", "FHS|^~\\&|x\r", "MSH|^~\\|&x\r", "MSH|^^\\&|x\r",
          "MSH|^~\\&##|x", "MSHa^~\\&ax", "MSH|^~\\1|x", "msh|^~\\&|x", " MSH|^~\\&|x", "MSH|^~\r&|x"}) {
        EXPECT_EQ(refused(text), "er7.header") << text;
    }
    EXPECT_EQ(refused("MSH|^~\\&"), "");
}

TEST(er7, refuses_lines_that_are_no_segment) {
    for (const char* line : {"pid|1", "PI|1", "PIDX|1", "1ID|1", "PHNlY3Rpb24+", "\"\"\"", "P D|1", "é|"}) {
        const auto outcome = parse(msh + "PID|1\r" + line + "\r");
        ASSERT_FALSE(outcome.message) << line;
        EXPECT_EQ(outcome.findings.at(0).rule, "er7.segment-name");
        EXPECT_EQ(outcome.findings.at(0).path, "[3]") << "a path repeats nothing of the line";
    }
    EXPECT_EQ(refused(msh + "ZZ1|1\rPV1\rEVN"), "");
}

TEST(er7, refuses_control_characters_but_tabs) {
    EXPECT_EQ(refused(msh + "NTE|a\tb\r"), "");
    for (const char c : {'\0', '\x01', '\x0B', '\x1C', '\x1F', '\x7F'})
        EXPECT_EQ(refused(msh + "NTE|a" + c + std::string(100, 'b') + "\r"), "er7.control");
}

TEST(er7, has_limits) {
    const auto text = msh + "PID|1^2~3&4|5\rNTE|1\r";
    EXPECT_EQ(refused(text, {.max_bytes = text.size()}), "");
    EXPECT_EQ(refused(text, {.max_bytes = text.size() - 1}), "er7.size");
    EXPECT_EQ(refused(text, {.max_segments = 3}), "");
    EXPECT_EQ(refused(text, {.max_segments = 2}), "er7.segments");
    EXPECT_EQ(refused(text, {.max_fields = 10}), "");
    EXPECT_EQ(refused(text, {.max_fields = 9}), "er7.fields");
    EXPECT_EQ(refused(text, {.max_elements = 18}), "");
    EXPECT_EQ(refused(text, {.max_elements = 17}), "er7.elements");
    // Escape characters cost one element between two delimiters, however many there are.
    EXPECT_EQ(refused(msh + "NTE|" + std::string(10'000, '\\') + "\r", {.max_elements = 14}), "");
    EXPECT_EQ(refused(msh + "NTE|" + std::string(200'000, '^') + "\r"), "er7.elements");
    EXPECT_EQ(refused(msh + "NTE|" + std::string(2'000'000, 'x') + "\r"), "");
}

TEST(er7, sees_a_sign_at_every_place_of_a_block) {
    for (std::size_t at = 0; at < 200; ++at) {
        auto value = std::string(200, 'x');
        value[at] = '^';
        const parsed m(msh + "NTE|" + value + "|end\r");
        EXPECT_EQ(m->find("NTE").at(1, 1).raw().size(), at);
        EXPECT_EQ(m->find("NTE").field(2).raw(), "end");
        value[at] = '\r';
        EXPECT_EQ(refused(msh + "NTE|" + value), at == 199 ? "" : "er7.segment-name") << at;
        value[at] = '\x02';
        EXPECT_EQ(refused(msh + "NTE|" + value), "er7.control");
    }
}

TEST(er7, reads_the_header_of_a_message_that_it_refuses) {
    const auto text = msh + "nothing\x01";
    const auto outcome = parse_header(text);
    ASSERT_TRUE(outcome.message);
    EXPECT_EQ(outcome.message->header().field(10).raw(), "7");
    EXPECT_FALSE(parse_header("nothing").message);
    EXPECT_FALSE(parse_header("").message);
    EXPECT_TRUE(parse_header("\rMSH|^~\\&|" + std::string(1'000'000, 'x')).message) << "cut, not refused";
}

TEST(locations, are_written_and_read_back) {
    for (const char* path :
         {"MSH[1]", "PID[1]-3", "PID[1]-3.4", "PID[1]-3[2].4.2", "OBX[12]-5.5", "[7]", "[7]-2"}) {
        const auto where = parse_location(path);
        ASSERT_TRUE(where) << path;
        EXPECT_EQ(to_string(*where), path);
    }
    for (const char* path :
         {"", "MSH", "MSH[0]", "MSH[1", "MSH[]", "ZZZ[1]", "MSH[1]-", "MSH[1]-x", "MSH[1]-3.",
          "MSH[1]-3.4.5.6", "MSH[99999999]", "/ClinicalDocument/id", "MSH[1]-3[2", "M"})
        EXPECT_FALSE(parse_location(path)) << path;
}

TEST(locations, name_known_segments_only) {
    const parsed m(msh + "PID|1\rDUP|x\r");
    EXPECT_EQ(to_string(location_of(m->at(1), 3, 4)), "PID[1]-3.4");
    EXPECT_EQ(to_string(location_of(m->at(2), 1)), "[3]-1");
}

}  // namespace
}  // namespace pps::hl7::v2
