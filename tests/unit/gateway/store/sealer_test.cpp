#include "gateway/store/sealer.hpp"

#include "fixture.hpp"
#include "gateway/core/digest.hpp"
#include "gateway/store/dictionary.hpp"

#include <sys/stat.h>
#include <thread>

namespace pps::gateway::store {
namespace {

const bytes key_a = some_bytes(32, 1);
const bytes key_b = some_bytes(32, 2);

TEST(sealer, opens_what_it_sealed) {
    const sealer s{key_a};
    for (const std::string& plain : {std::string{}, std::string{"x"}, std::string(208'000, 'a')}) {
        const auto opened = s.open(s.seal(plain, "doc-1/payload"), "doc-1/payload");
        ASSERT_TRUE(opened);
        EXPECT_EQ(*opened, plain);
    }
}

bytes from_hex(std::string_view digits) {
    bytes all;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        all.push_back(static_cast<std::byte>(std::stoi(std::string{digits.substr(i, 2)}, nullptr, 16)));
    return all;
}

// The same text, sealed with the key 01 02 … 20, once for each form. They are in stores: they must open for
// ever.
constexpr std::string_view sealed_alone =
    "017c90f6244bbca51a33eff92f089cc39394b15659e48eb22311afddde820d61fcc6c2e70a9f645f54cb7d7466623915"
    "b0967fe2b41b26a8048b3c9596764f972b10bab3d70334ab06922a14eadd4fcad03c2892975b81e342eb0289a00773d0"
    "715e52cf1db33a3c971038dd17";
constexpr std::string_view sealed_with_dictionary_1 =
    "027c90f62416836d296cc3e959cd647316b1e124d248387dab5a920ea2cc84a209145a4c74c88b053229db6eb599ea8d"
    "6696bc6655c42633b0";

TEST(sealer, opens_what_was_sealed_in_every_form_that_there_was) {
    bytes key;
    for (int i = 1; i <= 32; ++i)
        key.push_back(static_cast<std::byte>(i));
    const sealer s{key};
    for (const std::string_view kept : {sealed_alone, sealed_with_dictionary_1}) {
        const auto opened = s.open(from_hex(kept), "doc-1/metadata");
        ASSERT_TRUE(opened) << kept.substr(0, 2);
        EXPECT_EQ(*opened, R"({"entry":{"title":"Programme personnalisé de soins en cancérologie"}})");
    }
    auto other_form = from_hex(sealed_alone);
    other_form[0] = std::byte{2};
    EXPECT_FALSE(s.open(other_form, "doc-1/metadata"));
    other_form[0] = std::byte{3};
    EXPECT_FALSE(s.open(other_form, "doc-1/metadata"));
}

TEST(sealer, has_the_dictionary_that_stores_were_written_with) {
    EXPECT_EQ(sha256_hex({dictionary_1()}),
              "2d344b88d8bd7828e0900c8fe142aaf17faf9fd014ff1f7955f925c293181f87");
}

TEST(sealer, takes_little_for_what_all_texts_of_the_store_have_in_common) {
    const sealer s{key_a};
    const std::string common{dictionary_1().substr(dictionary_1().size() - 1'500)};
    EXPECT_LT(s.seal(common, "c").size(), 100u);
}

TEST(sealer, opens_texts_of_every_length_around_the_last_that_refers_to_the_dictionary) {
    const sealer s{key_a};
    for (const std::size_t size : {32u * 1024 - 1, 32u * 1024, 32u * 1024 + 1}) {
        const std::string plain =
            std::string{dictionary_1()} + std::string(size - dictionary_1().size(), 'x');
        EXPECT_EQ(s.open(s.seal(plain, "c"), "c").value(), plain) << size;
    }
}

TEST(sealer, opens_without_a_context) {
    const sealer s{key_a};
    EXPECT_EQ(s.open(s.seal("text", ""), "").value(), "text");
}

TEST(sealer, opens_with_another_sealer_of_the_same_key) {
    EXPECT_EQ(sealer{key_a}.open(sealer{key_a}.seal("text", "c"), "c").value(), "text");
}

TEST(sealer, does_not_show_the_text_and_never_seals_it_the_same_way) {
    const sealer s{key_a};
    const std::string plain = "a text that must not be seen";
    const auto first = s.seal(plain, "c"), second = s.seal(plain, "c");
    EXPECT_NE(first, second);
    const std::string seen{reinterpret_cast<const char*>(first.data()), first.size()};
    EXPECT_EQ(seen.find("must not"), std::string::npos);
}

TEST(sealer, refuses_any_changed_octet) {
    const sealer s{key_a};
    const auto sealed = s.seal("some text", "c");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto tampered = sealed;
        tampered[i] ^= std::byte{1};
        const auto opened = s.open(tampered, "c");
        ASSERT_FALSE(opened) << i;
        EXPECT_EQ(opened.error(), errc::sealed_data_damaged);
    }
}

TEST(sealer, refuses_any_shorter_or_longer_form) {
    const sealer s{key_a};
    auto sealed = s.seal("some text", "c");
    for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_FALSE(s.open(std::span{sealed}.first(size), "c")) << size;
    sealed.push_back(std::byte{0});
    EXPECT_FALSE(s.open(sealed, "c"));
}

TEST(sealer, refuses_another_context) {
    const sealer s{key_a};
    EXPECT_FALSE(s.open(s.seal("text", "doc-1/payload"), "doc-2/payload"));
    EXPECT_FALSE(s.open(s.seal("text", "doc-1/payload"), ""));
}

TEST(sealer, refuses_another_key) {
    EXPECT_EQ(sealer{key_b}.open(sealer{key_a}.seal("text", "c"), "c").error(), errc::sealed_data_damaged);
}

TEST(sealer, refuses_more_than_it_would_open) {
    const sealer s{key_a};
    EXPECT_THROW(s.seal(std::string((64u << 20) + 1, 'a'), "c"), std::length_error);
}

TEST(sealer, needs_a_key_of_32_bytes) {
    EXPECT_THROW(sealer{some_bytes(31)}, std::invalid_argument);
}

TEST(sealer, hashes_under_its_key) {
    const sealer a{key_a}, b{key_b};
    EXPECT_EQ(a.keyed_hash("value"), a.keyed_hash("value"));
    EXPECT_NE(a.keyed_hash("value"), a.keyed_hash("other"));
    EXPECT_NE(a.keyed_hash("value"), b.keyed_hash("value"));
    EXPECT_EQ(a.keyed_hash("").size(), 64u);
    EXPECT_EQ(a.keyed_hash("value").find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(sealer, works_on_several_threads) {
    const sealer s{key_a};
    std::vector<std::thread> threads;
    std::atomic<int> opened{0};
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                const std::string plain = std::string(1000, static_cast<char>('a' + t)) + std::to_string(i);
                const auto back = s.open(s.seal(plain, "c"), "c");
                if (back && *back == plain) ++opened;
            }
        });
    for (auto& t : threads)
        t.join();
    EXPECT_EQ(opened, 200);
}

class key_file : public testing::Test {
  protected:
    std::string write(const std::string& text, mode_t mode = 0600) {
        const std::string path = folder_ / "key";
        std::ofstream{path} << text;
        ::chmod(path.c_str(), mode);
        return path;
    }
    temporary_folder folder_;
    const std::string hex_ = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
};

TEST_F(key_file, is_64_hex_digits_with_white_space_around) {
    for (const mode_t mode : {0400u, 0600u}) {
        std::filesystem::remove(folder_ / "key");
        const auto key = load_key(write(" \n" + hex_ + "\r\n", mode));
        ASSERT_TRUE(key);
        ASSERT_EQ(key->size(), 32u);
        for (std::size_t i = 0; i < 32; ++i)
            EXPECT_EQ(std::to_integer<std::size_t>((*key)[i]), i);
    }
}

TEST_F(key_file, must_not_be_readable_by_others) {
    for (const mode_t mode : {0640u, 0604u, 0620u, 0601u})
        EXPECT_EQ(load_key(write(hex_, mode)).error(), errc::bad_key_file);
}

TEST_F(key_file, must_hold_one_key_and_nothing_else) {
    for (const auto& text : {std::string{}, std::string{"  \n"}, hex_.substr(1), hex_ + "0",
                             hex_ + "\n" + hex_, "g" + hex_.substr(1), hex_ + std::string(300, ' ')})
        EXPECT_EQ(load_key(write(text)).error(), errc::bad_key_file) << text.size();
}

TEST_F(key_file, must_exist_and_be_a_file) {
    EXPECT_EQ(load_key(folder_ / "none").error(), errc::bad_key_file);
    EXPECT_EQ(load_key(folder_ / ".").error(), errc::bad_key_file);
}

}  // namespace
}  // namespace pps::gateway::store
