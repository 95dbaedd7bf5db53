#include "cda/validation/xpath/regex.hpp"

#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

// A regular expression: its flags, its pattern and a text, on a line each (the text may have more).
namespace pps::fuzz {

void digest(std::string_view bytes) {
    const auto line = [&] {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        const auto made = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        return made;
    };
    const auto flags = line();
    const auto pattern = line();
    std::string why;
    const auto made = cda::validation::xpath::regex::compile(pattern, flags, why);
    require((made == nullptr) == !why.empty(), "an error says why");
    if (!made) return;
    constexpr std::uint64_t enough = 2'000'000;
    auto of_search = enough;
    auto of_contains = enough;
    const auto found = made->search(bytes, 0, of_search);
    const bool contained = made->contains(bytes, of_contains);
    require(of_search == 0 || of_contains == 0 || found.has_value() == contained, "both matchers agree");
    require(of_search > 0 || !found, "without steps nothing is found");
    if (!found) return;
    require(found->bounds.size() == 2 * (made->groups() + 1), "every group has bounds");
    require(found->begin() <= found->end() && found->end() <= bytes.size(), "a match is in the text");
}

}  // namespace pps::fuzz
