#include "gateway/core/log_limiter.hpp"

namespace pps::gateway::log {

bool limiter::passed(const entry& e, instant now) const {
    // A clock that was set back must not silence the log.
    return now < e.last || now - e.last >= interval_;
}

std::optional<std::int64_t> limiter::admit(std::string_view event, std::string_view code, instant now) {
    if (interval_.count() <= 0) return 0;
    std::pair<std::string, std::string> id{event, code};
    if (const auto found = entries_.find(id); found != entries_.end()) {
        entry& known = found->second;
        if (!passed(known, now)) {
            ++known.suppressed;
            return std::nullopt;
        }
        known.last = now;
        return std::exchange(known.suppressed, 0);
    }
    if (entries_.size() >= most)
        std::erase_if(entries_, [&](const auto& each) {
            return each.second.suppressed == 0 && passed(each.second, now);
        });
    if (entries_.size() < most) entries_.emplace(std::move(id), entry{now});
    return 0;
}

void limiter::take(
    const std::function<void(std::string_view event, std::string_view code, std::int64_t count)>& tell) {
    for (auto& [id, each] : entries_)
        if (each.suppressed > 0) tell(id.first, id.second, std::exchange(each.suppressed, 0));
}

}  // namespace pps::gateway::log
