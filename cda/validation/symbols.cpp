#include "cda/validation/symbols.hpp"

namespace pps::cda::validation {

std::uint32_t symbols::intern(std::string_view text) {
    if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
    const auto& stored = texts_.emplace_back(text);
    const auto id = static_cast<std::uint32_t>(texts_.size() - 1);
    ids_.emplace(stored, id);
    return id;
}

std::uint32_t symbols::find(std::string_view text) const noexcept {
    const auto found = ids_.find(text);
    return found == ids_.end() ? none : found->second;
}

}  // namespace pps::cda::validation
