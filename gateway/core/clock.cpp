#include "gateway/core/clock.hpp"

#include <cstdio>
#include <ctime>

namespace pps::gateway {
namespace {

std::string format(instant t, const char* pattern) {
    const std::time_t seconds =
        std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(t));
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, pattern, &utc);
    return {text, length};
}

}  // namespace

std::int64_t to_millis(instant t) noexcept {
    return std::chrono::floor<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

instant from_millis(std::int64_t ms) noexcept {
    return instant{std::chrono::milliseconds{ms}};
}

std::string to_rfc3339(instant t) {
    const std::int64_t ms = ((to_millis(t) % 1000) + 1000) % 1000;
    char fraction[8];
    std::snprintf(fraction, sizeof fraction, ".%03dZ", static_cast<int>(ms));
    return format(t, "%Y-%m-%dT%H:%M:%S") + fraction;
}

std::string to_hl7(instant t) {
    return format(t, "%Y%m%d%H%M%S");
}

std::string to_day(instant t) {
    return format(t, "%Y-%m-%d");
}

}  // namespace pps::gateway
