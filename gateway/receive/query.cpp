#include "gateway/receive/query.hpp"

#include <boost/url/params_view.hpp>
#include <boost/url/parse_query.hpp>

namespace pps::gateway::receive {

std::optional<std::map<std::string, std::string, std::less<>>> parse_query(std::string_view query) {
    constexpr std::size_t most = 16;
    std::map<std::string, std::string, std::less<>> found;
    if (query.empty()) return found;
    const auto parsed = boost::urls::parse_query({query.data(), query.size()});
    if (!parsed || parsed->size() > most) return std::nullopt;
    for (const auto& one : boost::urls::params_view{*parsed})
        if (!found.emplace(one.key, one.value).second) return std::nullopt;
    return found;
}

}  // namespace pps::gateway::receive
