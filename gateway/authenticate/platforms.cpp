#include "gateway/authenticate/platforms.hpp"

#include <algorithm>

namespace pps::gateway::authenticate {

bool conformity_policy::refuses(std::string_view severity) const {
    return enforce && std::find(refuse.begin(), refuse.end(), severity) != refuse.end();
}

bool platform::may_send_for(std::string_view structure) const {
    return std::find(structures.begin(), structures.end(), structure) != structures.end();
}

bool platform::may_send_kind(std::string_view kind) const {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

registry::registry(std::vector<entry> entries) {
    platforms_.reserve(entries.size());
    for (auto& one : entries) {
        for (auto& subject : one.certificate_subjects)
            by_subject_.emplace(std::move(subject), platforms_.size());
        platforms_.push_back(std::move(one.platform));
    }
}

const platform* registry::find(std::string_view certificate_subject) const {
    const auto found = by_subject_.find(certificate_subject);
    return found == by_subject_.end() ? nullptr : &platforms_[found->second];
}

const platform* registry::find_id(std::string_view id) const {
    const auto found = std::find_if(platforms_.begin(), platforms_.end(),
                                    [id](const platform& one) { return one.id == id; });
    return found == platforms_.end() ? nullptr : &*found;
}

}  // namespace pps::gateway::authenticate
