#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace pps::tests {

/// Random numbers that are the same with every compiler and library (SplitMix64, Steele et al. 2014).
class random {
  public:
    explicit random(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t next() noexcept {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    /// 0 to `limit` - 1.
    std::size_t below(std::size_t limit) noexcept { return static_cast<std::size_t>(next() % limit); }
    /// `least` to `most`, both included.
    unsigned between(unsigned least, unsigned most) noexcept {
        return least + static_cast<unsigned>(below(most - least + 1));
    }
    /// True in so many cases of a hundred.
    bool chance(unsigned percent) noexcept { return below(100) < percent; }
    /// One of the elements of a range that outlives the answer.
    template <typename Range>
    const auto& pick(const Range& range) noexcept {
        return *(std::begin(range) + static_cast<std::ptrdiff_t>(below(std::size(range))));
    }

  private:
    std::uint64_t state_;
};

}  // namespace pps::tests
