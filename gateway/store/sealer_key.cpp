#include "gateway/core/error.hpp"
#include "gateway/store/sealer.hpp"

#include <openssl/crypto.h>

#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pps::gateway::store {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::string_view white_space = " \t\r\n";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

boost::system::result<bytes> decode(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(white_space);
    if (begin == std::string_view::npos) return errc::bad_key_file;
    text = text.substr(begin, text.find_last_not_of(white_space) - begin + 1);
    if (text.size() != 2 * key_bytes) return errc::bad_key_file;
    bytes key(key_bytes);
    for (std::size_t i = 0; i < key_bytes; ++i) {
        const int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            OPENSSL_cleanse(key.data(), key.size());
            return errc::bad_key_file;
        }
        key[i] = static_cast<std::byte>(high * 16 + low);
    }
    return key;
}

/// An open file; read as a whole up to the size of the buffer.
class key_file {
  public:
    explicit key_file(const std::string& path)
        : file_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {}
    ~key_file() {
        if (file_ >= 0) ::close(file_);
    }
    key_file(const key_file&) = delete;
    key_file& operator=(const key_file&) = delete;

    bool private_to_owner() const {
        struct stat about {};
        return file_ >= 0 && ::fstat(file_, &about) == 0 && S_ISREG(about.st_mode) &&
               (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    }

    ssize_t read(std::span<char> into) const {
        std::size_t filled = 0;
        while (filled < into.size()) {
            const ssize_t got = ::read(file_, into.data() + filled, into.size() - filled);
            if (got < 0) return -1;
            if (got == 0) break;
            filled += static_cast<std::size_t>(got);
        }
        return static_cast<ssize_t>(filled);
    }

  private:
    int file_;
};

}  // namespace

boost::system::result<bytes> load_key(const std::string& path) {
    const key_file file{path};
    if (!file.private_to_owner()) return errc::bad_key_file;
    // More than a key and generous white space is not a key file.
    std::array<char, 256> text{};
    const ssize_t size = file.read(text);
    auto key = size < 0 || static_cast<std::size_t>(size) == text.size()
                   ? boost::system::result<bytes>{errc::bad_key_file}
                   : decode({text.data(), static_cast<std::size_t>(size)});
    OPENSSL_cleanse(text.data(), text.size());
    return key;
}

}  // namespace pps::gateway::store
