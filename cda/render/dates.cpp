#include "cda/render/dates.hpp"

#include "cda/render/words.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace pps::render {
namespace {

// Digits of an HL7 time up to its zone or fraction, when they make a date that exists.
std::optional<std::string_view> readable(std::string_view ts) noexcept {
    const auto digits = ts.substr(0, ts.find_first_of("+-."));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto size = digits.size();
    if (size < 4 || size > 14 || size % 2 != 0 || !std::all_of(digits.begin(), digits.end(), is_digit))
        return std::nullopt;
    return digits;
}

unsigned number(std::string_view digits) noexcept {
    unsigned value = 0;
    for (const char c : digits)
        value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
}

struct moment {
    unsigned year = 0;
    unsigned month = 0;  // 0: not given
    unsigned day = 0;
    std::string_view hour;
    std::string_view minute;
};

std::optional<moment> parse(std::string_view ts) noexcept {
    const auto digits = readable(ts);
    if (!digits) return std::nullopt;
    moment out;
    out.year = number(digits->substr(0, 4));
    if (digits->size() >= 6) out.month = number(digits->substr(4, 2));
    if (digits->size() >= 8) out.day = number(digits->substr(6, 2));
    if (digits->size() >= 10) out.hour = digits->substr(8, 2);
    if (digits->size() >= 12) out.minute = digits->substr(10, 2);
    namespace chrono = std::chrono;
    const chrono::year_month_day day(chrono::year(static_cast<int>(out.year)),
                                     chrono::month(digits->size() >= 6 ? out.month : 1),
                                     chrono::day(digits->size() >= 8 ? out.day : 1));
    if (!day.ok() || number(out.hour) > 24 || number(out.minute) > 59) return std::nullopt;
    return out;
}

std::string_view begins(const interval& when) noexcept {
    return when.value.empty() ? std::string_view(when.low.value) : std::string_view(when.value);
}

std::string_view ends(const interval& when) noexcept {
    return when.value.empty() ? std::string_view(when.high.value) : std::string_view(when.value);
}

std::string padded(std::string_view ts, char with) {
    const auto digits = parse(ts) ? readable(ts) : std::nullopt;
    if (!digits) return {};
    std::string out(digits->substr(0, 8));
    out.resize(8, with);
    return out;
}

// "le 12 mars 2026", "en mars 2026", "en 2026".
std::string on(std::string_view ts) {
    const auto when = parse(ts);
    return (!when || when->day != 0 ? "le " : "en ") + date_words(ts);
}

// "du 12 mars 2026", "de mars 2026", "d’avril 2026", "de 2026".
std::string from(std::string_view ts) {
    const auto when = parse(ts);
    if (!when || when->day != 0) return "du " + date_words(ts);
    const bool vowel = when->month == 4 || when->month == 8 || when->month == 10;
    return (vowel ? "d’" : "de ") + date_words(ts);
}

std::string to(std::string_view ts) {
    const auto when = parse(ts);
    return (!when || when->day != 0 ? "au " : "à ") + date_words(ts);
}

}  // namespace

std::string date_words(std::string_view ts) {
    const auto when = parse(ts);
    if (!when) return std::string(ts);
    std::string out;
    if (when->day != 0) out = (when->day == 1 ? "1er" : std::to_string(when->day)) + ' ';
    if (when->month != 0) (out += words::months[when->month - 1]) += ' ';
    return out += std::to_string(when->year);
}

std::string time_words(std::string_view ts) {
    const auto when = parse(ts);
    auto out = date_words(ts);
    if (when && !when->hour.empty()) {
        out += " à " + std::to_string(number(when->hour)) + " h";
        if (!when->minute.empty()) (out += ' ') += when->minute;
    }
    return out;
}

std::string date_words(const instant& when) {
    return when.value.empty() ? std::string(words::null_flavor(when.null_flavor)) : date_words(when.value);
}

std::string period_words(const interval& when) {
    if (!when.value.empty()) return on(when.value);
    const std::string_view low = when.low.value;
    const std::string_view high = when.high.value;
    if (low.empty() && high.empty()) return {};
    if (high.empty()) return "à partir " + from(low);
    if (low.empty()) return "jusqu’" + to(high);
    return date_words(low) == date_words(high) ? on(low) : from(low) + ' ' + to(high);
}

bool dated(const interval& when) noexcept {
    return !begins(when).empty() || !ends(when).empty();
}

std::string first_day(const interval& when) {
    const auto day = padded(begins(when), '0');
    return day.empty() ? padded(ends(when), '0') : day;
}

std::string last_day(const interval& when) {
    const auto day = padded(ends(when), '9');
    return day.empty() ? padded(begins(when), '9') : day;
}

std::string month_words(std::string_view first_day) {
    const bool month = first_day.substr(4, 2) != "00";
    return date_words(first_day.substr(0, month ? 6 : 4));
}

}  // namespace pps::render
