#include "gateway/app/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace pps::gateway::app {
namespace {

struct unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array durations{unit{"ms", 1}, unit{"s", 1'000}, unit{"min", 60'000}, unit{"h", 3'600'000},
                               unit{"d", 86'400'000}};
constexpr std::array sizes{unit{"B", 1}, unit{"kiB", 1u << 10}, unit{"MiB", 1u << 20}, unit{"GiB", 1u << 30}};

// Nine digits times the largest unit stay below 2^63.
constexpr std::size_t most_digits = 9;

std::optional<std::uint64_t> parse(std::string_view text, std::span<const unit> units) noexcept {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > most_digits || text.front() == '0') return std::nullopt;
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + digits, number);
    const std::string_view name = text.substr(digits);
    for (const unit& each : units)
        if (each.name == name) return number * each.factor;
    return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) noexcept {
    const auto count = parse(text, durations);
    if (!count) return std::nullopt;
    return std::chrono::milliseconds{static_cast<std::int64_t>(*count)};
}

std::optional<std::uint64_t> parse_size(std::string_view text) noexcept {
    return parse(text, sizes);
}

}  // namespace pps::gateway::app
