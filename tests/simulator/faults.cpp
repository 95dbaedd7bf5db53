#include "tests/simulator/faults.hpp"

#include <algorithm>
#include <utility>

namespace pps::simulator {

namespace {

constexpr std::pair<std::string_view, fault_mode> modes[] = {
    {"none", fault_mode::none},
    {"latency", fault_mode::latency},
    {"busy", fault_mode::busy},
    {"http503", fault_mode::http503},
    {"cut_before", fault_mode::cut_before},
    {"cut_middle", fault_mode::cut_middle},
    {"cut_after", fault_mode::cut_after},
    {"garbage", fault_mode::garbage},
    {"denied", fault_mode::denied},
};

}  // namespace

std::optional<fault_mode> parse_fault_mode(std::string_view name) noexcept {
    for (const auto& [text, mode] : modes)
        if (text == name) return mode;
    return std::nullopt;
}

std::string_view name_of(fault_mode mode) noexcept {
    for (const auto& [text, value] : modes)
        if (value == mode) return text;
    return "none";
}

void fault_plan::set(std::vector<fault_rule> rules, std::optional<std::uint64_t> seed) {
    const std::lock_guard lock(mutex_);
    rules_ = std::move(rules);
    if (seed) random_.seed(*seed);
}

injected_fault fault_plan::draw(std::string_view service, std::string_view content_type) {
    const std::lock_guard lock(mutex_);
    if (rules_.empty()) return {};
    const double point = std::uniform_real_distribution<double>(0, 1)(random_);
    double upto = 0;
    for (auto& rule : rules_) {
        if (rule.mode == fault_mode::none || rule.remaining == 0) continue;
        if (rule.service != "all" && rule.service != service) continue;
        if (!rule.action.empty() && content_type.find(rule.action) == std::string_view::npos) continue;
        upto += rule.probability;
        if (point >= upto) continue;
        if (rule.remaining > 0) --rule.remaining;
        ++injected_[std::string(name_of(rule.mode))];
        return {rule.mode, std::min(rule.latency, longest_latency)};
    }
    return {};
}

std::map<std::string, std::uint64_t> fault_plan::injected() const {
    const std::lock_guard lock(mutex_);
    return injected_;
}

void fault_plan::clear() {
    const std::lock_guard lock(mutex_);
    rules_.clear();
    injected_.clear();
}

}  // namespace pps::simulator
