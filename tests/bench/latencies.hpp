#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pps::bench {

/// Measured durations and their percentiles by nearest rank: always a duration that was measured.
class latencies {
  public:
    using duration = std::chrono::nanoseconds;

    void reserve(std::size_t count) { measured_.reserve(count); }
    void add(duration one);
    std::size_t count() const noexcept { return measured_.size(); }

    /// The smallest measured duration that at least `percent` (above 0, to 100) of them do not exceed; zero
    /// when there is none.
    duration percentile(double percent) const;

    duration greatest() const { return percentile(100); }

  private:
    mutable std::vector<duration> measured_;
    mutable bool sorted_ = true;
};

}  // namespace pps::bench
