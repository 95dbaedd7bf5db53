#include "cda/conformity/pdf_scan.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <zlib.h>

namespace pps::cda::conformity {
namespace {

/// ISO 32000-1 §7.2.2
constexpr bool is_space(char c) noexcept {
    return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

constexpr bool is_delimiter(char c) noexcept {
    return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

constexpr int hex_digit(char c) noexcept {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Longer than any name that matters.
constexpr std::size_t longest_name = 16;

/// The name whose '/' stands at `at`, with #xx as the character it means (ISO 32000-1 §7.3.5).
struct name_at {
    std::array<char, longest_name> text{};
    std::size_t length = 0;
    std::size_t end = 0;  ///< Position after it.
    std::string_view view() const noexcept { return {text.data(), length}; }
};

name_at read_name(std::string_view bytes, std::size_t at) {
    name_at name;
    std::size_t i = at + 1;
    for (; i < bytes.size() && !is_space(bytes[i]) && !is_delimiter(bytes[i]); ++i) {
        char c = bytes[i];
        if (c == '#' && i + 2 < bytes.size() && hex_digit(bytes[i + 1]) >= 0 &&
            hex_digit(bytes[i + 2]) >= 0) {
            c = static_cast<char>(hex_digit(bytes[i + 1]) * 16 + hex_digit(bytes[i + 2]));
            i += 2;
        }
        if (name.length == longest_name) break;  // of no interest
        name.text[name.length++] = c;
    }
    name.end = i;
    return name;
}

/// A short name is also found in compressed bytes and in addresses: what follows must look like its value, a
/// text, a dictionary or a reference.
bool has_value(std::string_view bytes, std::size_t at) {
    while (at < bytes.size() && is_space(bytes[at]))
        ++at;
    if (at >= bytes.size() || (bytes[at] != '(' && bytes[at] != '<' && !is_digit(bytes[at]))) return false;
    const auto next = bytes.substr(at, 8);
    return std::all_of(next.begin(), next.end(),
                       [](char c) { return is_space(c) || (c >= ' ' && c <= '~'); });
}

void note_names(std::string_view bytes, pdf_contents& seen) {
    for (auto at = bytes.find('/'); at != std::string_view::npos; at = bytes.find('/', at + 1)) {
        const auto found = read_name(bytes, at);
        const auto name = found.view();
        if (name == "Encrypt") seen.encrypted = true;
        if (name == "JavaScript" || (name == "JS" && has_value(bytes, found.end))) seen.javascript = true;
        if (name == "Launch") seen.launch = true;
        if (name == "EmbeddedFile" || name == "EmbeddedFiles" ||
            (name == "EF" && has_value(bytes, found.end)))
            seen.embedded_file = true;
    }
}

bool declares_pdf_a(std::string_view xmp) {
    return xmp.find("pdfaid:part") != std::string_view::npos;
}

/// What the dictionary before a stream tells.
struct dictionary {
    bool objects = false;
    bool metadata = false;
    bool flate = false;
    bool other_filter = false;
    bool predictor = false;
};

dictionary read_dictionary(std::string_view text) {
    dictionary out;
    bool type_objects = false;
    bool count = false;
    bool first = false;
    for (auto at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
        const auto found = read_name(text, at);
        const auto name = found.view();
        if (name == "ObjStm") type_objects = true;
        if (name == "N") count = true;
        if (name == "First") first = true;
        if (name == "XML" || name == "Metadata") out.metadata = true;
        if (name == "FlateDecode" || name == "Fl") {
            out.flate = true;
        } else if (name.size() > 6 && name.ends_with("Decode")) {
            out.other_filter = true;
        }
        if (name == "Predictor") out.predictor = true;
    }
    // Readers do not all ask for the type: what they need is the number of objects and where they start.
    out.objects = type_objects || (count && first);
    return out;
}

/// The last "12 0 obj" and what follows it.
std::string_view last_object(std::string_view text) {
    for (auto at = text.rfind("obj"); at != std::string_view::npos && at >= 4;
         at = text.rfind("obj", at - 1)) {
        if (is_space(text[at - 1]) && is_digit(text[at - 2])) return text.substr(at);
    }
    return text;
}

enum class inflation { whole, failed, too_large };

/// Appends the inflated bytes to `out`, at most `budget` of them.
inflation inflate_into(std::string_view data, std::size_t budget, std::string& out) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return inflation::failed;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(data.size(), 1u << 30));
    std::array<char, 16384> piece;  // NOLINT: filled by inflate
    auto verdict = inflation::failed;
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        const std::size_t got = piece.size() - stream.avail_out;
        if (got > budget - out.size()) {
            verdict = inflation::too_large;
            break;
        }
        out.append(piece.data(), got);
        if (status == Z_STREAM_END) verdict = inflation::whole;
        if (status != Z_OK) break;
    }
    inflateEnd(&stream);
    return verdict;
}

class stream_scanner {
  public:
    stream_scanner(const pdf_limits& limits, pdf_contents& seen) : limits_(limits), seen_(seen) {}

