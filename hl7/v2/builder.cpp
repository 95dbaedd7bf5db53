#include "hl7/v2/builder.hpp"

#include "hl7/v2/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pps::hl7::v2 {

builder& builder::segment(std::string_view name) {
    close();
    name_ = name;
    return *this;
}

builder& builder::set(std::size_t field, std::string_view value, std::size_t component,
                      std::size_t subcomponent, std::size_t repetition) {
    parts_.push_back({{field, repetition, component, subcomponent}, std::string(value)});
    return *this;
}

builder& builder::composite(std::size_t field, std::initializer_list<std::string_view> components,
                            std::size_t repetition) {
    std::size_t n = 0;
    for (const auto value : components)
        set(field, value, ++n, 1, repetition);
    return *this;
}

/// Writes the separators between two values, `from` before `to`.
void builder::go_to(const position& from, const position& to) {
    const std::array separators{signs_.field, signs_.repetition, signs_.component, signs_.subcomponent};
    bool same = true;
    for (std::size_t level = 0; level < separators.size(); ++level) {
        const std::size_t begin = same ? from[level] : 1;
        out_.append(to[level] - begin, separators[level]);
        same = same && to[level] == from[level];
    }
}

void builder::close() {
    if (name_.empty()) return;
    out_ += name_;
    out_.push_back(signs_.field);
    position at{1, 1, 1, 1};
    if (name_ == "MSH") {
        out_.insert(out_.end(), {signs_.component, signs_.repetition, signs_.escape, signs_.subcomponent});
        at[0] = 2;
    }
    std::stable_sort(parts_.begin(), parts_.end(), [](const part& a, const part& b) { return a.at < b.at; });
    for (auto one = parts_.begin(); one != parts_.end(); ++one) {
        // Of values for one place the last; what is empty at the end is left out.
        const bool again = std::next(one) != parts_.end() && std::next(one)->at == one->at;
        if (again || one->value.empty() || (name_ == "MSH" && one->at[0] <= 2)) continue;
        go_to(at, one->at);
        append_escaped(out_, one->value, signs_);
        at = one->at;
    }
    out_.push_back('\r');
    name_.clear();
    parts_.clear();
}

std::string builder::take() {
    close();
    return from_utf8(std::exchange(out_, {}), charset_);
}

}  // namespace pps::hl7::v2
