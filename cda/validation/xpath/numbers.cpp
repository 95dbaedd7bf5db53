#include "cda/validation/xpath/numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace pps::cda::validation::xpath {
namespace {

bool digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// Reads an XML Schema date or time from the left.
class reader {
  public:
    explicit reader(std::string_view text) : text_(text) {}

    bool take(char c) noexcept {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool number(std::size_t digits, int& out) noexcept {
        if (at_ + digits > text_.size()) return false;
        out = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (!digit(text_[at_ + i])) return false;
            out = out * 10 + (text_[at_ + i] - '0');
        }
        at_ += digits;
        return true;
    }
    bool year(std::int64_t& out) noexcept {
        const bool negative = take('-');
        const auto from = at_;
        out = 0;
        while (at_ < text_.size() && digit(text_[at_]) && at_ - from < 9)
            out = out * 10 + (text_[at_++] - '0');
        const auto digits = at_ - from;
        if (digits < 4 || (digits > 4 && text_[from] == '0')) return false;
        if (negative) out = -out;
        return out != 0;
    }
    bool fraction(std::int64_t& micros) noexcept {
        micros = 0;
        if (!take('.')) return true;
        const auto from = at_;
        std::int64_t weight = 100'000;
        while (at_ < text_.size() && digit(text_[at_])) {
            micros += (text_[at_++] - '0') * weight;
            weight /= 10;
        }
        return at_ > from;
    }
    // Ends the text: nothing, Z or ±hh:mm, in minutes.
    bool zone_and_end(std::int64_t& minutes) noexcept {
        minutes = 0;
        if (at_ == text_.size()) return true;
        if (take('Z')) return at_ == text_.size();
        const bool west = at_ < text_.size() && text_[at_] == '-';
        int hours = 0;
        int rest = 0;
        if (!(take('-') || take('+')) || !number(2, hours) || !take(':') || !number(2, rest)) return false;
        if (rest > 59 || hours > 14 || (hours == 14 && rest > 0)) return false;
        minutes = (west ? -1 : 1) * (hours * 60 + rest);
        return at_ == text_.size();
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

bool leap(std::int64_t y) noexcept {
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

int month_days(std::int64_t y, int m) noexcept {
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && leap(y) ? 29 : days[static_cast<std::size_t>(m - 1)];
}

// Days since 1970-01-01 (civil calendar, H. Hinnant).
std::int64_t days_from_civil(std::int64_t y, int m, int d) noexcept {
    y -= m <= 2;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t yoe = y - era * 400;
    const std::int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    const std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

bool read_day(reader& r, std::int64_t& days) noexcept {
    std::int64_t y = 0;
    int m = 0;
    int d = 0;
    if (!r.year(y) || !r.take('-') || !r.number(2, m) || !r.take('-') || !r.number(2, d)) return false;
    if (m < 1 || m > 12 || d < 1 || d > month_days(y, m)) return false;
    days = days_from_civil(y, m, d);
    return true;
}

bool read_clock(reader& r, std::int64_t& micros) noexcept {
    int h = 0;
    int m = 0;
    int s = 0;
    std::int64_t fraction = 0;
    if (!r.number(2, h) || !r.take(':') || !r.number(2, m) || !r.take(':') || !r.number(2, s)) return false;
    if (!r.fraction(fraction) || m > 59 || s > 59) return false;
    if (h > 24 || (h == 24 && (m > 0 || s > 0 || fraction > 0))) return false;
    micros = ((h * 60 + m) * 60 + s) * std::int64_t{1'000'000} + fraction;
    return true;
}

constexpr std::int64_t minute = 60'000'000;
constexpr std::int64_t day = 24 * 60 * minute;

}  // namespace

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view space = " \t\r\n";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

bool parse_integer(std::string_view text, std::int64_t& out) noexcept {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return false;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

bool parse_decimal(std::string_view text, wide& out) noexcept {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto point = std::min(text.find('.'), text.size());
    const auto whole = text.substr(0, point);
    const auto rest = point < text.size() ? text.substr(point + 1) : std::string_view{};
    if (whole.empty() && rest.empty()) return false;
    wide value = 0;
    for (const char c : whole) {
        if (!digit(c) || value > wide{1'000'000'000'000'000'000}) return false;
        value = value * 10 + (c - '0');
    }
    value *= decimal_scale;
    auto weight = decimal_scale;
    for (const char c : rest) {
        if (!digit(c)) return false;
        weight /= 10;  // Zero past the twelfth digit: what follows is dropped.
        value += wide{c - '0'} * weight;
    }
    out = negative ? -value : value;
    return true;
}

std::optional<double> parse_double(std::string_view text) noexcept {
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "INF") return std::numeric_limits<double>::infinity();
    if (text == "-INF") return -std::numeric_limits<double>::infinity();
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    const auto bare = text.starts_with('-') ? text.substr(1) : text;
    if (bare.empty() || !(digit(bare[0]) || bare[0] == '.')) return std::nullopt;
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (end != text.data() + text.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        const bool small =
            text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos;
        if (small) return 0.0;
        return text.starts_with('-') ? -std::numeric_limits<double>::infinity()
                                     : std::numeric_limits<double>::infinity();
    }
    if (error != std::errc{}) return std::nullopt;
    return out;
}

std::string print_decimal(wide d) {
    const bool negative = d < 0;
    if (negative) d = -d;
    auto whole = d / decimal_scale;
    auto rest = static_cast<std::int64_t>(d % decimal_scale);
    std::string digits;
    do {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(whole % 10)));
        whole /= 10;
    } while (whole > 0);
    if (rest > 0) {
        auto fraction = std::to_string(rest + decimal_scale).substr(1);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        digits += '.' + fraction;
    }
    return negative ? '-' + digits : digits;
}

std::string print_double(double d) {
    if (std::isnan(d)) return "NaN";
    if (std::isinf(d)) return d > 0 ? "INF" : "-INF";
    if (d == 0) return std::signbit(d) ? "-0" : "0";
    std::array<char, 400> buffer{};
    const auto magnitude = std::fabs(d);
    const bool plain = magnitude >= 1e-6 && magnitude < 1e6;
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), d,
                                      plain ? std::chars_format::fixed : std::chars_format::scientific);
    std::string text{buffer.data(), result.ptr};
    if (plain) return text;
    // 1e+06 is 1.0E6.
    const auto e = text.find('e');
    auto mantissa = text.substr(0, e);
    if (mantissa.find('.') == std::string::npos) mantissa += ".0";
    const bool negative = text[e + 1] == '-';
    auto exponent = text.substr(e + 2);
    exponent.erase(0, std::min(exponent.find_first_not_of('0'), exponent.size() - 1));
    return mantissa + 'E' + (negative ? "-" : "") + exponent;
}

