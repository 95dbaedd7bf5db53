#include "gateway/forward/dmp/mtom.hpp"

#include "gateway/core/ids.hpp"
#include "gateway/forward/dmp/text.hpp"

#include <algorithm>
#include <vector>

namespace pps::gateway::dmp {
namespace {

constexpr std::string_view root_id = "root@pps-gateway";
constexpr std::size_t most_parts = 64;

std::string choose_boundary(std::string_view envelope, std::span<const attachment> attachments) {
    for (;;) {
        std::string boundary = "MIMEBoundary_" + new_uuid();
        const bool free = envelope.find(boundary) == std::string_view::npos &&
                          std::none_of(attachments.begin(), attachments.end(), [&](const attachment& part) {
                              return part.bytes.find(boundary) != std::string_view::npos;
                          });
        if (free) return boundary;
    }
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// Takes the value at the front of `rest`, up to the ';' that ends it.
std::string take_value(std::string_view& rest) {
    rest = trimmed(rest);
    std::string out;
    if (!rest.starts_with('"')) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        out = trimmed(rest.substr(0, end));
        rest.remove_prefix(end);
        return out;
    }
    std::size_t i = 1;
    for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
        out += rest[i];
    }
    rest.remove_prefix(std::min(rest.find(';', i), rest.size()));
    return out;
}

struct part {
    std::string_view headers;
    std::string_view body;
};

/// A header of a part; "" when absent. Continuation lines are not needed for the three that are read.
std::string_view header_of(const part& from, std::string_view name) {
    std::string_view rest = from.headers;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && same_name(trimmed(line.substr(0, colon)), name))
            return trimmed(line.substr(colon + 1));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

std::optional<part> split_part(std::string_view text) {
    // `text` begins after the delimiter, with the end of its line.
    const std::size_t line = text.find('\n');
    if (line == std::string_view::npos) return std::nullopt;
    text.remove_prefix(line + 1);
    if (text.starts_with("\r\n")) return part{{}, text.substr(2)};
    if (text.starts_with('\n')) return part{{}, text.substr(1)};
    const std::size_t crlf = text.find("\r\n\r\n");
    const std::size_t lf = text.find("\n\n");
    if (crlf == std::string_view::npos && lf == std::string_view::npos) return std::nullopt;
    if (crlf < lf) return part{text.substr(0, crlf), text.substr(crlf + 4)};
    return part{text.substr(0, lf), text.substr(lf + 2)};
}

/// A delimiter begins a line (RFC 2046 §5.1.1); npos when there is none at or after `from`.
std::size_t find_delimiter(std::string_view body, std::string_view delimiter, std::size_t from) {
    for (std::size_t at = body.find(delimiter, from); at != std::string_view::npos;
         at = body.find(delimiter, at + 1))
        if (at == 0 || body[at - 1] == '\n') return at;
    return std::string_view::npos;
}

std::optional<std::vector<part>> split(std::string_view body, std::string_view boundary) {
    const std::string delimiter = "--" + std::string{boundary};
    std::vector<part> out;
    std::size_t at = find_delimiter(body, delimiter, 0);
    while (at != std::string_view::npos) {
        const std::size_t begin = at + delimiter.size();
        if (body.substr(begin).starts_with("--")) return out;
        const std::size_t end = find_delimiter(body, delimiter, begin);
        if (end == std::string_view::npos || out.size() == most_parts) return std::nullopt;
        std::string_view text = body.substr(begin, end - begin);
        text.remove_suffix(1);  // the line end belongs to the delimiter
        if (text.ends_with('\r')) text.remove_suffix(1);
        const auto one = split_part(text);
        if (!one) return std::nullopt;
        out.push_back(*one);
        at = end;
    }
    return std::nullopt;  // the closing delimiter is missing: cut short
}

}  // namespace

soap_request write_mtom(std::string_view envelope, std::span<const attachment> attachments,
                        std::string_view action) {
    const std::string boundary = choose_boundary(envelope, attachments);
    soap_request out;
    append(out.content_type,
           {"multipart/related; boundary=\"", boundary, "\"; type=\"application/xop+xml\"; start=\"<",
            root_id, ">\"; start-info=\"application/soap+xml\"; action=\"", action, "\""});
    std::size_t size = envelope.size() + 512;
    for (const auto& one : attachments)
        size += one.bytes.size() + 256;
    out.body.reserve(size);
    append(
        out.body,
        {"--", boundary,
         "\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"; action=\"",
         action, "\"\r\nContent-Transfer-Encoding: 8bit\r\nContent-ID: <", root_id, ">\r\n\r\n", envelope});
    for (const auto& one : attachments)
        append(out.body, {"\r\n--", boundary, "\r\nContent-Type: ", one.media_type,
                          "; charset=UTF-8\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <",
                          one.content_id, ">\r\n\r\n", one.bytes});
    append(out.body, {"\r\n--", boundary, "--\r\n"});
    return out;
}

std::string media_type_of(std::string_view content_type) {
    std::string out{trimmed(content_type.substr(0, content_type.find(';')))};
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::string parameter_of(std::string_view content_type, std::string_view name) {
    std::string_view rest = content_type;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    while (!rest.empty()) {
        rest.remove_prefix(1);  // ';'
        const std::size_t equals = rest.find_first_of("=;");
        if (equals == std::string_view::npos) return {};
        const std::string_view key = trimmed(rest.substr(0, equals));
        const bool has_value = rest[equals] == '=';
        rest.remove_prefix(has_value ? equals + 1 : equals);
        if (!has_value) continue;
        std::string value = take_value(rest);
        if (same_name(key, name)) return value;
    }
    return {};
}

std::optional<std::string_view> root_part(std::string_view content_type, std::string_view body) {
    const std::string boundary = parameter_of(content_type, "boundary");
    if (boundary.empty() || boundary.size() > 70) return std::nullopt;  // RFC 2046 §5.1.1
    const auto parts = split(body, boundary);
    if (!parts || parts->empty()) return std::nullopt;
    const std::string start = parameter_of(content_type, "start");
    auto root = parts->begin();
    if (!start.empty())
        root = std::find_if(parts->begin(), parts->end(),
                            [&](const part& one) { return header_of(one, "Content-ID") == start; });
    if (root == parts->end()) return std::nullopt;
    const std::string_view encoding = header_of(*root, "Content-Transfer-Encoding");
    for (const std::string_view known : {"", "7bit", "8bit", "binary"})
        if (same_name(encoding, known)) return root->body;
    return std::nullopt;
}

}  // namespace pps::gateway::dmp
