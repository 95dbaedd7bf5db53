#include "hl7/fhir/times.hpp"

#include "cda/xds/from_cda.hpp"

#include <algorithm>

namespace pps::hl7::fhir {
namespace {

bool digits(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view text) noexcept {
    int value = 0;
    for (const char c : text)
        value = value * 10 + (c - '0');
    return value;
}

/// A TS in its pieces; `date` and `clock` are digits only.
struct pieces {
    std::string_view date, clock, fraction, zone;
};

bool date_ok(std::string_view date) noexcept {
    if (!digits(date) || (date.size() != 4 && date.size() != 6 && date.size() != 8)) return false;
    const int year = number(date.substr(0, 4));
    if (year == 0) return false;
    if (date.size() == 4) return true;
    const int month = number(date.substr(4, 2));
    if (month < 1 || month > 12) return false;
    if (date.size() == 6) return true;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int longest = month == 2                                                ? (leap ? 29 : 28)
                        : (month == 4 || month == 6 || month == 9 || month == 11) ? 30
                                                                                  : 31;
    const int day = number(date.substr(6, 2));
    return day >= 1 && day <= longest;
}

bool zone_ok(std::string_view zone) noexcept {
    return zone.size() == 5 && (zone[0] == '+' || zone[0] == '-') && digits(zone.substr(1)) &&
           number(zone.substr(1, 2)) <= 14 && number(zone.substr(3, 2)) <= 59;
}

bool split(std::string_view ts, pieces& out) noexcept {
    if (const auto at = ts.find_first_of("+-"); at != std::string_view::npos) {
        out.zone = ts.substr(at);
        ts = ts.substr(0, at);
        if (!zone_ok(out.zone)) return false;
    }
    if (const auto at = ts.find('.'); at != std::string_view::npos) {
        out.fraction = ts.substr(at + 1);
        ts = ts.substr(0, at);
        if (ts.size() != 14 || out.fraction.empty() || !digits(out.fraction)) return false;
    }
    out.date = ts.substr(0, std::min<std::size_t>(8, ts.size()));
    out.clock = ts.substr(out.date.size());
    if (!date_ok(out.date) || !digits(out.clock)) return false;
    if (out.clock.empty()) return true;
    if (out.clock.size() != 2 && out.clock.size() != 4 && out.clock.size() != 6) return false;
    return number(out.clock.substr(0, 2)) <= 23 &&
           (out.clock.size() < 4 || number(out.clock.substr(2, 2)) <= 59) &&
           (out.clock.size() < 6 || number(out.clock.substr(4, 2)) <= 59);
}

void append_date(std::string& out, std::string_view date) {
    out.append(date.substr(0, 4));
    if (date.size() >= 6) out.append("-").append(date.substr(4, 2));
    if (date.size() == 8) out.append("-").append(date.substr(6, 2));
}

void append_clock(std::string& out, std::string_view clock, std::string_view fraction) {
    out.append("T").append(clock.substr(0, 2)).append(":").append(clock.substr(2, 2)).append(":");
    out.append(clock.size() == 6 ? clock.substr(4, 2) : "00");
    if (!fraction.empty()) out.append(".").append(fraction);
}

}  // namespace

std::string to_date_time(std::string_view ts) {
    pieces in;
    std::string out;
    if (!split(ts, in)) return out;
    append_date(out, in.date);
    if (in.clock.size() >= 4 && !in.zone.empty()) {
        append_clock(out, in.clock, in.fraction);
        out.append(in.zone.substr(0, 3)).append(":").append(in.zone.substr(3));
    }
    return out;
}

std::string to_ts(std::string_view date_time) {
    std::string out;
    for (std::size_t i = 0; i < date_time.size(); ++i) {
        const char c = date_time[i];
        const bool separator = (i == 4 || i == 7) ? c == '-'
                               : i == 10          ? c == 'T'
                                                  : (i == 13 || i == 16) && c == ':';
        if (separator) continue;
        if (i > 19 && c == ':') continue;
        if (c == 'Z' && i + 1 == date_time.size()) {
            out += "+0000";
        } else {
            out += c;
        }
    }
    pieces read;
    const bool timed = date_time.size() > 10;
    if (!split(out, read) || (timed && (read.clock.size() != 6 || read.zone.empty()))) return {};
    // The other way round gives the same text, but for Z: so nothing malformed passes.
    const auto back = to_date_time(out);
    const auto common = date_time.ends_with('Z') ? date_time.size() - 1 : date_time.size();
    return std::string_view(back).substr(0, common) == date_time.substr(0, common) ? out : std::string();
}

std::string to_instant(std::string_view ts) {
    const auto exact = to_date_time(ts);
    if (exact.size() > 10) return exact;
    const auto utc = cda::xds::to_utc(ts);
    pieces in;
    if (utc.empty() || !split(utc, in)) return {};
    std::string date(in.date);
    date.append(std::string_view("00000101").substr(date.size()));
    std::string clock(in.clock);
    clock.append(std::string_view("000000").substr(clock.size()));
    std::string out;
    append_date(out, date);
    append_clock(out, clock, {});
    return out + "Z";
}

}  // namespace pps::hl7::fhir