bool fits_integer(wide whole) noexcept {
    return whole >= std::numeric_limits<std::int64_t>::min() &&
           whole <= std::numeric_limits<std::int64_t>::max();
}

double to_double(wide d) noexcept {
    return static_cast<double>(d) / static_cast<double>(decimal_scale);
}

std::optional<std::int64_t> parse_date_time(std::string_view text) noexcept {
    reader r{text};
    std::int64_t days = 0;
    std::int64_t micros = 0;
    std::int64_t zone = 0;
    if (!read_day(r, days) || !r.take('T') || !read_clock(r, micros) || !r.zone_and_end(zone))
        return std::nullopt;
    if (days > 100'000'000 || days < -100'000'000) return std::nullopt;
    return days * day + micros - zone * minute;
}

std::optional<std::int64_t> parse_date(std::string_view text) noexcept {
    reader r{text};
    std::int64_t days = 0;
    std::int64_t zone = 0;
    if (!read_day(r, days) || !r.zone_and_end(zone)) return std::nullopt;
    if (days > 100'000'000 || days < -100'000'000) return std::nullopt;
    return days * day - zone * minute;
}

std::optional<std::int64_t> parse_time(std::string_view text) noexcept {
    reader r{text};
    std::int64_t micros = 0;
    std::int64_t zone = 0;
    if (!read_clock(r, micros) || !r.zone_and_end(zone)) return std::nullopt;
    return micros % day - zone * minute;
}

bool is_g_year(std::string_view text) noexcept {
    reader r{text};
    std::int64_t y = 0;
    std::int64_t zone = 0;
    return r.year(y) && r.zone_and_end(zone);
}

bool is_g_year_month(std::string_view text) noexcept {
    reader r{text};
    std::int64_t y = 0;
    int m = 0;
    std::int64_t zone = 0;
    return r.year(y) && r.take('-') && r.number(2, m) && m >= 1 && m <= 12 && r.zone_and_end(zone);
}

}  // namespace pps::cda::validation::xpath
