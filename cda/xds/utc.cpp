#include "cda/xds/from_cda.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>

namespace pps::cda::xds {
namespace {

using namespace std::chrono;

bool digits(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view text) noexcept {
    int value = 0;
    for (const char c : text)
        value = value * 10 + (c - '0');
    return value;
}

// Offset "+HHmm" or "+HH" of the time from UTC.
std::optional<minutes> offset_of(std::string_view zone) noexcept {
    const auto value = zone.substr(1);
    if ((value.size() != 2 && value.size() != 4) || !digits(value)) return std::nullopt;
    const int hour = number(value.substr(0, 2));
    const int minute = number(value.substr(2));
    if (hour > 14 || minute > 59) return std::nullopt;
    const minutes offset = hours(hour) + minutes(minute);
    return zone[0] == '-' ? -offset : offset;
}

// Directive 2000/84/EC: summer time from the last Sunday of March to the last Sunday of October, 01:00 UTC
// each. Of the hour that comes twice in October the first is taken.
minutes paris_offset(local_seconds local) noexcept {
    const year_month_day day(floor<days>(local));
    const auto change = [&](month m) { return sys_days(day.year() / m / Sunday[last]) + hours(1); };
    const sys_seconds if_summer(local.time_since_epoch() - hours(2));
    return if_summer >= change(March) && if_summer < change(October) ? hours(2) : hours(1);
}

std::string padded(int value, std::size_t width) {
    auto text = std::to_string(value);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

std::string to_utc(std::string_view ts) {
    std::optional<std::string_view> zone;
    if (const auto sign = ts.find_first_of("+-"); sign != std::string_view::npos) {
        zone = ts.substr(sign);
        ts = ts.substr(0, sign);
    }
    if (const auto dot = ts.find('.'); dot != std::string_view::npos) {
        if (dot != 14 || dot + 1 == ts.size() || !digits(ts.substr(dot + 1))) return {};
        ts = ts.substr(0, dot);
    }
    const auto size = ts.size();
    if (size < 4 || size > 14 || size % 2 != 0 || !digits(ts)) return {};

    const auto part = [&](std::size_t from, int missing) {
        return size >= from + 2 ? number(ts.substr(from, 2)) : missing;
    };
    const year_month_day day(year(number(ts.substr(0, 4))), month(static_cast<unsigned>(part(4, 1))),
                             std::chrono::day(static_cast<unsigned>(part(6, 1))));
    const int hour = part(8, 0);
    const int minute = part(10, 0);
    const int second = part(12, 0);
    if (!day.ok() || hour > 23 || minute > 59 || second > 59) return {};

    const auto given_offset = zone ? offset_of(*zone) : std::optional<minutes>{};
    if (zone && !given_offset) return {};
    if (size <= 8)
        return std::string(ts);  // A date names a day, not an instant: it has no other form in UTC.

    const local_seconds local = local_days(day) + hours(hour) + minutes(minute) + seconds(second);
    const sys_seconds utc(local.time_since_epoch() - given_offset.value_or(paris_offset(local)));
    const auto utc_day = floor<days>(utc);
    const year_month_day date(utc_day);
    const hh_mm_ss time(utc - utc_day);
    if (date.year() < year(0) || date.year() > year(9999)) return {};
    const std::string full = padded(static_cast<int>(date.year()), 4) +
                             padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) +
                             padded(static_cast<int>(static_cast<unsigned>(date.day())), 2) +
                             padded(static_cast<int>(time.hours().count()), 2) +
                             padded(static_cast<int>(time.minutes().count()), 2) +
                             padded(static_cast<int>(time.seconds().count()), 2);
    return full.substr(0, size);
}

}  // namespace pps::cda::xds
