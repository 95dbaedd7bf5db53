#include "gateway/store/sealer.hpp"

#include "gateway/core/digest.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/random.hpp"
#include "gateway/store/dictionary.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace pps::gateway::store {
namespace {

using octet = unsigned char;

constexpr std::size_t key_size = 32;    // AES-256; HMAC-SHA-256
constexpr std::size_t key_id_size = 4;  // tells a wrong key from damage before the tag does
constexpr std::size_t nonce_size = 12;  // NIST SP 800-38D §8.2.2: random, at most 2^32 per key
constexpr std::size_t tag_size = 16;    // NIST SP 800-38D §5.2.1.2
// form ‖ key id ‖ nonce ‖ AES-256-GCM(zstd frame) ‖ tag
constexpr octet form_plain = 1;       // the frame stands alone
constexpr octet form_dictionary = 2;  // the frame refers to dictionary_1()
constexpr std::size_t header_size = 1 + key_id_size;
constexpr std::size_t overhead = header_size + nonce_size + tag_size;
constexpr int compression_level = 1;
/// A platform's document and its metadata are far below; a frame that states more is not ours.
constexpr std::size_t largest_plain = 64u << 20;
/// Longer texts have all in themselves.
constexpr std::size_t longest_with_dictionary = 32u << 10;

/// Sub-keys by purpose (RFC 5869 §3.2, "info").
constexpr std::string_view for_encryption = "pps-gateway store encryption 1";
constexpr std::string_view for_hashing = "pps-gateway store keyed hash 1";
constexpr std::string_view for_key_id = "pps-gateway store key id 1";

template <auto Free>
struct freeing {
    template <typename T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};
using cipher_ptr = std::unique_ptr<EVP_CIPHER, freeing<EVP_CIPHER_free>>;
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, freeing<EVP_CIPHER_CTX_free>>;
using kdf_ptr = std::unique_ptr<EVP_KDF, freeing<EVP_KDF_free>>;
using kdf_context = std::unique_ptr<EVP_KDF_CTX, freeing<EVP_KDF_CTX_free>>;
using compressor = std::unique_ptr<ZSTD_CCtx, freeing<ZSTD_freeCCtx>>;
using decompressor = std::unique_ptr<ZSTD_DCtx, freeing<ZSTD_freeDCtx>>;
using compressing_dictionary = std::unique_ptr<ZSTD_CDict, freeing<ZSTD_freeCDict>>;
using decompressing_dictionary = std::unique_ptr<ZSTD_DDict, freeing<ZSTD_freeDDict>>;

/// The library refuses what cannot be refused by input: memory, or its own state.
void must(bool done, const char* what) {
    if (!done) throw std::runtime_error{what};
}

template <std::size_t Size>
std::array<octet, Size> derive(std::span<const std::byte> key, std::string_view purpose) {
    const kdf_ptr kdf{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
    must(kdf != nullptr, "sealer: HKDF is not available");
    const kdf_context context{EVP_KDF_CTX_new(kdf.get())};
    std::string digest = "SHA256", info{purpose};
    std::vector<octet> secret(key.size());
    std::ranges::transform(key, secret.begin(), [](std::byte b) { return static_cast<octet>(b); });
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret.data(), secret.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
        OSSL_PARAM_construct_end(),
    };
    std::array<octet, Size> derived{};
    const int done = EVP_KDF_derive(context.get(), derived.data(), derived.size(), parameters.data());
    OPENSSL_cleanse(secret.data(), secret.size());
    must(done == 1, "sealer: HKDF failed");
    return derived;
}

const octet* octets(const void* data) {
    return static_cast<const octet*>(data);
}

octet* octets(std::byte* data) {
    return reinterpret_cast<octet*>(data);
}

/// Null stands for none (zstd.h): the frame then stands alone.
const ZSTD_CDict* dictionary_to_compress(octet form) {
    static const compressing_dictionary made{
        ZSTD_createCDict(dictionary_1().data(), dictionary_1().size(), compression_level)};
    must(made != nullptr, "sealer: out of memory");
    return form == form_dictionary ? made.get() : nullptr;
}

const ZSTD_DDict* dictionary_to_decompress(octet form) {
    static const decompressing_dictionary made{
        ZSTD_createDDict(dictionary_1().data(), dictionary_1().size())};
    must(made != nullptr, "sealer: out of memory");
    return form == form_dictionary ? made.get() : nullptr;
}

std::vector<octet> compress(std::string_view plain, octet form) {
    thread_local const compressor context{ZSTD_createCCtx()};
    must(context != nullptr, "sealer: out of memory");
    std::vector<octet> frame(ZSTD_compressBound(plain.size()));
    const ZSTD_CDict* const dictionary = dictionary_to_compress(form);
    const std::size_t size = dictionary == nullptr
                                 ? ZSTD_compressCCtx(context.get(), frame.data(), frame.size(), plain.data(),
                                                     plain.size(), compression_level)
                                 : ZSTD_compress_usingCDict(context.get(), frame.data(), frame.size(),
                                                            plain.data(), plain.size(), dictionary);
    must(ZSTD_isError(size) == 0, "sealer: compression failed");
    frame.resize(size);
    return frame;
}

std::optional<std::string> decompress(const std::vector<octet>& frame, octet form) {
    // ZSTD_CONTENTSIZE_UNKNOWN and _ERROR are above any limit too.
    const unsigned long long stated = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (stated > largest_plain) return std::nullopt;
    thread_local const decompressor context{ZSTD_createDCtx()};
    must(context != nullptr, "sealer: out of memory");
    std::string plain(static_cast<std::size_t>(stated), '\0');
    const std::size_t size =
        ZSTD_decompress_usingDDict(context.get(), plain.data(), plain.size(), frame.data(), frame.size(),
                                   dictionary_to_decompress(form));
    if (ZSTD_isError(size) != 0 || size != plain.size()) return std::nullopt;
    return plain;
}

}  // namespace

