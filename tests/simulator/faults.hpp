#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator {

enum class fault_mode { none, latency, busy, http503, cut_before, cut_middle, cut_after, garbage, denied };
std::optional<fault_mode> parse_fault_mode(std::string_view name) noexcept;
std::string_view name_of(fault_mode mode) noexcept;

/// Longest delay a fault may ask for.
inline constexpr std::chrono::milliseconds longest_latency{120'000};

/// One fault to inject, on requests of one service ("repository", "registry", "patients") or "all".
struct fault_rule {
    fault_mode mode = fault_mode::none;
    double probability = 1;
    std::int64_t remaining = -1;  ///< Injections left; -1 without end.
    std::chrono::milliseconds latency{0};
    std::string service = "all";
    std::string action;  ///< Part of the SOAP action that the Content-Type names; "" = any.
};

struct injected_fault {
    fault_mode mode = fault_mode::none;
    std::chrono::milliseconds latency{0};
};

/// Decides which request gets which fault. Thread-safe; the same seed gives the same decisions.
class fault_plan {
  public:
    /// Replaces the plan. At most one rule strikes a request: probabilities of a mix add up.
    void set(std::vector<fault_rule> rules, std::optional<std::uint64_t> seed);
    injected_fault draw(std::string_view service, std::string_view content_type = {});

    std::map<std::string, std::uint64_t> injected() const;  ///< By mode.
    void clear();

  private:
    mutable std::mutex mutex_;
    std::vector<fault_rule> rules_;
    std::mt19937_64 random_{1};
    std::map<std::string, std::uint64_t> injected_;
};

}  // namespace pps::simulator
