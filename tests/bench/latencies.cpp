#include "tests/bench/latencies.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace pps::bench {

void latencies::add(duration one) {
    measured_.push_back(one);
    sorted_ = false;
}

latencies::duration latencies::percentile(double percent) const {
    if (!(percent > 0 && percent <= 100)) throw std::out_of_range("percentile");
    if (measured_.empty()) return duration::zero();
    if (!sorted_) {
        std::ranges::sort(measured_);
        sorted_ = true;
    }
    // In this order 99 % of 100 is exactly 99; 0.99 * 100 would be a little more.
    const auto rank = std::ceil(percent * static_cast<double>(measured_.size()) / 100.0);
    return measured_[static_cast<std::size_t>(rank) - 1];
}

}  // namespace pps::bench
