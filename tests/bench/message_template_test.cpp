#include "tests/bench/message_template.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace {

using pps::bench::numbered_copy;
using pps::bench::numbered_message;
using pps::bench::read_message_template;

constexpr auto seed = 17u;

std::string sample() {
    std::ifstream file(PPS_SOURCE_DIR "/tests/samples/pps-minimal.xml", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string base64(const std::string& bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                    reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.pop_back();
    return out;
}

/// A message of that document; `more` bytes behind it move the end of the base64 through its three cases.
std::string message_of(const std::string& document, const std::string& end = "\r") {
    return "MSH|^~\\&|A|B|C|D|20260301||MDM^T02^MDM_T02|CONTROL-1|T|2.6" + end +
           "PID|||L1^^^X&1.2.3&ISO^PI~277076322082910^^^ASIP&1.2.250.1.213.1.4.10&ISO^INS||N" + end +
           "TXA|1|18776-5|TEXT|2026||||||||1.2.3.4||||AU" + end + "OBX|1|ED|18776-5||^text^XML^Base64^" +
           base64(document) + "||||||F" + end + "OBX|2|CWE|DESTDMP||Y" + end;
}

std::string field(std::string_view block, std::string_view segment, std::size_t number) {
    auto at = block.find(std::string{segment} + "|");
    for (; number > 0; --number)
        at = block.find('|', at) + 1;
    return std::string{block.substr(at, block.find_first_of("|\r", at) - at)};
}

std::string document_in(std::string_view block) {
    std::string text = field(block, "OBX", 5);
    text = text.substr(text.rfind('^') + 1);
    std::string out(text.size(), '\0');
    const auto length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    out.resize(static_cast<std::size_t>(length) - (text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0));
    return out;
}

std::string joined(const numbered_copy& copy) {
    std::string all;
    for (const auto piece : copy.pieces())
        all += piece;
    return all;
}

TEST(message_template, carries_the_numbered_document_and_its_id) {
    for (const std::string more : {"", " ", "  "}) {
        const auto outcome = read_message_template(message_of(sample() + more), true);
        ASSERT_TRUE(outcome.found) << outcome.problem;
        numbered_message message(*outcome.found, seed, 7);
        numbered_copy copy(outcome.found->document, seed, 7);
        for (const std::uint32_t number : {0u, 1u, 42u, 899'999'999u, 5u}) {
            message.renumber(number);
            copy.renumber(number);
            EXPECT_TRUE(document_in(message.block()) == joined(copy)) << number;
            EXPECT_EQ(field(message.block(), "TXA", 12), copy.value_of(pps::bench::part::document_id));
            EXPECT_NE(field(message.block(), "PID", 3)
                          .find(std::string{copy.value_of(pps::bench::part::ins)} + "^^^ASIP"),
                      std::string::npos);
            EXPECT_EQ(field(message.block(), "MSH", 9), message.control_id());
            EXPECT_EQ(message.block().front(), '\x0B');
            EXPECT_TRUE(message.block().ends_with("Y\r\x1C\r"));
        }
        EXPECT_EQ(message.document_size(), copy.size());
    }
}

TEST(message_template, has_another_control_id_for_each_number) {
    const auto outcome = read_message_template(message_of(sample()), false);
    ASSERT_TRUE(outcome.found) << outcome.problem;
    numbered_message message(*outcome.found, seed, 0);
    std::set<std::string> ids;
    for (std::uint32_t number = 0; number < 100; ++number) {
        message.renumber(number);
        ids.insert(std::string{message.control_id()});
        EXPECT_NE(message.block().find("277076322082910^^^ASIP"), std::string::npos)
            << "the template's own patient";
    }
    EXPECT_EQ(ids.size(), 100u);
}

TEST(message_template, takes_every_end_of_a_segment) {
    const auto first = read_message_template(message_of(sample()), true);
    ASSERT_TRUE(first.found);
    for (const std::string end : {"\n", "\r\n"}) {
        const auto other = read_message_template(message_of(sample(), end), true);
        ASSERT_TRUE(other.found);
        EXPECT_EQ(other.found->bytes, first.found->bytes);
    }
}

TEST(message_template, is_not_what_lacks_a_part) {
    const auto problem = [](const std::string& from, const std::string& to) {
        auto text = message_of(sample());
        text.replace(text.find(from), from.size(), to);
        return read_message_template(std::move(text), true).problem;
    };
    EXPECT_NE(problem("CONTROL-1", ""), "");
    EXPECT_NE(problem("1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.8"), "");
    EXPECT_NE(problem("^Base64^", "^A^"), "");
    EXPECT_NE(problem("^Base64^", "^Base64^=="), "");
    EXPECT_EQ(problem("CONTROL-1", "CONTROL-2"), "");
    EXPECT_NE(read_message_template("", false).problem, "");
}

}  // namespace
