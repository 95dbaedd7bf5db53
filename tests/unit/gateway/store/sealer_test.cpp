#include "gateway/store/sealer.hpp"

#include "fixture.hpp"

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
