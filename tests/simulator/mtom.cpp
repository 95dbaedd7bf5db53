#include "tests/simulator/mtom.hpp"

#include "tests/simulator/text.hpp"

#include <algorithm>
#include <set>

namespace pps::simulator {

namespace {

constexpr std::size_t most_parts = 64;
constexpr std::size_t longest_header = 8192;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

bool is_token_char(char c) noexcept {
    return c > ' ' && c < 127 && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

/// RFC 2046 §5.1.1 bchars.
bool is_boundary(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 70 && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
           });
}

/// Takes one parameter value, a token or a quoted string, off the front.
std::optional<std::string> take_value(std::string_view& text) {
    std::string out;
    if (!text.starts_with('"')) {
        std::size_t size = 0;
        // Axis writes start=<cid> and type=a/b without quotes: tolerated, they stay unambiguous.
        while (size < text.size() && text[size] != ';' && text[size] != ' ' && text[size] != '\t')
            ++size;
        out = text.substr(0, size);
        text.remove_prefix(size);
        return out.empty() ? std::nullopt : std::optional(out);
    }
    text.remove_prefix(1);
    while (!text.empty()) {
        char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return out;
        if (c == '\\') {
            if (text.empty()) break;
            c = text.front();
            text.remove_prefix(1);
        }
        out += c;
    }
    return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    auto value = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size() || value(text[i + 1]) < 0 || value(text[i + 2]) < 0) return std::nullopt;
        out += static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2]));
        i += 2;
    }
    return out;
}

refusal malformed(std::string subcode, std::string text) {
    return faulted("soap:" + std::move(subcode), std::move(text));
}

checked<mime_part> read_part(std::string_view raw) {
    const auto blank = raw.substr(0, longest_header).find("\r\n\r\n");
    if (blank == std::string_view::npos) return malformed("MtomPart", "a part has no end of header");
    mime_part part;
    part.body = raw.substr(blank + 4);
    bool has_type = false;
    bool has_id = false;
    auto header = raw.substr(0, blank);
    while (!header.empty()) {
        auto end = header.find("\r\n");
        // a continuation line begins with a blank (RFC 822 folding)
        while (end != std::string_view::npos && end + 2 < header.size() &&
               (header[end + 2] == ' ' || header[end + 2] == '\t'))
            end = header.find("\r\n", end + 2);
        const auto line = header.substr(0, end);
        header.remove_prefix(end == std::string_view::npos ? header.size() : end + 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return malformed("MtomPart", "a part header line has no colon");
        const auto name = line.substr(0, colon);
        const auto value = trim(line.substr(colon + 1));
        if (iequals(name, "Content-Type")) {
            const auto type = parse_media_type(value);
            if (!type || has_type) return malformed("MtomPart", "Content-Type of a part is malformed");
            part.type = *type;
            has_type = true;
        } else if (iequals(name, "Content-ID")) {
            if (value.size() < 3 || value.front() != '<' || value.back() != '>' || has_id)
                return malformed("MtomPart", "Content-ID of a part is malformed");
            part.content_id = value.substr(1, value.size() - 2);
            has_id = true;
        } else if (iequals(name, "Content-Transfer-Encoding")) {
            if (!iequals(value, "binary") && !iequals(value, "8bit") && !iequals(value, "7bit"))
                return malformed("MtomPart", "Content-Transfer-Encoding of a part is not binary");
        }
    }
    if (!has_type || !has_id) return malformed("MtomPart", "a part lacks Content-Type or Content-ID");
    return part;
}

}  // namespace

std::string media_type::parameter(const std::string& name) const {
    const auto at = parameters.find(name);
    return at == parameters.end() ? std::string{} : at->second;
}

std::optional<media_type> parse_media_type(std::string_view text) {
    media_type out;
    const auto semicolon = text.find(';');
    const auto type = trim(text.substr(0, semicolon));
    const auto slash = type.find('/');
    if (slash == std::string_view::npos || !is_token(type.substr(0, slash)) ||
        !is_token(type.substr(slash + 1)))
        return std::nullopt;
    out.type = lower(type);
    text.remove_prefix(semicolon == std::string_view::npos ? text.size() : semicolon);
    while (!(text = trim(text)).empty()) {
        if (text.front() != ';') return std::nullopt;
        text = trim(text.substr(1));
        if (text.empty()) break;
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const auto name = trim(text.substr(0, equals));
        text = trim(text.substr(equals + 1));
        const auto value = take_value(text);
        if (!is_token(name) || !value || !out.parameters.emplace(lower(name), *value).second)
            return std::nullopt;
    }
    return out;
}

