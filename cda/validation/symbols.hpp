#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pps::cda::validation {

/// Strings turned into small integers, once, so that a name test compares integers. Filled while a schema is
/// compiled, frozen afterwards: `find` is then safe from several threads.
class symbols {
  public:
    static constexpr std::uint32_t none = 0xffffffff;

    std::uint32_t intern(std::string_view text);
    /// `none` when the text was never interned.
    std::uint32_t find(std::string_view text) const noexcept;

  private:
    std::deque<std::string> texts_;
    std::unordered_map<std::string_view, std::uint32_t> ids_;
};

}  // namespace pps::cda::validation