    /// `before`: everything since the stream before; `data`: up to endstream.
    void scan(std::string_view before, std::string_view data) {
        const auto own = read_dictionary(last_object(before));
        const auto nearby = read_dictionary(before);
        if (own.objects) {
            if (own.other_filter || own.predictor || !scan_objects(data, own.flate)) seen_.unseen = true;
        } else if (nearby.objects) {
            // Perhaps a dictionary that is written to look like another: seen if it can be.
            scan_objects(data, true);
        }
        if (own.metadata && own.flate && !own.other_filter && !seen_.pdf_a) {
            std::string xmp;
            inflate_one(data, xmp);
            seen_.pdf_a = declares_pdf_a(xmp);
        }
    }

  private:
    bool scan_objects(std::string_view data, bool flate) {
        if (!flate) return true;  // already seen with the bytes of the file
        std::string objects;
        const bool whole = inflate_one(data, objects);
        note_names(objects, seen_);
        return whole;
    }

    bool inflate_one(std::string_view data, std::string& out) {
        if (streams_++ >= limits_.max_streams) {
            seen_.unseen = true;
            return false;
        }
        const auto verdict = inflate_into(data, limits_.max_inflated - inflated_, out);
        inflated_ += out.size();
        if (verdict == inflation::too_large) seen_.unseen = true;
        return verdict == inflation::whole;
    }

    const pdf_limits& limits_;
    pdf_contents& seen_;
    std::size_t streams_ = 0;
    std::size_t inflated_ = 0;
};

/// Start of the data of the stream whose keyword stands at `at`, nothing when it is not one.
std::optional<std::size_t> stream_data(std::string_view file, std::size_t at) {
    auto next = at + std::string_view("stream").size();
    if (at >= 3 && file.substr(at - 3, 3) == "end") return std::nullopt;
    if (next < file.size() && file[next] == '\r') ++next;
    if (next < file.size() && file[next] == '\n') ++next;
    if (next == at + std::string_view("stream").size()) return std::nullopt;
    return next;
}

}  // namespace

pdf_contents scan_pdf(std::string_view file, const pdf_limits& limits) {
    pdf_contents seen;
    note_names(file, seen);
    seen.pdf_a = declares_pdf_a(file);
    if (seen.encrypted) return seen;  // its streams are not readable
    stream_scanner scanner(limits, seen);
    std::size_t since = 0;
    for (auto at = file.find("stream"); at != std::string_view::npos; at = file.find("stream", at + 1)) {
        const auto data = stream_data(file, at);
        if (!data) continue;
        const auto end = std::min(file.find("endstream", *data), file.size());
        scanner.scan(file.substr(since, at - since), file.substr(*data, end - *data));
        since = end;
        at = end;
    }
    return seen;
}

}  // namespace pps::cda::conformity
