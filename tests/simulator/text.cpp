#include "tests/simulator/text.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>

namespace pps::simulator {

namespace {

bool digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), digit);
}

int number(std::string_view digits) noexcept {
    int value = 0;
    for (char c : digits)
        value = value * 10 + (c - '0');
    return value;
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::optional<std::chrono::sys_days> calendar_day(std::string_view yyyymmdd) noexcept {
    using namespace std::chrono;
    const year_month_day date{year{number(yyyymmdd.substr(0, 4))},
                              month{static_cast<unsigned>(number(yyyymmdd.substr(4, 2)))},
                              day{static_cast<unsigned>(number(yyyymmdd.substr(6, 2)))}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date};
}

/// "&<OID>&ISO", the assigning authority of CX-4, XCN-9 and XON-6.
std::optional<std::string> authority(std::string_view component) {
    const auto parts = split(component, '&');
    if (parts.size() != 3 || !parts[0].empty() || parts[2] != "ISO" || !is_oid(parts[1])) return std::nullopt;
    return std::string(parts[1]);
}

std::string_view component(const std::vector<std::string_view>& parts, std::size_t number) {
    return number <= parts.size() ? parts[number - 1] : std::string_view{};
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

bool iequals(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool is_oid(std::string_view text) noexcept {
    if (text.empty() || text.size() > 64 || text[0] < '0' || text[0] > '2') return false;
    std::size_t arcs = 0;
    while (true) {
        const auto at = text.find('.');
        const auto arc = text.substr(0, at);
        if (!all_digits(arc) || (arc.size() > 1 && arc[0] == '0')) return false;
        if (arcs == 0 && arc.size() != 1) return false;
        ++arcs;
        if (at == std::string_view::npos) return arcs >= 2;
        text.remove_prefix(at + 1);
    }
}

bool is_uuid_urn(std::string_view text) noexcept {
    constexpr std::string_view prefix = "urn:uuid:";
    if (text.size() != prefix.size() + 36 || !text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = lower(text[i]);
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !(digit(c) || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

bool is_dtm(std::string_view text, bool exact) noexcept {
    const auto size = text.size();
    if (!all_digits(text) || (exact && size != 14)) return false;
    if (size != 4 && size != 6 && size != 8 && size != 10 && size != 12 && size != 14) return false;
    std::string padded(text);
    if (size == 4) padded += "0101";
    if (size == 6) padded += "01";
    padded.resize(14, '0');
    const std::string_view whole = padded;
    return calendar_day(whole.substr(0, 8)) && number(whole.substr(8, 2)) < 24 &&
           number(whole.substr(10, 2)) < 60 && number(whole.substr(12, 2)) < 60;
}

std::optional<instant> parse_date_time(std::string_view text, bool zulu_only) {
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':')
        return std::nullopt;
    const std::string compact = std::string(text.substr(0, 4)) + std::string(text.substr(5, 2)) +
                                std::string(text.substr(8, 2)) + std::string(text.substr(11, 2)) +
                                std::string(text.substr(14, 2)) + std::string(text.substr(17, 2));
    if (!is_dtm(compact, true)) return std::nullopt;
    const std::string_view fields = compact;
    instant when = *calendar_day(fields.substr(0, 8)) + std::chrono::hours(number(fields.substr(8, 2))) +
                   std::chrono::minutes(number(fields.substr(10, 2))) +
                   std::chrono::seconds(number(fields.substr(12, 2)));
    auto rest = text.substr(19);
    if (rest.starts_with('.')) {
        std::size_t digits = 1;
        while (digits < rest.size() && digit(rest[digits]))
            ++digits;
        if (digits == 1) return std::nullopt;
        std::string millis(rest.substr(1, std::min<std::size_t>(3, digits - 1)));
        millis.resize(3, '0');
        when += std::chrono::milliseconds(number(millis));
        rest.remove_prefix(digits);
    }
    if (rest == "Z") return when;
    if (zulu_only || rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':' ||
        !all_digits(rest.substr(1, 2)) || !all_digits(rest.substr(4, 2)))
        return std::nullopt;
    const auto offset =
        std::chrono::hours(number(rest.substr(1, 2))) + std::chrono::minutes(number(rest.substr(4, 2)));
    return rest[0] == '+' ? when - offset : when + offset;
}

std::optional<cx> parse_cx(std::string_view text) {
    const auto parts = split(text, '^');
    if (parts.size() < 5 || parts.size() > 10 || parts[0].empty() || parts[4].empty()) return std::nullopt;
    const auto root = authority(parts[3]);
    if (!root) return std::nullopt;
    return cx{std::string(parts[0]), *root, std::string(parts[4])};
}

bool is_ins(std::string_view matricule) noexcept {
    if (matricule.size() != 15) return false;
    std::string number_part(matricule.substr(0, 13));
    const auto department = matricule.substr(5, 2);
    if (department == "2A") number_part.replace(5, 2, "19");
    if (department == "2B") number_part.replace(5, 2, "18");
    if (!all_digits(number_part) || !all_digits(matricule.substr(13))) return false;
    std::uint64_t value = 0;
    std::from_chars(number_part.data(), number_part.data() + number_part.size(), value);
    return 97 - static_cast<int>(value % 97) == number(matricule.substr(13));
}

bool is_xcn(std::string_view text) {
    const auto parts = split(text, '^');
    if (parts.size() != 13 || parts[0].empty() || parts[1].empty() || !authority(parts[8])) return false;
    const auto kind = parts[9];
    const auto type = parts[12];
    // professional and patient: D; system: U with RI (dmp-wire §2.5).
    if (kind == "U") return type == "RI";
    return kind == "D" && (type == "IDNPS" || type == "EI" || type == "NH");
}

std::optional<xon> parse_xon(std::string_view text) {
    const auto parts = split(text, '^');
    if (parts.empty() || parts.size() > 10) return std::nullopt;
    const auto id = component(parts, 10);
    // Without an identifier, components 6 and 7 are empty too (CDA nullFlavor, dmp-wire §2.5).
    if (id.empty() != component(parts, 6).empty() || id.empty() != component(parts, 7).empty())
        return std::nullopt;
    if (id.empty() && parts[0].empty()) return std::nullopt;
    if (!id.empty() && !authority(component(parts, 6))) return std::nullopt;
    return xon{std::string(parts[0]), std::string(id)};
}

std::string escape_xml(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\n':
                out += "&#10;";
                break;
            case '\r':
                out += "&#13;";
                break;
            case '\t':
                out += "&#9;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string new_uuid() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes");
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0fU) | 0x40U);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3fU) | 0x80U);
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        out += hex[bytes[i] >> 4U];
        out += hex[bytes[i] & 0x0fU];
    }
    return out;
}

std::string to_iso(instant when) {
    using namespace std::chrono;
    const auto day = floor<days>(when);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(when - day)};
    std::array<char, 40> out{};
    const int size =
        std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()));
    return {out.data(), static_cast<std::size_t>(size)};
}

}  // namespace pps::simulator
