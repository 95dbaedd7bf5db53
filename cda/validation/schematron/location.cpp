#include "cda/validation/schematron/location.hpp"

#include <string_view>
#include <vector>

namespace pps::cda::validation {
namespace {

node_id element_of(const tree& t, node_id node) {
    if (t.at(node).kind != node_kind::document) return node;
    for (auto c = t.first_child(node); c != no_node; c = t.next_sibling(c)) {
        if (t.at(c).kind == node_kind::element) return c;
    }
    return node;
}

std::vector<node_id> branch(const tree& t, node_id node) {
    std::vector<node_id> up;
    for (auto n = element_of(t, node); n != no_node && t.at(n).kind != node_kind::document;
         n = t.at(n).parent) {
        up.push_back(n);
    }
    return {up.rbegin(), up.rend()};
}

template <typename Name>
std::size_t before(const tree& t, node_id node, Name name, std::uint64_t& visited) {
    std::size_t count = 0;
    for (auto s = t.first_child(t.at(node).parent); s != node; s = t.next_sibling(s)) {
        ++visited;
        if (t.at(s).kind == node_kind::element && name(s) == name(node)) ++count;
    }
    return count;
}

}  // namespace

std::string svrl_location(const tree& t, node_id node, std::uint64_t& visited) {
    std::string out;
    const auto name = [&](node_id n) { return t.name_of(n).qualified; };
    for (const auto n : branch(t, node)) {
        out.append(1, '/').append(name(n));
        if (const auto count = before(t, n, name, visited); count > 0)
            out += '[' + std::to_string(count + 1) + ']';
    }
    return out;
}

std::string short_location(const tree& t, node_id node, std::uint64_t& visited) {
    std::string out;
    const auto name = [&](node_id n) { return t.name_of(n).local; };
    bool top = true;
    for (const auto n : branch(t, node)) {
        out.append(1, '/').append(name(n));
        if (!top) out += '[' + std::to_string(before(t, n, name, visited) + 1) + ']';
        top = false;
    }
    return out;
}

}  // namespace pps::cda::validation