const mime_part* package::resolve(std::string_view href) const {
    if (!href.starts_with("cid:")) return nullptr;
    const auto id = percent_decoded(href.substr(4));
    if (!id) return nullptr;
    const auto at = std::find_if(parts.begin(), parts.end(),
                                 [&id](const mime_part& part) { return part.content_id == *id; });
    return at == parts.end() ? nullptr : &*at;
}

checked<package> read_package(const media_type& declared, std::string_view body) {
    if (declared.type != "multipart/related")
        return malformed("MtomContentType", "Content-Type is not multipart/related");
    if (!iequals(declared.parameter("type"), "application/xop+xml"))
        return malformed("MtomContentType", "type is not application/xop+xml");
    const auto start_info = parse_media_type(declared.parameter("start-info"));
    if (!start_info || start_info->type != "application/soap+xml")
        return malformed("MtomContentType", "start-info is not application/soap+xml");
    const auto start = declared.parameter("start");
    if (start.size() < 3 || start.front() != '<' || start.back() != '>')
        return malformed("MtomStart", "start is missing or not <Content-ID>");
    const auto boundary = declared.parameter("boundary");
    if (!is_boundary(boundary)) return malformed("MtomBoundary", "boundary is missing or malformed");

    const std::string delimiter = "\r\n--" + boundary;
    package out;
    std::set<std::string> ids;
    std::string_view rest = body;
    const std::string_view opening = std::string_view(delimiter).substr(2);
    if (rest.starts_with(opening)) {
        rest.remove_prefix(opening.size());
    } else {
        const auto first = rest.find(delimiter);
        if (first == std::string_view::npos)
            return malformed("MtomBoundary", "the declared boundary is not in the body");
        rest.remove_prefix(first + delimiter.size());
    }
    while (true) {
        if (rest.starts_with("--")) break;
        const auto line_end = rest.find("\r\n");
        if (line_end == std::string_view::npos || !trim(rest.substr(0, line_end)).empty())
            return malformed("MtomBoundary", "a boundary line is malformed");
        rest.remove_prefix(line_end + 2);
        // the delimiter must be followed by the end of line or by "--"; longer boundaries are data
        std::size_t end = rest.find(delimiter);
        while (end != std::string_view::npos) {
            const auto after = rest.substr(end + delimiter.size(), 1);
            if (after == "\r" || after == "-" || after == " " || after == "\t") break;
            end = rest.find(delimiter, end + 1);
        }
        if (end == std::string_view::npos)
            return malformed("MtomBoundary", "the closing boundary is missing");
        auto part = read_part(rest.substr(0, end));
        if (!part) return part.error();
        if (!ids.insert(part->content_id).second)
            return malformed("MtomPart", "two parts have the same Content-ID");
        if (out.parts.size() == most_parts) return malformed("MtomPart", "too many parts");
        out.parts.push_back(*part);
        rest.remove_prefix(end + delimiter.size());
    }
    const auto root = std::find_if(out.parts.begin(), out.parts.end(), [&start](const mime_part& part) {
        return part.content_id == start.substr(1, start.size() - 2);
    });
    if (root == out.parts.end()) return malformed("MtomStart", "no part has the Content-ID of start");
    const auto root_info = parse_media_type(root->type.parameter("type"));
    if (root->type.type != "application/xop+xml" || !root_info || root_info->type != "application/soap+xml")
        return malformed("MtomStart", "the root part is not application/xop+xml of application/soap+xml");
    const auto charset = root->type.parameter("charset");
    if (!charset.empty() && !iequals(charset, "UTF-8"))
        return malformed("MtomStart", "the root part is not UTF-8");
    out.root = static_cast<std::size_t>(root - out.parts.begin());
    return out;
}

}  // namespace pps::simulator