struct sealer::keys {
    std::array<octet, key_size> encryption;
    std::array<octet, key_size> hashing;
    std::array<octet, key_id_size> id;
    cipher_ptr cipher;

    keys() = default;
    keys(const keys&) = delete;
    keys& operator=(const keys&) = delete;
    ~keys() {
        OPENSSL_cleanse(encryption.data(), encryption.size());
        OPENSSL_cleanse(hashing.data(), hashing.size());
    }

    /// Key, nonce and associated data set; only the text is left.
    cipher_context start(bool encrypt, const octet* header, const octet* nonce,
                         std::string_view context) const {
        cipher_context c{EVP_CIPHER_CTX_new()};
        int written = 0;
        must(c &&
                 EVP_CipherInit_ex2(c.get(), cipher.get(), encryption.data(), nonce, encrypt ? 1 : 0,
                                    nullptr) == 1 &&
                 EVP_CipherUpdate(c.get(), nullptr, &written, header, static_cast<int>(header_size)) == 1 &&
                 (context.empty() || EVP_CipherUpdate(c.get(), nullptr, &written, octets(context.data()),
                                                      static_cast<int>(context.size())) == 1),
             "sealer: AES-256-GCM cannot start");
        return c;
    }
};

sealer::sealer(std::span<const std::byte> key) : keys_{std::make_unique<keys>()} {
    if (key.size() != key_size) throw std::invalid_argument{"sealer: the key must have 32 bytes"};
    keys_->encryption = derive<key_size>(key, for_encryption);
    keys_->hashing = derive<key_size>(key, for_hashing);
    keys_->id = derive<key_id_size>(key, for_key_id);
    keys_->cipher.reset(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    must(keys_->cipher != nullptr, "sealer: AES-256-GCM is not available");
}

sealer::~sealer() = default;

bytes sealer::seal(std::string_view plain, std::string_view context) const {
    if (plain.size() > largest_plain) throw std::length_error{"sealer: more than 64 MiB"};
    const octet form = plain.size() <= longest_with_dictionary ? form_dictionary : form_plain;
    std::vector<octet> frame = compress(plain, form);
    bytes sealed(overhead + frame.size());
    octet* const header = octets(sealed.data());
    octet* const nonce = header + header_size;
    octet* const text = nonce + nonce_size;
    octet* const tag = text + frame.size();
    header[0] = form;
    std::ranges::copy(keys_->id, header + 1);
    fill_random({nonce, nonce_size});
    const cipher_context c = keys_->start(true, header, nonce, context);
    int written = 0, rest = 0;
    must(EVP_CipherUpdate(c.get(), text, &written, frame.data(), static_cast<int>(frame.size())) == 1 &&
             EVP_CipherFinal_ex(c.get(), text + written, &rest) == 1 &&
             EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_size), tag) == 1,
         "sealer: AES-256-GCM failed");
    OPENSSL_cleanse(frame.data(), frame.size());
    return sealed;
}

boost::system::result<std::string> sealer::open(std::span<const std::byte> sealed,
                                                std::string_view context) const {
    // Twice the largest plain text is far above what a frame of it can take.
    if (sealed.size() < overhead || sealed.size() > 2 * largest_plain) return errc::sealed_data_damaged;
    const octet* const header = octets(static_cast<const void*>(sealed.data()));
    const octet* const nonce = header + header_size;
    const octet* const text = nonce + nonce_size;
    const std::size_t size = sealed.size() - overhead;
    const octet form = header[0];
    if ((form != form_plain && form != form_dictionary) ||
        !std::ranges::equal(keys_->id, std::span{header + 1, key_id_size}))
        return errc::sealed_data_damaged;
    std::array<octet, tag_size> tag{};
    std::copy_n(text + size, tag_size, tag.begin());
    const cipher_context c = keys_->start(false, header, nonce, context);
    std::vector<octet> frame(size);
    int written = 0, rest = 0;
    const bool verified =
        EVP_CipherUpdate(c.get(), frame.data(), &written, text, static_cast<int>(size)) == 1 &&
        EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_size), tag.data()) == 1 &&
        EVP_CipherFinal_ex(c.get(), frame.data() + written, &rest) == 1;
    std::optional<std::string> plain = verified ? decompress(frame, form) : std::nullopt;
    OPENSSL_cleanse(frame.data(), frame.size());
    if (!plain) return errc::sealed_data_damaged;
    return std::move(*plain);
}

std::string sealer::keyed_hash(std::string_view value) const {
    std::array<octet, 32> digest{};
    unsigned int size = 0;
    must(HMAC(EVP_sha256(), keys_->hashing.data(), static_cast<int>(keys_->hashing.size()),
              octets(value.data()), value.size(), digest.data(), &size) != nullptr &&
             size == digest.size(),
         "sealer: HMAC failed");
    return to_hex(digest);
}

}  // namespace pps::gateway::store
