#include "hl7/v2/builder.hpp"

#include "hl7/v2/text.hpp"

#include <algorithm>
#include <utility>

namespace pps::hl7::v2 {
namespace {

template <typename Part>
Part& grown(std::vector<Part>& parts, std::size_t n) {
    if (parts.size() < n) parts.resize(n);
    return parts[n - 1];
}

// The parts between separators, without those that are empty at the end.
template <typename Part, typename Write>
void join(std::string& out, const std::vector<Part>& parts, char separator, Write write) {
    auto kept = out.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out.push_back(separator);
        const auto before = out.size();
        write(parts[i]);
        if (out.size() > before) kept = out.size();
    }
    out.resize(kept);
}

}  // namespace

builder& builder::segment(std::string_view name) {
    close();
    name_ = name;
    return *this;
}

builder& builder::set(std::size_t field, std::string_view value, std::size_t component,
                      std::size_t subcomponent, std::size_t repetition) {
    auto& repetitions = grown(fields_, field);
    auto& components = grown(repetitions, repetition);
    grown(grown(components, component), subcomponent) = value;
    return *this;
}

builder& builder::composite(std::size_t field, std::initializer_list<std::string_view> components,
                            std::size_t repetition) {
    std::size_t n = 0;
    for (const auto value : components)
        set(field, value, ++n, 1, repetition);
    return *this;
}

void builder::close() {
    if (name_.empty()) return;
    out_ += name_;
    std::vector<field_parts> fields = std::move(fields_);
    fields_.clear();
    out_.push_back(signs_.field);
    if (name_ == "MSH") {
        out_.insert(out_.end(), {signs_.component, signs_.repetition, signs_.escape, signs_.subcomponent});
        // The separator behind MSH-2 comes with what follows.
        fields.erase(fields.begin(),
                     fields.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(fields.size(), 2)));
        if (!fields.empty()) out_.push_back(signs_.field);
    }
    join(out_, fields, signs_.field, [&](const field_parts& repetitions) {
        join(out_, repetitions, signs_.repetition, [&](const repetition_parts& components) {
            join(out_, components, signs_.component, [&](const component_parts& subcomponents) {
                join(out_, subcomponents, signs_.subcomponent,
                     [&](const std::string& value) { append_escaped(out_, value, signs_); });
            });
        });
    });
    out_.push_back('\r');
    name_.clear();
}

std::string builder::take() {
    close();
    return from_utf8(std::exchange(out_, {}), charset_);
}

}  // namespace pps::hl7::v2
